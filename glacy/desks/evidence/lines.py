"""Exhibits as a table, one as rows, and its chain of custody as a time line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.evidence.forms import CATEGORIES, USES
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_day, say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Event, Link, Row, Table, Tag
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.sayings import said, said_if_ours
from glacy.desks.frame.sizes import say_size
from glacy.desks.frame.words import WHERE_FROM
from glacy.evidence import CustodyEvent, show_name
from glacy.node.acts.evidence import ExhibitView
from glacy.node.using import counts
from glacy.store.models import ConsentRow, CopyRow, ExhibitRow, HandOverRow, MessageRow
from glacy.store.people import Officer

KINDS: Final[dict[str, Words]] = {
    "received": _("Received"),
    "sealed": _("Sealed"),
    "copied": _("Copied"),
    "examined": _("Examined"),
    "rechecked": _("Re-verified"),
    "redacted": _("Redacted"),
    "handed_over": _("Handed over"),
    "returned": _("Returned"),
    "destroyed": _("Destroyed"),
}
COPIES: Final[dict[str, Words]] = {
    "answer": _("Sealed into an answer"),
    "defence": _("Copy for the defence"),
    "bag": _("Plain bag"),
    "read": _("Read here"),
    "apart": _("Sealed apart, both authorities agreed"),
}


def exhibit_table(found: Iterable[tuple[ExhibitRow, int, HandOverRow | None]]) -> Table:
    """The exhibits of a case: how each stands, who has it, and how many gaps its chain has."""
    columns = (
        Column(says=_("Exhibit")),
        Column(says=_("Stands at")),
        Column(says=_("Held by")),
        Column(says=_("Came from")),
        Column(says=_("Size"), is_number=True),
        Column(says=_("Compared with its seal")),
    )
    told = tuple(found)
    firsts: dict[str, ExhibitRow] = {}
    for row, _gaps, _way in told:
        firsts.setdefault(row.digest, row)
    return Table(
        caption=_("Exhibits"),
        columns=columns,
        rows=tuple(
            (
                Link(
                    says=_listed(row, firsts[row.digest]),
                    url=reverse("evidence:show", args=[row.case_id, row.pk]),
                ),
                *_short(row, gaps, way is not None),
            )
            for row, gaps, way in told
        ),
        empty=_("Evidence that is put in here or arrives with an answer is listed here, with its seal."),
    )


def _listed(row: ExhibitRow, first: ExhibitRow) -> str:
    """The name of an exhibit in a list, which tells where the same content stands in it before."""
    if row.pk == first.pk:
        return name_of(row)
    words = {"name": name_of(row), "number": first.number}
    return gettext("%(name)s (the same content as exhibit %(number)s)") % words


def _short(row: ExhibitRow, gaps: int, is_underway: bool) -> tuple[Words | Tag | tuple[str, ...], ...]:
    checked = say_instant(row.checked_at) if row.checked_at else gettext("Not since it was sealed")
    return (
        standing(row, gaps=gaps, is_underway=is_underway),
        row.holder,
        nation(row.message.country) if row.message else str(WHERE_FROM.get(row.origin, row.origin)),
        say_size(row.size),
        checked,
    )


def name_of(row: ExhibitRow) -> str:
    """The number of an exhibit and its name; child-abuse material has its digest and category instead."""
    if not row.apart:
        return f"{row.number}: {show_name(row.name)}"
    words = {
        "number": row.number,
        "category": CATEGORIES.get(row.apart, row.apart),
        "digest": row.digest[:16],
    }
    return gettext("%(number)s: child-abuse material (%(category)s), %(digest)s…") % words


def heading_of(row: ExhibitRow) -> str:
    """The name of an exhibit where its number stands beside it."""
    return name_of(row) if row.apart else show_name(row.name)


def standing(row: ExhibitRow, *, gaps: int, is_underway: bool) -> Tag:
    """The one thing about an exhibit that a tired officer must see."""
    if row.destroyed_at is not None:
        return Tag(says=_("Destroyed"))
    if row.check_holds is False:
        return Tag(says=_("Differs from its seal"), tone="fails")
    if is_underway:
        return Tag(says=_("Waits for the receiver"), tone="now")
    if gaps:
        return Tag(says=_("Gap in the chain"), tone="unknown")
    return Tag(says=_("Sealed"), tone="holds")


def facts_of(view: ExhibitView, by: Officer, answered: Iterable[MessageRow]) -> tuple[Row, ...]:
    """What the exhibit is, how it is sealed, who has it, and which requests it answers."""
    row = view.row
    found = [
        Row(key=_("SHA-256"), value=row.digest, is_code=True),
        Row(key=_("Size"), value=say_size(row.size)),
        Row(key=_("Sealed"), value=say_instant(row.sealed_at, (by.zone,))),
        Row(key=_("From"), value=WHERE_FROM.get(row.origin, row.origin)),
        Row(key=_("Held by"), value=row.holder),
        *_checked(row, by),
        *_answers(answered),
    ]
    if row.apart:
        found.append(Row(key=_("Child-abuse material"), value=CATEGORIES.get(row.apart, row.apart)))
    if row.conditions:
        found.append(Row(key=_("Conditions of use"), value=row.conditions))
    if row.redacted_from is not None:
        words = {"number": row.redacted_from.number, "ground": row.redaction.get("ground", "")}
        found.append(Row(key=_("Stands for"), value=gettext("Exhibit %(number)s (%(ground)s)") % words))
    return tuple(found)


def _checked(row: ExhibitRow, by: Officer) -> Iterator[Row]:
    if row.destroyed_at is not None:
        yield Row(key=_("Content"), value=Tag(says=_("Destroyed")))
    elif row.checked_at is not None:
        says = gettext("It is what was sealed") if row.check_holds else gettext("It differs")
        tone = Tag(says=says, tone="holds" if row.check_holds else "fails")
        yield Row(key=_("Compared with its seal"), value=(tone, say_instant(row.checked_at, (by.zone,))))


def _answers(answered: Iterable[MessageRow]) -> Iterator[Row]:
    links = tuple(
        Link(says=MEASURES.get(one.measure, one.kind), url=reverse("requests:show", args=[one.pk]))
        for one in answered
    )
    if links:
        yield Row(key=_("Answers the request"), value=links)


def chain_of(view: ExhibitView, by: Officer) -> tuple[Event, ...]:
    """Every touch, oldest first, and each gap where it lies."""
    by_place = {(gap.before.at, str(gap.before.kind), gap.before.by): gap for gap in view.gaps if gap.before}
    shown: list[Event] = []
    for row in view.custody:
        gap = by_place.get((row.at, row.kind, row.by))
        if gap is not None:
            shown.append(_gap(said(gap.says), row.at, by))
        entry = gettext("journal entry %(n)s") % {"n": row.entry.index} if row.entry.index is not None else ""
        rows = [Row(key="", value=one) for one in (said_if_ours(row.why), entry) if one]
        who = _who(row.by, row.to, row.keeper)
        shown.append(
            Event(at=row.at, what=KINDS.get(row.kind, row.kind), who=who, zones=(by.zone,), rows=tuple(rows))
        )
    last = view.custody[-1].at if view.custody else view.row.sealed_at
    shown += [_gap(said(gap.says), last, by) for gap in view.gaps if gap.before is None]
    return tuple(shown)


def before_of(events: Iterable[CustodyEvent], by: Officer) -> tuple[Event, ...]:
    """What happened before it came here, as its sealed bundle tells."""
    return tuple(
        Event(
            at=one.at,
            what=KINDS.get(one.kind, one.kind),
            who=_who(one.by, one.to or "", one.keeper or ""),
            side="theirs",
            zones=(by.zone,),
            rows=(Row(key="", value=said_if_ours(one.why)),),
        )
        for one in events
    )


def copy_table(view: ExhibitView, by: Officer) -> Table:
    """The copies that were made, and the receipt of the other node where one came."""
    columns = (
        Column(says=_("Copy")),
        Column(says=_("For whom")),
        Column(says=_("When")),
        Column(says=_("Confirmed")),
    )
    return Table(
        caption=_("Copies"),
        columns=columns,
        rows=tuple(_copied(one, view, by) for one in view.copies),
        empty=_("Each copy that leaves, and each reading, is listed here."),
    )


def _copied(one: CopyRow, view: ExhibitView, by: Officer) -> tuple[Words | Tag, ...]:
    at = view.receipts.get(one.request_id or "") if one.kind == "answer" else None
    confirmed: Words | Tag = ""
    if at is not None:
        confirmed = gettext("Receipt of the other node, %(at)s") % {"at": say_instant(at, (by.zone,))}
    elif one.kind == "answer":
        confirmed = Tag(says=_("No receipt yet"), tone="unknown")
    to = nation(one.to) if one.kind in ("answer", "apart") else one.to
    return (COPIES.get(one.kind, one.kind), to, say_instant(one.at, (by.zone,)), confirmed)


def consent_table(rows: Iterable[ConsentRow], case_id: str, exhibit_id: str) -> Table:
    """The consents to another use, got and given."""
    columns = (
        Column(says=_("Consent")),
        Column(says=_("Use")),
        Column(says=_("By")),
        Column(says=_("Until")),
        Column(says=_("Counts")),
    )
    return Table(
        caption=_("Consents to another use"),
        columns=columns,
        rows=tuple(
            (
                Link(
                    says=one.reference or one.file_name,
                    url=reverse("evidence:consent_file", args=[case_id, exhibit_id, number]),
                ),
                f"{USES.get(one.use, one.use)}: {one.what}",
                f"{one.given_by} ({one.from_name})",
                say_day(one.until_on) if one.until_on else gettext("No end named"),
                _counts(one, reverse("evidence:confirm_consent", args=[case_id, exhibit_id, number])),
            )
            for number, one in enumerate(rows, start=1)
        ),
        empty=_("None is on record: the conditions bind."),
    )


def _counts(one: ConsentRow, url: str) -> Words | Link:
    """Whether a consent allows its use yet; one on paper waits for a second person."""
    if not counts(one):
        return Link(says=_("Not yet: a second person compares it with its scan"), url=url)
    if one.confirmed_by is not None:
        return gettext("Yes, confirmed by %(name)s") % {"name": one.confirmed_by.name}
    return gettext("Yes, it is sealed")


def consent_facts(one: ConsentRow, by: Officer) -> tuple[Row, ...]:
    """What was keyed in of a consent on paper, to be compared with its scan."""
    return (
        Row(key=_("Use"), value=USES.get(one.use, one.use)),
        Row(key=_("In words"), value=one.what),
        Row(key=_("Signed by"), value=one.given_by),
        Row(key=_("Signed on"), value=say_day(one.given_at.date())),
        Row(key=_("Reference"), value=one.reference),
        Row(key=_("Until"), value=say_day(one.until_on) if one.until_on else gettext("No end named")),
        Row(
            key=_("Keyed in by"),
            value=f"{one.recorded_by.name}, {say_instant(one.recorded_at, (by.zone,))}",
        ),
    )


def _gap(says: str, at: datetime, by: Officer) -> Event:
    return Event(
        at=at,
        what=_("Gap"),
        zones=(by.zone,),
        rows=(Row(key="", value=says),),
        state=Tag(says=_("Nobody wrote this down"), tone="unknown"),
    )


def _who(by: str, to: str, keeper: str) -> str:
    told = gettext("%(by)s to %(to)s") % {"by": by, "to": to} if to else by
    if keeper and keeper != by:
        return gettext("%(who)s, while %(keeper)s kept it") % {"who": told, "keeper": keeper}
    return told
