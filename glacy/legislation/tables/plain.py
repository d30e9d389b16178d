"""A concordance as CSV, one line for each provision beside an article."""

from __future__ import annotations

import csv
import io

from glacy.legislation.concordance import Concordance

COLUMNS = (
    "country", "instrument", "article", "state", "act", "provision", "heading", "relation", "missing",
    "confidence", "reviewers", "decided_on", "disputed", "note",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(concordance: Concordance) -> bytes:
    """The lines in UTF-8; a cell that a spreadsheet would take for a formula is held by an apostrophe."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in concordance.rows:
        head = (concordance.country, row.instrument, row.article, row.state)
        if not row.entries:
            writer.writerow((*head, *("",) * (len(COLUMNS) - len(head))))
        for one in row.entries:
            cells = (
                *head, one.act, one.provision, one.heading, one.relation, " ".join(one.missing),
                f"{one.confidence:.3f}", " ".join(one.reviewers), one.decided_on or "",
                "yes" if one.is_disputed else "", one.note,
            )  # fmt: skip
            writer.writerow([held_back(str(cell)) for cell in cells])
    return held.getvalue().encode("utf-8-sig")


def held_back(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
