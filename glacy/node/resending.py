"""Sends a message again that was rejected, or that nobody answered for days: a person asks for it.

A stuck parcel goes on as it is. A rejected envelope is never sent again (the receiver answers its bytes alike
for ever), so its message gets a new envelope in the next place of the thread (docs/specs/exchange.md, 7).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from glacy.canon import Digest
from glacy.container import read_container
from glacy.exchange import Header, Parcel, ask_again, write_envelope
from glacy.node.opened import Node
from glacy.node.parcels import drop_sealed
from glacy.store import carrying, messages, outbox
from glacy.store.models import MessageRow, OutboxRow, ThreadRow

_OUTER = ("META-INF/", "message.json", "mimetype")


def carry_again(node: Node, row: MessageRow, parcel: OutboxRow, *, at: datetime) -> None:
    """The parcel is due at once; inside a transaction."""
    if parcel.state == "stuck":
        outbox.set_parcel(parcel, ask_again(outbox.parcel_of(parcel), at=at), at=at)
        carrying.set_mail_at(parcel, None)
        messages.set_carried(row, "waiting", at=at)
        return
    thread = messages.lock_thread(row.thread_id, country=row.country, at=at)
    header = _next_header(node, thread, row, at=at)
    envelope = write_envelope(header, _parts(node, row), by=node.signer, at=at, stamper=node.stamper)
    digest = node.vault.put(envelope, of=row.thread_id).digest
    messages.put_in_new_envelope(row, header=header, digest=digest, at=at)
    messages.advance_sent(thread, sequence=header.sequence, digest=digest)
    drop_sealed(node, parcel)  # the bytes of the envelope that was rejected, or fell with another
    carrying.void_departures(parcel)
    carrying.set_mail_at(parcel, None)
    outbox.set_parcel(parcel, Parcel.queued(at=at), at=at)


def _next_header(node: Node, thread: ThreadRow, row: MessageRow, *, at: datetime) -> Header:
    return Header(
        id=str(uuid.uuid4()),
        thread=thread.pk,
        sequence=thread.sent_sequence + 1,
        previous=Digest(thread.sent_digest) if thread.sent_digest else None,
        sender=node.country,
        receiver=row.country,
        kind=row.kind,
        at=at,
        exercise=row.exercise,
    )


def _parts(node: Node, row: MessageRow) -> dict[str, bytes]:
    files = read_container(node.vault_with(row.envelope_digest).get(row.envelope_digest)).files
    return {name: content for name, content in files.items() if not name.startswith(_OUTER)}
