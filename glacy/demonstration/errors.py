"""What can go wrong while the demonstration plays."""

from __future__ import annotations

from glacy.errors import GlacyError


class DemonstrationError(GlacyError):
    """A step of the demonstration could not be played."""


class PageError(DemonstrationError):
    """A page did not have what an officer looked for, or answered with a problem."""


class ServerError(DemonstrationError):
    """A node of the demonstration did not start, or stopped."""


class StoryError(DemonstrationError):
    """The story's data lack something, or the user's own evidence cannot be read."""
