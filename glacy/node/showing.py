"""Rows as the values that a desk shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from glacy.cooperation import State
from glacy.exchange import PAYLOAD
from glacy.node.following import message_of
from glacy.node.views import DeadlineView, DepartureView, Event, MessageView, ReceiptView
from glacy.store import carrying, messages, payloads
from glacy.store.models import CaseRow, DeadlineRow, EntryRow, MessageRow
from glacy.store.outbox import find_parcel
from glacy.times import local

LIVE = (
    State.SENT,
    State.RECEIVED,
    State.OPENED,
    State.ACCEPTED,
    State.EXECUTED,
    State.ANSWERED,
)
"""The states in which a request that left can still be followed, extended or withdrawn."""
_NEWEST = 300


def show_message(row: MessageRow) -> MessageView:
    """A message with its value, its files, its receipts and how its carriage stands."""
    parcel = find_parcel(row) if row.direction == "sent" and row.carried != "receipted" else None
    receipts = tuple(
        ReceiptView(kind=one.kind, at=one.at, says="", data=bytes(one.data))
        for one in sorted(row.receipts.all(), key=lambda one: one.at)
        if one.data is not None
    )
    return MessageView(
        row=row,
        message=message_of(row),
        outgoing=row.direction == "sent",
        carried=row.carried,
        last_error="" if parcel is None else parcel.says,
        next_try_at=None if parcel is None or parcel.state != "pending" else parcel.next_at,
        receipts=receipts,
        files=dict(row.files),
        exhibits=tuple(sorted(row.exhibits.all(), key=lambda one: (one.name, one.number))),
        paper=getattr(row, "paper", None),
        departures=_departures(row) if row.direction == "sent" else (),
        awaited_until=None if parcel is None else parcel.posted_until,
        payload=payloads.find_payload(row.pk) if PAYLOAD in row.files else None,
    )


def _departures(row: MessageRow) -> tuple[DepartureView, ...]:
    """By what a message left, mails and sticks of the same bytes told once each."""
    return tuple(
        DepartureView(
            carrier=one.carrier,
            times=one.times,
            last_at=one.last_at,
            came_back=one.state == "came_back",
            says=one.says,
        )
        for one in carrying.departures_of_message(row)
    )


def show_deadline(row: DeadlineRow, at: datetime) -> DeadlineView:
    """A deadline with the days that are left in its own zone."""
    case = row.message.case
    return DeadlineView(
        request_id=row.message_id,
        case_id=row.message.case_id,
        case_reference="" if case is None else case.reference,
        kind=row.kind,
        due_on=row.due_on,
        days_left=None if row.due_on is None else (row.due_on - local(at, row.zone).date()).days,
        when_passed=row.when_passed,
        governs=row.governs,
        article=row.article,
        country=row.message.country,
        measure=row.message.measure,
        reminded=row.unseen,
        can_extend=row.kind == "preservation_ends"
        and row.due_on is not None
        and row.message.direction == "sent"
        and row.message.state in LIVE,
    )


def show_events(case: CaseRow) -> tuple[Event, ...]:
    """The time line of a case: what its journal entries say to those who are on it, oldest first."""
    newest = EntryRow.objects.filter(case=case).select_related("officer").order_by("-at", "-pk")[:_NEWEST]
    known = messages.all_on_case(case)
    named = {one.pk: one for one in known}
    arrived = {one.envelope_id: one for one in known if one.direction == "received"}
    return tuple(_event(row, named, arrived) for row in reversed(newest))


def _event(row: EntryRow, named: Mapping[str, MessageRow], arrived: Mapping[str | None, MessageRow]) -> Event:
    what = {key: str(value) for key, value in row.what.items()}
    found = named.get(what.get("message", ""))
    if found is None and row.kind == "envelope.received":
        found = arrived.get(what.get("envelope"))
    return Event(
        at=row.at,
        kind=row.kind,
        who=row.officer.name if row.officer is not None else row.who,
        what=what,
        message_id=what.get("message") if found is None else found.pk,
        entry_index=row.index,
        message_kind="" if found is None else found.kind,
        measure="" if found is None else found.measure,
        country="" if found is None else found.country,
        request_id=None if found is None else found.about_id or found.pk,
    )
