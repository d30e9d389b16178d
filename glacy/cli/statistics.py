"""`glacy statistics`: requests sent and received, counted as the Convention Committee (T-CY) asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, astuple
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.acting import AtNode, folder_argument
from glacy.cli.given import DAY
from glacy.cli.lines import columns, fields, heading
from glacy.cli.showing import json_option, show

if TYPE_CHECKING:
    from glacy.node.views import Statistics

_FIELDS = ("direction", "article", "country", "data", "urgency", "outcome", "ground", "count")


@click.command(cls=AtNode)
@folder_argument
@click.option("--since", type=DAY, metavar="DAY", help="The first day; 1 January of this year if left out.")
@click.option("--until", type=DAY, metavar="DAY", help="The last day; today if left out.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the counts as CSV.")
@json_option
def statistics(folder: Path, since: date | None, until: date | None, as_csv: bool, as_json: bool) -> None:
    """Count requests as the T-CY does: by article, State, data, urgency, outcome and ground; median times.

    Counts alone: no case can be seen in them. Several data, outcomes or grounds of one request stand joined
    by +, so that the counts add up.
    """
    from glacy.cli.here import open_here

    node = open_here(folder)
    from glacy.node.acts import statistics as acts

    today = node.clock().date()
    last = until or today
    found = acts.table(node, since=since or date(last.year, 1, 1), until=last)
    if as_csv:
        click.echo(_csv(found), nl=False)
    else:
        show(asdict(found), as_json=as_json, lines=_lines(found))


def _lines(found: Statistics) -> Iterator[str]:
    yield f"Requests from {found.since} to {found.until}"
    yield ""
    yield from columns(
        _FIELDS, (astuple(one) for one in found.counts), empty="No request was sent or received."
    )
    yield from heading("Median times")
    medians = (
        (one.direction, one.article, one.step, timedelta(seconds=one.seconds), one.count)
        for one in found.medians
    )
    yield from columns(
        ("direction", "article", "step", "median", "of"), medians, empty="Nothing to measure yet."
    )
    yield from heading("Preservations")
    yield from fields(
        {
            "Asked": found.preservations,
            "Article 31 after": found.followed_up,
            "Extended": found.extended,
            "Lapsed": found.lapsed,
        }
    )


def _csv(found: Statistics) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_FIELDS)
    writer.writerows([_harmless(value) for value in astuple(one)] for one in found.counts)
    return out.getvalue()


def _harmless(value: object) -> object:
    """The value, marked as text where a spreadsheet would take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value
