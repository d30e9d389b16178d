"""Ways from some outputs to an address, the shortest first, within limits that are told when they are met."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from glacy.tracing.flows.graph import Graph

_MOST_STEPS = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Outputs one after the other, each spent by the transaction that makes the next."""

    outputs: tuple[int, ...]


def find_paths(
    graph: Graph, start: Collection[int], goal: int, *, hops: int = 10, most: int = 20
) -> tuple[tuple[Path, ...], bool]:
    """Ways from outputs to an address, and whether there may be more than those that are given."""
    near = _distances(graph, goal, hops)
    found: list[Path] = []
    steps = 0
    for length in range(1, hops + 1):
        waiting: list[tuple[int, ...]] = [
            (one,) for one in sorted(start) if near.get(one, hops + 1) <= length
        ]
        while waiting:
            steps += 1
            if steps > _MOST_STEPS or len(found) >= most:
                return tuple(found), True
            way = waiting.pop()
            left = length - (len(way) - 1)
            if left == 0:
                if int(graph.columns.output_address[way[-1]]) == goal:
                    found.append(Path(outputs=way))
                continue
            tx = int(graph.spender[way[-1]])
            if tx >= 0:
                nexts = [one for one in graph.outputs_of(tx) if near.get(one, hops + 1) <= left - 1]
                waiting += [(*way, one) for one in reversed(nexts)]
    return tuple(found), False


def _distances(graph: Graph, goal: int, hops: int) -> dict[int, int]:
    """How many steps outputs are from the address, as far back as the limit."""
    found = dict.fromkeys(graph.paid_to(goal), 0)
    waiting = deque(found)
    while waiting:
        output = waiting.popleft()
        if found[output] >= hops:
            continue
        for row in graph.inputs_of(int(graph.columns.output_tx[output])):
            before = int(graph.columns.input_output[row])
            if before >= 0 and before not in found:
                found[before] = found[output] + 1
                waiting.append(before)
    return found
