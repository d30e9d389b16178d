"""Addresses are put together by rules with names; every link has its proof, and can be cut."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.cli import main
from glacy.tracing.clusters import (
    Columns,
    Links,
    explain,
    find_joint,
    find_links,
    grow,
    partition,
    vote,
)
from glacy.tracing.clusters.columns import Numbers

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "tracing"
GRAPHSENSE = json.loads((VECTORS / "graphsense.json").read_text("utf-8"))
JOINT = json.loads((VECTORS / "joint.json").read_text("utf-8"))["transactions"]
Side = Sequence[tuple[Any, int]]  # Any: whatever names an address in a test


def columns_of(transactions: Sequence[tuple[Side, Side]], forms: dict[Any, int] | None = None) -> Columns:
    """Columns of transactions in order; inputs are not tied to outputs but by their address."""
    names: dict[Any, int] = {}
    sides: dict[str, list[tuple[int, int, int]]] = {"in": [], "out": []}
    for tx, (spent, paid) in enumerate(transactions):
        for side, rows in (("in", spent), ("out", paid)):
            for name, value in rows:
                number = -1 if name is None else names.setdefault(name, len(names))
                sides[side].append((tx, number, value))
    kinds = [(forms or {}).get(name, 0) for name in names] or [0]
    last: dict[int, int] = {}
    came = []
    outputs = iter([*enumerate(sides["out"])])
    row = next(outputs, None)
    for tx, address, _ in sides["in"]:
        while row is not None and row[1][0] < tx:
            last[row[1][1]] = row[0]
            row = next(outputs, None)
        came.append(last.get(address, -1))

    def column(side: str, at: int) -> Numbers:
        return np.array([one[at] for one in sides[side]], np.int64)

    return Columns(
        transactions=len(transactions),
        addresses=len(names),
        input_tx=column("in", 0),
        input_address=column("in", 1),
        input_value=column("in", 2),
        input_output=np.array(came, np.int64),
        output_tx=column("out", 0),
        output_address=column("out", 1),
        output_value=column("out", 2),
        output_kind=np.array([kinds[one[1]] for one in sides["out"]], np.int64),
        height=np.arange(len(transactions)),
    )


def none_skipped(columns: Columns) -> Any:
    return np.zeros(columns.transactions, bool)


def groups(names: Iterable[Any], clusters: Iterable[int]) -> set[frozenset[Any]]:
    found = defaultdict(set)
    for name, cluster in zip(names, clusters, strict=True):
        found[cluster].add(name)
    return {frozenset(one) for one in found.values()}


@pytest.mark.parametrize(("expected", "leaves_out"), [("clusters", True), ("clusters_with_coinjoin", False)])
def test_clusters_agree_with_graphsense(expected: str, leaves_out: bool) -> None:
    """GraphSense gives no number to an address of several keys: that one is left aside in the comparison."""
    rows = [
        (
            [(",".join(one), 0) for one in tx["inputs"]],
            [(",".join(one), value) for one, value in tx["outputs"]],
        )
        for tx in GRAPHSENSE["transactions"]
    ]
    columns = columns_of(rows)
    names = list(dict.fromkeys(name for spent, paid in rows for name, _ in [*spent, *paid]))
    skip = np.array([tx["coinjoin"] and leaves_out for tx in GRAPHSENSE["transactions"]])
    clusters = partition(find_links(columns, skip=skip), addresses=columns.addresses)
    theirs = GRAPHSENSE[expected]
    pairs = [(name, int(cluster)) for name, cluster in zip(names, clusters, strict=True) if name in theirs]
    assert len(pairs) == len(theirs)
    assert groups(*zip(*pairs, strict=True)) == groups(theirs, theirs.values())


@pytest.mark.parametrize("real", JOINT, ids=lambda one: one["form"])
def test_real_transactions_of_several_are_told_from_others(real: dict[str, Any]) -> None:
    found = find_joint(columns_of([(real["inputs"], real["outputs"])]))
    named = [rule for rule, flags in found.items() if flags[0]]
    expected = {"whirlpool-coinjoin": ["whirlpool"], "joinmarket-coinjoin": ["two-shares"]}
    assert named == expected.get(real["form"], [])


def test_a_joint_transaction_links_nobody() -> None:
    joint = ([("a", 7), ("b", 7), ("c", 7)], [("d", 5), ("e", 5), ("f", 5)])
    columns = columns_of([joint, ([("x", 1), ("y", 1)], [("z", 1)])])
    skip = np.logical_or.reduce(list(find_joint(columns).values()))
    assert list(skip) == [True, False]
    assert len(np.unique(partition(find_links(columns, skip=skip), addresses=8))) == 7


def test_fifty_inputs_with_shared_amounts_are_wabisabi() -> None:
    spent = [(f"i{at}", 1000 + at) for at in range(60)]
    paid = [(f"o{at}", 500 + at // 2) for at in range(30)]
    found = find_joint(columns_of([(spent, paid)]))
    assert [rule for rule, flags in found.items() if flags[0]] == ["wabisabi"]


CHANGE = {
    "back-to-input": ([([("a", 9)], [("b", 5), ("a", 4)])], {}, 1),
    "new-address": ([([("s", 9)], [("b", 9)]), ([("a", 9)], [("b", 5), ("n", 4)])], {}, 2),
    "same-form": ([([("s", 9)], [("a", 9)]), ([("a", 9)], [("b", 5), ("c", 4)])], {"a": 1, "c": 1}, 2),
    "round-payment": ([([("a", 900_000)], [("b", 500_000), ("c", 399_111)])], {}, 1),
    "needless-input": ([([("a", 500), ("d", 600)], [("b", 1000), ("c", 90)])], {}, 1),
}


@pytest.mark.parametrize("rule", CHANGE)
def test_a_rule_of_change_speaks_where_it_applies(rule: str) -> None:
    rows, forms, output = CHANGE[rule]
    columns = columns_of(rows, forms)
    votes = vote(columns, skip=none_skipped(columns))
    assert votes.by_rule[rule][-1] == output


def test_rules_that_contradict_each_other_name_no_change() -> None:
    rows = [([("a", 900_000)], [("b", 500_000), ("c", 399_111)])]
    columns = columns_of(rows, {"a": 1, "b": 1})
    votes = vote(columns, skip=none_skipped(columns))
    assert votes.by_rule["round-payment"][0] == 1
    assert votes.agreed(least=1)[0] == 1
    reused = columns_of([([("a", 900_000)], [("a", 500_000), ("c", 399_111)])])
    assert vote(reused, skip=none_skipped(reused)).agreed(least=1)[0] == -1


LINKS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=40)


def links_of(pairs: list[tuple[int, int]]) -> Links:
    left, right = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    return Links(left=left, right=right, tx=np.arange(len(pairs)), rule=np.zeros(len(pairs), np.int64))


@settings(deadline=None, max_examples=60)
@given(LINKS, st.integers(0, 19), st.integers(0, 19))
def test_two_addresses_are_in_one_cluster_if_and_only_if_there_is_a_proof(
    pairs: list[tuple[int, int]], left: int, right: int
) -> None:
    links = links_of(pairs)
    clusters = partition(links, addresses=20)
    steps = explain(grow(links, addresses=20), left, right)
    assert (steps is not None) == (clusters[left] == clusters[right])
    at = left
    for step in steps or ():
        assert step.left == at
        assert {step.left, step.right} == set(pairs[step.tx])
        at = step.right
    assert steps is None or at == right
    assert all(clusters[clusters[one]] == clusters[one] <= one for one in range(20))


def test_a_cut_link_is_not_used() -> None:
    links = links_of([(0, 1), (1, 2), (0, 2)])
    assert explain(grow(links.without(np.array([0])), addresses=3), 0, 1) is not None
    assert explain(grow(links.without(np.array([0, 1])), addresses=3), 0, 1) is None


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented chain, loaded."""
    folder = tmp_path_factory.mktemp("invented")
    runner = CliRunner()
    words = ["tracing", "generate", f"{folder}/story", "--seed", "11", "--transactions", "1500"]
    assert runner.invoke(main, words, catch_exceptions=False).exit_code == 0
    words = ["tracing", "load", f"{folder}/story/blk00000.dat", "--into", f"{folder}/set"]
    assert runner.invoke(main, words, catch_exceptions=False).exit_code == 0
    return folder


