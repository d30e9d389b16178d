"""An act as a value: its text with pages, its provisions in order, and their items."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

LANGUAGES = ("en", "fr", "es", "pt")
"""The languages in which acts are lined up with the treaties."""


@dataclass(frozen=True, slots=True)
class ActText:
    """The text of an act as it was read, page by page; an offset counts characters over all pages.

    Pages are joined by a line break. A text without pages has one.
    """

    pages: tuple[str, ...]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = tuple(accumulate((len(page) + 1 for page in self.pages), initial=0))[: len(self.pages)]
        object.__setattr__(self, "_starts", starts)

    @property
    def text(self) -> str:
        """All pages in one text, to which every offset refers."""
        return "\n".join(self.pages)

    def page_of(self, offset: int) -> int:
        """The page, from 1, on which a character stands."""
        return max(1, bisect_right(self._starts, offset))


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A part, title, chapter or schedule above provisions: its label as printed, and its heading."""

    label: str
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A paragraph, point or item of a provision: `(b)`, `1.`, `ii)`, with what stands below it."""

    number: str
    heading: str
    text: str
    start: int
    end: int
    items: tuple[Item, ...] = ()

    def walk(self, above: str = "") -> Iterator[tuple[str, Item]]:
        """This item and all below it, each with its number as one cites it: `(b)(1)`."""
        cited = f"{above}({self.number})"
        yield cited, self
        for item in self.items:
            yield from item.walk(cited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """An article or section of an act.

    `number` is the act's own, such as `4`, `431-8`, `218 bis` or `3-A`; `label` the words as printed. `start`
    and `end` are offsets in the ActText, `page` counts from 1. `quoted_in` is the number of the provision
    that inserts this one into another act, where it does.
    """

    number: str
    label: str
    heading: str
    text: str
    start: int
    end: int
    page: int
    divisions: tuple[Division, ...] = ()
    items: tuple[Item, ...] = ()
    quoted_in: str | None = None
    is_repealed: bool = False
    is_annexed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act in its parts: what stands before the first provision, the provisions, and what was left out.

    `left_out` are lines that were taken for page headers, footers, page numbers or a table of contents.
    """

    source: ActText
    preface: str
    provisions: tuple[Provision, ...]
    scheme: str
    left_out: tuple[str, ...] = ()

    def find(self, number: str) -> Provision | None:
        """The provision with this number, or None; the first one where a number stands twice."""
        return next((one for one in self.provisions if one.number == number), None)
