"""Concordances as files: CSV, JSON, XLSX, DOCX and PDF/A, all from the same lines."""

from __future__ import annotations

from glacy.legislation.tables.lines import AnnexLine, TableLine, annex_lines, table_lines
from glacy.legislation.tables.plain import write_csv
from glacy.legislation.tables.words import TableWords, table_words

__all__ = ["AnnexLine", "TableLine", "TableWords", "annex_lines", "table_lines", "table_words", "write_csv"]
