"""What can go wrong while a source of evidence is read."""

from __future__ import annotations

from glacy.errors import GlacyError


class AcquisitionError(GlacyError):
    """The root of the errors of this library."""


class SourceError(AcquisitionError):
    """What was named to be sealed is not there, is nothing that can be sealed, or was named twice."""


class SourceChangedError(AcquisitionError):
    """A source is no longer as it was when an interrupted reading of it began."""


class WorkingStateError(AcquisitionError):
    """The work begun beside the bundle is another's, is in use, or cannot be written."""
