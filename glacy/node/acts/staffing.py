"""Officers are added, changed and let go: an administrator asks, and to gain anything takes a second person.

An administrator alone could otherwise make a person who reads and approves. What takes from an officer, and
how one reaches them, an administrator changes alone, at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final  # Any: the values of a form

from django.db import IntegrityError, transaction

from glacy.canon import Json
from glacy.errors import GlacyError
from glacy.node.acts.officers import AT_THE_MACHINE
from glacy.node.authority import may_decide, rules_of
from glacy.node.clock import machine_clock
from glacy.node.errors import SecondPersonError, SectionError, WrongStateError
from glacy.node.notifying import notify
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed
from glacy.sayings import say
from glacy.store import access, enrolments, journal, people, sessions, staffing
from glacy.store.errors import NotAllowedError
from glacy.store.models import PeopleChangeRow
from glacy.store.people import Officer
from glacy.times import zone

FIELDS: Final = ("name", "roles", "authority", "title", "phone", "email", "language", "zone")
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that waits: what the officer is now (None for a newcomer), and what they would be."""

    row: PeopleChangeRow
    now: Mapping[str, Any] | None
    then: Mapping[str, Any]
    may_agree: bool
    may_refuse: bool


def waiting(node: Node, by: Officer) -> tuple[Change, ...]:
    """The changes that wait, for who may ask for them or decide on them."""
    if not (by.has("administrator") or may_decide(rules_of(node), by)):
        return ()
    return tuple(_view(node, by, row) for row in staffing.all_asked())


def view_change(node: Node, by: Officer, change: int) -> Change:
    """One change, waiting or decided, for who may ask for it or decide on it."""
    if not (by.has("administrator") or may_decide(rules_of(node), by)):
        raise NotAllowedError(say("Officers are changed by an administrator and a second person."))
    return _view(node, by, staffing.get_change(change))


def ask_officer(
    node: Node, by: Officer, username: str, values: Mapping[str, Any], *, why: str, confirmed_at: datetime
) -> PeopleChangeRow | None:
    """Asks for an officer to be as these values say; None where no second person was needed, and it stands.

    A second person is needed for a newcomer, for who left and comes back, and for a role or another name.
    """
    access.demand_role(by, "administrator")
    demand_confirmed(node, confirmed_at)
    username = username.strip().lower()
    wanted = _checked(username, values)
    known = people.find_officer(username)
    if known is not None and known.id == by.id and set(wanted["roles"]) != by.roles:
        raise NotAllowedError(
            say("Nobody changes their own roles."), remedy=say("Ask another administrator.")
        )
    if not why.strip():
        raise SectionError(say("Say why; it is recorded."), field="why")
    if known is not None and _values_of(known) == wanted:
        raise WrongStateError(say("The officer is so already."), remedy=say("Nothing was changed."))
    at = node.clock()
    if known is not None and not _gains(known, wanted):
        with transaction.atomic():
            _put(node, by, username, wanted, at=at, why=why.strip(), agreed_by=None)
        return None
    try:
        with transaction.atomic():
            row = staffing.put_asked(username, wanted, why=why.strip(), by=by, at=at)
            what: dict[str, Json] = {"person": username, "roles": wanted["roles"], "why": why.strip()}
            journal.put_entry("officer.change_asked", by=by, what=what, at=at)
            rules = rules_of(node)
            notify(node, (one for one in people.all_officers() if may_decide(rules, one)), kind="rules")
    except IntegrityError as fault:
        raise WrongStateError(
            say("Another change of this officer waits already."), remedy=say("Have it decided first.")
        ) from fault
    return row


def agree_officer(node: Node, by: Officer, change: int, *, confirmed_at: datetime) -> Officer:
    """The officer as they are from now on: a second person agrees, and not the one whom it is about."""
    row = staffing.get_change(change)
    if not may_decide(rules_of(node), by):
        raise NotAllowedError(
            say("On officers decide the office-holders; before two are named, who may approve."),
            remedy=say("Ask one of them. An administrator never decides alone."),
        )
    if by.id == str(row.asked_by_id) or by.username == row.username:
        raise SecondPersonError(
            say("It takes another person than the one who asked, and than the one whom it is for."),
            remedy=say("Ask another person who may agree."),
        )
    demand_confirmed(node, confirmed_at)
    wanted, at = _checked(row.username, row.value), node.clock()
    with transaction.atomic():
        _settle(row, state="stands", by=by, at=at)
        return _put(node, _asker(row), row.username, wanted, at=at, why=row.why, agreed_by=by)


def refuse_officer(node: Node, by: Officer, change: int, *, why: str) -> None:
    """The officer stays as they are; who asked may also take it back."""
    row = staffing.get_change(change)
    if by.id != str(row.asked_by_id) and not may_decide(rules_of(node), by):
        raise NotAllowedError(
            say("On officers decide the office-holders; before two are named, who may approve.")
        )
    at = node.clock()
    with transaction.atomic():
        _settle(row, state="refused", by=by, at=at)
        what = {"person": row.username, "why": why.strip()}
        journal.put_entry("officer.change_refused", by=by, what=dict(what), at=at)


