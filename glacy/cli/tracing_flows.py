"""`glacy tracing follow` and `paths`: where money went, where it came from, and the ways between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import json_option, show
from glacy.cli.tracing_clusters import DATASET

if TYPE_CHECKING:
    from glacy.tracing.dataset import Folder
    from glacy.tracing.flows import Doctrine, Graph, Trace

_LINES = 8
_OUTPUT = re.compile(r"([0-9a-fA-F]{64})(?::(\d{1,9}))?")
_START = click.argument("start", nargs=-1, required=True, metavar="START...")


@click.command()
@DATASET
@_START
@click.option(
    "--by",
    type=click.Choice(["poison", "haircut", "fifo", "lifo"]),
    multiple=True,
    help="A doctrine, or several; all four side by side if left out.",
)
@click.option("--backward", is_flag=True, help="Where it came from.")
@click.option("--hops", type=click.IntRange(1), default=20, show_default=True, help="Steps at most.")
@click.option(
    "--most", type=click.IntRange(1), default=100_000, show_default=True, help="Transactions at most."
)
@click.option("--stop", "stops", multiple=True, metavar="ADDRESS", help="Go no further than this address.")
@json_option
def follow(
    dataset: Path,
    start: Sequence[str],
    by: Sequence[Doctrine],
    backward: bool,
    hops: int,
    most: int,
    stops: Sequence[str],
    as_json: bool,
) -> None:
    """Follow money from START: an address, a transaction (TXID), or one of its outputs (TXID:0).

    Amounts are whole numbers of the smallest unit. But for poison, what ends adds up to what was followed:
    nothing appears or vanishes. What a limit cut off is stated. No doctrine is the truth; courts differ.
    """
    from glacy.tracing.clusters import read_columns
    from glacy.tracing.dataset import get_address, read_folder
    from glacy.tracing.flows import DOCTRINES, graph_of
    from glacy.tracing.flows import follow as walk

    folder = read_folder(dataset)
    graph = graph_of(read_columns(folder))
    outputs = _outputs(folder, graph, start)
    stopped = [get_address(folder, one) for one in stops]
    told = {}
    lines = []
    for doctrine in by or tuple(DOCTRINES):
        trace = walk(graph, outputs, by=doctrine, backward=backward, hops=hops, most=most, stops=stopped)
        told[doctrine] = _shape(folder, graph, trace)
        lines += _lines(doctrine, told[doctrine])
    shown = {
        "asset": folder.chain.asset,
        "start": list(start),
        "direction": "backward" if backward else "forward",
        "limits": {"hops": hops, "transactions": most, "stops": list(stops)},
        "by": told,
    }
    show(shown, as_json=as_json, lines=lines)


@click.command()
@DATASET
@_START
@click.option("--to", "goal", required=True, metavar="ADDRESS")
@click.option("--hops", type=click.IntRange(1), default=10, show_default=True, help="Steps at most.")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="Ways at most.")
@json_option
def paths(dataset: Path, start: Sequence[str], goal: str, hops: int, most: int, as_json: bool) -> None:
    """Name the ways from START to an address, the shortest first; exit 1 if there is none within the limits.

    START is an address, a transaction (TXID), or one of its outputs (TXID:0).
    """
    from glacy.tracing.clusters import read_columns
    from glacy.tracing.dataset import addresses_by_number, cite, get_address, read_folder
    from glacy.tracing.flows import find_paths, graph_of

    folder = read_folder(dataset)
    graph = graph_of(read_columns(folder))
    columns = graph.columns
    found, more = find_paths(
        graph, _outputs(folder, graph, start), get_address(folder, goal), hops=hops, most=most
    )
    every = sorted({output for path in found for output in path.outputs})
    texts = addresses_by_number(folder, {int(columns.output_address[one]) for one in every})
    cited = cite(folder, {int(columns.output_tx[one]) for one in every})

    def step(output: int) -> dict[str, object]:
        tx = int(columns.output_tx[output])
        return {
            "output": output - int(graph.outputs[tx]),
            "address": texts.get(int(columns.output_address[output])),
            "amount": int(columns.output_value[output]),
            **asdict(cited[tx]),
        }

    told = [[step(output) for output in path.outputs] for path in found]
    lines = [f"{len(told)} ways" + (", and there may be more" if more else "")]
    for at, way in enumerate(told, 1):
        lines.append(f"  {at}. {len(way) - 1} steps")
        lines += [f"     {one['txid']}:{one['output']} {one['amount']} {one['address']}" for one in way]
    shown = {"start": list(start), "to": goal, "paths": told, "more": more, "hops": hops}
    show(shown, as_json=as_json, lines=lines)
    if not told:
        raise SystemExit(1)


def _outputs(folder: Folder, graph: Graph, start: Sequence[str]) -> list[int]:
    """The outputs that the words mean."""
    from glacy.tracing.dataset import get_address, get_transactions

    found: list[int] = []
    for one in start:
        named = _OUTPUT.fullmatch(one)
        if named is None:
            found += graph.paid_to(get_address(folder, one))
            continue
        for tx in get_transactions(folder, named[1].lower()):
            outputs = graph.outputs_of(tx)
            if named[2] is None:
                found += outputs
            elif int(named[2]) < len(outputs):
                found.append(outputs[int(named[2])])
            else:
                raise click.UsageError(f"{named[1]} has {len(outputs)} outputs; the first is 0.")
    return found


def _shape(folder: Folder, graph: Graph, trace: Trace) -> dict[str, object]:
    from glacy.tracing.dataset import addresses_by_number, cite

    columns = graph.columns
    cited = cite(folder, {one.tx for one in trace.hops} | {one.tx for one in trace.ends})
    numbers = {int(columns.output_address[one.output]) for one in trace.ends if one.output is not None}
    texts = addresses_by_number(folder, numbers)
    ends = [
        {
            "why": one.why,
            "amount": one.amount,
            "depth": one.depth,
            "output": None if one.output is None else one.output - int(graph.outputs[one.tx]),
            "address": None if one.output is None else texts.get(int(columns.output_address[one.output])),
            **asdict(cited[one.tx]),
        }
        for one in sorted(trace.ends, key=lambda one: (-one.amount, one.tx, one.output or 0))
    ]
    sums: dict[str, int] = {}
    for one in trace.ends:
        sums[one.why] = sums.get(one.why, 0) + one.amount
    hops = [{"depth": one.depth, "amount": one.amount, **asdict(cited[one.tx])} for one in trace.hops]
    return {"started": trace.started, "sums": sums, "hops": hops, "ends": ends}


def _lines(doctrine: str, told: dict[str, object]) -> list[str]:
    from glacy.tracing.flows import DOCTRINES

    hops, ends, sums = told["hops"], told["ends"], told["sums"]
    assert isinstance(hops, list)
    assert isinstance(ends, list)
    assert isinstance(sums, dict)
    lines = [f"{doctrine}: {DOCTRINES[doctrine]}"]  # type: ignore[index]  # a key of the same table
    lines.append(f"  {told['started']} followed through {len(hops)} transactions; ended as " + ", ".join(
        f"{why} {amount}" for why, amount in sorted(sums.items())
    ))  # fmt: skip
    lines += [
        f"    {one['amount']} {one['why']} {one['address'] or ''} {one['txid']}:{one['output']}"
        for one in ends[:_LINES]
        if one["output"] is not None
    ]
    if len(ends) > _LINES:
        lines.append(f"    and {len(ends) - _LINES} smaller ends; --json has all")
    return lines
