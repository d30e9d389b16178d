"""Results as lines for a person: columns, and fields with their names."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from glacy.times import whole_seconds, write_instant

WIDTH = 100
_LABEL = 18
_WIDEST = 44


def columns(headings: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> Iterator[str]:
    """Rows under their headings; without a row, the sentence that says so.

    Only a terminal is narrow: what goes into a file or another program is whole, and so is the last column.
    """
    cut = _cut if sys.stdout.isatty() else _whole
    told = [[*(cut(cell) for cell in row[:-1]), *(_whole(cell) for cell in row[-1:])] for row in rows]
    if not told:
        yield empty
        return
    widths = [max(len(row[place]) for row in (list(headings), *told)) for place in range(len(headings))]
    for row in (headings, *told):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def fields(values: Mapping[str, object]) -> Iterator[str]:
    """Each value after its name, wrapped; what is empty is left out."""
    for name, value in values.items():
        text = say(value)
        if text:
            yield from textwrap.wrap(
                text,
                WIDTH,
                initial_indent=f"{name:<{_LABEL}}",
                subsequent_indent=" " * _LABEL,
                break_long_words=False,
                break_on_hyphens=False,
            )


def heading(text: str) -> Iterator[str]:
    """An empty line, and the words under which what follows stands."""
    yield ""
    yield f"{text}:"


def bullets(texts: Iterable[str]) -> Iterator[str]:
    """Each text behind a dash, wrapped."""
    for text in texts:
        yield from textwrap.wrap(
            text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False
        )


def say(value: object) -> str:
    """A value in a word: instants in UTC, nothing as nothing, lists with commas."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return write_instant(whole_seconds(value))
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(say(one) for one in value)
    return shown(" ".join(str(value).split()))


def shown(text: str) -> str:
    """A text in which no letter hides or turns what stands round it: each such letter is named."""
    return "".join(one if one.isprintable() else f"[U+{ord(one):04X}]" for one in text)


def _whole(value: object) -> str:
    return say(value) or "-"


def _cut(value: object) -> str:
    text = _whole(value)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