def let_go(
    node: Node, by: Officer | None, username: str, *, why: str, confirmed_at: datetime | None = None
) -> None:
    """An officer signs in no more, from now; what they did stays. `by` is None at the machine of the node."""
    if by is not None:
        access.demand_role(by, "administrator")
        demand_confirmed(node, confirmed_at or node.clock())
    officer = people.get_officer(username)
    if by is not None and officer.id == by.id:
        raise NotAllowedError(say("Nobody lets themselves go."), remedy=say("Ask another administrator."))
    others = [one for one in people.all_officers() if one.has("administrator") and one.id != officer.id]
    if officer.has("administrator") and not others:
        raise WrongStateError(
            say("{name} is the only administrator of this node.", name=officer.name),
            remedy=say("Add another administrator first."),
        )
    if not why.strip():
        raise SectionError(say("Say why; it is recorded."), field="why")
    at = node.clock()
    with transaction.atomic():
        if not people.set_away(officer):
            raise WrongStateError(say("A colleague has just done it."), remedy=say("Nothing was changed."))
        sessions.end_sessions(officer, why="by_hand", at=machine_clock())
        enrolments.void_enrolments(officer, at=machine_clock())
        asked = staffing.find_asked(officer.username)
        if asked is not None:
            staffing.settle(asked, state="refused", by=by, at=at)
        who = AT_THE_MACHINE if by is None else ""
        what: dict[str, Json] = {"person": officer.username, "why": why.strip()}
        journal.put_entry("officer.let_go", by=by, what=what, at=at, who=who)


def _asker(row: PeopleChangeRow) -> Officer:
    """Who asked for a change."""
    return people.officer_of(row.asked_by)


def _put(
    node: Node,
    by: Officer,
    username: str,
    wanted: Mapping[str, Any],
    *,
    at: datetime,
    why: str,
    agreed_by: Officer | None,
) -> Officer:
    """The officer as wanted, and the entry that says so; inside a transaction."""
    before = people.find_officer(username)
    officer = people.put_officer(
        username=username,
        password=None,
        at=at,
        exercise=node.exercise,
        **{name: wanted[name] for name in FIELDS},
    )
    if before is not None and not officer.roles >= before.roles:
        sessions.end_sessions(officer, why="by_hand", at=machine_clock())
    what: dict[str, Json] = {
        "person": username,
        "roles": sorted(officer.roles),
        "before": [] if before is None else sorted(before.roles),
        "why": why,
    }
    if agreed_by is not None:
        what["asked_by"] = by.username
    kind = "officer.added" if before is None else "officer.changed"
    journal.put_entry(kind, by=agreed_by or by, what=what, at=at)
    return officer


def _checked(username: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an officer, each in its form; SectionError names the field that is wrong."""
    if (
        not username
        or len(username) > _LONGEST_NAME
        or not username.isprintable()
        or " " in username
        or "/" in username
    ):
        raise SectionError(
            say("A sign-in name has no space and no stroke, and at most {most} signs.", most=_LONGEST_NAME),
            field="username",
        )
    given = {name: values.get(name, "") for name in FIELDS}
    found: dict[str, Any] = {name: str(value).strip() for name, value in given.items() if name != "roles"}
    if not found["name"]:
        raise SectionError(say("Give the name of the person."), field="name")
    try:
        zone(found["zone"])
    except GlacyError as fault:
        raise SectionError(fault.says, remedy=say("Such as Africa/Accra."), field="zone") from fault
    known = people.find_officer(username)
    if people.has_account(found["name"]) and (
        known is None or not people.same_name(known.name, found["name"])
    ):
        former = people.find_former(username)
        if former is None or not people.same_name(former.name, found["name"]):
            raise SectionError(
                say("Another account bears this name already."),
                remedy=say("Give the name as it stands in the papers of the person, in full."),
                field="name",
            )
    return {**found, "roles": sorted(people.fitting_roles(given["roles"] or ()))}


def _gains(known: Officer, wanted: Mapping[str, Any]) -> bool:
    return not set(wanted["roles"]) <= known.roles or wanted["name"] != known.name


def _values_of(officer: Officer) -> dict[str, Any]:
    told = asdict(officer)
    return {name: sorted(officer.roles) if name == "roles" else told[name] for name in FIELDS}


def _view(node: Node, by: Officer, row: PeopleChangeRow) -> Change:
    known = people.find_officer(row.username)
    is_open, is_asker = row.state == "asked", str(row.asked_by_id) == by.id
    decides = may_decide(rules_of(node), by) and by.username != row.username
    return Change(
        row=row,
        now=None if known is None else _values_of(known),
        then=row.value,
        may_agree=is_open and decides and not is_asker,
        may_refuse=is_open and (decides or is_asker),
    )


def _settle(row: PeopleChangeRow, *, state: str, by: Officer, at: datetime) -> None:
    if not staffing.settle(row, state=state, by=by, at=at):
        raise WrongStateError(say("This change does not wait any more."), remedy=say("Open the list again."))
