"""How a journal grows: a batch of entries becomes new tiles and a new edge, ready to be made durable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glacy.journal.checkpoint import Checkpoint
from glacy.journal.entry import MAX_ENTRY_SIZE
from glacy.journal.errors import MalformedEntryError, TileError
from glacy.journal.hashing import leaf_hash
from glacy.journal.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    FindTile,
    TileFile,
    TileHashes,
    TileId,
    edge_of,
    find_content,
    read_entries,
    read_hashes,
    rows_above,
    tile_path,
    tile_root,
    write_entries,
    write_hashes,
)
from glacy.journal.tree import Edge
from glacy.sayings import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What a batch made: the edge after it and the files to write before the new checkpoint is signed.

    Writing the same batch again gives the same files, so that a start after a crash may simply do it again.
    """

    first: int
    edge: Edge
    files: tuple[TileFile, ...]

    def checkpoint(self, origin: str) -> Checkpoint:
        """The checkpoint to sign once the files are on disk."""
        return Checkpoint(origin=origin, size=self.edge.size, root=self.edge.root)


def read_edge(checkpoint: Checkpoint, *, find_tile: FindTile) -> Edge:
    """The edge of the tree at a checkpoint, out of its tiles; raises if they lead to another root."""
    edge = TileHashes(size=checkpoint.size, find_tile=find_tile).edge()
    if edge.root != checkpoint.root:
        raise TileError(
            say("The tiles of {origin} do not lead to the root of its checkpoint.", origin=checkpoint.origin),
            remedy=say("Do not sign anything: restore the tiles, or build them again from the database."),
            expected=checkpoint.root.hex(),
            found=edge.root.hex(),
        )
    return edge


def grow(edge: Edge, entries: Sequence[bytes], *, find_tile: FindTile) -> Growth:
    """The tree with a batch of entries appended. The last, partial tiles are read through `find_tile`.

    The partial tiles must be those of the edge, so that a tampered tile is found before it is built upon.
    """
    for entry in entries:
        if len(entry) > MAX_ENTRY_SIZE:
            raise MalformedEntryError(
                say(
                    "An entry has at most {max_entry_size} bytes, found {count}.",
                    max_entry_size=MAX_ENTRY_SIZE,
                    count=len(entry),
                ),
                remedy=say("Log the digest of large content, not the content."),
            )
    if not entries:
        return Growth(first=edge.size, edge=edge, files=())
    leaves = tuple(map(leaf_hash, entries))
    files = _entry_files(edge.size, entries, find_tile=find_tile)
    tiles, grown = _hash_files(edge, leaves, find_tile=find_tile)
    return Growth(first=edge.size, edge=grown, files=(*files, *tiles))


def _entry_files(size: int, entries: Sequence[bytes], *, find_tile: FindTile) -> list[TileFile]:
    number, width = divmod(size, TILE_WIDTH)
    before: tuple[bytes, ...] = ()
    if width:
        tile = TileId(level=None, index=number, width=width)
        before = read_entries(find_content(tile, find_tile=find_tile), width=width)
    together = (*before, *entries)
    return [
        _file(None, number + at // TILE_WIDTH, len(chunk), write_entries(chunk))
        for at in range(0, len(together), TILE_WIDTH)
        for chunk in (together[at : at + TILE_WIDTH],)
    ]


def _hash_files(edge: Edge, leaves: tuple[bytes, ...], *, find_tile: FindTile) -> tuple[list[TileFile], Edge]:
    """The tiles of hashes, and the edge that follows from the last one of each level."""
    files: list[TileFile] = []
    below: list[bytes] = []
    level, size, added = 0, edge.size, leaves
    while added:
        number, width = divmod(size, TILE_WIDTH)
        together = (*_partial(edge, level, number, width, find_tile), *added)
        full = []
        for at in range(0, len(together), TILE_WIDTH):
            chunk = together[at : at + TILE_WIDTH]
            files.append(_file(level, number + at // TILE_WIDTH, len(chunk), write_hashes(chunk)))
            if len(chunk) == TILE_WIDTH:
                full.append(tile_root(chunk))
        rest = together[len(together) - len(together) % TILE_WIDTH :]
        below[:0] = edge_of(rows_above(rest), len(rest)) if rest else ()
        level, size, added = level + 1, number, tuple(full)
    above = edge.hashes[: (edge.size >> (TILE_HEIGHT * level)).bit_count()]
    return files, Edge(size=edge.size + len(leaves), hashes=(*above, *below))


def _partial(edge: Edge, level: int, number: int, width: int, find_tile: FindTile) -> tuple[bytes, ...]:
    """The hashes of the last tile of a level, checked against the edge."""
    if not width:
        return ()
    tile = TileId(level=level, index=number, width=width)
    hashes = read_hashes(find_content(tile, find_tile=find_tile), width=width)
    rows = rows_above(hashes)
    above = (edge.size >> (TILE_HEIGHT * (level + 1))).bit_count()
    expected = edge.hashes[above : above + width.bit_count()]
    if edge_of(rows, width) != expected:
        raise TileError(
            say("The tile {tile_path} is not the one of this journal.", tile_path=tile_path(tile)),
            remedy=say("Do not sign anything: restore the tiles, or build them again from the database."),
            path=tile_path(tile),
        )
    return hashes


def _file(level: int | None, number: int, width: int, content: bytes) -> TileFile:
    return TileFile(path=tile_path(TileId(level=level, index=number, width=width)), content=content)
