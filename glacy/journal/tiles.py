"""Tiles: the hashes and entries of a journal as small files that never change (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from glacy.journal.errors import TileError
from glacy.journal.hashing import HASH_SIZE, leaf_hash, node_hash
from glacy.journal.tree import Edge, cover, fold
from glacy.sayings import say

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_LEVEL = 63
CHECKPOINT_PATH = "checkpoint"

FindTile: TypeAlias = Callable[[str], bytes | None]
"""Gives the content of a tile by its path, or None; the `get` of a dict is one."""

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
_LENGTH_SIZE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TileId:
    """Which tile: its level (None: a bundle of entries), its index, and how many of 256 places it fills."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        level = 0 if self.level is None else self.level
        if not (0 <= level <= MAX_LEVEL and self.index >= 0 and 1 <= self.width <= TILE_WIDTH):
            raise TileError(
                say("There is no such tile: {value!r}.", value=self),
                remedy=say("Check level, index and width."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TileFile:
    """A tile to be written: its path below the folder of the journal, and its bytes."""

    path: str
    content: bytes


def tile_path(tile: TileId) -> str:
    """The path of a tile, such as `tile/0/x001/x234/067.p/12`."""
    thousands, rest = divmod(tile.index, 1000)
    parts = [f"{rest:03}"]
    while thousands:
        thousands, rest = divmod(thousands, 1000)
        parts.insert(0, f"x{rest:03}")
    level = "entries" if tile.level is None else str(tile.level)
    part = f".p/{tile.width}" if tile.width < TILE_WIDTH else ""
    return f"tile/{level}/{'/'.join(parts)}{part}"


def read_tile_path(path: str) -> TileId:
    """The tile that a path names; a path that `tile_path` would not give is refused."""
    parts = _PATH.fullmatch(path)
    if parts:
        level, index = parts["level"], int(re.sub(r"[x/]", "", parts["index"]))
        try:
            tile = TileId(
                level=None if level == "entries" else int(level),
                index=index,
                width=int(parts["width"] or TILE_WIDTH),
            )
        except TileError:
            pass
        else:
            if tile_path(tile) == path:
                return tile
    raise TileError(
        say("{path!r} is not the path of a tile.", path=path[:200]),
        remedy=say("See tlog-tiles for its form."),
    )


def write_hashes(hashes: Sequence[bytes]) -> bytes:
    """The content of a tile of hashes."""
    return b"".join(hashes)


def read_hashes(content: bytes, *, width: int) -> tuple[bytes, ...]:
    """The hashes in the content of a tile of that width."""
    if len(content) != width * HASH_SIZE:
        raise TileError(
            say(
                "A tile of width {width} has {width2} bytes, found {count}.",
                width=width,
                width2=width * HASH_SIZE,
                count=len(content),
            ),
            remedy=_RESTORE,
        )
    return tuple(content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE))


def write_entries(entries: Sequence[bytes]) -> bytes:
    """The content of a bundle of entries: each with its length in two bytes before it."""
    return b"".join(len(entry).to_bytes(_LENGTH_SIZE, "big") + entry for entry in entries)


def read_entries(content: bytes, *, width: int) -> tuple[bytes, ...]:
    """The entries in the content of a bundle of that width."""
    entries, at = [], 0
    while at < len(content):
        begin = at + _LENGTH_SIZE
        at = begin + int.from_bytes(content[at:begin], "big")
        if begin > len(content) or at > len(content):
            raise TileError(say("The bundle of entries ends in the middle of one."), remedy=_RESTORE)
        entries.append(content[begin:at])
    if len(entries) != width:
        raise TileError(
            say("A bundle of {width} entries was expected, found {count}.", width=width, count=len(entries)),
            remedy=_RESTORE,
        )
    return tuple(entries)


def find_content(tile: TileId, *, find_tile: FindTile) -> bytes:
    """The content of a tile, cut from the full tile when the partial one is gone; raises if both are."""
    content = find_tile(tile_path(tile))
    if content is None and tile.width < TILE_WIDTH:
        full = find_tile(tile_path(TileId(level=tile.level, index=tile.index)))
        if full is not None:
            return narrow_tile(full, tile, width=TILE_WIDTH)
    if content is None:
        raise TileError(
            say("The tile {tile_path} is missing.", tile_path=tile_path(tile)),
            remedy=_RESTORE,
            path=tile_path(tile),
        )
    return content


def narrow_tile(content: bytes, tile: TileId, *, width: int) -> bytes:
    """The content of a tile, out of the content of the same tile when it had grown to that width."""
    if tile.level is None:
        return write_entries(read_entries(content, width=width)[: tile.width])
    return write_hashes(read_hashes(content, width=width)[: tile.width])


class TileHashes:
    """The hashes of a tree of a given size out of its tiles: its `hash_at` feeds the proofs.

    It keeps the tiles it has read, with the nodes inside them, so that later proofs hash nothing twice.
    """

    def __init__(self, *, size: int, find_tile: FindTile) -> None:
        self.size = size
        self._find_tile = find_tile
        self._kept: dict[tuple[int, int], list[tuple[bytes, ...]]] = {}

    def hash_at(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree at this level and index."""
        tile_level, inside = divmod(level, TILE_HEIGHT)
        width = TILE_WIDTH >> inside
        number, place = divmod(index, width)
        if (index + 1) << level > self.size:
            raise TileError(
                say(
                    "The tree of {size} entries has no complete node {index} at level {level}.",
                    size=self.size,
                    index=index,
                    level=level,
                ),
                remedy=say("Ask for a node that the tree contains."),
            )
        return self._rows(tile_level, number)[inside][place]

    def root_at(self, size: int) -> bytes:
        """The root that the tree had when it was so large; its nodes stand in the tree of now."""
        return fold(self.hash_at(node.level, node.index) for node in cover(0, size))

    def edge(self) -> Edge:
        """The right edge of the tree."""
        nodes = cover(0, self.size)
        return Edge(size=self.size, hashes=tuple(self.hash_at(node.level, node.index) for node in nodes))

    def _rows(self, level: int, number: int) -> list[tuple[bytes, ...]]:
        rows = self._kept.get((level, number))
        if rows is None:
            width = min(TILE_WIDTH, (self.size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH)
            tile = TileId(level=level, index=number, width=width)
            rows = rows_above(read_hashes(find_content(tile, find_tile=self._find_tile), width=width))
            self._kept[level, number] = rows
        return rows


def rows_above(hashes: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """The rows of complete nodes inside a tile: its hashes, the row above, and so on, eight in all."""
    rows = [hashes]
    for _ in range(TILE_HEIGHT - 1):
        below = rows[-1]
        rows.append(tuple(map(node_hash, below[::2], below[1::2])))
    return rows


def edge_of(rows: Sequence[tuple[bytes, ...]], width: int) -> tuple[bytes, ...]:
    """The hashes of the complete subtrees that cover a partial tile, the largest first, out of its rows."""
    return tuple(
        rows[inside][(width >> inside) - 1] for inside in reversed(range(TILE_HEIGHT)) if width >> inside & 1
    )


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """The hash over a full tile, which stands in the tile above it."""
    row = list(hashes)
    while len(row) > 1:
        row = list(map(node_hash, row[::2], row[1::2]))
    return row[0]


def verify_entries(entries: Sequence[bytes], *, hashes: Sequence[bytes]) -> None:
    """Returns if these are the entries behind the hashes of a level-0 tile; raises at the first other."""
    if len(entries) != len(hashes):
        raise TileError(
            say("{count} entries were expected, found {count2}.", count=len(hashes), count2=len(entries)),
            remedy=_RESTORE,
        )
    for place, (entry, expected) in enumerate(zip(entries, hashes, strict=True)):
        if leaf_hash(entry) != expected:
            raise TileError(
                say("Entry {place} of the bundle is not the one that the tile holds.", place=place),
                remedy=_RESTORE,
                place=place,
            )


_RESTORE = say("Restore the folder of the journal from a copy, or build its tiles again from the database.")
