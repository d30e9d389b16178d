"""Rebuilds the tree of a checkpoint from its tiles and entries, and names each tile that does not fit.

A tile is judged from above: once the tiles at the right edge lead to the signed root, every hash in them says
what the tile below must be. Where a tile is wrong, what was built from below takes its place, so that one
damaged tile is named and not all that hang on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import Literal, TypeAlias

from glacy.journal.checkpoint import Checkpoint
from glacy.journal.errors import TileError
from glacy.journal.hashing import leaf_hash
from glacy.journal.tiles import (
    TILE_WIDTH,
    FindTile,
    TileId,
    edge_of,
    find_content,
    read_entries,
    read_hashes,
    rows_above,
    tile_path,
    tile_root,
)
from glacy.journal.tree import fold
from glacy.sayings import say

FindEntries: TypeAlias = Callable[[int, int], Sequence[bytes]]
"""Gives the entries from a place on, that many, as another store holds them (the rows of a database)."""

FlawKind = Literal["missing", "cut", "changed", "row", "root"]
Hashes: TypeAlias = tuple[bytes, ...]
_MAX_CHOICES = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that does not fit: a tile by its path, or a row by its place, and in what way."""

    kind: FlawKind
    path: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an audit looked at, and each flaw that it found; without one the tiles hold what was signed."""

    size: int
    tiles: int
    bundles: int
    rows: int
    flaws: tuple[Flaw, ...]


def audit_tiles(
    checkpoint: Checkpoint,
    *,
    find_tile: FindTile,
    find_entries: FindEntries | None = None,
    with_bundles: bool = False,
) -> Audit:
    """Looks at every tile of the tree of a checkpoint.

    `find_entries` gives the entries of another store, which are held against the tree as well;
    `with_bundles` looks at the bundles of entries too, where they are to be had.
    """
    audit = _Audit(checkpoint, find_tile, find_entries, with_bundles=with_bundles)
    audit.run()
    return Audit(
        size=checkpoint.size,
        tiles=audit.tiles,
        bundles=audit.bundles,
        rows=audit.rows,
        flaws=tuple(audit.flaws),
    )


@dataclass(slots=True)
class _Level:
    """The tiles of a level: what is stored (None: missing or cut), and what the level below makes of it."""

    widths: list[int]
    stored: list[Hashes | None] = field(default_factory=list)
    below: list[list[Hashes]] = field(default_factory=list)


class _Audit:
    def __init__(
        self,
        checkpoint: Checkpoint,
        find_tile: FindTile,
        find_entries: FindEntries | None,
        *,
        with_bundles: bool,
    ) -> None:
        self.checkpoint, self.find_tile, self.find_entries = checkpoint, find_tile, find_entries
        self.with_bundles = with_bundles
        self.tiles = self.bundles = self.rows = 0
        self.flaws: list[Flaw] = []
        self._levels = [_Level(widths=widths) for widths in _widths(checkpoint.size)]

    def run(self) -> None:
        if not self._levels:
            return
        self._climb()
        truth = self._edge()
        if truth is None:
            self._name_quarrels()
            return
        expected: list[bytes | None] = []
        for number in reversed(range(1, len(self._levels))):
            expected = self._descend(number, expected, truth[number])
        for index, width in enumerate(self._levels[0].widths):
            self._judge_leaves(index, width, expected, truth[0])

    def _climb(self) -> None:
        """Reads all levels but the lowest whole, and builds each from the one below in every way there is."""
        stored, rows = self._lowest()
        for number, level in enumerate(self._levels[1:], start=1):
            level.stored = [self._stored(number, index) for index in range(len(level.widths))]
            level.below = [
                _distinct([_part(roots, index, width) for roots in (stored, rows)])
                for index, width in enumerate(level.widths)
            ]
            stored = _roots_of(level.stored)
            rows = _roots_of([_part(rows, index, width) for index, width in enumerate(level.widths)])

    def _lowest(self) -> tuple[list[bytes | None], list[bytes | None]]:
        """The roots of the full tiles of the lowest level, as stored and as the entries make them."""
        stored: list[bytes | None] = []
        rows: list[bytes | None] = []
        for index, width in enumerate(self._levels[0].widths):
            if width == TILE_WIDTH:
                found = self._stored(0, index, quiet=True)
                stored.append(None if found is None else tile_root(found))
                leaves = self._leaves(index, width)
                rows.append(None if leaves is None else tile_root(leaves))
        return stored, rows

    def _edge(self) -> list[Hashes | None] | None:
        """The tiles at the right edge, a partial one to a level, in the one choice that leads to the root."""
        choices: list[list[Hashes | None]] = []
        for number, level in enumerate(self._levels):
            index, width = len(level.widths) - 1, level.widths[-1]
            if width == TILE_WIDTH:
                choices.append([None])  # the level above says what it is
            elif number == 0:
                found = [self._stored(0, index, quiet=True), self._leaves(index, width)]
                choices.append([*_distinct(found)])
            else:
                choices.append([*_distinct([level.stored[index], *level.below[index]])])
        for place, chosen in enumerate(product(*choices)):
            if place >= _MAX_CHOICES:
                break
            if _root(chosen) == self.checkpoint.root:
                return list(chosen)
        return None

    def _descend(self, number: int, expected: list[bytes | None], edge: Hashes | None) -> list[bytes | None]:
        """Judges the tiles of a level by what is above; the hashes that the level below must have."""
        level = self._levels[number]
        hashes: list[bytes | None] = []
        for index, width in enumerate(level.widths):
            is_edge = edge is not None and index == len(level.widths) - 1
            wanted = expected[index] if not is_edge and index < len(expected) else None
            found = edge if is_edge else self._fitting([level.stored[index], *level.below[index]], wanted)
            can_be_judged = is_edge or wanted is not None
            if can_be_judged and level.stored[index] not in (None, found):
                self._changed(number, index, width)
            hashes += [None] * width if found is None else found
        return hashes

    def _judge_leaves(
        self, index: int, width: int, expected: list[bytes | None], edge: Hashes | None
    ) -> None:
        stored, leaves = self._stored(0, index), self._leaves(index, width)
        is_edge = edge is not None and index == len(self._levels[0].widths) - 1
        wanted = expected[index] if not is_edge and index < len(expected) else None
        if not is_edge and wanted is None:
            return
        found = edge if is_edge else self._fitting([stored, leaves], wanted)
        if stored not in (None, found):
            self._changed(0, index, width)
        if self.find_entries is not None:
            self._judge_rows(index, leaves, found)
        if self.with_bundles:
            self._judge_bundle(index, width, found)

    def _judge_rows(self, index: int, leaves: Hashes | None, found: Hashes | None) -> None:
        self.rows += 0 if leaves is None else len(leaves)
        if leaves is None or found is None:
            self._flaw(
                "row", f"entries from {index * TILE_WIDTH}", say("Entries are missing from the database.")
            )
            return
        for place, (row, leaf) in enumerate(zip(leaves, found, strict=True)):
            if row != leaf:
                entry = index * TILE_WIDTH + place
                self._flaw(
                    "row",
                    f"entry {entry}",
                    say("Entry {entry} of the database is not the one that was signed.", entry=entry),
                )

    def _judge_bundle(self, index: int, width: int, found: Hashes | None) -> None:
        tile = TileId(level=None, index=index, width=width)
        try:
            entries = read_entries(find_content(tile, find_tile=self.find_tile), width=width)
        except TileError as fault:
            is_gone = "path" in fault.fields
            self._flaw("missing" if is_gone else "cut", tile_path(tile), fault.says)
            return
        self.bundles += 1
        if found is not None and tuple(map(leaf_hash, entries)) != found:
            self._changed(None, index, width)

    def _name_quarrels(self) -> None:
        """Nothing leads to the signed root: every tile that differs from what lies below it is named."""
        says = say(
            "Neither the tiles nor the entries lead to the root {root} that was signed over {size} entries.",
            root=self.checkpoint.root.hex(),
            size=self.checkpoint.size,
        )
        doubted = ", ".join(self._doubted())
        self._flaw(
            "root",
            "checkpoint",
            say("{why} The tiles to look at are {doubted}.", why=says, doubted=doubted) if doubted else says,
        )
        for number, level in enumerate(self._levels[1:], start=1):
            for index, width in enumerate(level.widths):
                kept = level.stored[index]
                if kept is not None and any(kept != other for other in level.below[index]):
                    self._changed(number, index, width)
        for index, width in enumerate(self._levels[0].widths):
            stored, leaves = self._stored(0, index), self._leaves(index, width)
            if stored is not None and leaves is not None and stored != leaves:
                self._changed(0, index, width)

    def _doubted(self) -> Iterator[str]:
        """The tiles at the right edge that nothing below speaks for."""
        for number, level in enumerate(self._levels):
            index, width = len(level.widths) - 1, level.widths[-1]
            is_backed = number > 0 and level.stored[index] in level.below[index]
            if width < TILE_WIDTH and not is_backed:
                yield tile_path(TileId(level=number, index=index, width=width))

    def _stored(self, level: int, index: int, *, quiet: bool = False) -> Hashes | None:
        """A tile as it is stored; one that is missing or cut is a flaw, told once."""
        width = self._levels[level].widths[index]
        tile = TileId(level=level, index=index, width=width)
        try:
            found = read_hashes(find_content(tile, find_tile=self.find_tile), width=width)
        except TileError as fault:
            if not quiet:
                is_gone = "path" in fault.fields
                self._flaw("missing" if is_gone else "cut", tile_path(tile), fault.says)
            return None
        self.tiles += not quiet
        return found

    def _leaves(self, index: int, width: int) -> Hashes | None:
        """The hashes of the entries, of the other store or else of the bundle; None where one is lacking."""
        entries: Sequence[bytes] = ()
        if self.find_entries is not None:
            entries = self.find_entries(index * TILE_WIDTH, width)
        elif self.with_bundles:
            tile = TileId(level=None, index=index, width=width)
            with suppress(TileError):
                entries = read_entries(find_content(tile, find_tile=self.find_tile), width=width)
        return tuple(map(leaf_hash, entries)) if len(entries) == width else None

    def _fitting(self, found: Sequence[Hashes | None], wanted: bytes | None) -> Hashes | None:
        return next((one for one in found if one is not None and tile_root(one) == wanted), None)

    def _changed(self, level: int | None, index: int, width: int) -> None:
        path = tile_path(TileId(level=level, index=index, width=width))
        self._flaw(
            "changed", path, say("{path} is not what was signed: it was changed after that.", path=path)
        )

    def _flaw(self, kind: FlawKind, path: str, says: str) -> None:
        self.flaws.append(Flaw(kind=kind, path=path, says=says))


def _widths(size: int) -> Iterator[list[int]]:
    """How wide the tiles of each level are, from the leaves up."""
    while size:
        full, rest = divmod(size, TILE_WIDTH)
        yield [TILE_WIDTH] * full + ([rest] if rest else [])
        size = full


def _root(edge: Sequence[Hashes | None]) -> bytes:
    """The root of the tree whose right edge these tiles are, the lowest first."""
    hashes: list[bytes] = []
    for tile in edge:
        if tile is not None:
            hashes[:0] = edge_of(rows_above(tile), len(tile))
    return fold(hashes)


def _part(roots: Sequence[bytes | None], index: int, width: int) -> Hashes | None:
    part = roots[index * TILE_WIDTH : index * TILE_WIDTH + width]
    known = tuple(one for one in part if one is not None)
    return known if len(known) == width else None


def _roots_of(tiles: Sequence[Hashes | None]) -> list[bytes | None]:
    return [
        None if tile is None else tile_root(tile) for tile in tiles if tile is None or len(tile) == TILE_WIDTH
    ]


def _distinct(found: Sequence[Hashes | None]) -> list[Hashes]:
    return list(dict.fromkeys(one for one in found if one is not None))
