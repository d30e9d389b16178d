"""Which part of what a transaction pays comes from which part of what it spends: four doctrines.

A coin has no history of its own, so none of them is true. Courts differ: they stand side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias

Doctrine: TypeAlias = Literal["poison", "haircut", "fifo", "lifo"]
DOCTRINES: Mapping[Doctrine, str] = MappingProxyType(
    {
        "poison": "whatever is paid from a tainted input is tainted whole; amounts grow",
        "haircut": "everything paid carries the same share of taint as everything spent",
        "fifo": "what came in first goes out first, by the order of inputs and outputs",
        "lifo": "what came in last goes out first, by the order of inputs and outputs",
    }
)
Span: TypeAlias = tuple[int, int]
"""Where a part of an amount begins, and how much it is."""

Part: TypeAlias = tuple[Span, ...]
"""The tainted parts of an amount, in order. For poison and haircut only their sum counts."""


def amount_of(part: Part) -> int:
    """How much is tainted."""
    return sum(size for _, size in part)


def carry(
    parts: Sequence[Part], *, sizes: Sequence[int], onto: Sequence[int], by: Doctrine
) -> tuple[Part, ...]:
    """The parts on the other side of a transaction, whose two sides have the same sum.

    Forward `parts` and `sizes` are those of the inputs and `onto` the outputs with the fee; backward the
    other way round. Of haircut, FIFO and LIFO nothing appears or vanishes.
    """
    match by:
        case "poison":
            tainted = any(amount_of(one) for one in parts)
            return tuple(((0, size),) if tainted and size else () for size in onto)
        case "haircut":
            return _shared(sum(map(amount_of, parts)), sum(sizes), onto)
        case "fifo":
            return _laid(_line(parts, sizes), onto)
        case "lifo":
            whole = sum(sizes)
            turned = tuple((whole - at - size, size) for at, size in reversed(_line(parts, sizes)))
            return _laid(turned, onto)


def _shared(taint: int, whole: int, onto: Sequence[int]) -> tuple[Part, ...]:
    """Shares in proportion, rounded along the way so that they add up."""
    found: list[Part] = []
    before = done = 0
    for size in onto:
        before += size
        share = taint * before // whole - done if whole else 0
        done += share
        found.append(((0, share),) if share else ())
    return tuple(found)


def _line(parts: Sequence[Part], sizes: Sequence[int]) -> tuple[Span, ...]:
    """The parts of amounts that stand one after the other."""
    found: list[Span] = []
    start = 0
    for part, size in zip(parts, sizes, strict=True):
        for at, length in part:
            if found and sum(found[-1]) == start + at:
                found[-1] = (found[-1][0], found[-1][1] + length)
            else:
                found.append((start + at, length))
        start += size
    return tuple(found)


def _laid(line: Sequence[Span], onto: Sequence[int]) -> tuple[Part, ...]:
    """The line cut at the borders of other amounts."""
    found: list[Part] = []
    at = start = 0
    for size in onto:
        end = start + size
        part: list[Span] = []
        while at < len(line) and line[at][0] < end:
            first, last = max(line[at][0], start), min(sum(line[at]), end)
            if first < last:
                part.append((first - start, last - first))
            if sum(line[at]) > end:
                break
            at += 1
        found.append(tuple(part))
        start = end
    return tuple(found)
