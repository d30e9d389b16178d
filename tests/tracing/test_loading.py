"""Sources are taken over whole or with what was refused; twice is once, and a killed load goes on."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glacy.tracing import Output, read_header, write_frame
from glacy.tracing.blocks.cursor import Cursor
from glacy.tracing.blocks.transactions import read_transaction
from glacy.tracing.dataset import Loader, Source, Summary, number, open_folder, read_folder, summarise
from glacy.tracing.dataset.tables import NUMBERED
from glacy.tracing.errors import DataSetError
from glacy.tracing.ledger import read_holder, write_holder
from tests.tracing.making import CHAIN, PAID, TAPROOT, block_of, coinbase, small_block, spend

ROOT = Path(__file__).resolve().parents[2]


def framed(*blocks: bytes) -> bytes:
    return b"".join(write_frame(one, chain=CHAIN) for one in blocks)


def run(folder: Path, *sources: bytes, part: int = 32_000_000) -> tuple[Summary, list[Source]]:
    """Loads the bytes as files and numbers what came of them."""
    with open_folder(folder, chain=CHAIN) as held:
        loader = Loader(held, part=part)
        taken = [
            loader.load(io.BytesIO(one), name=f"{at}", digest=hashlib.sha256(one).hexdigest(), size=len(one))
            for at, one in enumerate(sources)
        ]
        number(held, engine=ibis.duckdb.connect())
        return summarise(held), taken


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(read_folder(folder).numbered(name)).to_pylist()
    return rows


def strip(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the place that it came from."""
    return {name: value for name, value in row.items() if name not in ("source", "offset", "place")}


def chain_of(count: int, *, previous: bytes = CHAIN.genesis, at: int = 1, time: int = 1000) -> list[bytes]:
    blocks = []
    for height in range(at, at + count):
        blocks.append(small_block(height, previous=previous, time=time + height))
        previous = read_header(blocks[-1]).name
    return blocks


def test_what_is_loaded_can_be_found_in_its_source(tmp_path: Path) -> None:
    data = framed(*chain_of(3))
    summary, _ = run(tmp_path, data)
    assert (summary.blocks, summary.transactions, summary.inputs, summary.outputs) == (3, 9, 6, 18)
    assert (summary.addresses, summary.unknown_inputs, summary.rivals) == (2, 3, 0)
    assert summary.first is not None
    assert summary.last is not None
    assert (summary.first.height, summary.last.height) == (1, 3)
    for row in table(tmp_path, "transactions"):
        cursor = Cursor(data, row["offset"])
        found = read_transaction(cursor)
        assert (found.name, found.size, found.is_coinbase) == (row["name"], row["size"], row["is_coinbase"])


def test_inputs_know_the_outputs_that_they_spend(tmp_path: Path) -> None:
    run(tmp_path, framed(*chain_of(2)))
    outputs = {row["output"]: row for row in table(tmp_path, "outputs")}
    known = [row for row in table(tmp_path, "inputs") if row["output"] is not None]
    assert len(known) == 2
    for row in known:
        paid = outputs[row["output"]]
        assert (paid["value"], paid["address"], paid["n"]) == (row["value"], row["address"], row["spent_n"])
        assert paid["tx"] < row["tx"]


def test_the_order_of_sources_changes_nothing(tmp_path: Path) -> None:
    blocks = chain_of(3)
    results = []
    for at, order in enumerate(itertools.permutations(blocks)):
        run(tmp_path / str(at), *(framed(one) for one in order))
        results.append([strip(row) for name in NUMBERED for row in table(tmp_path / str(at), name)])
    assert all(one == results[0] for one in results)


def test_loading_twice_adds_nothing(tmp_path: Path) -> None:
    data = framed(*chain_of(3))
    first, _ = run(tmp_path, data)
    again, (source,) = run(tmp_path, data)
    more, (other,) = run(tmp_path, data + framed(*chain_of(4)[3:]))
    assert again == first
    assert (source.blocks, source.known) == (3, 0)
    assert (other.blocks, other.known, more.blocks) == (1, 3, 4)


def test_what_is_refused_is_told_and_the_rest_is_loaded(tmp_path: Path) -> None:
    blocks = chain_of(3)
    flipped = bytearray(framed(*blocks))
    flipped[len(framed(blocks[0])) + 8 + 200] ^= 1
    summary, (source,) = run(tmp_path, bytes(flipped[:-1]))
    assert summary.blocks == 1
    assert [one.why for one in source.refused][-1] == "short"
    assert source.refused[0].offset == len(framed(blocks[0])) + 8


