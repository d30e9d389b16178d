"""The forest of links that make up the clusters: between two addresses of one tree there is one way."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numba
import numpy as np

from glacy.tracing.clusters.columns import Numbers
from glacy.tracing.clusters.links import Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """The links that joined two clusters, and where those of each address stand among them."""

    links: Links
    begin: Numbers
    other: Numbers
    link: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a proof: from one address to the next by a transaction and a rule (its number)."""

    left: int
    right: int
    tx: int
    rule: int


def grow(links: Links, *, addresses: int) -> Forest:
    """The forest of the links; the earliest transactions are used first."""
    order = np.argsort(links.tx, kind="stable")
    joined = order[_joining(links.left[order], links.right[order], addresses)]
    ends = np.concatenate([links.left[joined], links.right[joined]])
    others = np.concatenate([links.right[joined], links.left[joined]])
    by_end = np.argsort(ends, kind="stable")
    begin = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(ends, minlength=addresses))])
    return Forest(
        links=links,
        begin=begin.astype(np.int64),
        other=others[by_end],
        link=np.concatenate([joined, joined])[by_end],
    )


def explain(forest: Forest, left: int, right: int) -> tuple[Step, ...] | None:
    """The way from one address to another, None where nothing links them; empty for one and itself."""
    came: dict[int, tuple[int, int]] = {left: (left, -1)}
    waiting = deque([left])
    while waiting and right not in came:
        here = waiting.popleft()
        for at in range(forest.begin[here], forest.begin[here + 1]):
            there = int(forest.other[at])
            if there not in came:
                came[there] = (here, int(forest.link[at]))
                waiting.append(there)
    if right not in came:
        return None
    steps = []
    while right != left:
        before, link = came[right]
        tx, rule = int(forest.links.tx[link]), int(forest.links.rule[link])
        steps.append(Step(left=before, right=right, tx=tx, rule=rule))
        right = before
    return tuple(reversed(steps))


@numba.njit(cache=True)
def _joining(left: Numbers, right: Numbers, addresses: int) -> Numbers:  # pragma: no cover (compiled)
    """Which links join two clusters that were apart (union-find with halved paths)."""
    parent = np.arange(addresses)
    found = np.empty(min(len(left), addresses), np.int64)
    many = 0
    for at in range(len(left)):
        one, two = left[at], right[at]
        if one < 0 or two < 0 or one >= addresses or two >= addresses:
            continue
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[two] != two:
            parent[two] = parent[parent[two]]
            two = parent[two]
        if one != two:
            parent[max(one, two)] = min(one, two)
            found[many] = at
            many += 1
    return found[:many]
