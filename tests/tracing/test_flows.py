"""Money is followed in whole numbers: nothing appears, nothing vanishes, and what is left over is stated."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.tracing.clusters import Columns
from glacy.tracing.flows import DOCTRINES, Doctrine, End, Graph, Trace, carry, find_paths, follow, graph_of
from glacy.tracing.flows.doctrines import Part, amount_of
from tests.tracing.test_clusters import ask, invented  # noqa: F401  # a fixture of the tests of clusters

CONSERVING: tuple[Doctrine, ...] = ("haircut", "fifo", "lifo")
Row = tuple[list[int], list[int]]


def graph(*rows: Row) -> Graph:
    """Transactions as the outputs that they spend (numbers) and the amounts that they pay."""
    spent = [(tx, output) for tx, (sources, _) in enumerate(rows) for output in sources]
    paid = [(tx, value) for tx, (_, values) in enumerate(rows) for value in values]
    values = np.array([value for _, value in paid], np.int64)
    sources = np.array([output for _, output in spent], np.int64)
    columns = Columns(
        transactions=len(rows),
        addresses=len(paid),
        input_tx=np.array([tx for tx, _ in spent], np.int64),
        input_address=sources,
        input_value=np.where(sources >= 0, values[sources], -1) if len(spent) else sources,
        input_output=sources,
        output_tx=np.array([tx for tx, _ in paid], np.int64),
        output_address=np.arange(len(paid)),
        output_value=values,
        output_kind=np.zeros(len(paid), np.int64),
        height=np.arange(len(rows)),
    )
    return graph_of(columns)


def rests(trace: Trace) -> dict[int | None, int]:
    return {one.output: one.amount for one in trace.ends}


MERGED = graph(([], [60]), ([], [40]), ([0, 1], [50, 45]))
"""Sixty tainted and forty clean go into fifty and forty-five, and a fee of five."""

EXPECTED: dict[Doctrine, dict[int | None, int]] = {
    "poison": {2: 50, 3: 45, None: 5},
    "haircut": {2: 30, 3: 27, None: 3},
    "fifo": {2: 50, 3: 10},
    "lifo": {2: 10, 3: 45, None: 5},
}


@pytest.mark.parametrize("by", DOCTRINES)
def test_the_doctrines_differ_as_they_should(by: Doctrine) -> None:
    assert rests(follow(MERGED, [0], by=by)) == EXPECTED[by]


def test_backward_by_haircut_shares_in_proportion() -> None:
    trace = follow(MERGED, [2], by="haircut", backward=True)
    assert [(one.why, one.amount) for one in trace.ends] == [("made", 20), ("made", 30)]


def test_backward_by_fifo_finds_the_first_coins() -> None:
    trace = follow(MERGED, [3], by="fifo", backward=True)
    assert {one.tx: one.amount for one in trace.ends} == {0: 10, 1: 35}


def test_limits_are_stated_as_what_is_left() -> None:
    chain = graph(([], [9]), ([0], [9]), ([1], [9]), ([2], [9]))
    trace = follow(chain, [0], by="fifo", hops=2)
    assert [(one.why, one.output, one.amount) for one in trace.ends] == [("limit", 2, 9)]
    trace = follow(chain, [0], by="fifo", most=1)
    assert trace.ended("limit") == 9
    trace = follow(chain, [0], by="fifo", stops=[1])
    assert [(one.why, one.output) for one in trace.ends] == [("stop", 1)]
    assert follow(chain, [0], by="fifo").ends == [End(why="unspent", tx=3, output=3, depth=3, amount=9)]


def test_a_start_that_is_met_again_counts_once() -> None:
    trace = follow(graph(([], [9]), ([0], [9]), ([1], [9])), [0, 1], by="haircut")
    assert trace.started == 18
    assert sorted((one.why, one.amount) for one in trace.ends) == [("again", 9), ("unspent", 9)]


def test_coins_from_before_the_data_are_said_to_be() -> None:
    trace = follow(graph(([-1], [9])), [0], by="fifo", backward=True)
    assert [(one.why, one.amount) for one in trace.ends] == [("before", 9)]


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Graph, int]:
    """A chain of random transactions, and one of its outputs."""
    chance = Random(draw(st.integers(0, 2**32)))
    rows: list[Row] = []
    values: list[int] = []
    unspent: list[int] = []
    for _ in range(draw(st.integers(1, 25))):
        chance.shuffle(unspent)
        many = chance.randint(0, min(4, len(unspent)))
        sources = [unspent.pop() for _ in range(many)]
        whole = (
            sum(values[one] for one in sources) if sources else chance.choice([1, 7, 5 * 10**9, 21 * 10**14])
        )
        cuts = sorted(chance.randint(0, whole) for _ in range(chance.randint(1, 5)))
        paid = [right - left for left, right in zip([0, *cuts], cuts, strict=False)]
        for value in paid:
            unspent.append(len(values))
            values.append(value)
        rows.append((sources, paid))
    return graph(*rows), draw(st.integers(0, len(values) - 1))


@settings(deadline=None, max_examples=150)
@given(ledgers(), st.sampled_from(CONSERVING), st.booleans(), st.integers(1, 6), st.integers(1, 6))
def test_nothing_appears_and_nothing_vanishes(
    ledger: tuple[Graph, int], by: Doctrine, backward: bool, hops: int, most: int
) -> None:
    chain, start = ledger
    for trace in (
        follow(chain, [start], by=by, backward=backward),
        follow(chain, [start], by=by, backward=backward, hops=hops, most=most),
    ):
        assert sum(one.amount for one in trace.ends) == trace.started
        assert all(one.amount > 0 for one in trace.ends)
        for one in trace.ends:
            if one.output is not None:
                assert one.amount <= int(chain.columns.output_value[one.output])


@settings(deadline=None)
@given(ledgers())
def test_poison_reaches_whatever_another_doctrine_reaches(ledger: tuple[Graph, int]) -> None:
    chain, start = ledger
    poisoned = {one.tx for one in follow(chain, [start], by="poison").hops}
    for by in CONSERVING:
        assert {one.tx for one in follow(chain, [start], by=by).hops} <= poisoned


AMOUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=6)


@given(AMOUNTS, st.randoms(use_true_random=False), st.sampled_from(CONSERVING))
def test_what_is_carried_fits_and_adds_up(sizes: list[int], chance: Random, by: Doctrine) -> None:
    parts: list[Part] = []
    for size in sizes:
        first = chance.randint(0, size)
        part = ((first, chance.randint(0, size - first)),)
        parts.append(part if part[0][1] else ())
    whole = sum(sizes)
    cut = chance.randint(0, whole)
    carried = carry(parts, sizes=sizes, onto=[cut, whole - cut], by=by)
    assert sum(map(amount_of, carried)) == sum(map(amount_of, parts))
    assert amount_of(carried[0]) <= cut
    assert amount_of(carried[1]) <= whole - cut


def test_paths_come_shortest_first() -> None:
    chain = graph(([], [9]), ([0], [4, 5]), ([1], [4]), ([2, 3], [9]))
    found, more = find_paths(chain, [0], 4)
    assert [path.outputs for path in found] == [(0, 2, 4), (0, 1, 3, 4)]
    assert not more
    assert find_paths(chain, [0], 4, most=1)[1] is True
    assert find_paths(chain, [0], 4, hops=1) == ((), False)
    assert find_paths(chain, [4], 0) == ((), False)


def test_the_commands_follow_and_name_ways(invented: Path) -> None:  # noqa: F811  # the fixture
    with (invented / "story" / "transactions.csv").open(encoding="utf-8") as file:
        ransoms = [line.split(",")[0] for line in file if ",ransom," in line]
    code, told = ask("follow", invented / "set", ransoms[0])
    assert code == 0
    assert set(told["by"]) == set(DOCTRINES)
    for by in CONSERVING:
        assert sum(told["by"][by]["sums"].values()) == told["by"][by]["started"]
    ends = [one for one in told["by"]["poison"]["ends"] if one["address"] and one["depth"]]
    ends.sort(key=lambda one: int(one["depth"]))
    code, ways = ask("paths", invented / "set", ransoms[0], "--to", ends[0]["address"], "--most", "3")
    assert (code, len(ways["paths"]) > 0) == (0, True)
    for way in ways["paths"]:
        assert (way[0]["txid"], way[-1]["address"]) == (ransoms[0], ends[0]["address"])
    code, back = ask(
        "follow", invented / "set", f"{ransoms[0]}:0", "--backward", "--by", "fifo", "--hops", "3"
    )
    assert (code, back["direction"]) == (0, "backward")
    assert ask("follow", invented / "set", f"{ransoms[0]}:99")[0] == 2
    assert ask("paths", invented / "set", ransoms[-1], "--to", ways["paths"][0][0]["address"], "--hops", "1")[
        0
    ] in (0, 1)
