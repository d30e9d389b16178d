"""PDF in: text page by page, two columns one after the other, scans and locked files refused."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glacy.legislation.reading.taken import MOST_CHARACTERS, MOST_PAGES, ReadText, unreadable
from glacy.legislation.values import ActText
from glacy.sayings import Saying, say

_MIDDLE = (0.38, 0.62)
_CROSSING = 0.12
_EACH_SIDE = 0.25
_FEWEST_RUNS = 16
_SAME_LINE = 0.5
_GAP = 1.6


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of letters on a page with its edges, in points; `bottom` grows upwards as in the file."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        return max(0.1, self.top - self.bottom)


def read_pdf(data: bytes) -> ReadText:
    """The text of every page; pages without text are named, a file of nothing but pictures is refused."""
    import pypdfium2  # type: ignore[import-untyped]  # no types; slow to load, and seldom needed

    try:
        document = pypdfium2.PdfDocument(io.BytesIO(data))
    except pypdfium2.PdfiumError as fault:
        raise _broken(str(fault)) from fault
    try:
        return _read(document)
    except pypdfium2.PdfiumError as fault:
        raise _broken(str(fault)) from fault
    finally:
        document.close()


def _read(document: object) -> ReadText:
    count = len(document)  # type: ignore[arg-type]  # pypdfium2 has no types
    if count > MOST_PAGES:
        raise unreadable(
            say("The file has {count} pages; at most {most} are read.", count=count, most=MOST_PAGES),
            remedy=say("Give one act, or a part of the code, at a time."),
            why="too_large",
        )
    pages: list[str] = []
    empty: list[int] = []
    columns = letters = 0
    for number in range(count):
        text, in_columns = _page(document[number])  # type: ignore[index]  # pypdfium2 has no types
        letters += len(text)
        columns += in_columns
        if not text.strip():
            empty.append(number + 1)
        if letters > MOST_CHARACTERS:
            break
        pages.append(text)
    if count and len(empty) == count:
        raise unreadable(
            say("The {count} pages of this file hold no text; it is a scan.", count=count),
            remedy=say("Read it with --ocr, or give a file with text."),
            why="scan",
        )
    return ReadText(source=ActText(tuple(pages)), form="pdf", warnings=tuple(_warnings(empty, columns)))


def _warnings(empty: Sequence[int], columns: int) -> Iterator[Saying]:
    if empty:
        yield say(
            "These pages hold no text: {pages}. Look whether they are scans.", pages=tuple(map(str, empty))
        )
    if columns:
        yield say(
            "{columns} pages are set in two columns; they were read one after the other.", columns=columns
        )


def _page(page: object) -> tuple[str, bool]:
    text_page = page.get_textpage()  # type: ignore[attr-defined]  # pypdfium2 has no types
    try:
        runs = list(_runs(text_page))
        if not runs:
            return "", False
        width = float(page.get_width())  # type: ignore[attr-defined]  # the same
        gutter = _gutter(runs, width)
        ordered = _in_columns(runs, gutter) if gutter is not None else [runs]
        return "\n".join(line for block in ordered for line in _lines(block)), gutter is not None
    finally:
        text_page.close()
        page.close()  # type: ignore[attr-defined]  # the same


def _runs(text_page: object) -> Iterator[_Run]:
    for at in range(text_page.count_rects()):  # type: ignore[attr-defined]  # pypdfium2 has no types
        left, bottom, right, top = text_page.get_rect(at)  # type: ignore[attr-defined]  # the same
        text = text_page.get_text_bounded(left, bottom, right, top)  # type: ignore[attr-defined]  # the same
        cleaned = " ".join(text.replace("\ufffe", "-").replace("\x02", "-").split())
        if cleaned:
            yield _Run(left, bottom, right, top, cleaned)


def _gutter(runs: Sequence[_Run], width: float) -> float | None:
    """Where a page is parted in two columns, or None: few runs cross there, many stand on either side."""
    if len(runs) < _FEWEST_RUNS:
        return None
    best: tuple[int, float] | None = None
    for step in range(25):
        at = width * (_MIDDLE[0] + (_MIDDLE[1] - _MIDDLE[0]) * step / 24)
        crossing = sum(one.left < at < one.right for one in runs)
        if best is None or crossing < best[0]:
            best = (crossing, at)
    if best is None or best[0] > _CROSSING * len(runs):
        return None
    at = best[1]
    left = [one for one in runs if one.right <= at]
    right = [one for one in runs if one.left >= at]
    if min(len(left), len(right)) < _EACH_SIDE * len(runs):
        return None
    side_by_side = sum(any(_same_line(one, other) for other in right) for one in left)
    return at if side_by_side >= 0.5 * len(left) and _is_wide(left) and _is_wide(right) else None


def _is_wide(runs: Sequence[_Run]) -> bool:
    """Whether a column holds running text, and not the numbers of a table or a margin."""
    return sum(len(one.text) for one in runs) / len(runs) >= 14


def _in_columns(runs: Sequence[_Run], at: float) -> list[list[_Run]]:
    """The left column, then the right one, between the lines that cross both."""
    across = sorted((one for one in runs if one.left < at < one.right), key=lambda one: -one.top)
    rest = [one for one in runs if not one.left < at < one.right]
    blocks: list[list[_Run]] = []
    for bound in [*(one.bottom for one in across), float("-inf")]:
        band = [one for one in rest if one.bottom >= bound]
        rest = [one for one in rest if one.bottom < bound]
        blocks.append([one for one in band if one.right <= at])
        blocks.append([one for one in band if one.left >= at])
        if across and across[0].bottom == bound:
            blocks.append([across.pop(0)])
    return [block for block in blocks if block]


def _same_line(one: _Run, other: _Run) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > _SAME_LINE * min(one.height, other.height)


def _lines(runs: Sequence[_Run]) -> Iterator[str]:
    """The lines of a block from top to bottom, an empty one where the gap between two is wide."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda one: (-one.top, one.left)):
        if rows and _same_line(rows[-1][0], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    before: _Run | None = None
    for row in rows:
        first = row[0]
        if before is not None and before.bottom - first.top > _GAP * first.height * 0.6:
            yield ""
        yield " ".join(one.text for one in sorted(row, key=lambda one: one.left))
        before = first


def _broken(said: str) -> Exception:
    locked = "password" in said.lower() or "security" in said.lower()
    if locked:
        return unreadable(
            say("This PDF is locked with a password."),
            remedy=say("Ask for a file that opens without one; official texts have none."),
            why="encrypted",
        )
    return unreadable(
        say("This PDF is damaged and cannot be opened."),
        remedy=say("Download it again from its official address, and compare its size."),
        why="damaged",
    )
