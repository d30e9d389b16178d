"""Sends a message: its document is sealed, one transaction holds row, place, envelope, entry and outbox."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO

from django.db import transaction

from glacy.canon import Digest, Json, digest_of
from glacy.container import read_container
from glacy.cooperation import Message, Request, State, kind_of, write_message
from glacy.exchange import (
    MAX_ENVELOPE_SIZE,
    PAYLOAD,
    EnvelopeTooLargeError,
    Header,
    PayloadList,
    write_envelope,
    write_payload,
)
from glacy.node.errors import WrongStateError
from glacy.node.following import advance_request, has_days, refresh_deadlines, subject_of
from glacy.node.keeping_apart import BUNDLE
from glacy.node.opened import Node
from glacy.node.papers import sealed_paper
from glacy.node.payload_pieces import chunks_of
from glacy.node.taking import facts_of, words_of
from glacy.sayings import say
from glacy.store import cases, journal, messages, outbox, payloads, words
from glacy.store.models import MessageRow, ThreadRow
from glacy.store.people import Officer

Step = Callable[[str], None]
DOCUMENT = "document.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message that is ready to leave, who sends it, and what the journal says of it."""

    message: Message
    case: str
    country: str
    by: Officer
    entry_kind: str
    about: MessageRow | None = None
    bundle: BinaryIO | None = None
    """The evidence, to be read; it goes into the envelope, or on paper into the vault."""
    payload: PayloadList | None = None
    """The list of its pieces, where the evidence travels apart."""
    approved_by: int | None = None
    what: Mapping[str, Json] = field(default_factory=dict)
    once_of: frozenset[State] = frozenset()
    """States of `about` in which such a message has gone out, so that it does not go out twice."""
    also: Callable[[MessageRow], None] = lambda _: None


def thread_for(case: str, country: str) -> str:
    """The id of the thread of a case with a State; a new one before the first message."""
    found = messages.find_thread(case, country)
    return str(uuid.uuid4()) if found is None else found.pk


def send(node: Node, out: Outgoing, *, before: Step = lambda _: None) -> MessageRow:
    """The row of a message that is now durably in the outbox, or sealed on paper where there is no node.

    `also` writes what belongs to the same act, in the same transaction. `before` is called with the name of
    each step; a test stops a run there.
    """
    at = node.clock()
    parts = {"body.json": write_message(out.message)}
    paper = sealed_paper(node, out.message, about=subject_of(out.about))
    if paper is not None:
        parts[DOCUMENT] = paper
    has_node = node.find_peer(out.country) is not None
    if out.payload is not None:
        parts[PAYLOAD] = write_payload(out.payload)
    elif out.bundle is not None and has_node:
        parts[BUNDLE] = out.bundle.read()
    before("commit")
    with transaction.atomic():
        begun = _begun_meanwhile(out)
        thread = messages.lock_thread(out.message.thread, country=out.country, at=at, case=out.case)
        if out.about is not None:
            messages.refresh_state(out.about)
            _demand_first(out, out.about)
        if not has_node:
            row = _put_on_paper(node, thread, out, parts, at=at)
        else:
            row = _put_in_outbox(node, thread, out, parts, at=at)
        if out.payload is not None:
            payloads.put_payload(row, out.payload, at=at)
        _put_effects(row, out, at=at)
        out.also(row)  # that the draft was sent already is told before
        if begun:
            raise WrongStateError(
                say("A colleague has just begun the thread of this case with that State; nothing was sent."),
                remedy=say("Do it again: it follows in the same thread."),
            )
    return row


def _begun_meanwhile(out: Outgoing) -> bool:
    """Whether a colleague began the thread of the case with that State while this message was made ready.

    The case is held only where there is no thread yet: who takes a message in holds a thread, then its case.
    """
    if out.about is not None:
        return False
    if messages.find_thread(out.case, out.country) is None:
        cases.lock_case(out.case)
    known = messages.find_thread(out.case, out.country)
    return known is not None and known.pk != out.message.thread


def _demand_first(out: Outgoing, about: MessageRow) -> None:
    if about.state in out.once_of:
        raise WrongStateError(
            say("It is {stands} already: this was not sent again.", stands=about.state),
            remedy=say("Open it again, and see in its thread who did it and when."),
            state=about.state,
        )


