"""`glacy tracing load` as it is typed."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from glacy.cli import main
from glacy.tracing import read_header
from tests.shared_data import SHARED
from tests.tracing.making import small_block
from tests.tracing.test_loading import chain_of, framed


def load(*words: object) -> tuple[int, Any]:
    done = CliRunner().invoke(main, ["tracing", "load", *map(str, words), "--json"], catch_exceptions=False)
    return done.exit_code, json.loads(done.stdout) if done.exit_code in (0, 1) else done.output


def test_it_tells_what_was_loaded(tmp_path: Path) -> None:
    blocks = chain_of(3)
    (tmp_path / "blk00000.dat").write_bytes(framed(*blocks))
    code, told = load(tmp_path / "blk00000.dat", "--into", tmp_path / "set")
    assert code == 0
    assert {name: told[name] for name in ("blocks", "transactions", "inputs", "outputs")} == {
        "blocks": 3, "transactions": 9, "inputs": 6, "outputs": 18,
    }  # fmt: skip
    assert told["chain"] == "bitcoin-regtest"
    assert told["first"] == {"height": 1, "hash": read_header(blocks[0]).hash, "time": 1001}
    assert told["last"] == {"height": 3, "hash": read_header(blocks[2]).hash, "time": 1003}
    assert told["refused"] == []


def test_a_file_that_is_refused_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "short.dat").write_bytes(framed(*chain_of(2))[:-1])
    (tmp_path / "zcash.dat").write_bytes(bytes.fromhex("24e92764") + bytes(200))
    code, told = load(tmp_path / "short.dat", tmp_path / "zcash.dat", "--into", tmp_path / "set")
    assert code == 1
    assert told["blocks"] == 1
    assert [(one["source"], one["why"]) for one in told["refused"]] == [
        ("short.dat", "short"),
        ("zcash.dat", "form"),
    ]
    assert "Zcash" in told["refused"][1]["says"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_files_are_unpacked_and_broken_ones_refused(tmp_path: Path, pack: Any) -> None:
    packed = pack(framed(*chain_of(2)))
    (tmp_path / "blocks.packed").write_bytes(packed)
    code, told = load(tmp_path / "blocks.packed", "--into", tmp_path / "set")
    assert (code, told["blocks"]) == (0, 2)
    (tmp_path / "broken.packed").write_bytes(packed[: len(packed) // 2])
    code, told = load(tmp_path / "broken.packed", "--into", tmp_path / "other", "--chain", "bitcoin-regtest")
    assert (code, told["refused"][0]["why"]) == (1, "unreadable")


def test_blocks_that_the_node_scrambles_are_read(tmp_path: Path) -> None:
    key, data = bytes(range(1, 9)), framed(*chain_of(3))
    (tmp_path / "xor.dat").write_bytes(key)
    scrambled = bytes(byte ^ key[at % 8] for at, byte in enumerate(data))
    (tmp_path / "blk00000.dat").write_bytes(scrambled)
    code, told = load(tmp_path, "--into", tmp_path / "set")
    assert (code, told["blocks"], told["chain"]) == (0, 3, "bitcoin-regtest")


def test_a_single_block_of_a_named_chain(tmp_path: Path) -> None:
    (tmp_path / "one.raw").write_bytes(small_block(5))
    code, told = load(tmp_path / "one.raw", "--into", tmp_path / "set", "--chain", "bitcoin-regtest")
    assert (code, told["first"]["height"]) == (0, 5)
    code, told = load(tmp_path / "one.raw", "--into", tmp_path / "other", "--chain", "bitcoin")
    assert (code, told["refused"][0]["why"], told["first"]) == (1, "work", None)


def test_wrongly_asked(tmp_path: Path) -> None:
    (tmp_path / "one.raw").write_bytes(small_block(5))
    (tmp_path / "empty").mkdir()
    assert load(tmp_path / "one.raw", "--into", tmp_path / "set", "--chain", "peercoin")[0] == 2
    assert load(tmp_path / "empty", "--into", tmp_path / "set")[0] == 2
    assert load(tmp_path / "one.raw", "--into", tmp_path)[0] == 2


@pytest.mark.skipif(SHARED is None, reason="the collection of real blocks is not beside the project")
def test_real_blocks_of_the_main_network(tmp_path: Path) -> None:
    assert SHARED is not None
    folder = SHARED / "tracing" / "blocks"
    names = (
        "bcoin_block300025.raw",
        "bitcoinj_first-100k-blocks.dat",
        "btcd_blocks1-256.bz2",
        "nbitcoin_blk00000.dat",
    )
    code, told = load(*(folder / name for name in names), "--into", tmp_path)
    assert (code, told["blocks"], told["stretches"]) == (0, 440, 2)
    assert [one["known"] for one in told["sources"]] == [0, 0, 255, 300]
    assert told["first"]["hash"] == "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
    assert (told["first"]["height"], told["last"]["height"]) == (0, 300025)
    code, told = load(SHARED / "tracing" / "tampered" / "block413567_merkle-mismatch.raw", "--into", tmp_path)
    assert (code, told["blocks"], told["refused"][0]["why"]) == (1, 440, "merkle")
