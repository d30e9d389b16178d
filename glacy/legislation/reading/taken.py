"""What comes out of a file: its text, the form it had, and warnings about what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass

from glacy.legislation.errors import UnreadableActError
from glacy.legislation.values import ActText
from glacy.sayings import Saying

MOST_BYTES = 100_000_000
MOST_UNPACKED = 400_000_000
MOST_CHARACTERS = 20_000_000
MOST_PAGES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """The text of an act as a file gave it.

    `form` is pdf, docx, html, akn or text. A warning is a sentence about what may not be as it was printed:
    columns that were told apart, tracked changes, numbers that a word processor made.
    """

    source: ActText
    form: str
    warnings: tuple[Saying, ...] = ()


def unreadable(says: Saying, *, remedy: Saying, why: str) -> UnreadableActError:
    """The error for a file that gives no text of an act; `why` is its reason in one word."""
    return UnreadableActError(says, remedy=remedy, why=why)
