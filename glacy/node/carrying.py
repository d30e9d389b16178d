"""The outbox loop: envelopes are carried, receipts checked, failures tried again with patience."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Protocol

from django.db import close_old_connections, transaction

from glacy.courier import CourierError
from glacy.errors import GlacyError
from glacy.exchange import NodeEntry, ParcelState, fail, give_up, read_reply, resume, start_carrying
from glacy.node.errors import NodeError, VaultError
from glacy.node.opened import Node
from glacy.node.parcels import Sealed, drop_sealed, keep_sealed, sealed_of, sweep_sealed
from glacy.node.settling import present, sent_of, settle
from glacy.sayings import say
from glacy.store import carrying, messages, outbox
from glacy.store.models import OutboxRow

Step = Callable[[str], None]


_IN_A_ROW = 50


class Courier(Protocol):
    """What brings a sealed envelope to a node, and its answer back."""

    def carry(self, sealed: bytes, *, to: NodeEntry) -> bytes:
        """The answer of the node."""
        ...


def resume_parcels(node: Node) -> int:
    """Parcels that were being carried when the worker ended are due again; how many. Only for a start."""
    sweep_sealed(node)
    rows = outbox.interrupted_parcels()
    for row in rows:
        outbox.set_parcel(row, resume(outbox.parcel_of(row), at=node.clock()), at=node.clock())
    return len(rows)


def carry_due(node: Node, courier: Courier, *, pool: ThreadPoolExecutor | None = None) -> int:
    """Carries every parcel that is due, threads side by side; how many were tried.

    What one of them meets is raised when all have ended, so that none is on the line any more.
    """
    if node.is_quiet():
        return 0
    outbox.follow_clock(at=node.clock())
    due = outbox.due_parcels(at=node.clock())
    if pool is None:
        for row in due:
            carry_one(node, courier, row)
    else:
        tries = [pool.submit(_carry_in_thread, node, courier, row) for row in due]
        wait(tries)
        for one in tries:
            one.result()
    return len(due)


def carry_one(node: Node, courier: Courier, row: OutboxRow, *, before: Step = lambda _: None) -> None:
    """One try: what happens is committed before the connection is opened and after the answer was checked."""
    try:
        node.usable_directory()
        peer = node.peer(row.country)
        sealed = sealed_of(node, row, peer)
    except GlacyError as fault:
        if _start(node, row, None):
            _failed(node, row, fault)
        return
    if not _start(node, row, sealed):
        return
    before("carry")
    try:
        data = courier.carry(sealed.data, to=peer)
        sent = sent_of(node, row.message, sealed=sealed.digest)
        reply = read_reply(data, directory=present(node.directory), at=node.clock(), sent=sent)
    except GlacyError as fault:
        _keep_for_next(node, row, sealed, peer)
        _failed(node, row, fault)
        return
    except Exception as fault:
        _failed(node, row, _broken_here(fault))
        raise
    before("settle")
    with transaction.atomic():
        outbox.put_peer_state(row.country, at=node.clock())
        became = settle(row, data, reply, at=node.clock())
    if became == "again":
        _keep_for_next(node, row, sealed, peer)
    else:
        drop_sealed(node, row)


def give_up_overdue(node: Node) -> int:
    """Parcels that nobody carried for 72 hours, or whose reply was waited for in vain, ask for a person."""
    at = node.clock()
    rows = outbox.overdue_parcels(at=at)
    for row in rows:
        with transaction.atomic():
            messages.refresh_state(row.message)
            held = outbox.lock_parcel(row)
            before = outbox.parcel_of(held)
            says = _in_vain(before.posted_until) if before.posted_until else _nobody_carried(held)
            after = give_up(before, at=at, says=says)
            if after != before:
                outbox.set_parcel(held, after, at=at)
                messages.set_carried(row.message, "stuck", at=at)
    return len(rows)


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


def _start(node: Node, row: OutboxRow, sealed: Sealed | None) -> bool:
    """Takes a parcel up, with the digest of what is about to leave; False where it is due no more."""
    at = node.clock()
    with transaction.atomic():
        held = outbox.lock_parcel(row)
        parcel = outbox.parcel_of(held)
        if not parcel.is_due(at=at):
            return False
        outbox.set_parcel(held, start_carrying(parcel, at=at), at=at)
        if sealed is not None:
            carrying.put_departure(held, carrier="https", sealed=sealed.digest, at=at, state="left")
    row.state = held.state
    return True


def _keep_for_next(node: Node, row: OutboxRow, sealed: Sealed, peer: NodeEntry) -> None:
    """The same bytes leave at the next try; on a full disk they are made anew, and that is all."""
    with contextlib.suppress(VaultError):
        keep_sealed(node, row, sealed, peer)


def _failed(node: Node, row: OutboxRow, fault: GlacyError) -> None:
    at = node.clock()
    is_final = isinstance(fault, CourierError) and fault.is_final
    asked_wait = fault.asked_wait if isinstance(fault, CourierError) else timedelta(0)
    with transaction.atomic():
        messages.refresh_state(row.message)
        held = outbox.lock_parcel(row)
        parcel = outbox.parcel_of(held)
        outbox.put_peer_state(row.country, at=at, says=fault.says)
        if parcel.state is not ParcelState.CARRYING:
            return  # its reply came by another carrier meanwhile
        after = fail(
            parcel,
            at=at,
            says=str(fault),
            jitter=random.random(),
            is_final=is_final,
            asked_wait=asked_wait,
        )
        outbox.set_parcel(held, after, at=at)
        messages.set_carried(row.message, _CARRIED[after.state], at=at)
    row.state = held.state


_CARRIED = {ParcelState.PENDING: "retrying", ParcelState.POSTED: "posted", ParcelState.STUCK: "stuck"}


def _in_vain(until: datetime) -> str:
    return say(
        "It left by mail or on a stick, and no reply came until {until}. Call the other side on the number "
        "in the directory; then ask for another try.",
        until=until,
    )


def _nobody_carried(row: OutboxRow) -> str:
    if carrying.chosen_carrier(row.country) == "stick":
        return say("Nobody carried it on a stick for 72 hours. Carry it, or choose another carrier.")
    return row.says or say("Nobody carried it for 72 hours.")


def _broken_here(fault: Exception) -> NodeError:
    return NodeError(
        say("This node could not carry the message: {kind}.", kind=type(fault).__name__),
        remedy=say("It is tried again by itself. If it stays so, tell the administrator of this node."),
    )
