"""How sure a fact is, and the shorthand in its words, as a person would say it; the facts stay as is."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.parts import Text

_NOT_VERIFIED: Final = _("not verified: from general knowledge, no page seen")
CONFIDENCE: Final[dict[str, Text]] = {
    "page": _("read on a page"),
    "computed": _("worked out from a page by a rule"),
    "recalled": _NOT_VERIFIED,
    "judgement": _("our judgement"),
    "read_in_full": _("read in full"),
    "partly_seen": _("only part of the text was read"),
    "recall_unverified": _NOT_VERIFIED,
    "snippet": _("seen in an excerpt only"),
}

_SHORTHAND: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"\bno page seen \(recalled\)", "not verified: from general knowledge, no page seen"),
        (r"\brecalled, no page seen", "not verified: from general knowledge, no page seen"),
        (r"\bno page seen, check the Treaty Office", "no page seen; the Treaty Office can tell"),
        (r"[:;,] check\.", "; this is not verified."),
        (r"\bis recalled, not seen", "is from general knowledge, no page seen"),
        (r"\brecall_unverified|\brecalled(?=\b)", "not verified"),
        (r"\bpartly_seen", "read in part"),
        (r"\barchived cop(y|ies)", r"stored cop\1 of the page"),
        (r"\barchived page", "stored page"),
    )
)


def plain(text: str) -> str:
    """The English words of a fact with its shorthand spelt out: "date recalled" is "date not verified"."""
    for pattern, words in _SHORTHAND:
        text = pattern.sub(words, text)
    return text


def sureness(confidence: str) -> Text:
    """How a fact is known, in words."""
    return CONFIDENCE.get(confidence, confidence.replace("_", " "))
