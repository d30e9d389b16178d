"""What arrived, as lines to act on; what was kept apart, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Table, Tag, Text
from glacy.desks.frame.sayings import follow, said
from glacy.desks.frame.words import claimed_tag, grade_tag
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


FEW: Final = 3
"""So many deliveries that name no sender stand each in a line; more are told, and settled, together."""


def kept_table(rows: Sequence[QuarantineRow], by: Officer) -> Table:
    """What could not be taken in, and what was answered."""
    nameless = [row for row in rows if not row.sender]
    shown = rows if len(nameless) <= FEW else [row for row in rows if row.sender]
    together = () if len(nameless) <= FEW else (_together(nameless, by),)
    return Table(
        caption=_("Kept apart"),
        columns=(Column(says=_("Arrived")), Column(says=_("Why")), Column(says=_("To do"))),
        rows=(*(_each(row, by) for row in shown), *together),
        empty=_("A message that cannot be read or trusted is kept here; its sender is told why."),
    )


def _each(row: QuarantineRow, by: Officer) -> tuple[Text | Link, ...]:
    return (say_instant(row.arrived_at, (by.zone,)), _why(row), _settle(row, by))


def _why(row: QuarantineRow) -> str:
    return follow(said(row.says), claimed_sender(row)) if row.sender else said(row.says)


def claimed_sender(row: QuarantineRow) -> str:
    """From whom it says it is: whoever wrote it can have written that."""
    return _("It names %(country)s as its sender: that is what it claims, and is not proven.") % {
        "country": nation(row.sender)
    }


def _together(rows: Sequence[QuarantineRow], by: Officer) -> tuple[Text | Link, ...]:
    newest = max(row.arrived_at for row in rows)
    says = ngettext(
        "%(n)s delivery that names no sender and that no key of ours opens.",
        "%(n)s deliveries that name no sender and that no key of ours opens.",
        len(rows),
    ) % {"n": len(rows)}
    link = Link(says=_("Settle them together"), url=reverse("inbox:settle_nameless"))
    return (_("The last: %(at)s") % {"at": say_instant(newest, (by.zone,))}, says, link)


def _settle(row: QuarantineRow, by: Officer) -> Link:
    about = _("Arrived %(at)s") % {"at": say_instant(row.arrived_at, (by.zone,))}
    return Link(says=_("Settle it"), url=reverse("inbox:settle_kept", args=[row.digest]), about=about)


def _line(row: MessageRow, by: Officer) -> Waiting:
    words = {"what": MEASURES.get(row.measure, row.kind), "country": nation(row.country)}
    at, is_ours = say_instant(row.arrived_at or row.dated_at, (by.zone,)), row.direction == "sent"
    return Waiting(
        id=row.pk,
        what=(_("%(what)s, to %(country)s") if is_ours else _("%(what)s, from %(country)s")) % words,
        says=_("Sent by us; taken back after a restore") if is_ours else _("Arrived %(at)s") % {"at": at},
        tag=(grade_tag if is_ours else claimed_tag)(row.urgency or "routine"),
    )


def _place(row: MessageRow) -> int:
    return _GRADES.index(row.urgency) if row.urgency in _GRADES else len(_GRADES)
