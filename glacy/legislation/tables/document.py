"""A concordance as DOCX: the two columns that lawyers exchange, then the annex."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime

import docx
from docx.document import Document
from docx.shared import Pt

from glacy.legislation.concordance import Concordance
from glacy.legislation.tables.lines import acts_read, annex_lines, not_read, table_lines
from glacy.legislation.tables.words import table_words


def write_docx(concordance: Concordance, *, language: str, at: datetime, country_name: str) -> bytes:
    """The document, with tables that a lawyer goes on with in a word processor."""
    words = table_words(language)
    paper = docx.Document()
    paper.core_properties.created = at.replace(tzinfo=None)
    paper.core_properties.author = "GLACY"
    paper.core_properties.title = f"{words['heading']}: {country_name}"
    paper.add_heading(f"{words['heading']}: {country_name}", level=1)
    paper.add_paragraph(words["note"])
    for said in (*acts_read(concordance, language), not_read(concordance, language)):
        if said:
            paper.add_paragraph(said, style="List Bullet")
    lines = ((one.article, "\n".join(one.provisions)) for one in table_lines(concordance, language))
    _table(paper, (words["article"], words["provision"]), lines)
    paper.add_heading(words["annex"], level=2)
    headings = tuple(
        words[key] for key in ("article", "act", "provision", "relation", "missing", "who", "when")
    )
    _table(paper, headings, (astuple(one) for one in annex_lines(concordance, language)), size=8)
    held = io.BytesIO()
    paper.save(held)
    return held.getvalue()


def _table(
    paper: Document, headings: Sequence[str], rows: Iterable[Sequence[str]], *, size: int = 10
) -> None:
    table = paper.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, said in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].add_run(said).bold = True
    for row in rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            run = cell.paragraphs[0].add_run("".join(one for one in said if one >= " " or one == "\n"))
            run.font.size = Pt(size)