def test_a_reorganisation_takes_the_losing_branch_out(tmp_path: Path) -> None:
    common = chain_of(2)
    tip = read_header(common[-1]).name
    lost, won = chain_of(1, previous=tip, at=3, time=2000), chain_of(2, previous=tip, at=3, time=3000)
    before, _ = run(tmp_path, framed(*common, *lost))
    after, _ = run(tmp_path, framed(*won))
    assert (before.blocks, before.rivals) == (3, 0)
    assert (after.blocks, after.rivals, after.transactions) == (4, 1, 12)
    assert after.last is not None
    assert after.last.hash == read_header(won[-1]).hash


def test_two_coinbases_with_one_hash_as_in_2010(tmp_path: Path) -> None:
    """The second replaced the first: who spends the hash spends the second."""
    same = coinbase(7)
    first = block_of([same], previous=CHAIN.genesis, time=1)
    second = block_of([same], previous=read_header(first).name, time=2)
    spender = spend(same, 0, [Output(1, TAPROOT)])
    third = block_of([coinbase(9), spender], previous=read_header(second).name, time=3)
    summary, _ = run(tmp_path, framed(first, second, third))
    assert (summary.transactions, summary.outputs, summary.inputs) == (4, 4, 1)
    (spent,) = table(tmp_path, "inputs")
    names = [row["name"] for row in table(tmp_path, "transactions")]
    assert names.count(same.name) == 2
    assert table(tmp_path, "outputs")[spent["output"]]["tx"] == names.index(
        same.name, names.index(same.name) + 1
    )


def test_coins_from_before_are_unknown_and_said_to_be(tmp_path: Path) -> None:
    stranger = coinbase(99)
    block = block_of([coinbase(5), spend(stranger, 3, [Output(1, PAID)])], previous=b"\1" * 32)
    summary, _ = run(tmp_path, framed(block))
    assert (summary.inputs, summary.unknown_inputs) == (1, 1)
    (row,) = table(tmp_path, "inputs")
    assert (row["output"], row["value"], row["spent_name"], row["spent_n"]) == (None, None, stranger.name, 3)


KILLED = """
import io, os, signal, sys, hashlib
sys.path.insert(0, {root!r})
from pathlib import Path
from glacy.tracing import get_chain
from glacy.tracing.dataset import Loader, open_folder
data = Path({source!r}).read_bytes()
with open_folder(Path({folder!r}), chain=get_chain("bitcoin-regtest")) as folder:
    loader = Loader(folder, part=1)
    def seen(at):
        if at >= {after}:
            os.kill(os.getpid(), signal.SIGKILL)
    digest = hashlib.sha256(data).hexdigest()
    loader.load(io.BytesIO(data), name="x", digest=digest, size=len(data), seen=seen)
"""


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_killed_load_goes_on_where_it_was(tmp_path: Path, share: float) -> None:
    data = framed(*chain_of(6))
    source, folder = tmp_path / "blocks", tmp_path / "set"
    source.write_bytes(data)
    script = KILLED.format(
        root=os.fspath(ROOT), source=str(source), folder=str(folder), after=int(share * len(data))
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    held = read_folder(folder).manifest
    assert 0 < held.blocks < 6
    (folder / "parts" / f"{held.parts + 1:06d}.new").mkdir()
    (folder / "parts" / f"{held.parts + 1:06d}").mkdir()
    summary, (taken,) = run(folder, data)
    whole, _ = run(tmp_path / "whole", data)
    assert summary == whole
    assert (taken.blocks, taken.known, taken.is_whole) == (6, 0, True)
    assert not list((folder / "parts").glob("*.new"))


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(DataSetError), open_folder(tmp_path, chain=CHAIN):
        pass
    (tmp_path / "dataset.json").write_text('{"format": "glacy.dataset/9"}')
    with pytest.raises(DataSetError), open_folder(tmp_path, chain=CHAIN):
        pass
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_one_load_at_a_time(tmp_path: Path) -> None:
    with open_folder(tmp_path, chain=CHAIN), pytest.raises(DataSetError), open_folder(tmp_path, chain=CHAIN):
        pass


KEY = "mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8"


@pytest.mark.parametrize("text", [KEY, "no address at all", f"multisig(1,{KEY},{KEY})"])
def test_a_holder_is_written_as_it_was_read(text: str) -> None:
    assert write_holder(read_holder(text, chain=CHAIN), chain=CHAIN) == text


def test_the_tables_are_what_the_specification_says(tmp_path: Path) -> None:
    run(tmp_path, framed(*chain_of(1)))
    schema = pq.read_schema(read_folder(tmp_path).numbered("outputs"))
    assert schema.names == ["output", "tx", "n", "value", "address", "kind"]
    assert schema.field("value").type == pa.int64()
