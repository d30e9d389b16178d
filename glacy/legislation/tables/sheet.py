"""A concordance as PDF/A, its machine form attached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from functools import cache
from importlib import resources

from glacy.canon import Json
from glacy.documents import LANGUAGES, Attachment, Language, Template, render
from glacy.legislation.concordance import Concordance
from glacy.legislation.tables.lines import acts_read, annex_lines, article_name, not_read, table_lines
from glacy.legislation.tables.plain import write_csv
from glacy.legislation.tables.words import table_words

_UNPRINTED = re.compile(r"[^\n\x20-\x7e\xa0-ɏͰ-ϿЀ-џ‐-‧€]")


def write_pdf(concordance: Concordance, *, language: str, at: datetime, country_name: str) -> bytes:
    """The document (PDF/A-3u), with the concordance as CSV attached."""
    words = table_words(language)
    spoken: Language = next(one for one in LANGUAGES if one == language)
    annex = tuple(words[key] for key in ("article", "act", "provision", "relation", "missing", "who", "when"))
    data: dict[str, Json] = {
        "title": f"{words['heading']}: {country_name}",
        "note": words["note"],
        "acts_title": words["acts"],
        "acts": [*acts_read(concordance, language)],
        "not_read": not_read(concordance, language),
        "headings": [words["article"], words["provision"]],
        "rows": [[one.article, "\n".join(one.provisions)] for one in table_lines(concordance, language)],
        "gaps_title": words["gaps"],
        "gap_headings": [words["article"], words["gap"], words["consider"]],
        "gaps": [
            [
                article_name(row, language),
                words[row.state],
                ", ".join(one.name.get(language, one.key) for one in row.missing),
            ]
            for row in concordance.gaps
        ],
        "annex_title": words["annex"],
        "annex_headings": list(annex),
        "annex": [list(astuple(one)) for one in annex_lines(concordance, language)],
    }
    attached = Attachment(
        name="concordance.csv",
        media_type="text/csv",
        content=write_csv(concordance),
        relationship="data",
    )
    printable = {name: _printable(value) for name, value in data.items()}
    return render(_template(), printable, at=at, attachments=(attached,), language=spoken)


@cache
def _template() -> Template:
    source = resources.files("glacy.legislation").joinpath("templates", "main.typ").read_bytes()
    return Template(name="concordance", source_files={"main.typ": source})


def _printable(value: Json) -> Json:
    """A value with each letter that the fonts lack as its number; the attached file has it whole."""
    if isinstance(value, str):
        return _UNPRINTED.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
    if isinstance(value, Sequence):
        return [_printable(each) for each in value]
    return value
