"""The shape of the tree: which complete subtrees cover a range of leaves, and the edge that lets it grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from glacy.journal.errors import TileError
from glacy.journal.hashing import EMPTY_ROOT, leaf_hash, node_hash
from glacy.sayings import say

MAX_SIZE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class NodeId:
    """A complete subtree: it covers the leaves from `index << level` to before `(index + 1) << level`."""

    level: int
    index: int


def cover(begin: int, end: int) -> tuple[NodeId, ...]:
    """The complete subtrees that cover the leaves from `begin` to before `end`, left to right.

    `begin` must be a multiple of a power of two that is at least `end - begin`, as every right-hand part of
    an RFC 6962 tree is; then the subtrees shrink from left to right.
    """
    nodes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        nodes.append(NodeId(level, begin >> level))
        begin += 1 << level
    return tuple(nodes)


def fold(hashes: Iterable[bytes]) -> bytes:
    """The hash over a `cover`, folded from the right as RFC 6962 does."""
    parts = list(hashes)
    if not parts:
        return EMPTY_ROOT
    folded = parts.pop()
    while parts:
        folded = node_hash(parts.pop(), folded)
    return folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The right edge of a tree: its size and the hashes of `cover(0, size)`; all that appending needs.

    Others call it a compact range.
    """

    size: int
    hashes: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE or len(self.hashes) != self.size.bit_count():
            raise TileError(
                say(
                    "The edge of a tree of {size} entries has {size2} hashes, found {count}.",
                    size=self.size,
                    size2=self.size.bit_count(),
                    count=len(self.hashes),
                ),
                remedy=say("Rebuild it from the tiles."),
                size=self.size,
            )

    @classmethod
    def empty(cls) -> Edge:
        """The edge of a tree without entries."""
        return cls(size=0, hashes=())

    @property
    def root(self) -> bytes:
        """The root hash of the tree."""
        return fold(self.hashes)

    def extend(self, leaves: Iterable[bytes]) -> Edge:
        """The edge after these leaf hashes are appended."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            merges = size
            while merges & 1:
                leaf = node_hash(hashes.pop(), leaf)
                merges >>= 1
            hashes.append(leaf)
            size += 1
        return Edge(size=size, hashes=tuple(hashes))


def root_of(entries: Iterable[bytes]) -> bytes:
    """The root hash of the tree over these entries."""
    return Edge.empty().extend(map(leaf_hash, entries)).root
