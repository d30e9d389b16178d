"""The gate: what other nodes send is opened, checked, ordered, receipted (docs/specs/exchange.md, 6)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from glacy.canon import Digest, digest_of
from glacy.errors import GlacyError
from glacy.exchange import (
    Accepted,
    Conflict,
    Conflicting,
    Directory,
    Duplicate,
    Envelope,
    Header,
    Held,
    Refused,
    Rejection,
    UnknownSenderError,
    Waiting,
    accept,
    arrival_opening,
    conflict_for,
    find_header,
    open_sealed,
    read_envelope,
    receipt_for,
    rejection_for,
    write_reply,
)
from glacy.journal import SALT_SIZE, read_proof
from glacy.node.errors import NodeError
from glacy.node.opened import Node
from glacy.node.quiet import demand_awake
from glacy.node.sequencer import prove
from glacy.node.taking import Taken, prepare, take
from glacy.sayings import say
from glacy.store import arrivals, journal, messages
from glacy.store.models import EarlyRow, ReceiptRow, ThreadRow

Step = Callable[[str], None]
KEPT_OF_STRANGERS = 1 << 20
"""Bytes: what is larger and bears no seal of a known node is noted by its digest, and not kept."""
MOST_OF_STRANGERS = 1000
"""So much may wait for a person; what strangers send beyond that is rejected without a note."""
MOST_NAMELESS = 100
"""Of bytes that no key of ours opens, or that are no message: they name nobody, and anybody can send them."""


def receive(
    node: Node, sealed: bytes, *, known: Step = lambda _: None, before: Step = lambda _: None
) -> bytes:
    """The signed answer to a sealed envelope: a receipt, a rejection or a conflict.

    What was answered before is answered again, word for word, before the sender is judged anew. A fault of
    this machine (a full disk) is raised and is no answer: the sender tries again. `known` is called with
    the State whose seal is proven, before anything is written; what it raises is raised. `before` is called
    with the name of each step; a test stops a run there.
    """
    demand_awake(node.path)
    at = node.clock()
    data, envelope = b"", None
    try:
        data = open_sealed(sealed, identities=node.identities)
        answered = _answered_before(node, data)
        if answered is not None:
            return answered
        envelope = read_envelope(data, directory=_directory(node), receiver=node.country, at=at)
        known(envelope.header.sender)
        taken = prepare(node, envelope, data)
    except NodeError:
        raise
    except GlacyError as fault:
        return _reject(node, sealed, data, fault, is_known=envelope is not None, at=at)
    before("commit")
    decided = _decide(node, envelope, taken, at=at)
    before("receipt")
    match decided:
        case ReceiptRow():
            return _receipt(node, decided, envelope.header)
        case Conflicting():
            reply = conflict_for(decided, envelope.header, digest=envelope.digest, at=at)
            return _put_aside(node, sealed, reply, sender=reply.to, reason="conflict", is_known=True, at=at)
        case _:
            return _reject(node, sealed, data, decided, is_known=True, at=at)


def _answered_before(node: Node, data: bytes) -> bytes | None:
    digest = digest_of(data)
    owed = arrivals.find_given(digest)
    if owed is not None:
        header = find_header(data)
        assert header is not None  # these bytes were read before
        return _receipt(node, owed, header)
    return arrivals.find_rejected(digest)


def _decide(
    node: Node, envelope: Envelope, taken: Taken, *, at: datetime
) -> ReceiptRow | Conflicting | Refused:
    """One durable commit: the message in its place, the entry of its arrival, the receipt that is owed."""
    header = envelope.header
    with transaction.atomic():
        thread = messages.lock_thread(header.thread, country=header.sender, at=at, node=header.sender)
        state = arrivals.thread_state(thread, receiver=node.country, exercise=node.exercise, about=header.id)
        decision = accept(state, header, envelope.digest)
        match decision:
            case Accepted():
                return _take_all(node, thread, envelope, taken, decision, at=at)
            case Waiting():
                arrivals.put_early(envelope, at=at)
                return _owe(envelope, state="waiting", at=at)
            case Duplicate():
                known = arrivals.find_given(envelope.digest)
                assert known is not None  # an id is known only together with the receipt that is owed
                return known
            case _:
                _forget_if_new(thread)
                return decision


def _take_all(
    node: Node, thread: ThreadRow, envelope: Envelope, taken: Taken, decision: Accepted, *, at: datetime
) -> ReceiptRow:
    receipt = _owe(envelope, state="received", at=at)
    take(thread, envelope.header, taken, entry=receipt.entry, at=at)
    sequence, digest = envelope.header.sequence, envelope.digest
    for place, held in enumerate(decision.released):
        try:
            early, waited = _prepare_early(node, held)
        except NodeError:
            raise
        except GlacyError as fault:
            says = say("It waited for its turn, and cannot be taken now. {why}", why=fault.says)
            for each in decision.released[place:]:
                _put_broken(each, sender=envelope.header.sender, says=says, at=at)
            break
        arrivals.take_early(early.pk)
        take(thread, waited.envelope.header, waited, entry=None, at=at)
        sequence, digest = held.sequence, held.digest
    if decision.broken is not None:
        says = say("It waited for its turn, and cites another message than the one before it.")
        _put_broken(decision.broken, sender=envelope.header.sender, says=says, at=at)
    messages.advance_received(thread, sequence=sequence, digest=digest)
    return receipt


def _prepare_early(node: Node, held: Held) -> tuple[EarlyRow, Taken]:
    """A message that waited, judged again: what is known of its sender or its id may have changed since."""
    early = arrivals.get_early(held.id)
    data = node.vault.get(early.envelope_digest)
    envelope = read_envelope(data, directory=_directory(node), receiver=node.country, at=early.arrived_at)
    return early, prepare(node, envelope, data)


def _put_broken(held: Held, *, sender: str, says: str, at: datetime) -> None:
    """What waited does not fit when its turn comes: its receipt is void, a person sees it."""
    early = arrivals.take_early(held.id)
    arrivals.void_given(held.id)
    arrivals.put_quarantined(
        digest=early.envelope_digest,
        envelope_id=held.id,
        envelope_digest="",
        sender=sender,
        reason="broken_chain",
        says=says,
        reply=b"",
        at=at,
    )
    what = {"digest": early.envelope_digest, "reason": "broken_chain", "sender": sender}
    journal.put_entry("envelope.put_aside", by=None, what=dict(what), at=at)


def _owe(envelope: Envelope, *, state: str, at: datetime) -> ReceiptRow:
    opening = arrival_opening(
        envelope.header,
        digest=envelope.digest,
        state="waiting" if state == "waiting" else "received",
        received_at=at,
        salt=secrets.token_bytes(SALT_SIZE),
    )
    entry = journal.put_entry("", by=None, what={}, at=at, opening=opening)
    return arrivals.put_given(
        envelope_id=envelope.header.id, digest=envelope.digest, entry=entry, message=None, at=at
    )


def _receipt(node: Node, owed: ReceiptRow, header: Header) -> bytes:
    """The receipt: as it was stored, or written now that the journal can prove the arrival."""
    if owed.data is not None:
        return bytes(owed.data)
    assert owed.entry is not None  # a receipt given always has its entry
    receipt = receipt_for(
        header,
        digest=Digest(owed.envelope_digest),
        state="waiting" if _waits(owed) else "received",
        received_at=owed.at,
        proof=read_proof(prove(node, owed.entry)),
    )
    data = write_reply(receipt, signed_by=node.signer, at=node.clock(), stamper=node.stamper)
    return arrivals.set_given(owed, data)


def _waits(owed: ReceiptRow) -> bool:
    assert owed.entry is not None  # a receipt given always has its entry
    return bool(owed.entry.what.get("state") == "waiting")


def _reject(
    node: Node, sealed: bytes, data: bytes, fault: GlacyError | Refused, *, is_known: bool, at: datetime
) -> bytes:
    reply = rejection_for(
        fault, by=node.country, exercise=node.exercise, sealed=sealed, envelope=data or None, at=at
    )
    if reply.may_retry:
        return write_reply(reply, signed_by=node.signer, at=at, stamper=node.stamper)
    sender = reply.to or ""
    lies_apart = fault.fields.get("lies") == "apart" if isinstance(fault, GlacyError) else False
    return _put_aside(
        node,
        sealed,
        reply,
        sender=sender,
        reason=reply.reason,
        is_known=is_known,
        lies_apart=lies_apart,
        at=at,
    )


def _put_aside(
    node: Node,
    sealed: bytes,
    reply: Rejection | Conflict,
    *,
    sender: str,
    reason: str,
    is_known: bool,
    lies_apart: bool = False,
    at: datetime,
) -> bytes:
    """The signed reply; the bytes lie in the vault, the journal says so, and an officer sees them.

    With child-abuse material in them (`lies_apart`) they lie in the vault of that.

    Of strangers (`is_known` False: no seal of a node of the directory) little is kept, and not without end:
    anyone can call the gate, and nobody may fill the disk of the node or the officers' list through it.
    """
    data = write_reply(reply, signed_by=node.signer, at=at, stamper=node.stamper)
    digest = digest_of(sealed)
    most = MOST_OF_STRANGERS if sender else MOST_NAMELESS
    if not is_known and arrivals.count_quarantined(names_sender=bool(sender)) >= most:
        return data
    if is_known or len(sealed) <= KEPT_OF_STRANGERS:
        (node.vault_apart if lies_apart else node.vault).put(sealed)
    with transaction.atomic():
        is_new = arrivals.put_quarantined(
            digest=digest,
            envelope_id=reply.envelope or "",
            envelope_digest=reply.digest or "",
            sender=sender,
            reason=reason,
            says=reply.says,
            reply=data,
            at=at,
        )
        if is_new:
            what = {"arrived": digest, "reason": reason, "sender": sender}
            journal.put_entry("envelope.rejected", by=None, what=dict(what), at=at)
    return data


def _directory(node: Node) -> Directory:
    if node.directory is None:
        raise UnknownSenderError(
            say("This node has joined no directory, so it knows no sender."),
            remedy=say("Join one with `glacy directory join`."),
        )
    return node.usable_directory()


def _forget_if_new(thread: ThreadRow) -> None:
    if not thread.received_sequence and not thread.sent_sequence and thread.case_id is None:
        ThreadRow.objects.filter(pk=thread.pk, messages=None).delete()
