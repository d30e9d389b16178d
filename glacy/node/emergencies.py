"""Emergencies that other States claim: they ring until a person takes them, and data leave after a call.

A stolen mailbox can send a request and mark it as an emergency; it cannot answer the telephone of the
directory. So the claim is shown apart, and nothing is disclosed on it before somebody was called there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db import transaction

from glacy.canon import Json
from glacy.cooperation import Request
from glacy.node.authority import Rules, rules_of
from glacy.node.errors import CallBackError
from glacy.node.following import message_of
from glacy.node.notifying import notify
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import alarms, journal, people
from glacy.store.access import RECEIVERS
from glacy.store.models import AlarmRow, MessageRow, WaiverRow
from glacy.store.people import Officer

Standing = Literal["unchecked", "confirmed", "waived", "not_theirs"]
"""How a claim stands: nobody confirmed it, a call did, two answer for it without one, or it is denied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An emergency that another State claims: its facts in its own words, and how the claim stands."""

    standing: Standing
    facts: str
    waiver: WaiverRow | None
    alarm: AlarmRow | None


def is_claimed(row: MessageRow) -> bool:
    """Whether another State calls this request of theirs an emergency."""
    return row.direction == "received" and row.urgency == "emergency"


def find_claim(row: MessageRow) -> Claim | None:
    """The claim of a request of another State; None where it claims no emergency."""
    if not is_claimed(row):
        return None
    message = message_of(row)
    told = message.urgency.life_facts if isinstance(message, Request) else None
    facts = "" if told is None else str(getattr(told, "text", told))
    return Claim(
        standing=_standing(row),
        facts=facts,
        waiver=alarms.find_waiver(row),
        alarm=alarms.find_alarm(row.pk),
    )


def demand_called_back(row: MessageRow) -> None:
    """Returns if data may leave on this request: a call confirmed it, or two named a reason without one."""
    if not is_claimed(row):
        return
    standing = _standing(row)
    if standing == "not_theirs":
        raise CallBackError(
            say(
                "The other State said on the telephone that this request is not theirs: nothing leaves on it."
            ),
            remedy=say("Refuse it, and tell their contact point. A later call that confirms it lifts this."),
            request=row.pk,
        )
    if standing == "unchecked":
        raise CallBackError(
            say("It is marked as an emergency, and nobody has confirmed it on a number of the directory."),
            remedy=say(
                "Call back and record it. If nobody can be reached, two persons may name a reason instead."
            ),
            request=row.pk,
        )


def ring(node: Node) -> int:
    """Calls the next persons for every emergency that nobody has taken; how many alarms went on."""
    at, rules, rung = node.clock(), rules_of(node), 0
    for row in alarms.due_alarms(at):
        step = 1 + max((int(one["step"]) for one in row.called), default=0)
        called = _whom(rules, step)
        names = [one.username for one in called]
        with transaction.atomic():
            after = at + timedelta(minutes=rules.escalate_minutes)
            if not alarms.set_called(row, names, step=step, at=at, next_at=after):
                continue
            notify(node, called, kind="alarm")
            what: dict[str, Json] = {"message": row.message_id, "called": list(names), "step": step}
            journal.put_entry("alarm.called", by=None, what=what, at=at, case=row.message.case_id)
        rung += 1
    return rung


def _whom(rules: Rules, step: int) -> tuple[Officer, ...]:
    """The persons of a step: those on duty one by one, then everybody who receives, again and again."""
    if step <= len(rules.on_duty):
        person = people.find_officer(rules.on_duty[step - 1])
        if person is not None:
            return (person,)
    if not rules.on_duty and step == 1:
        return tuple(one for one in people.all_officers() if one.has("duty_officer"))
    holders = set(rules.office_holders)
    return tuple(one for one in people.all_officers() if one.has(*RECEIVERS) or one.username in holders)


def _standing(row: MessageRow) -> Standing:
    """The last call that reached them decides; one to a number that the directory has not proves nothing."""
    for call in row.call_backs.order_by("-at", "-pk"):
        if call.result == "not_theirs":
            return "not_theirs"
        if call.result == "confirmed" and call.is_of_directory:
            return "confirmed"
    waiver = alarms.find_waiver(row)
    return "waived" if waiver is not None and waiver.agreed_at is not None else "unchecked"
