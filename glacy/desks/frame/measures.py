"""The measures in words: those of their instruments, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.utils.functional import lazystr
from django.utils.translation import get_language

from glacy.desks.frame.parts import Text
from glacy.treaty import measures, words


class _InWords(Mapping[str, Text]):
    """What a page calls each measure; the words are looked up when the page is written."""

    def __getitem__(self, measure: str) -> Text:
        if f"measure.{measure}" not in words():
            raise KeyError(measure)
        return lazystr(_Said(f"measure.{measure}"))

    def __iter__(self) -> Iterator[str]:
        return iter(measures())

    def __len__(self) -> int:
        return len(measures())


class _Said:
    """Words of the facts, said in the language of whoever reads them now."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __str__(self) -> str:
        said = words()[self.key]
        return said.get((get_language() or "en").split("-")[0], said["en"])


MEASURES: Final[Mapping[str, Text]] = _InWords()


def say_asked(chosen: Iterable[str]) -> list[tuple[str, Text]]:
    """The measures as choices: what each asks for."""
    return [(one, lazystr(_Said(f"ask.{one}"))) for one in chosen]