def ask(*words: object) -> tuple[int, Any]:
    done = CliRunner().invoke(main, ["tracing", *map(str, words), "--json"], catch_exceptions=False)
    return done.exit_code, json.loads(done.stdout) if done.exit_code in (0, 1) else done.output


def test_the_commands_name_clusters_and_say_why(invented: Path, tmp_path: Path) -> None:
    code, told = ask("cluster", invented / "set", "--out", tmp_path / "clusters.csv")
    assert code == 0
    assert told["left_out"]["equal-shares"]["transactions"] > 0
    assert told["change"] is None
    lines = (tmp_path / "clusters.csv").read_text().splitlines()
    assert len(lines) == told["addresses"] + 1
    top = told["largest"][0]["address"]
    members = [line.split(",")[0] for line in lines if line.endswith(f",{top}")]
    assert len(members) == told["largest"][0]["size"]
    code, proof = ask("why", invented / "set", members[1], members[-1])
    assert (code, proof["linked"], proof["effect"]) == (0, True, None)
    assert (proof["steps"][0]["from"], proof["steps"][-1]["to"]) == (members[1], members[-1])
    source = (invented / "story" / "blk00000.dat").read_bytes()
    for step in proof["steps"]:
        assert step["rules"] == ["multi-input"]
        assert source[step["offset"] : step["offset"] + 4] == b"\2\0\0\0"
    code, cut = ask("why", invented / "set", members[1], members[-1], *(
        word for step in proof["steps"] for word in ("--cut", step["txid"])
    ))  # fmt: skip
    assert cut["effect"]["linked_before"] is True
    assert cut["effect"]["cluster_after"] <= cut["effect"]["cluster_before"] == len(members)


def test_change_links_more_and_names_its_rules(invented: Path) -> None:
    _, alone = ask("cluster", invented / "set")
    _, changed = ask("cluster", invented / "set", "--change", "2")
    assert changed["clusters"] < alone["clusters"]
    assert changed["links"]["agreed-change"] > 0


def test_what_is_not_in_the_data_set_is_wrongly_asked(invented: Path) -> None:
    assert ask("why", invented / "set", "bcrt1qnobody", "bcrt1qnobody")[0] == 2
    assert ask("cluster", invented / "set", "--cut", "ab")[0] == 2
    assert ask("cluster", invented / "story")[0] == 2
