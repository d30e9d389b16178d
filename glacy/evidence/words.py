"""The words of the papers about evidence, in the four languages of the common page."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from glacy.documents import Language


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


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("glacy.evidence").joinpath("words.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["key"]: {name: value for name, value in row.items() if name != "key"} for row in rows}
