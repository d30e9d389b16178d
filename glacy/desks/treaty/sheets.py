"""A page as a sheet: the same facts as CSV, as JSON and as a printable PDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import get_args

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from glacy.canon import Json
from glacy.desks.frame.parts import Link, Table, Tag, Text
from glacy.documents import Language, Template, render

FORMS = ("csv", "json", "pdf")
Cell = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a page says: a title, lines, tables, a picture, and the same for programs."""

    name: str
    title: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]
    json: Json
    pictures: tuple[tuple[str, str], ...] = ()
    """Each picture with its caption."""


def answer(request: HttpRequest, sheet: Sheet, form: str, *, at: datetime) -> HttpResponse:
    """The sheet in one of its forms, as a file."""
    match form:
        case "csv":
            data, kind = csv_of(sheet.columns, sheet.rows).encode("utf-8"), "text/csv; charset=utf-8"
        case "json":
            data, kind = json.dumps(sheet.json, ensure_ascii=False, indent=1).encode(), "application/json"
        case "pdf":
            data, kind = pdf_of(sheet, at=at), "application/pdf"
        case _:
            raise Http404(request.path)
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.{form}"'
    return response


def csv_of(columns: Iterable[str], rows: Iterable[tuple[Cell, ...]]) -> str:
    """The rows as CSV; column names are keys and stay in English."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def pdf_of(sheet: Sheet, *, at: datetime) -> bytes:
    """The sheet on the common page, to be printed."""
    language = (get_language() or "en").split("-")[0]
    data: Json = {
        "title": sheet.title,
        "lines": list(sheet.lines),
        "from": f"GLACY {settings.NODE.get('name', '')}".strip(),
        "exercise": bool(settings.NODE.get("exercise", False)),
        "pictures": [{"caption": caption, "svg": svg} for caption, svg in sheet.pictures],
        "tables": [
            {
                "caption": str(table.caption),
                "headings": [str(column.says) for column in table.columns],
                "rows": [[plain(cell) for cell in row] for row in table.rows],
                "empty": str(table.empty),
            }
            for table in sheet.tables
        ],
    }
    chosen: Language = language if language in get_args(Language) else "en"  # type: ignore[assignment]  # checked
    return render(_template(), data, at=at.replace(microsecond=0), language=chosen)


def plain(cell: Text | Tag | Link | int | tuple[object, ...]) -> str:
    """A cell as text."""
    if isinstance(cell, (Tag, Link)):
        return str(cell.says)
    if isinstance(cell, tuple):
        return "; ".join(plain(one) for one in cell)  # type: ignore[arg-type]  # cells hold cells
    return str(cell)


@cache
def _template() -> Template:
    source = resources.files("glacy.desks.treaty").joinpath("templates/treaty/sheet.typ").read_bytes()
    return Template(name="treaty sheet", source_files={"main.typ": source})


def _harmless(value: Cell) -> Cell:
    """The value, marked as text where a spreadsheet would take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
