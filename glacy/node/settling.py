"""The one door for replies: whichever carrier brings one, it settles the parcel that it is about, once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from glacy.canon import Digest, digest_of
from glacy.cooperation import Event
from glacy.exchange import (
    LIVE_STATES,
    Directory,
    Header,
    ParcelState,
    Receipt,
    Rejection,
    Reply,
    Sent,
    come_back,
    deliver,
    fail,
    find_header,
    find_reply,
    read_reply,
    reject,
)
from glacy.node.errors import NoDirectoryError
from glacy.node.following import refresh_deadlines, step
from glacy.node.opened import Node
from glacy.node.parcels import drop_sealed
from glacy.sayings import say
from glacy.store import arrivals, carrying, cases, journal, messages, outbox
from glacy.store.models import MessageRow, OutboxRow

Became = Literal["settled", "again", "known", "not_ours"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a reply did: it settled a parcel, asks for it again, came twice, or is about nothing of ours."""

    became: Became
    says: str
    country: str = ""


def settle_reply(node: Node, data: bytes) -> Settled:
    """What a reply that came by mail or on a stick did; one that proves nothing raises, and changes nothing.

    A reply that comes by two carriers, or twice by one, is harmless: the first one settles.
    """
    told = find_reply(data)
    if told is None:
        return Settled(became="not_ours", says=say("It is no receipt, rejection or conflict."))
    arrived = told.arrived if isinstance(told, Rejection) else None
    found = outbox.parcels_about(envelope=told.envelope, digest=told.digest, arrived=arrived)
    row = next((one for one in found if one.country == told.by), None)
    if row is None:
        return Settled(became="not_ours", says=say("It is about no envelope that waits for its reply here."))
    sealed = arrived if arrived is not None and carrying.has_left(row, arrived) else None
    reply = read_reply(
        data,
        directory=present(node.directory),
        at=node.clock(),
        sent=sent_of(node, row.message, sealed=sealed),
    )
    with transaction.atomic():
        became = settle(row, data, reply, at=node.clock())
    if became != "again":
        drop_sealed(node, row)
    return Settled(became=became, says=_says(became), country=row.country)


def settle(row: OutboxRow, data: bytes, reply: Reply, *, at: datetime) -> Became:
    """A reply that was proved takes effect on its parcel; inside a transaction."""
    message = row.message
    messages.refresh_state(message)
    held = outbox.lock_parcel(row)
    parcel = outbox.parcel_of(held)
    if isinstance(reply, Rejection) and reply.may_retry:
        if parcel.state is ParcelState.CARRYING:
            again = fail(parcel, at=at, says=reply.says, jitter=random.random())
        else:
            again = come_back(parcel, at=at, says=reply.says)
        outbox.set_parcel(held, again, at=at)
        return "again"
    kind = _kind_of(reply)
    arrivals.put_got(message, kind=kind, data=data, at=at)
    if parcel.state not in LIVE_STATES:
        return "known"
    if isinstance(reply, Receipt):
        outbox.set_parcel(held, deliver(parcel), at=at)
        messages.set_carried(message, "receipted", at=at)
        if message.kind in ("request", "offer") and message.state == "sent":
            step(message, Event.RECEIPT, by_us=False, at=at)
        if message.kind == "request" and message.about is not None:
            refresh_deadlines(message.about)
    else:
        outbox.set_parcel(held, reject(parcel, says=reply.says), at=at)
        outbox.give_up_place(message, says=reply.says, at=at)
    row.state = held.state
    what = {"message": message.pk, "reply": digest_of(data)}
    journal.put_entry(f"{kind}.got", by=None, what=dict(what), at=at, case=message.case_id)
    if message.case_id is not None:
        cases.touch_case(message.case_id, at=at)
    return "settled"


def sent_of(node: Node, message: MessageRow, *, sealed: Digest | None) -> Sent:
    """What a reply to a message of ours must be about; one that gave up its place says so in its envelope."""
    if message.sequence is None:
        header = find_header(node.vault_with(message.envelope_digest).get(message.envelope_digest))
        assert header is not None  # this node wrote it
        return Sent(header=header, digest=Digest(message.envelope_digest), sealed=sealed)
    header = Header(
        id=message.envelope_id or "",
        thread=message.thread_id,
        sequence=message.sequence,
        previous=Digest(message.previous) if message.previous else None,
        sender=node.country,
        receiver=message.country,
        kind=message.kind,
        at=message.stamped_at or message.dated_at,
        exercise=message.exercise,
    )
    return Sent(header=header, digest=Digest(message.envelope_digest), sealed=sealed)


def present(directory: Directory | None) -> Directory:
    """The directory of the node; raises where it has joined none."""
    if directory is None:
        raise NoDirectoryError(
            say("This node has joined no directory."), remedy=say("Join one with `glacy directory join`.")
        )
    return directory


def _kind_of(reply: Reply) -> str:
    if isinstance(reply, Receipt):
        return "receipt"
    return "rejection" if isinstance(reply, Rejection) else "conflict"


def _says(became: Became) -> str:
    if became == "settled":
        return say("It settled a message of ours.")
    if became == "again":
        return say("The receiver asks for the same envelope later.")
    return say("That message was settled before.")
