"""A concordance as XLSX: the table, the annex, and what is missing, a sheet each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from glacy.legislation.concordance import Concordance
from glacy.legislation.tables.lines import acts_read, annex_lines, article_name, not_read, table_lines
from glacy.legislation.tables.plain import held_back
from glacy.legislation.tables.words import table_words


def write_xlsx(concordance: Concordance, *, language: str, at: datetime) -> bytes:
    """The workbook; `at` is the instant that it bears, so that the same values give the same cells."""
    words = table_words(language)
    book = Workbook()
    book.properties.created = at.replace(tzinfo=None)
    book.properties.modified = at.replace(tzinfo=None)
    book.properties.creator = "GLACY"
    first = book.active
    if first is not None:
        book.remove(first)
    table = (
        (one.article, "\n".join(one.provisions), one.state) for one in table_lines(concordance, language)
    )
    _sheet(
        book, words["heading"], (words["article"], words["provision"], words["relation"]), table, (48, 80, 16)
    )
    headings = tuple(
        words[key] for key in ("article", "act", "provision", "relation", "missing", "who", "when")
    )
    annex = (astuple(one) for one in annex_lines(concordance, language))
    _sheet(book, words["annex"].split(":")[0].strip(), headings, annex, (44, 40, 44, 14, 40, 30, 12))
    gaps = (
        (
            article_name(row, language),
            words[row.state],
            ", ".join(one.name.get(language, one.key) for one in row.missing),
        )
        for row in concordance.gaps
    )
    _sheet(book, words["gaps"], (words["article"], words["gap"], words["consider"]), gaps, (52, 16, 80))
    said = [words["note"], *acts_read(concordance, language), not_read(concordance, language)]
    _sheet(book, words["acts"], (words["act"],), ((one,) for one in said if one), (120,))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _sheet(
    book: Workbook, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> None:
    sheet = book.create_sheet(title[:31])
    sheet.append(list(headings))
    for row in rows:
        sheet.append([held_back(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for at, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + at)].width = width
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
