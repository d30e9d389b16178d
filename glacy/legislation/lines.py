"""Lines of an act without what pages add to them: running heads, footers and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glacy.legislation.numbering import find_bare, find_keyed
from glacy.legislation.values import ActText

_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|página|pág\.?|p\.)\s*)?\d{1,4}(?:\s*(?:of|de|sur|/)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 90
_TIMES = 3
_EDGE = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its offsets and page; `after_gap` says that an empty line or a new page comes before."""

    text: str
    start: int
    end: int
    page: int
    after_gap: bool


def lines_of(source: ActText) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines that carry the act, in order, and the lines that were left out as heads and page numbers."""
    found = tuple(_split(source))
    repeated = _repeated(found, paged=len(source.pages) > 1)
    kept: list[Line] = []
    left_out: list[str] = []
    for line, at_edge in found:
        if _shape(line.text) in repeated or (at_edge and _PAGE_NUMBER.match(line.text)):
            left_out.append(line.text)
        else:
            kept.append(line)
    return tuple(kept), tuple(left_out)


def joined(lines: Sequence[Line]) -> str:
    """The lines as one text; a word that was broken with a hyphen at a line's end is whole again."""
    text = ""
    for line in lines:
        if text.endswith("-") and text[-2:-1].isalpha() and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text = f"{text}\n{line.text}" if text else line.text
    return text


def _split(source: ActText) -> Iterator[tuple[Line, bool]]:
    offset = 0
    for number, page in enumerate(source.pages, 1):
        raw = page.split("\n")
        filled = [place for place, text in enumerate(raw) if text.strip()]
        edges = {*filled[:_EDGE], *filled[-_EDGE:]}
        gap, at = True, offset
        for place, text in enumerate(raw):
            stripped = text.strip()
            if stripped:
                start = at + len(text) - len(text.lstrip())
                alone = place in edges and len(source.pages) > 1
                followed_by_gap = place + 1 >= len(raw) or not raw[place + 1].strip()
                line = Line(stripped, start, start + len(stripped), number, gap)
                yield line, alone or (gap and followed_by_gap)
            gap = not stripped
            at += len(text) + 1
        offset += len(page) + 1


def _repeated(found: Sequence[tuple[Line, bool]], *, paged: bool) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for line, at_edge in found:
        if (at_edge or (not paged and line.after_gap)) and _could_be_head(line.text):
            counts[_shape(line.text)] += 1
    return frozenset(shape for shape, times in counts.items() if times >= _TIMES)


def _could_be_head(text: str) -> bool:
    if len(text) > _LONGEST_HEAD or text[-1] in ".;:," or text[0] in '(«"“' or not text[0].isupper():
        return False
    return find_keyed(text) is None and find_bare(text) is None


def _shape(text: str) -> str:
    return _DIGITS.sub("#", text).casefold()
