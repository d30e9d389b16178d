"""The outbox loop: envelopes are carried, receipts checked, failures tried again with patience."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Protocol

from django.db import close_old_connections, transaction

from glacy.canon import Digest, digest_of
from glacy.cooperation import Event
from glacy.courier import CourierError
from glacy.errors import GlacyError
from glacy.exchange import (
    Directory,
    Header,
    NodeEntry,
    Receipt,
    Rejection,
    Reply,
    Sent,
    ask_again,
    deliver,
    fail,
    read_reply,
    reject,
    resume,
    seal_envelope,
    start_carrying,
)
from glacy.node.errors import NoDirectoryError
from glacy.node.following import refresh_deadlines, step
from glacy.node.opened import Node
from glacy.store import arrivals, cases, journal, messages, outbox
from glacy.store.models import MessageRow, OutboxRow

Step = Callable[[str], None]


_IN_A_ROW = 50


class Courier(Protocol):
    """What brings a sealed envelope to a node, and its answer back."""

    def carry(self, sealed: bytes, *, to: NodeEntry) -> bytes:
        """The answer of the node."""
        ...


def resume_parcels(node: Node) -> int:
    """Parcels that were being carried when the worker ended are due again; how many. Only for a start."""
    rows = outbox.interrupted_parcels()
    for row in rows:
        outbox.set_parcel(row, resume(outbox.parcel_of(row), at=node.clock()), at=node.clock())
    return len(rows)


def carry_due(node: Node, courier: Courier, *, pool: ThreadPoolExecutor | None = None) -> int:
    """Carries every parcel that is due, threads side by side; how many were tried."""
    due = outbox.due_parcels(at=node.clock())
    if pool is None:
        for row in due:
            carry_one(node, courier, row)
    else:
        list(pool.map(lambda row: _carry_in_thread(node, courier, row), due))
    return len(due)


def carry_one(node: Node, courier: Courier, row: OutboxRow, *, before: Step = lambda _: None) -> None:
    """One try: what happens is committed before the connection is opened and after the answer was checked."""
    at = node.clock()
    outbox.set_parcel(row, start_carrying(outbox.parcel_of(row), at=at), at=at)
    before("carry")
    try:
        data, reply = _carry(node, courier, row.message)
    except GlacyError as fault:
        _failed(node, row, fault)
        return
    before("settle")
    with transaction.atomic():
        _settle(row, data, reply, at=node.clock())


def try_again(node: Node, message: MessageRow) -> None:
    """A stuck parcel is tried again because a person asked."""
    row = outbox.find_parcel(message)
    if row is not None:
        outbox.set_parcel(row, ask_again(outbox.parcel_of(row), at=node.clock()), at=node.clock())


def _carry_in_thread(node: Node, courier: Courier, row: OutboxRow) -> None:
    """Carries a parcel, and as long as all goes well those that follow it in its thread."""
    try:
        following: OutboxRow | None = row
        for _ in range(_IN_A_ROW):
            if following is None:
                return
            carry_one(node, courier, following)
            following = outbox.find_next(following, at=node.clock())
    finally:
        close_old_connections()


def _carry(node: Node, courier: Courier, message: MessageRow) -> tuple[bytes, Reply]:
    peer, directory = node.peer(message.country), node.directory
    envelope = node.vault.get(message.envelope_digest)
    sealed = seal_envelope(envelope, to=peer.age_recipients)
    data = courier.carry(sealed, to=peer)
    sent = Sent(
        header=_header_of(node, message), digest=Digest(message.envelope_digest), sealed=digest_of(sealed)
    )
    return data, read_reply(data, directory=_present(directory), at=node.clock(), sent=sent)


def _settle(row: OutboxRow, data: bytes, reply: Reply, *, at: datetime) -> None:
    message = row.message
    messages.refresh_state(message)
    parcel = outbox.parcel_of(row)
    outbox.put_peer_state(message.country, at=at)
    if isinstance(reply, Receipt):
        arrivals.put_got(message, kind="receipt", data=data, at=at)
        outbox.set_parcel(row, deliver(parcel), at=at)
        messages.set_carried(message, "receipted", at=at)
        if message.kind in ("request", "offer") and message.state == "sent":
            step(message, Event.RECEIPT, by_us=False, at=at)
        if message.kind == "request" and message.about is not None:
            refresh_deadlines(message.about)
        kind = "receipt.got"
    elif isinstance(reply, Rejection) and reply.may_retry:
        again = fail(parcel, at=at, says=reply.says, jitter=random.random())
        outbox.set_parcel(row, again, at=at)
        return
    else:
        kind = "rejection.got" if isinstance(reply, Rejection) else "conflict.got"
        arrivals.put_got(message, kind=kind.removesuffix(".got"), data=data, at=at)
        outbox.set_parcel(row, reject(parcel, says=reply.says), at=at)
        outbox.give_up_place(message, says=reply.says, at=at)
    journal.put_entry(
        kind, by=None, what={"message": message.pk, "reply": digest_of(data)}, at=at, case=message.case_id
    )
    if message.case_id is not None:
        cases.touch_case(message.case_id, at=at)


def _failed(node: Node, row: OutboxRow, fault: GlacyError) -> None:
    at = node.clock()
    is_final = isinstance(fault, CourierError) and fault.is_final
    with transaction.atomic():
        parcel = fail(
            outbox.parcel_of(row), at=at, says=str(fault), jitter=random.random(), is_final=is_final
        )
        outbox.set_parcel(row, parcel, at=at)
        messages.set_carried(row.message, "retrying" if parcel.state == "pending" else "stuck", at=at)
        outbox.put_peer_state(row.country, at=at, says=fault.says)


def _header_of(node: Node, message: MessageRow) -> Header:
    return Header(
        id=message.envelope_id or "",
        thread=message.thread_id,
        sequence=message.sequence or 0,
        previous=Digest(message.previous) if message.previous else None,
        sender=node.country,
        receiver=message.country,
        kind=message.kind,
        at=message.stamped_at or message.dated_at,
        exercise=message.exercise,
    )


def _present(directory: Directory | None) -> Directory:
    if directory is None:
        raise NoDirectoryError(
            "This node has joined no directory.", remedy="Join one with `glacy node join`."
        )
    return directory
