"""What the operator of a directory cannot do."""

from __future__ import annotations

from glacy.errors import GlacyError


class OperatorError(GlacyError):
    """The operator's folder, a key or an entry does not allow what was asked."""


class CheckMissingError(OperatorError):
    """An entry was not compared with its node out of band, so it cannot be published."""
