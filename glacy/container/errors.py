"""What can go wrong with a container."""

from __future__ import annotations

from glacy.errors import GlacyError


class ContainerError(GlacyError):
    """The root of the errors of this library."""


class MalformedContainerError(ContainerError):
    """Bytes are not a container that can be opened safely; `fault` is a key, `file` what it is about."""


class UnwritableContainerError(ContainerError):
    """Files cannot be put into a container as they are."""
