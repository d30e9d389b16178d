"""What can be wrong with an act, or with a question about one."""

from __future__ import annotations

from glacy.errors import GlacyError


class LegislationError(GlacyError):
    """An act cannot be read, or cannot be lined up with a treaty."""


class UnreadableActError(LegislationError):
    """A file gives no text that could be an act; `fields["why"]` names the reason in one word."""


class NoProvisionsError(LegislationError):
    """A text has no article or section that could be found."""


class LexiconError(LegislationError):
    """A packaged element of an article is not in its form; `fields` names file and entry."""


class UnknownLanguageError(LegislationError):
    """The language of a text is none of those that the lexicon speaks."""


class UnknownFormError(LegislationError):
    """A table is not written in the form that was asked for."""


class MalformedDecisionError(LegislationError):
    """A reviewer's decision, or the log of them, is not in its form."""