def read_part(node: Node, row: MessageRow, name: str) -> bytes | None:
    """A file of a message: out of its envelope, or out of the vault where it is kept alone."""
    digest = row.files.get(name)
    if digest is None:
        return None
    vault = node.vault_with(digest)
    if vault.has(digest):
        return vault.get(digest)
    envelope = node.vault_with(row.envelope_digest).get(row.envelope_digest)
    return read_container(envelope).files.get(name)


def _put_in_outbox(
    node: Node, thread: ThreadRow, out: Outgoing, parts: Mapping[str, bytes], *, at: datetime
) -> MessageRow:
    header = Header(
        id=out.message.id,
        thread=thread.pk,
        sequence=thread.sent_sequence + 1,
        previous=Digest(thread.sent_digest) if thread.sent_digest else None,
        sender=node.country,
        receiver=out.country,
        kind=kind_of(out.message),
        at=at,
        exercise=node.exercise,
    )
    envelope = write_envelope(header, parts, by=node.signer, at=at, stamper=node.stamper)
    if len(envelope) > MAX_ENVELOPE_SIZE:
        raise EnvelopeTooLargeError(
            say(
                "The envelope has {count} bytes, and at most {max_envelope_size} can be carried.",
                count=len(envelope),
                max_envelope_size=MAX_ENVELOPE_SIZE,
            ),
            remedy=say("Send the evidence in smaller parts."),
        )
    digest = node.vault.put(envelope, of=thread.pk).digest
    row = _put_row(thread, out, parts, header=header, digest=digest, at=at)
    messages.advance_sent(thread, sequence=header.sequence, digest=digest)
    outbox.put_parcel(row, at=at)
    return row


def _put_on_paper(
    node: Node, thread: ThreadRow, out: Outgoing, parts: Mapping[str, bytes], *, at: datetime
) -> MessageRow:
    for name, part in parts.items():
        if name != "body.json":
            node.vault.put(part, of=thread.pk)
    files = {}
    if out.bundle is not None:
        files[BUNDLE] = node.vault.put(chunks_of(out.bundle), of=thread.pk).digest
    return _put_row(thread, out, parts, header=None, digest="", at=at, files=files)


def _put_row(
    thread: ThreadRow,
    out: Outgoing,
    parts: Mapping[str, bytes],
    *,
    header: Header | None,
    digest: str,
    at: datetime,
    files: Mapping[str, Digest] = MappingProxyType({}),
) -> MessageRow:
    return messages.put_message(
        messages.NewMessage(
            id=out.message.id,
            thread=thread.pk,
            case=out.case,
            direction="sent",
            kind=kind_of(out.message),
            country=out.country,
            body=parts["body.json"],
            about=None if out.about is None else out.about.pk,
            state="approved" if header is None else "sent",
            carried="paper" if header is None else "waiting",
            sequence=None if header is None else header.sequence,
            previous="" if header is None or header.previous is None else header.previous,
            envelope_id=None if header is None else header.id,
            envelope_digest=digest,
            files={
                **{name: digest_of(part) for name, part in parts.items() if name != "body.json"},
                **files,
            },
            dated_at=out.message.dated_at,
            stamped_at=at,
            at=at,
            exercise=out.message.exercise,
            sent_by=out.by,
            approved_by=out.approved_by,
            facts=facts_of(out.message),
        )
    )


def _put_effects(row: MessageRow, out: Outgoing, *, at: datetime) -> None:
    """What a message of ours changes: the request it is about, deadlines, words, the case and the journal."""
    if out.about is not None:
        advance_request(out.about, out.message, by_us=True, at=at)
        if has_days(out.message):
            refresh_deadlines(out.about)
    if isinstance(out.message, Request):
        refresh_deadlines(row)
    if found := words_of(out.message):
        words.put_words(out.case, found)
    cases.touch_case(out.case, at=at)
    what: dict[str, Json] = {
        "message": row.pk,
        "body": digest_of(bytes(row.body)),
        "to": out.country,
        "envelope": row.envelope_digest,
        **out.what,
    }
    if DOCUMENT in row.files:
        what["document"] = row.files[DOCUMENT]
    journal.put_entry(out.entry_kind, by=out.by, what=what, at=at, case=out.case)
