"""Which blocks make up the chain, when some are rivals of others, and how high each stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Of a block, what places it: its hash, the block before it, its work, and the height that it states."""

    name: bytes
    previous: bytes
    work: int
    stated_height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a block stands: its height if known, and whether its branch is the one with the most work.

    `stretch` is the hash of the lowest block that it hangs on; what links two stretches is not known.
    """

    name: bytes
    height: int | None
    is_best: bool
    stretch: bytes


def place(links: Iterable[Link], *, genesis: bytes) -> Mapping[bytes, Placed]:
    """Every block placed, whatever their order; of two branches with the same work the lower hash is taken.

    Heights are counted from the first block of the chain, or else from what blocks state of themselves.
    """
    known = {one.name: one for one in links}
    after: dict[bytes, list[bytes]] = defaultdict(list)
    roots = []
    for one in known.values():
        if one.previous in known and one.previous != one.name:
            after[one.previous].append(one.name)
        else:
            roots.append(one.name)
    placed: dict[bytes, Placed] = {}
    for root in sorted(roots):
        placed |= _stretch(root, known, after, genesis)
    return placed


def _stretch(
    root: bytes, known: Mapping[bytes, Link], after: Mapping[bytes, list[bytes]], genesis: bytes
) -> dict[bytes, Placed]:
    depth, work, order = {root: 0}, {root: known[root].work}, [root]
    for name in order:
        for child in after.get(name, ()):
            depth[child] = depth[name] + 1
            work[child] = work[name] + known[child].work
            order.append(child)
    tip = min(order, key=lambda name: (-work[name], name[::-1]))
    best = {root}
    while tip != root:
        best.add(tip)
        tip = known[tip].previous
    base = _base(root, known, depth, genesis)
    return {
        name: Placed(
            name=name,
            height=None if base is None else base + depth[name],
            is_best=name in best,
            stretch=root,
        )
        for name in order
    }


def _base(root: bytes, known: Mapping[bytes, Link], depth: Mapping[bytes, int], genesis: bytes) -> int | None:
    """The height of the lowest block: zero for the first of all, else what most blocks above it imply."""
    if root == genesis:
        return 0
    if known[root].previous == genesis:
        return 1
    stated = ((known[name].stated_height, deep) for name, deep in depth.items())
    implied = Counter(height - deep for height, deep in stated if height is not None)
    return min(implied, key=lambda base: (-implied[base], base)) if implied else None
