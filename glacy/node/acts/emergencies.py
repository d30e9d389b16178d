"""What persons do about a claimed emergency: take the alarm, and answer for it where no call gets through."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from glacy.node.emergencies import is_claimed
from glacy.node.errors import SecondPersonError, SectionError, WrongStateError
from glacy.node.notifying import notify
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed
from glacy.sayings import say
from glacy.store import access, alarms, cases, journal
from glacy.store.errors import NotFoundError
from glacy.store.models import AlarmRow, MessageRow
from glacy.store.people import Officer


def ringing(node: Node, by: Officer) -> tuple[AlarmRow, ...]:
    """The emergencies that ring for this officer: State and time, and nothing of what is asked."""
    return tuple(alarms.ringing_for(by))


def take_alarm(node: Node, by: Officer, message_id: str) -> str | None:
    """Takes the alarm, so that it rings no more for anybody; the case of the message, if it has one."""
    row = next((one for one in alarms.ringing_for(by) if one.message_id == message_id), None)
    if row is None:
        raise NotFoundError(say("Nothing rings there for you."), remedy=say("A colleague may have taken it."))
    at = node.clock()
    with transaction.atomic():
        if alarms.take_alarm(message_id, by=by, at=at):
            what = {"message": message_id}
            journal.put_entry("alarm.taken", by=by, what=dict(what), at=at, case=row.message.case_id)
    return row.message.case_id


def ask_waiver(node: Node, by: Officer, request_id: str, *, why: str, confirmed_at: datetime) -> None:
    """Names a reason for which data should leave without a call that confirmed it; another must agree."""
    row = _claimed(by, request_id)
    access.demand_role(by, *access.DESK_ROLES, *access.APPROVERS)
    demand_confirmed(node, confirmed_at)
    if not why.strip():
        raise SectionError(
            say("Say why it cannot wait for a call."),
            remedy=say("It is recorded under your name."),
            field="why",
        )
    at = node.clock()
    with transaction.atomic():
        alarms.put_waiver(row, why=why.strip(), by=by, at=at)
        what = {"message": row.pk, "why": why.strip()}
        journal.put_entry("emergency.waiver_asked", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)
        others = (one for one, _ in cases.all_members(row.case) if one.id != by.id) if row.case else ()
        notify(node, others, kind="approve")


def agree_waiver(node: Node, by: Officer, request_id: str, *, confirmed_at: datetime) -> None:
    """Agrees to that reason, under one's own name; not by the one who gave it."""
    row = _claimed(by, request_id)
    access.demand_role(by, *access.APPROVERS)
    demand_confirmed(node, confirmed_at)
    waiver = alarms.find_waiver(row)
    if waiver is None or waiver.agreed_at is not None:
        raise WrongStateError(say("No reason waits for an answer."), remedy=say("Open the request again."))
    if str(waiver.asked_by_id) == by.id:
        raise SecondPersonError(
            say("Who names the reason does not agree to it."),
            remedy=say("Ask another person on the case who may approve."),
        )
    at = node.clock()
    with transaction.atomic():
        if not alarms.set_agreed(waiver, by=by, at=at):
            raise WrongStateError(
                say("No reason waits for an answer."), remedy=say("Open the request again.")
            )
        what = {"message": row.pk, "asked_by": waiver.asked_by.username, "why": waiver.why}
        journal.put_entry("emergency.waived", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)


def _claimed(by: Officer, request_id: str) -> MessageRow:
    row = access.message_for(by, request_id)
    if not is_claimed(row):
        raise WrongStateError(
            say("This is no emergency that another State claims."), remedy=say("Nothing was changed.")
        )
    return row
