"""Gives out the pieces of large payloads, to whom the list was sent and to nobody else."""

from __future__ import annotations

import re
from typing import BinaryIO

from django.db import transaction

from glacy.exchange import is_ticket
from glacy.node.errors import PayloadError
from glacy.node.opened import Node
from glacy.node.payload_pieces import folder_of, list_of, readable, remove_pieces, whole_path
from glacy.node.quiet import demand_awake
from glacy.sayings import say
from glacy.store import journal, payloads
from glacy.store.models import PayloadRow
from glacy.store.people import Officer

_RANGE = re.compile(r"bytes=([0-9]{1,15})-", re.ASCII)


def open_piece(
    node: Node, envelope: str, number: int, *, shown: str, wanted: str, have: str
) -> tuple[BinaryIO, int, int]:
    """A piece of ours, open at the place that is wanted: the file, that place, and the size of the piece.

    `shown` is the ticket, `wanted` the Range of the request, `have` how many pieces the asker says are whole.
    Whatever does not fit is one error, so that it tells nothing.
    """
    demand_awake(node.path)
    row = payloads.find_offered(envelope)
    listed = None if row is None else readable(node, row.message)
    if row is None or listed is None or not 1 <= number <= len(listed.pieces):
        raise _nothing()
    if not is_ticket(shown, listed.key, "fetch", envelope=envelope, number=number):
        raise _nothing()
    place = _RANGE.fullmatch(wanted) if wanted else None
    offset = 0 if place is None else int(place[1])
    size = listed.pieces[number - 1].sealed_size
    if offset >= size:
        raise _nothing()
    try:
        file = whole_path(folder_of(node, row.message_id), number).open("rb")
    except OSError as fault:
        raise _nothing() from fault
    file.seek(offset)
    if have.isascii() and have.isdecimal():
        payloads.set_had(row, min(int(have), row.count - 1), at=node.clock())
    return file, offset, size


def end_payload(node: Node, envelope: str, *, shown: str) -> None:
    """The receiver says that all is there: the pieces go, and the journal says so."""
    demand_awake(node.path)
    row = payloads.find_offered(envelope)
    listed = None if row is None else readable(node, row.message)
    if row is None or listed is None or not is_ticket(shown, listed.key, "done", envelope=envelope):
        raise _nothing()
    note_gathered(node, row)


def note_gathered(node: Node, row: PayloadRow, *, by: Officer | None = None) -> None:
    """A payload of ours was gathered by its receiver, once; its pieces are removed.

    `by` is the officer who says so, where it was not the receiver's node.
    """
    at = node.clock()
    if row.state != "gathered":
        listed = list_of(node, row.message)
        what = {"message": row.message_id, "digest": listed.digest, "to": row.country}
        with transaction.atomic():
            if payloads.set_state(row, "gathered", at=at):
                journal.put_entry("payload.gathered", by=by, what=dict(what), at=at, case=row.message.case_id)
    remove_pieces(node, row.message_id)


def _nothing() -> PayloadError:
    return PayloadError(say("There is no such piece for who asks."), remedy=say("Show the right ticket."))
