"""In which letters a text is written: what is not in Latin letters is kept, and not lined up."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import islice

from glacy.sayings import Saying, say

_SAMPLE = 200_000
_SHARE = 0.3
_CONTROLS = range(0xE000, 0xF900)
_PRIVATE_SHARE = 0.02


def script_warnings(text: str) -> tuple[Saying, ...]:
    """Warnings on letters that are not Latin, and on letters that a font hides in its private places."""
    letters = [one for one in islice(text, _SAMPLE) if one.isalpha() or ord(one) in _CONTROLS]
    if not letters:
        return ()
    found: list[Saying] = []
    counts = Counter(_script(one) for one in letters)
    other, most = next(((name, count) for name, count in counts.most_common() if name != "LATIN"), ("", 0))
    if most > _SHARE * len(letters):
        found.append(
            say(
                "The text is mostly in {script} letters; it is kept as text, and not lined up.",
                script=other.capitalize(),
            )
        )
    if sum(ord(one) in _CONTROLS or one == "\ufffd" for one in letters) > _PRIVATE_SHARE * len(letters):
        found.append(say("Many letters of this file cannot be read as letters; read it with --ocr."))
    return tuple(found)


def is_latin(text: str) -> bool:
    """Whether most letters of a text are Latin."""
    letters = [one for one in islice(text, _SAMPLE) if one.isalpha()]
    return sum(_script(one) == "LATIN" for one in letters) >= (1 - _SHARE) * len(letters)


def _script(one: str) -> str:
    return unicodedata.name(one, "UNKNOWN").split(" ")[0]
