"""Takes evidence in whose pieces are all here: opened, compared with the message, kept as exhibits."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.db import transaction

from glacy.container import open_container
from glacy.cooperation import MalformedMessageError
from glacy.errors import GlacyError
from glacy.evidence import FilesOfContainer, SealedItem, chain_of, look_through, write_events
from glacy.exchange import PayloadList, open_stream
from glacy.node.errors import PayloadError
from glacy.node.keeping_apart import BUNDLE
from glacy.node.opened import Node
from glacy.node.payload_pieces import (
    SIDE_BY_SIDE,
    Digesting,
    chunks_of,
    folder_of,
    list_of,
    no_room,
    whole_path,
)
from glacy.node.sending import read_part
from glacy.node.taking import Arrived, demand_no_category, keep_arrived, put_exhibits
from glacy.node.veiled import Stretch, VeiledFile
from glacy.sayings import say
from glacy.store import cases, journal, messages, payloads
from glacy.store.models import MessageRow, PayloadRow

_READ = 1 << 20


def take_in_payload(node: Node, row: PayloadRow) -> None:
    """The exhibits of evidence that was gathered, in one transaction with the entry that says so.

    Nothing lies readable on the disk meanwhile. A fault of the evidence is told as PayloadError, and nothing
    of it is kept as an exhibit; a fault of this machine as VaultError, and it is done again.
    """
    message = row.message
    listed = list_of(node, message)
    try:
        with VeiledFile(folder_of(node, message.pk)) as clear:
            open_pieces(node, message.pk, listed, clear)
            _keep_whole(node, clear, listed.digest, of=message.thread_id)
            try:
                taken, conditions = _keep(node, clear, of=message.thread_id)
            except MalformedMessageError as fault:
                node.vault.remove_of(listed.digest, of=(message.thread_id,))
                raise PayloadError(fault.says, remedy=fault.remedy) from fault
    except OSError as fault:
        raise no_room(folder_of(node, message.pk), fault) from fault
    at = node.clock()
    with transaction.atomic():
        messages.refresh_state(message)
        if not payloads.set_state(row, "gathered", at=at):
            return
        MessageRow.objects.filter(pk=message.pk).update(files={**message.files, BUNDLE: listed.digest})
        put_exhibits(message, taken, conditions, holder=node.name, at=at)
        what = {"message": message.pk, "digest": listed.digest, "from": row.country}
        journal.put_entry("payload.gathered", by=None, what=dict(what), at=at, case=message.case_id)
        cases.touch_case(message.case_id or "", at=at)


def open_pieces(node: Node, message_id: str, listed: PayloadList, clear: VeiledFile) -> None:
    """The evidence in clear in a veiled file, two pieces at a time, each as the list says."""
    folder = folder_of(node, message_id)

    def one(number: int) -> None:
        piece = listed.pieces[number - 1]
        stretch = Stretch(clear.raw, start=listed.start(number), size=piece.size)
        sink = Digesting(stretch)
        out = io.BufferedWriter(cast(io.RawIOBase, sink), _READ)
        try:
            with whole_path(folder, number).open("rb", buffering=_READ) as file:
                open_stream(file, cast(BinaryIO, out), identities=node.identities)
            out.flush()
        except (GlacyError, ValueError) as fault:
            raise _differs(number) from fault
        if (sink.size, sink.hash.hexdigest()) != (piece.size, piece.digest):
            raise _differs(number)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        list(pool.map(one, range(1, len(listed.pieces) + 1)))


@contextmanager
def opened_bundle(node: Node, row: MessageRow) -> Iterator[BinaryIO | None]:
    """The bundle of a message as a file, however large it is; None where there is none."""
    digest = row.files.get(BUNDLE)
    if digest is not None and node.vault_with(digest).has(digest):
        (node.path / "vault").mkdir(exist_ok=True)
        with VeiledFile(node.path / "vault") as clear:
            node.vault_with(digest).pour(digest, clear.file)
            clear.file.flush()
            clear.file.seek(0)
            yield clear.file
        return
    found = read_part(node, row, BUNDLE)
    yield None if found is None else io.BytesIO(found)


def _keep_whole(node: Node, clear: VeiledFile, digest: str, *, of: str) -> None:
    """The bundle itself in the vault, if it is the one that the message names."""
    kept = node.vault.put(chunks_of(clear.file), of=of)
    if kept.digest != digest:
        node.vault.remove_of(kept.digest, of=(of,))
        raise PayloadError(
            say("The pieces together are not the evidence that the message names."),
            remedy=say("Call the sender on the number in the directory, and ask for the evidence again."),
        )


def _keep(node: Node, clear: VeiledFile, *, of: str) -> tuple[tuple[Arrived, ...], str]:
    """The files of the evidence, in the vault."""
    opened = open_container(clear.file)
    items: list[SealedItem] = []
    head = look_through(FilesOfContainer(opened), visit=items.append).head
    demand_no_category(head.seal.category)
    if head.seal.payload != "carried":
        raise PayloadError(
            say("The bundle has no files in it: they were left where they lay."),
            remedy=say("Ask the sender for a bundle that carries them."),
        )
    events = tuple(record.event for record in head.custody)
    taken = tuple(
        Arrived(
            name=item.name,
            kept=keep_arrived(node, opened.read(item.path), of=of),
            earlier=write_events(chain_of(item.digest, events, seal=head.seal.digest)),
        )
        for item in items
    )
    return taken, "; ".join(one.text for one in head.conditions)


def _differs(number: int) -> PayloadError:
    return PayloadError(
        say("Piece {number} does not open to what the list says.", number=number),
        remedy=say("Call the sender on the number in the directory, and ask for the evidence again."),
        number=number,
    )
