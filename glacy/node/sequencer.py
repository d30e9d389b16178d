"""The sequencer: alone in giving places in the journal's tree (DESIGN.md 4, Journal, a to e).

Rows are the truth, tiles are made from them: (a) the act's transaction holds its entry; here (b) entries
become tiles, (c) their places and the signed head are committed, (d) the checkpoint is published. Whoever
needs a proof calls `sequence`; the one who gets the lock does the work of all who wait.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from glacy.journal import (
    CHECKPOINT_PATH,
    TILE_WIDTH,
    Checkpoint,
    Edge,
    InclusionError,
    TileError,
    TileFile,
    TileHashes,
    grow,
    prove_entry,
    read_checkpoint,
    read_edge,
    read_note,
    read_proof,
    read_tile_path,
    sign_checkpoint,
    verify_proof,
    write_opening,
    write_proof,
)
from glacy.node.behind import verify_free
from glacy.node.errors import JournalTilesError, NodeError
from glacy.node.files import make_folder, write_durably, write_many
from glacy.node.opened import Node, current_node
from glacy.node.quiet import demand_awake
from glacy.sayings import say
from glacy.store import journal
from glacy.store.models import EntryRow

BATCH = 2000
Step = Callable[[str], None]


def sequence(node: Node, *, before: Step = lambda _: None) -> journal.Head | None:
    """The signed head over every entry that was committed when this was called; None while there is none.

    `before` is called with the name of each step; a test stops a run there.
    """
    with alone_at_journal(node), _telling_the_way_out(node):
        while True:
            head = _grow_once(node, before=before)
            if not journal.has_unplaced():
                return head


def prove(node: Node, entry: EntryRow) -> bytes:
    """The proof (`.tlog-proof`) that an entry is in this node's journal, with its opening.

    It leads to the newest head that witnesses have cosigned, where that one covers the entry already.
    """
    head, row = sequence(node), journal.get_entry(entry.pk)
    if head is None or row.index is None or row.index >= head.size:
        raise NodeError(say("The entry has no place in the journal yet."), remedy=say("Try again."))
    witnessed = journal.find_published()
    if witnessed is not None and row.index < witnessed.size <= head.size:
        head = witnessed
    hashes = TileHashes(size=head.size, find_tile=tiles_of(node))
    extra = b"" if row.salt is None else write_opening(journal.opening_of(row))
    with _telling_the_way_out(node):
        proof = prove_entry(row.index, checkpoint=head.note, hash_at=hashes.hash_at, extra=extra)
        verify_proof(proof, entry=bytes(row.data), keys=node.entry.journal_history)
    return write_proof(proof)


def prove_index(node: Node, index: int, *, opened: bool) -> tuple[bytes, bytes]:
    """The proof of the entry at a place and the bytes of that entry; who and what only where `opened`."""
    sequence(node)
    row = journal.find_entry_at(index)
    if row is None:
        raise NodeError(
            say("The journal has no entry {index}.", index=index),
            remedy=say("`glacy journal checkpoint` says how many it has; the first is 0."),
        )
    proof = prove(node, row)
    if not opened:
        proof = write_proof(replace(read_proof(proof), extra=bytes(row.data)))
    return proof, bytes(row.data)


def published_checkpoint(node: Node) -> bytes | None:
    """The checkpoint as it is published."""
    return tiles_of(node)(CHECKPOINT_PATH)


def published_tile(node: Node, path: str) -> bytes | None:
    """A tile of hashes as it is published; entries stay inside, peers see checkpoints and hashes alone."""
    return None if read_tile_path(path).level is None else tiles_of(node)(path)


def tiles_of(node: Node) -> Callable[[str], bytes | None]:
    """Reads the journal's files by their path."""
    folder = node.path / "journal"

    def find(path: str) -> bytes | None:
        try:
            return (folder / path).read_bytes()
        except FileNotFoundError:
            return None

    return find


def _grow_once(node: Node, *, before: Step) -> journal.Head | None:
    """One batch: tiles first, then places and head in one commit, then the checkpoint.

    A run that is killed before the commit leaves tiles beyond the signed head; the next run writes them anew.
    """
    demand_awake(node.path)
    head = journal.find_head()
    verify_free(node, head, published_checkpoint(node))
    before("places")
    placed = journal.unplaced_entries(limit=BATCH)
    if placed:
        find = tiles_of(node)
        growth = grow(_edge_of(head, find), [entry.data for entry in placed], find_tile=find)
        before("tile")
        write_tiles(node.path / "journal", growth.files)
        checkpoint, at = growth.checkpoint(node.journal_key.name), node.clock()
        note = _sign(current_node(node.path), checkpoint, at)  # its keys may have been rolled meanwhile
        before("head")
        head = journal.Head(size=checkpoint.size, root=checkpoint.root, note=note)
        journal.put_head(head, placed, at=at)
        drop_partial(node.path / "journal", growth.files)
    before("checkpoint")
    _publish(node, head)
    return head


def _sign(node: Node, checkpoint: Checkpoint, at: datetime) -> bytes:
    """The checkpoint as a note; while keys roll it is signed with those of before too."""
    key, beside, before = node.journal_key, node.journal_beside, node.journal_before
    return sign_checkpoint(checkpoint, key=key, beside=beside, before=before, at=at)


def publish(node: Node) -> None:
    """Publishes the head as it stands in the database, with the cosignatures that it has by now."""
    with alone_at_journal(node):
        head = journal.find_head()
        verify_free(node, head, published_checkpoint(node))
        _publish(node, head)


def _publish(node: Node, head: journal.Head | None) -> None:
    if head is not None and published_checkpoint(node) != head.note:
        write_durably(node.path / "journal" / CHECKPOINT_PATH, head.note, mode=0o644, lazily=True)


def _edge_of(head: journal.Head | None, find: Callable[[str], bytes | None]) -> Edge:
    if head is None:
        return Edge(size=0, hashes=())
    return read_edge(read_checkpoint(read_note(head.note).text), find_tile=find)


def write_tiles(folder: Path, files: Sequence[TileFile]) -> None:
    """Every tile on the disk, and the folders that name them."""
    for parent in {(folder / file.path).parent for file in files}:
        make_folder(parent)
    write_many([(folder / file.path, file.content) for file in files], mode=0o644)


def drop_partial(folder: Path, files: Sequence[TileFile]) -> None:
    """Takes away the partial forms of tiles that are full now; each can be cut from the full one."""
    for file in files:
        if read_tile_path(file.path).width == TILE_WIDTH:
            shutil.rmtree(folder / f"{file.path}.p", ignore_errors=True)


@contextmanager
def _telling_the_way_out(node: Node) -> Iterator[None]:
    """A tile that is missing or damaged is told with the command that mends it."""
    try:
        yield
    except (TileError, InclusionError) as fault:
        raise JournalTilesError(
            fault.says,
            remedy=say(
                "Nothing was signed. Build the tiles again from the rows: glacy node tiles {path}",
                path=node.path,
            ),
            **fault.fields,
        ) from fault


@contextmanager
def alone_at_journal(node: Node) -> Iterator[None]:
    """One writer of the journal's files at a time among all threads and processes of the node."""
    descriptor = os.open(node.path / "journal" / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
