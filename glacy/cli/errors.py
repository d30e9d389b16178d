"""What the command line refuses of itself; everything else is refused by the library that is asked."""

from __future__ import annotations

from glacy.errors import GlacyError


class WrongPasswordError(GlacyError):
    """The password is not that of the officer who acts."""


class NotGivenError(GlacyError):
    """Something that the command needs was not given, or what was given is there already."""


class UnreadableInputError(GlacyError):
    """A file or text that was given on the command line cannot be read or written, or is not as expected."""
