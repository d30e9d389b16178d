"""The words of the papers about evidence, in the four languages of the common page."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from glacy.documents import Language

_PART: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words in one language."""

    language: Language

    def say(self, key: str, **parts: object) -> str:
        """The words of a key, with its parts filled in."""
        return _table()[key][self.language].format_map({name: str(part) for name, part in parts.items()})

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in _table()

    def reason(self, why: str) -> str:
        """A reason that a node wrote by itself, in this language; what a person wrote stays as it is."""
        for key, pattern in _reasons():
            if found := pattern.fullmatch(why):
                return self.say(key, **found.groupdict())
        return why


@cache
def _reasons() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The reasons in English, by which a written one is known again; the most telling first."""
    known = [(key, row["en"]) for key, row in _table().items() if key.startswith("why.")]
    ordered = sorted(known, key=lambda one: -len(_PART.sub("", one[1])))
    return tuple((key, re.compile(_pattern_of(text))) for key, text in ordered)


def _pattern_of(text: str) -> str:
    pieces = _PART.split(text)
    return "".join(f"(?P<{one}>.+)" if place % 2 else re.escape(one) for place, one in enumerate(pieces))


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("glacy.evidence").joinpath("words.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["key"]: {name: value for name, value in row.items() if name != "key"} for row in rows}
