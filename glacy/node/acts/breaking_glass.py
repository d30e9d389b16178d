"""Breaking the glass: an office-holder sees a case for a time, when another office-holder agrees.

For the case whose people are ill, away or under suspicion. The glass gives sight and no hand: whoever acts in
the case is put on it by its people. Everyone on the case and every office-holder is told at once, every look
is in the journal, and a third office-holder, or one of the case, reviews it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from glacy.canon import Json
from glacy.node.authority import LEAST_HOLDERS, Rules, rules_of
from glacy.node.errors import GlassError, SecondPersonError, WrongStateError
from glacy.node.notifying import notify
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed, new_id
from glacy.sayings import say
from glacy.store import access, cases, glass, journal, people
from glacy.store.errors import NotAllowedError
from glacy.store.models import GlassRow
from glacy.store.people import Officer
from glacy.times import whole_seconds

VERDICTS = ("in_order", "not_in_order")


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassView:
    """One glass, and what this officer may do about it."""

    row: GlassRow
    may: frozenset[str]
    """Some of agree, refuse, look, end, review."""


def view_glasses(node: Node, by: Officer) -> tuple[GlassView, ...]:
    """Every glass for an office-holder; for others those that were broken on their own cases."""
    end_due(node)
    rules = rules_of(node)
    rows = glass.all_glasses()
    if not _is_holder(rules, by):
        mine = set(access.places_of(by).values_list("case_id", flat=True))
        rows = [row for row in rows if row.case_id in mine and row.agreed_at is not None]
    return tuple(GlassView(row=row, may=_may(rules, by, row)) for row in rows)


def view_glass(node: Node, by: Officer, glass_id: str) -> GlassView:
    """One glass, for office-holders and for those whose case it is."""
    end_due(node)
    row, rules = glass.get_glass(glass_id), rules_of(node)
    if not _is_holder(rules, by):
        access.case_for(by, row.case_id if row.agreed_at is not None else None)
    return GlassView(row=row, may=_may(rules, by, row))


def may_break(node: Node, by: Officer) -> bool:
    """Whether this officer is one of the office-holders, and there are two of them."""
    rules = rules_of(node)
    return _is_holder(rules, by) and len(rules.office_holders) >= LEAST_HOLDERS


def ask_glass(
    node: Node, by: Officer, reference: str, *, why: str, hours: int, confirmed_at: datetime
) -> str:
    """The id of what another office-holder must agree to; whether there is such a case is not told."""
    rules = _demand_holder(node, by)
    demand_confirmed(node, confirmed_at)
    said, named = " ".join(why.split()), reference.strip().upper()
    if not said:
        raise GlassError(say("Say why you must see the case."), remedy=say("It is recorded."), field="why")
    if not named or len(named) > 60:
        raise GlassError(
            say("Name the case by its reference."), remedy=say("Such as GH-2026-7K3M2P."), field="reference"
        )
    if not 1 <= hours <= rules.glass_hours:
        raise GlassError(
            say("Between 1 and {most} hours were expected.", most=rules.glass_hours),
            remedy=say("Ask for less; it can be asked for again."),
            field="hours",
        )
    at = node.clock()
    with transaction.atomic():
        row = glass.put_asked(glass_id=new_id(), reference=named, hours=hours, why=said, by=by, at=at)
        what: dict[str, Json] = {"glass": row.pk, "reference": named, "hours": hours, "why": said}
        journal.put_entry("glass.asked", by=by, what=dict(what), at=at)
        notify(node, _holders(rules, but=by), kind="glass")
    return row.pk


def agree_glass(node: Node, by: Officer, glass_id: str, *, confirmed_at: datetime) -> GlassRow:
    """Another office-holder agrees: from now on the one who asked sees the case, and its people know."""
    rules = _demand_holder(node, by)
    demand_confirmed(node, confirmed_at)
    row = glass.get_glass(glass_id)
    _demand_second(row, by)
    if row.asked_by.username not in rules.office_holders:
        raise GlassError(
            say("{person} holds no office any more.", person=row.asked_by.name),
            remedy=say("Refuse it."),
        )
    case = glass.find_case(row.reference)
    if case is None:
        raise GlassError(
            say("There is no case {reference} here.", reference=row.reference),
            remedy=say("Refuse it, and have the reference looked up."),
            field="reference",
        )
    at = whole_seconds(node.clock())
    until = at + timedelta(hours=row.hours)
    with transaction.atomic():
        moved = glass.move(
            row, to="open", of=("asked",), case=case, agreed_by_id=int(by.id), agreed_at=at, until_at=until
        )
        if not moved:
            raise _moved()
        what: dict[str, Json] = {"asked_by": row.asked_by.username, "why": row.why, "hours": row.hours}
        what["glass"] = row.pk
        journal.put_entry("glass.broken", by=by, what=dict(what), at=at, case=case)
        cases.touch_case(case, at=at)
        members = [one for one, _ in cases.all_members(case)]
        notify(node, [*members, *_holders(rules, but=None)], kind="glass")
    return row


def refuse_glass(node: Node, by: Officer, glass_id: str, *, why: str) -> None:
    """An office-holder does not agree, or the one who asked takes it back."""
    _demand_holder(node, by)
    row, at = glass.get_glass(glass_id), node.clock()
    with transaction.atomic():
        if not glass.move(row, to="refused", of=("asked",), ended_at=at, note=why.strip()):
            raise _moved()
        what = {"glass": row.pk, "asked_by": row.asked_by.username, "why": why.strip()}
        journal.put_entry("glass.refused", by=by, what=dict(what), at=at)


def end_glass(node: Node, by: Officer, glass_id: str) -> None:
    """Ends the sight before its time: any office-holder may, and anyone on the case."""
    view = view_glass(node, by, glass_id)
    if "end" not in view.may:
        raise _moved()
    _end(node, view.row, by=by, at=node.clock())


def end_due(node: Node) -> int:
    """Ends what is over; how many. Sight ends by the clock alone; this writes it down for a review."""
    rows = glass.due_to_end(node.clock())
    for row in rows:
        assert row.until_at is not None  # it is open
        _end(node, row, by=None, at=row.until_at)
    return len(rows)


def end_for_holders(node: Node, rules: Rules) -> int:
    """Ends the sight of whoever holds no office by these rules; how many. Inside the act."""
    lost = [row for row in glass.all_glasses("open") if row.asked_by.username not in rules.office_holders]
    for row in lost:
        _end(node, row, by=None, at=node.clock())
    return len(lost)


def review_glass(node: Node, by: Officer, glass_id: str, *, verdict: str, note: str = "") -> None:
    """Looks at what was done, afterwards; by none of the two who broke the glass."""
    view = view_glass(node, by, glass_id)
    if verdict not in VERDICTS:
        raise GlassError(
            say("{verdict!r} is no verdict.", verdict=verdict),
            remedy=say("Use one of {verdicts}.", verdicts=VERDICTS),
            field="verdict",
        )
    if verdict == "not_in_order" and not note.strip():
        raise GlassError(say("Say what is not in order."), remedy=say("Write a note."), field="note")
    if by.id in (str(view.row.asked_by_id), str(view.row.agreed_by_id)):
        raise SecondPersonError(
            say("Who broke the glass does not review it."), remedy=say("Ask another office-holder.")
        )
    if "review" not in view.may:
        raise _moved()
    at = node.clock()
    with transaction.atomic():
        settled = {"reviewed_by_id": int(by.id), "reviewed_at": at, "verdict": verdict, "note": note.strip()}
        if not glass.move(view.row, to="reviewed", of=("ended",), **settled):
            raise _moved()
        what = {"glass": glass_id, "verdict": verdict, "note": note.strip()}
        journal.put_entry("glass.reviewed", by=by, what=dict(what), at=at, case=view.row.case_id)


def _end(node: Node, row: GlassRow, *, by: Officer | None, at: datetime) -> None:
    with transaction.atomic():
        if not glass.move(row, to="ended", of=("open",), ended_at=at):
            return
        what = {"glass": row.pk}
        journal.put_entry("glass.ended", by=by, what=dict(what), at=at, case=row.case_id)
        notify(node, _holders(rules_of(node), but=None), kind="glass")


def _may(rules: Rules, by: Officer, row: GlassRow) -> frozenset[str]:
    is_holder, is_asker = _is_holder(rules, by), str(row.asked_by_id) == by.id
    is_party = is_asker or str(row.agreed_by_id) == by.id
    if row.state == "asked":
        may = {"refuse"} | (set() if is_asker else {"agree"})
        return frozenset(may) if is_holder else frozenset()
    if row.state == "open":
        return frozenset({"end"} | ({"look"} if is_asker else set()))
    return frozenset({"review"}) if row.state == "ended" and not is_party else frozenset()


def _is_holder(rules: Rules, by: Officer) -> bool:
    return by.username in rules.office_holders and not by.has("administrator")


def _demand_holder(node: Node, by: Officer) -> Rules:
    rules = rules_of(node)
    if not _is_holder(rules, by) or len(rules.office_holders) < LEAST_HOLDERS:
        raise NotAllowedError(
            say("Glass is broken by two office-holders whom the rules of the node name."),
            remedy=say("Ask one of them; who they are stands on the page of the rules."),
        )
    return rules


def _demand_second(row: GlassRow, by: Officer) -> None:
    if str(row.asked_by_id) == by.id:
        raise SecondPersonError(
            say("Who asks to break the glass does not agree to it."), remedy=say("Ask another office-holder.")
        )


def _holders(rules: Rules, *, but: Officer | None) -> tuple[Officer, ...]:
    found = (people.find_officer(name) for name in rules.office_holders)
    return tuple(one for one in found if one is not None and (but is None or one.id != but.id))


def _moved() -> WrongStateError:
    return WrongStateError(say("This cannot be done with it any more."), remedy=say("Open the list again."))
