"""Takes back messages of this node that it has forgotten and a peer holds receipts for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from glacy.canon import Digest, Json, digest_of
from glacy.cooperation import Message, Offer, Request, kind_of, read_message
from glacy.exchange import (
    Envelope,
    HeldQuestion,
    HeldState,
    HeldThread,
    NodeEntry,
    open_sealed,
    read_envelope,
    write_question,
)
from glacy.node.errors import NodeError
from glacy.node.following import advance_request, has_days, refresh_deadlines
from glacy.node.opened import Node
from glacy.node.taking import facts_of, words_of
from glacy.sayings import say
from glacy.store import cases, holding, journal, messages, outbox, words
from glacy.store.models import MessageRow, ThreadRow

if TYPE_CHECKING:
    from glacy.node.asking import Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """How many messages were taken back, and how many of ours hold no place any more."""

    taken_back: int = 0
    given_up: int = 0

    def __add__(self, other: Recalled) -> Recalled:
        return Recalled(
            taken_back=self.taken_back + other.taken_back, given_up=self.given_up + other.given_up
        )


def recall(node: Node, courier: Asking, peer: NodeEntry, held: HeldState) -> Recalled:
    """Brings every thread with a peer to what that peer has taken of it; a repetition changes nothing."""
    return sum((_recall_thread(node, courier, peer, one) for one in held.threads), start=Recalled())


def _recall_thread(node: Node, courier: Asking, peer: NodeEntry, held: HeldThread) -> Recalled:
    """The peer's chain is followed back to where ours agrees; what is beyond is taken back, in order."""
    if held.taken is None:
        return Recalled()
    thread = ThreadRow.objects.filter(pk=held.thread, country=peer.country).first()
    known = {} if thread is None else holding.sent_digests(thread)
    sequence, digest = held.taken.sequence, held.taken.digest
    if known.get(sequence) == digest:
        return Recalled()  # what we have beyond it is in the outbox, and leaves by itself
    chain: list[tuple[Envelope, bytes]] = []
    previous: Digest | None = digest
    while sequence and known.get(sequence) != previous:
        envelope, data = _fetch(node, courier, peer, held.thread, sequence, previous or Digest(""))
        chain.append((envelope, data))
        sequence, previous = sequence - 1, envelope.header.previous
    for _, data in chain:
        node.vault.put(data, of=held.thread)
    at = node.clock()
    with transaction.atomic():
        thread = messages.lock_thread(held.thread, country=peer.country, at=at, node=peer.country)
        given_up = holding.give_up_after(thread, sequence, previous or "", at=at)
        for envelope, _ in reversed(chain):
            _take_back(thread, envelope, at=at)
    return Recalled(taken_back=len(chain), given_up=given_up)


def _fetch(
    node: Node, courier: Asking, peer: NodeEntry, thread: str, sequence: int, digest: Digest
) -> tuple[Envelope, bytes]:
    """An envelope of ours as the peer holds it; it bears our own seal, and stands where the peer says."""
    at, directory = node.clock(), node.directory
    question = write_question(
        HeldQuestion(by=node.country, to=peer.country, exercise=node.exercise, asked_at=at, wants=digest),
        by=node.seal,
        at=at,
        stamper=node.stamper,
    )
    data = open_sealed(courier.ask(question, to=peer), identities=node.identities)
    assert directory is not None  # the peer came out of it
    envelope = read_envelope(data, directory=directory, receiver=peer.country, at=at)
    header = envelope.header
    if (digest_of(data), header.sender, header.thread, header.sequence) != (
        digest,
        node.country,
        thread,
        sequence,
    ):
        raise NodeError(
            say(
                "The node of {country} gave back another envelope than was asked for.",
                country=peer.country,
            ),
            remedy=say("Call its administrator; go on without it with `glacy node resume` if need be."),
            country=peer.country,
        )
    return envelope, data


def _take_back(thread: ThreadRow, envelope: Envelope, *, at: datetime) -> None:
    """The row of our own message; it is carried once more, which brings back the receipt that was given."""
    message, header = read_message(envelope.body), envelope.header
    known = messages.find_message(message.id)
    if known is not None:
        messages.put_in_new_envelope(known, header=header, digest=envelope.digest, at=at)
        outbox.renew_parcel(known, at=at)
    else:
        row = _put_row(thread, envelope, message, at=at)
        outbox.put_parcel(row, at=at)
        _put_effects(row, message, at=at)
    messages.advance_sent(thread, sequence=header.sequence, digest=envelope.digest)
    what: dict[str, Json] = {"message": message.id, "envelope": envelope.digest, "to": thread.country}
    journal.put_entry("message.recalled", by=None, what=what, at=at, case=thread.case_id)


def _put_row(thread: ThreadRow, envelope: Envelope, message: Message, *, at: datetime) -> MessageRow:
    header = envelope.header
    about = _about(thread, message)
    return messages.put_message(
        messages.NewMessage(
            id=message.id,
            thread=thread.pk,
            case=thread.case_id,
            direction="sent",
            kind=kind_of(message),
            country=thread.country,
            body=envelope.body,
            about=None if about is None else about.pk,
            state="sent",
            carried="waiting",
            sequence=header.sequence,
            previous=header.previous or "",
            envelope_id=header.id,
            envelope_digest=envelope.digest,
            files={name: digest_of(part) for name, part in envelope.parts.items() if name != "body.json"},
            dated_at=message.dated_at,
            stamped_at=envelope.stamped_at,
            at=at,
            exercise=message.exercise,
            facts=facts_of(message),
        )
    )


def _put_effects(row: MessageRow, message: Message, *, at: datetime) -> None:
    if row.about is not None:
        advance_request(row.about, message, by_us=True, at=at)
        if has_days(message):
            refresh_deadlines(row.about)
    if isinstance(message, Request):
        refresh_deadlines(row)
    if row.case_id is not None:
        if isinstance(message, (Request, Offer)):
            words.put_words(row.case_id, words_of(message))
        cases.touch_case(row.case_id, at=at)


def _about(thread: ThreadRow, message: Message) -> MessageRow | None:
    cited = None if isinstance(message, Offer) else message.in_reply_to
    if cited is None and isinstance(message, Request) and message.earlier is not None:
        cited = message.earlier.request
    return None if cited is None else MessageRow.objects.filter(pk=cited, thread=thread).first()
