"""The statistics as tables, and the same as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.moments import say_span
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Row, Table, Text
from glacy.desks.frame.words import DATA, DIRECTIONS, GRADES, OUTCOMES, STEPS
from glacy.node.views import Statistics

FIELDS = ("direction", "article", "country", "data", "urgency", "outcome", "ground", "count")


def counts(found: Statistics, csv_at: str) -> Table:
    """The counts by article, State, data, urgency, outcome and ground."""
    columns = tuple(
        Column(says=says)
        for says in (_("Article"), _("Way"), _("State"), _("Data"), _("Urgency"), _("Outcome"), _("Ground"))
    )
    return Table(
        caption=_("Requests sent and received"),
        columns=(*columns, Column(says=_("Number"), is_number=True)),
        rows=tuple(
            (
                say_article(one.article),
                DIRECTIONS.get(one.direction, one.direction),
                nation(one.country),
                _joined(DATA, one.data),
                GRADES.get(one.urgency, one.urgency),
                _joined(OUTCOMES, one.outcome),
                one.ground.replace("+", ", ") or "–",
                one.count,
            )
            for one in found.counts
        ),
        csv=csv_at,
        empty=_("No request was sent or received in these days. The first one is counted here."),
    )


def medians(found: Statistics) -> Table:
    """The median time of each step."""
    columns = (Column(says=_("Article")), Column(says=_("Way")), Column(says=_("Step")))
    numbers = (Column(says=_("Median time"), is_number=True), Column(says=_("Requests"), is_number=True))
    return Table(
        caption=_("Median times"),
        columns=(*columns, *numbers),
        rows=tuple(
            (
                say_article(one.article),
                DIRECTIONS.get(one.direction, one.direction),
                STEPS.get(one.step, one.step),
                say_span(timedelta(seconds=one.seconds)),
                one.count,
            )
            for one in found.medians
        ),
        empty=_("A median needs at least one request that was answered."),
    )


def preservations(found: Statistics) -> tuple[Row, ...]:
    """What became of preservations."""
    return (
        Row(key=_("Preservations"), value=str(found.preservations)),
        Row(key=_("Followed by a request for the data (Article 31)"), value=str(found.followed_up)),
        Row(key=_("Extended"), value=str(found.extended)),
        Row(key=_("Lapsed"), value=str(found.lapsed)),
    )


def as_csv(found: Statistics) -> str:
    """The counts as CSV; its column names are keys and stay in English."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for one in found.counts:
        writer.writerow([_harmless(getattr(one, name)) for name in FIELDS])
    return out.getvalue()


def _joined(words: Mapping[str, Text], value: str) -> str:
    """Several keys joined by `+`, each in its words."""
    return ", ".join(str(words.get(key, key)) for key in value.split("+"))


def _harmless(value: object) -> object:
    """The value, marked as text where a spreadsheet would take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
