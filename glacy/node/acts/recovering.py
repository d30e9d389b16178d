"""A new way in for an officer who lost theirs: two office-holders give it, and neither holds the whole code.

No mail resets anything: whoever reads an officer's mailbox gets in by it no more than anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from glacy.canon import Json
from glacy.node import authority
from glacy.node.acts.enrolling import Issued, new_code
from glacy.node.acts.officers import AT_THE_MACHINE
from glacy.node.clock import machine_clock
from glacy.node.errors import SecondPersonError, WrongStateError
from glacy.node.notifying import notify
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed
from glacy.node.veiling import unveil, veil
from glacy.sayings import say
from glacy.store import enrolments, journal, people, recoveries
from glacy.store.errors import NotAllowedError
from glacy.store.models import RecoveryRow
from glacy.store.people import Officer, officer_of

ASKED: Final = "officer.recovery_asked"
AGREED: Final = "officer.recovery_agreed"
ENDED: Final = "officer.recovery_ended"
VALID_FOR: Final = timedelta(hours=24)
HALF: Final = 12
_OFFICES: Final = ("approver", "central_authority_lawyer")


def is_holder(node: Node, by: Officer) -> bool:
    """Whether this officer may be one of the two: whom the rules of the node name, else by their role."""
    named = authority.office_holders(node)
    return by.username in named if named else by.has(*_OFFICES, "administrator")


def holders(node: Node, *, but: Officer) -> tuple[Officer, ...]:
    """Those who may be one of the two for an officer: never the officer themselves."""
    return tuple(one for one in people.all_officers() if is_holder(node, one) and one.id != but.id)


def going_on(node: Node, by: Officer) -> Sequence[RecoveryRow]:
    """The recoveries that wait for somebody; only for those who may be one of the two."""
    _demand_holder(node, by)
    return recoveries.open_recoveries()


def ask(node: Node, by: Officer, username: str, *, why: str, confirmed_at: datetime) -> RecoveryRow:
    """The first of the two asks for a new way in for another officer, who is told so, as the others are."""
    demand_confirmed(node, confirmed_at)
    _demand_holder(node, by)
    officer = people.get_officer(username)
    if officer.id == by.id:
        raise SecondPersonError(
            say("Nobody gives themselves a new way in."), remedy=say("Ask two other office-holders.")
        )
    with transaction.atomic():
        row = recoveries.put_recovery(officer, by=by, why=why, at=node.clock())
        journal.put_entry(ASKED, by=by, what={"person": officer.username, "why": why}, at=node.clock())
        others = [one for one in holders(node, but=officer) if one.id != by.id]
        notify(node, (*others, officer), kind="recovery")
    return row


def agree(node: Node, by: Officer, recovery_id: str, *, confirmed_at: datetime) -> Issued:
    """The second agrees: the second half of the code, shown once; the first waits for the one who asked."""
    demand_confirmed(node, confirmed_at)
    _demand_holder(node, by)
    at = machine_clock()
    first, second = new_code(HALF), new_code(HALF)
    with transaction.atomic():
        row = recoveries.get_recovery(recovery_id)
        _demand_asked(row)
        asker = row.asked_by
        if asker is None or by.id in (str(asker.pk), str(row.officer_id)):
            raise SecondPersonError(
                say("It takes another person than the one who asked, and than the one whom it is for."),
                remedy=say("Ask another office-holder."),
            )
        _demand_office(node, officer_of(asker), by)
        officer = officer_of(row.officer)
        recoveries.put_agreed(row, by=by, at=node.clock(), first_half=veil(node, first))
        until = at + VALID_FOR
        enrolments.put_enrolment(officer, first + second, by=by, at=at, until=until, recovery=row)
        journal.put_entry(AGREED, by=by, what={"person": officer.username}, at=node.clock())
    return Issued(code=second, until=until)


def take_half(node: Node, by: Officer, recovery_id: str, *, confirmed_at: datetime) -> str:
    """The first half of the code, once, for the one who asked; empty when they have read it."""
    demand_confirmed(node, confirmed_at)
    with transaction.atomic():
        row = recoveries.get_recovery(recovery_id)
        if row.asked_by is None or str(row.asked_by.pk) != by.id:
            raise NotAllowedError(say("The first half of the code is for the one who asked."))
        veiled = recoveries.take_first_half(row)
    return unveil(node, veiled) if veiled else ""


def end(node: Node, by: Officer, recovery_id: str) -> None:
    """Ends a recovery: one of those who may be one of the two, or the officer whom it is for."""
    with transaction.atomic():
        row = recoveries.get_recovery(recovery_id)
        if str(row.officer_id) != by.id:
            _demand_holder(node, by)
        _end(node, row, by)


def come_back(node: Node, by: Officer) -> RecoveryRow | None:
    """An officer signed in as ever: a recovery of theirs is not needed, and ends; it is told to them."""
    row = recoveries.find_open_recovery(by)
    if row is None:
        return None
    with transaction.atomic():
        locked = recoveries.get_recovery(row.pk)
        _end(node, locked, by)
    return locked


def demand_two(node: Node, username: str, two: tuple[Officer, Officer] | None) -> None:
    """Returns if these two may give the officer of that name a new way in, or nobody could be two."""
    officer = people.get_officer(username)
    able = holders(node, but=officer)
    if two is None and len(able) > 1:
        raise SecondPersonError(
            say("{count} office-holders can give {name} a new way in.", count=len(able), name=officer.name),
            remedy=say("Name two of them with --by, each with their own password and code."),
        )
    if two is None:
        return
    first, second = two
    if first.id == second.id or not {first.id, second.id} <= {one.id for one in able}:
        raise SecondPersonError(
            say("It takes two different office-holders, and not the one whom it is for."),
            remedy=say("Those who may: {names}.", names=tuple(one.username for one in able)),
        )
    _demand_office(node, first, second)


def recover_at_machine(node: Node, username: str, *, why: str, two: tuple[Officer, Officer] | None) -> Issued:
    """The whole code, at the machine of the node, where two office-holders have shown who they are.

    Without the two it is given only where nobody could agree: fewer than two could be them. The journal says
    so.
    """
    demand_two(node, username, two)
    officer, at = people.get_officer(username), machine_clock()
    code = new_code(2 * HALF)
    by = [] if two is None else [one.username for one in two]
    what: dict[str, Json] = {"person": officer.username, "why": why, "by": list(by)}
    with transaction.atomic():
        old = recoveries.find_open_recovery(officer)
        if old is not None:
            recoveries.settle_recovery(recoveries.get_recovery(old.pk), state="ended", at=node.clock())
        row = recoveries.put_recovery(officer, by=None if two is None else two[0], why=why, at=node.clock())
        if two is not None:
            recoveries.put_agreed(row, by=two[1], at=node.clock(), first_half="")
        enrolments.put_enrolment(officer, code, by=None, at=at, until=at + VALID_FOR, recovery=row)
        journal.put_entry(AGREED, by=None, what=what, at=node.clock(), who=AT_THE_MACHINE)
    return Issued(code=code, until=at + VALID_FOR)


def _end(node: Node, row: RecoveryRow, by: Officer) -> None:
    recoveries.settle_recovery(row, state="ended", at=node.clock())
    enrolments.void_enrolments(officer_of(row.officer), at=machine_clock())
    journal.put_entry(ENDED, by=by, what={"person": row.officer.username}, at=node.clock())


def _demand_holder(node: Node, by: Officer) -> None:
    if not is_holder(node, by):
        raise NotAllowedError(
            say("Only an office-holder gives another officer a new way in."),
            remedy=say("Ask one who approves requests, or a lawyer of the central authority."),
        )


def _demand_office(node: Node, *two: Officer) -> None:
    """Returns if they are not administrators alone, who could otherwise come in as anybody."""
    if not authority.office_holders(node) and not any(one.has(*_OFFICES) for one in two):
        raise SecondPersonError(
            say("One of the two must hold another office than that of administrator."),
            remedy=say("Ask one who approves requests, or a lawyer of the central authority."),
        )


def _demand_asked(row: RecoveryRow) -> None:
    if row.state != "asked":
        raise WrongStateError(
            say("Somebody else has agreed already."), remedy=say("End this recovery to begin another.")
        )
