"""What a person keys in from paper: the row of the message, and the days that it can bear."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from glacy.cooperation import Event, Message, kind_of, write_message
from glacy.node.errors import WrongStateError
from glacy.node.following import advance_request, refresh_deadlines, step
from glacy.node.keeping_apart import keep_ordinary
from glacy.node.opened import Node
from glacy.node.taking import facts_of
from glacy.sayings import say
from glacy.store import cases, journal, messages
from glacy.store import paper as stored
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from glacy.times import write_day, zone


def put_keyed(
    node: Node,
    by: Officer,
    message: Message,
    *,
    about: MessageRow | None,
    on: date,
    scan: str,
    scan_name: str,
    kind: str,
    case: str = "",
    how: str = "",
) -> MessageRow:
    """The row of a message that was keyed in; its day of arrival is the day on the paper.

    `scan` is the digest of its scan in the vault, or empty; `how` says by what it came.
    """
    at = node.clock()
    arrived_at = datetime.combine(on, time(12), tzinfo=zone(by.zone))
    country = _speaker_of(message)
    case_id = case or (about.case_id if about is not None else None) or ""
    with transaction.atomic():
        thread = messages.lock_thread(message.thread, country=country, at=at, case=case_id)
        if about is not None:
            messages.refresh_state(about)
        row = messages.put_message(
            messages.NewMessage(
                id=message.id,
                thread=thread.pk,
                case=case_id,
                direction="received",
                kind=kind_of(message),
                country=country,
                body=write_message(message),
                about=None if about is None else about.pk,
                state="received",
                carried="paper",
                dated_at=message.dated_at,
                arrived_at=arrived_at,
                at=at,
                exercise=message.exercise,
                facts=facts_of(message),
            )
        )
        stored.put_paper(row, by=by, at=at, moved_on=on, how=how, scan=scan, scan_name=scan_name)
        if about is not None:
            if about.state == "approved":
                step(about, Event.SENDING, by_us=True, at=at)
            advance_request(about, message, by_us=False, at=at)
            refresh_deadlines(about)
        else:
            refresh_deadlines(row)
        what = {"message": row.pk, "from": country, "received_on": write_day(on), "scan": scan, "how": how}
        journal.put_entry(kind, by=by, what=dict(what), at=at, case=case_id)
        cases.touch_case(case_id, at=at)
    return row


def keep_scan(node: Node, scan: bytes | None, *, case: str) -> str:
    """The digest of a scan that is now in the vault; empty where there is none."""
    return "" if scan is None else keep_ordinary(node, scan, of=case).digest


def demand_day(node: Node, by: Officer, on: date) -> None:
    """Returns if the day is not in the future of the officer's calendar."""
    today = node.clock().astimezone(zone(by.zone)).date()
    if on > today:
        raise WrongStateError(
            say("{on} is in the future.", on=write_day(on)),
            remedy=say("Give the day on which it happened."),
            field="on",
        )


def _speaker_of(message: Message) -> str:
    authority = getattr(message, "authority", None)
    return str(authority.country) if authority is not None else ""
