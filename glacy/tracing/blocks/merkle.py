"""The tree of hashes over the transactions of a block: its root, and the path that proves one of them."""

from __future__ import annotations

from collections.abc import Sequence

from glacy.sayings import say
from glacy.tracing.blocks.transactions import hash_twice
from glacy.tracing.errors import MalformedBlockError


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over the hashes; a repetition hidden behind the same root (CVE-2012-2459) is refused."""
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        if any(left == right for left, right in pairs):
            raise MalformedBlockError(
                say("Two neighbouring transactions of the block have the same hash."),
                remedy=say("Fetch the block again: this one was altered to look like another."),
                why="repeated",
                at=0,
            )
        if len(level) % 2:
            level.append(level[-1])
        level = [hash_twice(level[at] + level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


def merkle_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The hashes beside the way from one leaf to the root, from below to above."""
    level, at, path = list(leaves), index, []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        path.append(level[at ^ 1])
        level = [hash_twice(level[one] + level[one + 1]) for one in range(0, len(level), 2)]
        at //= 2
    return tuple(path)


def climb(leaf: bytes, path: Sequence[bytes], index: int) -> bytes:
    """The root to which a path leads from a leaf."""
    node = leaf
    for beside in path:
        node = hash_twice(beside + node) if index & 1 else hash_twice(node + beside)
        index >>= 1
    return node
