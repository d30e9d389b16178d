"""Builds the tiles of the journal again from the rows, when a tile was lost or damaged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from glacy.journal import (
    CHECKPOINT_PATH,
    TILE_WIDTH,
    Checkpoint,
    Edge,
    JournalError,
    TileError,
    TileFile,
    TileId,
    grow,
    leaf_hash,
    narrow_tile,
    open_checkpoint,
    read_tile_path,
    tile_path,
)
from glacy.node.errors import JournalRowsError
from glacy.node.files import write_durably
from glacy.node.opened import Node
from glacy.node.sequencer import (
    alone_at_journal,
    drop_partial,
    published_checkpoint,
    tiles_of,
    write_tiles,
)
from glacy.sayings import say
from glacy.store import journal

BATCH = TILE_WIDTH * TILE_WIDTH
"""Entries at once: a batch fills whole tiles of the two lowest levels."""


def build_tiles(node: Node) -> int:
    """Writes every tile again from the rows and the signed head; over how many entries.

    Nothing is written unless the rows lead to the root of the signed head: tiles made from other rows would
    prove what was never signed.
    """
    with alone_at_journal(node):
        head = journal.find_head()
        if head is None:
            return 0
        signed, _ = open_checkpoint(head.note, keys=node.entry.journal_history)
        _verify_newest(node, signed)
        _verify_rows(signed)
        partial: dict[str, bytes] = {}
        edge = Edge.empty()
        for entries in _batches(signed.size):
            growth = grow(edge, entries, find_tile=partial.get)
            write_tiles(node.path / "journal", growth.files)
            drop_partial(node.path / "journal", growth.files)
            partial |= {file.path: file.content for file in growth.files if _is_partial(file)}
            edge = growth.edge
        _mend_narrower(node, signed.size)
        write_durably(node.path / "journal" / CHECKPOINT_PATH, head.note, mode=0o644)
        return signed.size


def _batches(size: int) -> Iterator[Sequence[bytes]]:
    for first in range(0, size, BATCH):
        yield journal.all_entries(first=first, count=min(BATCH, size - first))


def _verify_rows(signed: Checkpoint) -> None:
    """Returns if the rows are those over which the head was signed; raises otherwise."""
    edge = Edge.empty()
    for entries in _batches(signed.size):
        edge = edge.extend(map(leaf_hash, entries))
    if (edge.size, edge.root) != (signed.size, signed.root):
        raise JournalRowsError(
            say(
                "The rows lead to the root {root} over {size} entries; the signed head says {root2} "
                "over {size2}. An entry was changed, lost or put in after it was signed. No tile was "
                "written.",
                root=edge.root.hex(),
                size=edge.size,
                root2=signed.root.hex(),
                size2=signed.size,
            ),
            remedy=say(
                "Stop the node, keep a copy of its folder and its database as they are, and "
                "restore the database from a backup; whoever holds a receipt can show which "
                "entries were signed."
            ),
            expected=signed.root.hex(),
            found=edge.root.hex(),
        )


def _verify_newest(node: Node, signed: Checkpoint) -> None:
    """Returns unless a later head than the database's was published: then the database is an old copy."""
    note = published_checkpoint(node)
    if note is None:
        return
    try:
        published, _ = open_checkpoint(note, keys=node.entry.journal_history)
    except JournalError:
        return  # the file is damaged; it is written again from the head
    if published.size > signed.size:
        raise JournalRowsError(
            say(
                "A head over {size} entries was published, and the database knows {size2}: the "
                "database is an older copy, and entries that others hold receipts for are lost. No "
                "tile was written.",
                size=published.size,
                size2=signed.size,
            ),
            remedy=say(
                "Stop the node and restore the newest backup of the database; a journal that "
                "signs other entries at the same places is caught by every other node."
            ),
            expected=published.size,
            found=signed.size,
        )


def _mend_narrower(node: Node, size: int) -> None:
    """Tiles that have grown since are cut again from those that stand; what lies beyond the head goes."""
    folder, find = node.path / "journal", tiles_of(node)
    for file in sorted((folder / "tile").rglob("*")):
        tile = _tile_of(folder, file)
        if tile is None:
            continue
        places = size >> 8 * (tile.level or 0)
        width = min(TILE_WIDTH, places - tile.index * TILE_WIDTH)
        if tile.width > width:
            file.unlink()
        elif tile.width < width:
            wide = find(tile_path(TileId(level=tile.level, index=tile.index, width=width))) or b""
            write_durably(file, narrow_tile(wide, tile, width=width), mode=0o644, sync_names=False)


def _tile_of(folder: Path, file: Path) -> TileId | None:
    if not file.is_file():
        return None
    try:
        return read_tile_path(file.relative_to(folder).as_posix())
    except TileError:
        return None


def _is_partial(file: TileFile) -> bool:
    return read_tile_path(file.path).width < TILE_WIDTH
