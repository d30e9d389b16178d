"""An invented chain is a chain: real in form, the same for the same seed, and its truth is whole."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from glacy.cli import main
from glacy.tracing import read_block
from glacy.tracing.invented import Story, tell
from tests.tracing.test_load_command import load


def bytes_of(seed: int, transactions: int) -> bytes:
    return b"".join(block for block, _ in tell(Story(seed=seed, transactions=transactions)))


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert bytes_of(3, 300) == bytes_of(3, 300)
    assert bytes_of(3, 300) != bytes_of(4, 300)


def test_every_block_is_one_that_a_reader_accepts_and_nothing_is_spent_twice_or_made_of_air() -> None:
    story = Story(seed=5, transactions=2000)
    unspent: dict[tuple[bytes, int], tuple[int, int]] = {}
    kinds = set()
    for raw, truth in tell(story):
        block = read_block(raw, chain=story.chain)
        assert [one.name for one in block.transactions] == [one.transaction.name for one in truth]
        for made in truth:
            one = made.transaction
            kinds.add(made.kind)
            paid_in = [unspent.pop((each.spent, each.output)) for each in one.inputs if not one.is_coinbase]
            assert (
                sum(each.value for each in one.outputs) <= sum(value for value, _ in paid_in)
                or one.is_coinbase
            )
            if made.kind not in ("mixing", "shared", "mined"):
                assert {owner for _, owner in paid_in} == {made.owner}
            if made.change is not None:
                assert made.owners[made.change] == made.owner
            for n, (each, owner) in enumerate(zip(one.outputs, made.owners, strict=True)):
                unspent[one.name, n] = (each.value, owner)
    assert {"payment", "mixing", "shared", "sweep", "withdrawal", "ransom", "cashing out", "wages"} <= kinds


def test_mixing_has_equal_shares_of_several_owners() -> None:
    mixed = [
        one for _, truth in tell(Story(seed=6, transactions=1500)) for one in truth if one.kind == "mixing"
    ]
    assert mixed
    for one in mixed:
        values = [each.value for each in one.transaction.outputs]
        share = max(set(values), key=values.count)
        owners = {owner for value, owner in zip(values, one.owners, strict=True) if value == share}
        assert len(owners) >= 3


def test_the_command_writes_a_chain_that_loads_and_names_every_owner(tmp_path: Path) -> None:
    words = ["tracing", "generate", str(tmp_path / "story"), "--seed", "9", "--transactions", "400", "--json"]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["invented"] is True
    code, loaded = load(tmp_path / "story" / "blk00000.dat", "--into", tmp_path / "set")
    assert (code, loaded["blocks"], loaded["transactions"]) == (0, told["blocks"], told["transactions"])
    assert (loaded["unknown_inputs"], loaded["stretches"]) == (0, 1)
    with (tmp_path / "story" / "owners.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["address"] for row in rows}) == len(rows) >= loaded["addresses"]
    again = CliRunner().invoke(main, words)
    assert again.exit_code == 2


@pytest.mark.parametrize("transactions", [1, 10])
def test_a_short_story_ends(transactions: int) -> None:
    story = Story(seed=1, transactions=transactions)
    assert sum(1 for _ in tell(story)) > 100
    assert story.told >= transactions
