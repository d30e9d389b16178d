"""Money followed from outputs, until it rests, reaches a stop, or a limit is met; the rest is stated."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from glacy.tracing.flows.doctrines import Doctrine, Part, amount_of, carry
from glacy.tracing.flows.graph import Graph

Why: TypeAlias = Literal["unspent", "stop", "limit", "fee", "made", "before", "again"]
"""Nobody spent it; a stop; a limit; the fee; new coins; from before the data; a start met again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A transaction through which money went, and how many steps from the start at least."""

    tx: int
    depth: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where an amount ends: at an output, or in a transaction (a fee, new coins, an unknown input)."""

    why: Why
    tx: int
    output: int | None
    depth: int
    amount: int


@dataclass(slots=True, kw_only=True)
class Trace:
    """What was found: `started` is the sum that was followed. But for poison it is the sum of all ends."""

    started: int = 0
    hops: list[Hop] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)

    def ended(self, why: Why) -> int:
        """The sum of the ends of a kind."""
        return sum(one.amount for one in self.ends if one.why == why)


def follow(
    graph: Graph,
    start: Iterable[int],
    *,
    by: Doctrine,
    backward: bool = False,
    hops: int = 20,
    most: int = 100_000,
    stops: Collection[int] = (),
) -> Trace:
    """Follows outputs to where their money went, or back to where it came from.

    Transactions are taken in the order of the chain (backward the other way): each is seen once, with all
    that came to it. `stops` are addresses at which it ends, `hops` and `most` limit steps and transactions.
    """
    walk = _Walk(graph, by, backward, hops, most, frozenset(stops))
    walk.starts = frozenset(start)
    for output in sorted(walk.starts):
        size = int(graph.columns.output_value[output])
        walk.trace.started += size
        walk.arrive(output, ((0, size),) if size else (), 0, is_start=True)
    walk.run()
    return walk.trace


class _Walk:
    def __init__(
        self, graph: Graph, by: Doctrine, backward: bool, hops: int, most: int, stops: frozenset[int]
    ) -> None:
        self.graph, self.by, self.backward = graph, by, backward
        self.hops, self.most, self.stops = hops, most, stops
        self.trace = Trace()
        self.starts: frozenset[int] = frozenset()
        self.waiting: list[int] = []
        self.held: dict[int, dict[int, tuple[Part, int]]] = {}

    def arrive(self, output: int, part: Part, depth: int, *, is_start: bool = False) -> None:
        """Money stands at an output: it goes on from there, or it ends."""
        amount = amount_of(part)
        if not amount:
            return
        columns = self.graph.columns
        tx = int(columns.output_tx[output]) if self.backward else int(self.graph.spender[output])
        made_by = int(columns.output_tx[output])
        if not is_start and output in self.starts:
            self._end("again", made_by, output, depth, amount)
        elif not is_start and int(columns.output_address[output]) in self.stops:
            self._end("stop", made_by, output, depth, amount)
        elif tx < 0:
            self._end("unspent", made_by, output, depth, amount)
        elif depth >= self.hops:
            self._end("limit", made_by, output, depth, amount)
        else:
            if tx not in self.held:
                heapq.heappush(self.waiting, -tx if self.backward else tx)
                self.held[tx] = {}
            self.held[tx][output] = (part, depth)

    def run(self) -> None:
        while self.waiting:
            tx = abs(heapq.heappop(self.waiting))
            came = self.held.pop(tx)
            depth = min(deep for _, deep in came.values()) + 1
            if len(self.trace.hops) >= self.most:
                for output, (part, deep) in came.items():
                    made_by = int(self.graph.columns.output_tx[output])
                    self._end("limit", made_by, output, deep, amount_of(part))
                continue
            amount = sum(amount_of(part) for part, _ in came.values())
            self.trace.hops.append(Hop(tx=tx, depth=depth, amount=amount))
            if self.backward:
                self._back(tx, came, depth)
            else:
                self._forth(tx, came, depth)

    def _forth(self, tx: int, came: dict[int, tuple[Part, int]], depth: int) -> None:
        spent, paid = self.graph.sides(tx)
        sources = [int(self.graph.columns.input_output[row]) for row in self.graph.inputs_of(tx)]
        parts = [came[one][0] if one in came else () for one in sources] or [()]
        *found, fee = carry(parts, sizes=spent, onto=paid, by=self.by)
        for output, part in zip(self.graph.outputs_of(tx), found, strict=True):
            self.arrive(output, part, depth)
        if amount_of(fee):
            self._end("fee", tx, None, depth, amount_of(fee))

    def _back(self, tx: int, came: dict[int, tuple[Part, int]], depth: int) -> None:
        spent, paid = self.graph.sides(tx)
        parts: list[Part] = [came[one][0] if one in came else () for one in self.graph.outputs_of(tx)]
        found = carry([*parts, ()], sizes=paid, onto=spent, by=self.by)
        rows = self.graph.inputs_of(tx)
        if not len(rows):
            self._end("made", tx, None, depth, amount_of(found[0]))
        for row, part in zip(rows, found, strict=len(rows) > 0):
            output = int(self.graph.columns.input_output[row])
            if output >= 0:
                self.arrive(output, part, depth)
            elif amount_of(part):
                self._end("before", tx, None, depth, amount_of(part))

    def _end(self, why: Why, tx: int, output: int | None, depth: int, amount: int) -> None:
        self.trace.ends.append(End(why=why, tx=tx, output=output, depth=depth, amount=amount))
