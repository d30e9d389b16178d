"""What arrived, as lines to act on; what was kept apart, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Table, Tag
from glacy.desks.frame.words import MEASURES, grade_tag
from glacy.store.models import MessageRow, QuarantineRow
from glacy.store.people import Officer

_GRADES = ("emergency", "urgent", "routine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One message that nobody has opened."""

    id: str
    what: str
    says: str
    tag: Tag


def waiting_lines(rows: Iterable[MessageRow], by: Officer) -> tuple[Waiting, ...]:
    """Messages by urgency, the oldest of a grade first."""
    ordered = sorted(rows, key=lambda row: (_place(row), row.arrived_at or row.dated_at))
    return tuple(_line(row, by) for row in ordered)


def kept_table(rows: Iterable[QuarantineRow], by: Officer) -> Table:
    """What could not be taken in, and what was answered."""
    return Table(
        caption=_("Kept apart"),
        columns=(Column(says=_("Arrived")), Column(says=_("Why")), Column(says=_("To do"))),
        rows=tuple((say_instant(row.arrived_at, (by.zone,)), row.says, _settle(row, by)) for row in rows),
        empty=_("A message that cannot be read or trusted is kept here; its sender is told why."),
    )


def _settle(row: QuarantineRow, by: Officer) -> Link:
    about = _("Arrived %(at)s") % {"at": say_instant(row.arrived_at, (by.zone,))}
    return Link(says=_("Settle it"), url=reverse("inbox:settle_kept", args=[row.digest]), about=about)


def _line(row: MessageRow, by: Officer) -> Waiting:
    words = {"what": MEASURES.get(row.measure, row.kind), "country": nation(row.country)}
    at = say_instant(row.arrived_at or row.dated_at, (by.zone,))
    return Waiting(
        id=row.pk,
        what=_("%(what)s, from %(country)s") % words,
        says=_("Arrived %(at)s") % {"at": at},
        tag=grade_tag(row.urgency or "routine"),
    )


def _place(row: MessageRow) -> int:
    return _GRADES.index(row.urgency) if row.urgency in _GRADES else len(_GRADES)
