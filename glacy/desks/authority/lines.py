"""Rules, broken glass and erasures as lines and tables of a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from glacy.desks.authority.forms import ALONE, DAYS
from glacy.desks.frame.moments import say_day, say_instant
from glacy.desks.frame.parts import Column, Link, Row, Table, Tag, Text, Tone
from glacy.node.acts.breaking_glass import GlassView
from glacy.node.acts.erasing import ErasureView
from glacy.node.authority import WEEK, Rules
from glacy.store.models import ErasureRow, GlassRow, RulesRow
from glacy.store.people import find_officer

_STATES: Final[dict[str, tuple[Text, Tone]]] = {
    "asked": (gettext_lazy("Waits for a second person"), "now"),
    "open": (gettext_lazy("Broken now"), "fails"),
    "ended": (gettext_lazy("Over; to be reviewed"), "soon"),
    "reviewed": (gettext_lazy("Reviewed"), "quiet"),
    "refused": (gettext_lazy("Refused"), "quiet"),
    "done": (gettext_lazy("Erased"), "quiet"),
    "stands": (gettext_lazy("Stands"), "holds"),
    "replaced": (gettext_lazy("Stood before"), "quiet"),
}


def state_of(state: str) -> Tag:
    """The tag of a glass, an erasure or a change of rules."""
    says, tone = _STATES[state]
    return Tag(says=says, tone=tone)


def rules_rows(rules: Rules) -> tuple[Row, ...]:
    """The rules, each in words."""
    return tuple(Row(key=key, value=value) for key, value in _said(rules))


def changes(old: Rules, new: Rules) -> Table:
    """What a change would change."""
    rows = tuple(
        (str(key), before, after)
        for (key, before), (_key, after) in zip(_said(old), _said(new), strict=True)
        if before != after
    )
    return Table(
        caption=_("What would change"),
        columns=(Column(says=_("Rule")), Column(says=_("Now")), Column(says=_("Then"))),
        rows=rows,
    )


def decided_table(rows: Iterable[RulesRow], zone: str) -> Table:
    """Who decided what about rules, and when."""
    heads = (_("Decided"), _("Asked by"), _("Decided by"), _("Why"), _("State"))
    return Table(
        caption=_("Changes of the rules"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (
                _when(row.settled_at, zone),
                row.asked_by.name,
                row.settled_by.name if row.settled_by else "",
                row.why,
                state_of(row.state),
            )
            for row in rows
        ),
        empty=_("The rules were never changed."),
    )


def glass_table(views: Iterable[GlassView], zone: str) -> Table:
    """Every glass that this officer may know of."""
    heads = (_("Case"), _("Asked by"), _("Asked"), _("Until"), _("State"))
    return Table(
        caption=_("Broken glass"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (
                Link(says=one.row.reference, url=reverse("authority:glass", args=[one.row.pk])),
                one.row.asked_by.name,
                _when(one.row.asked_at, zone),
                _when(one.row.until_at, zone),
                state_of(one.row.state),
            )
            for one in views
        ),
        empty=_("No glass was broken."),
    )


def glass_rows(row: GlassRow, zone: str) -> tuple[Row, ...]:
    """Everything about one glass."""
    found = [
        Row(key=_("State"), value=state_of(row.state)),
        Row(key=_("Case"), value=row.reference, is_code=True),
        Row(key=_("Why"), value=row.why),
        Row(key=_("Asked by"), value=f"{row.asked_by.name}, {_when(row.asked_at, zone)}"),
        Row(key=_("For how many hours"), value=str(row.hours)),
    ]
    if row.agreed_by is not None:
        found.append(Row(key=_("Agreed by"), value=f"{row.agreed_by.name}, {_when(row.agreed_at, zone)}"))
        found.append(Row(key=_("Ends by itself"), value=_when(row.until_at, zone)))
    if row.ended_at is not None:
        found.append(Row(key=_("Ended"), value=_when(row.ended_at, zone)))
    if row.reviewed_by is not None:
        verdict = _("In order") if row.verdict == "in_order" else _("Not in order")
        said = f"{verdict}. {row.note}".strip()
        found.append(Row(key=_("Reviewed by"), value=f"{row.reviewed_by.name}: {said}"))
    return tuple(found)


def erasure_table(views: Iterable[ErasureView], zone: str) -> Table:
    """Every erasure that this officer may know of."""
    heads = (_("What"), _("Asked by"), _("Asked"), _("State"))
    return Table(
        caption=_("Erasures"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (
                Link(says=named(one.row), url=reverse("authority:erasure", args=[one.row.pk])),
                one.row.asked_by.name,
                _when(one.row.asked_at, zone),
                state_of(one.row.state),
            )
            for one in views
        ),
        empty=_("Nothing was erased."),
    )


def erasure_rows(row: ErasureRow, zone: str) -> tuple[Row, ...]:
    """Everything about one erasure."""
    found = [
        Row(key=_("State"), value=state_of(row.state)),
        Row(key=_("What"), value=named(row)),
        Row(key=_("Asked by"), value=f"{row.asked_by.name}, {_when(row.asked_at, zone)}"),
    ]
    if row.why:
        found.insert(2, Row(key=_("Why"), value=row.why))
    if row.settled_by is not None:
        found.append(Row(key=_("Decided by"), value=f"{row.settled_by.name}, {_when(row.settled_at, zone)}"))
    return tuple(found)


def named(row: ErasureRow) -> str:
    """What is erased: a case by its reference, or a person."""
    if row.case is not None:
        return _("Case %(reference)s") % {"reference": row.case.reference}
    return row.person.name if row.person is not None else ""


def _said(rules: Rules) -> tuple[tuple[Text, str], ...]:
    alone = str(ALONE[rules.alone])
    hours = f"{rules.opens:%H:%M}–{rules.closes:%H:%M}, {rules.zone}"
    return (
        (_("Disclosing data"), _("Two persons, always")),
        (_("A new officer, or a role more"), _("Two persons, always")),
        (_("One duty officer alone, for a preservation or Article 35"), alone),
        (_("Working hours"), hours),
        (_("Working days"), ", ".join(str(DAYS[WEEK[day]]) for day in rules.working_days)),
        (_("Holidays"), ", ".join(say_day(day) for day in rules.holidays) or _("none are named")),
        (_("Office-holders"), _people(rules.office_holders) or _("nobody is named: no glass can be broken")),
        (_("Whom an emergency calls, in this order"), _people(rules.on_duty) or _("every duty officer")),
        (_("Minutes until the next person is called"), str(rules.escalate_minutes)),
        (_("Most hours for which glass may be broken"), str(rules.glass_hours)),
        (_("Days for which a closed case is kept"), str(rules.keep_days)),
    )


def _people(names: Iterable[str]) -> str:
    found = (find_officer(name) for name in names)
    return ", ".join(one.name for one in found if one is not None)


def _when(at: datetime | None, zone: str) -> str:
    return "–" if at is None else say_instant(at, (zone,))
