"""A concordance as a file in one of five forms; what a form needs is loaded when it is asked for."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from glacy.legislation.concordance import Concordance
from glacy.legislation.errors import UnknownFormError
from glacy.legislation.tables.plain import write_csv
from glacy.sayings import say

FORMS = ("docx", "xlsx", "pdf", "csv", "json")


def write_table(
    concordance: Concordance, *, form: str, language: str, at: datetime, country_name: str
) -> bytes:
    """The table of a State as DOCX, XLSX, PDF/A, CSV or JSON, in one of the four languages."""
    match form:
        case "csv":
            return write_csv(concordance)
        case "json":
            return write_json(concordance)
        case "xlsx":
            from glacy.legislation.tables.workbook import write_xlsx

            return write_xlsx(concordance, language=language, at=at)
        case "docx":
            from glacy.legislation.tables.document import write_docx

            return write_docx(concordance, language=language, at=at, country_name=country_name)
        case "pdf":
            from glacy.legislation.tables.sheet import write_pdf

            return write_pdf(concordance, language=language, at=at, country_name=country_name)
    raise UnknownFormError(
        say("A table is written as {forms}, not as {form}.", forms=FORMS, form=form),
        remedy=say("Name one of these forms."),
    )


def write_json(concordance: Concordance) -> bytes:
    """The same as JSON, in the shape that `glacy legislation concordance --json` prints."""
    shown = {
        "country": concordance.country,
        "acts": [
            {
                "title": act.title,
                "digest": act.digest,
                "source": act.source,
                "is_confirmed": act.is_confirmed,
                "covers": sorted(act.covers),
            }
            for act in concordance.acts
        ],
        "not_loaded": list(concordance.not_loaded),
        "articles": [
            {
                "instrument": row.instrument,
                "article": row.article,
                "kind": row.kind,
                "state": row.state,
                "missing": [one.key for one in row.missing],
                "entries": [
                    {**asdict(one), "decided_on": one.decided_on.isoformat() if one.decided_on else None}
                    for one in row.entries
                ],
            }
            for row in concordance.rows
        ],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2, sort_keys=True).encode()
