"""Answers a restored node that asks what this one holds of it (docs/specs/exchange.md, 12)."""

from __future__ import annotations

from django.db import transaction

from glacy.canon import Digest, Json, digest_of
from glacy.errors import GlacyError
from glacy.exchange import (
    Directory,
    HeldQuestion,
    HeldState,
    HeldThread,
    NodeEntry,
    Receipt,
    ThreadPlace,
    find_reply,
    read_question,
    seal_envelope,
    write_held,
)
from glacy.journal import Checkpoint, open_checkpoint, read_note, write_note
from glacy.node.errors import NodeError, NoDirectoryError
from glacy.node.opened import Node
from glacy.node.sequencer import published_checkpoint
from glacy.sayings import say
from glacy.store import holding, journal, witnesses


def answer_question(node: Node, data: bytes) -> bytes:
    """What this node holds of the one that asks, sealed to its keys; what that has forgotten is due again.

    With `wants` it gives back one envelope that the other sent. A question that is not sealed by a node of
    the directory raises. Two nodes that were both restored answer each other, though they sign nothing else.
    """
    directory = node.directory
    if directory is None:
        raise NoDirectoryError(
            say("This node has joined no directory, so it knows no sender."),
            remedy=say("Join one with `glacy directory join`."),
        )
    at = node.clock()
    question = read_question(data, directory=directory, receiver=node.country, at=at)
    asker = node.peer(question.by)
    if question.wants is not None:
        return seal_envelope(_envelope(node, question), to=asker.age_recipients)
    held = _state(node, asker, directory, digest_of(data))
    with transaction.atomic():
        again = holding.send_again(
            asker.country, {one.thread: one.received for one in question.threads}, at=at
        )
        what: dict[str, Json] = {"country": asker.country, "threads": len(held.threads), "again": again}
        journal.put_entry("peer.restored", by=None, what=what, at=at)
    answer = write_held(held, by=node.seal, at=at, stamper=node.stamper)
    return seal_envelope(answer, to=asker.age_recipients)


def _envelope(node: Node, question: HeldQuestion) -> bytes:
    digest = question.wants or ""
    if not holding.find_held_envelope(question.by, digest):
        raise NodeError(
            say("This node holds no envelope {digest} of {country}.", digest=digest, country=question.by)
        )
    return node.vault.get(digest)


def _state(node: Node, asker: NodeEntry, directory: Directory, digest: Digest) -> HeldState:
    published = published_checkpoint(node)
    return HeldState(
        by=node.country,
        to=asker.country,
        exercise=directory.exercise,
        question=digest,
        told_at=node.clock(),
        checkpoint=_largest(asker),
        journal=None if published is None else published.decode("utf-8"),
        threads=tuple(_thread(one) for one in holding.holdings_of(asker.country)),
    )


def _thread(one: holding.Holding) -> HeldThread:
    return HeldThread(
        thread=one.thread,
        taken=_place(one.received, one.received_digest),
        waiting=tuple(Digest(each) for each in one.waiting),
        sent=_place(one.sent, one.sent_digest),
    )


def _place(sequence: int, digest: str) -> ThreadPlace | None:
    return ThreadPlace(sequence=sequence, digest=Digest(digest)) if sequence else None


def _largest(asker: NodeEntry) -> str | None:
    """The largest checkpoint of their journal that was quoted in a receipt here, or cosigned."""
    keys = asker.journal_history
    found: dict[int, str] = {}
    notes = [
        write_note(reply.proof.note)
        for reply in map(find_reply, holding.receipts_of(asker.country))
        if isinstance(reply, Receipt)
    ]
    for key in keys[:1]:
        row = witnesses.find_witnessed(key.name)
        if row is not None:
            notes.append(row.note.encode("utf-8"))
    for note in notes:
        try:
            checkpoint: Checkpoint = open_checkpoint(read_note(note), keys=keys)[0]
        except GlacyError:
            continue
        found[checkpoint.size] = note.decode("utf-8")
    return found[max(found)] if found else None
