"""What can go wrong in the frame of the desks."""

from __future__ import annotations

from glacy.errors import GlacyError


class DeskError(GlacyError):
    """A page could not do what was asked."""


class NoNodeError(DeskError):
    """The web process was started without a node."""


class UploadCutError(DeskError):
    """The line broke before a file had arrived whole."""
