"""A block is read as it is, or refused with a reason; nothing else can happen."""

from __future__ import annotations

import bz2
import json
from pathlib import Path

import pytest

from glacy.tracing import (
    Frame,
    Input,
    MalformedBlockError,
    Output,
    Transaction,
    climb,
    get_chain,
    make_transaction,
    merkle_path,
    merkle_root,
    read_block,
    read_frames,
    read_header,
    write_block,
    write_transaction,
)
from tests.shared_data import SHARED
from tests.tracing.making import CHAIN, PAID, block_of, coinbase, small_block, spend

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "tracing"
REAL = json.loads((VECTORS / "blocks.json").read_text("utf-8"))["blocks"]
BITCOIN = get_chain("bitcoin")


def why(data: bytes) -> str:
    with pytest.raises(MalformedBlockError) as error:
        read_block(data, chain=CHAIN)
    return str(error.value.fields["why"])


@pytest.mark.parametrize("real", REAL, ids=lambda one: f"block {one['height']}")
def test_a_real_block_is_read_and_written_back(real: dict[str, str]) -> None:
    data = bytes.fromhex(real["hex"])
    block = read_block(data, chain=BITCOIN)
    assert block.header.hash == real["hash"]
    assert sum(one.size for one in block.transactions) + 81 == block.size == len(data)
    for one in block.transactions:
        assert write_transaction(one) == data[one.offset : one.offset + one.size]


def test_witnesses_that_the_block_commits_to_are_read() -> None:
    block = read_block(small_block(7), chain=CHAIN)
    assert (block.witness, block.stated_height, len(block.transactions)) == ("holds", 7, 3)
    assert [one.has_witness for one in block.transactions] == [True, True, False]
    assert block.transactions[1].name != block.transactions[1].whole_name


@pytest.mark.parametrize("cut", [1, 2, 40, 500])
def test_a_block_that_is_short_is_an_error_and_no_crash(cut: int) -> None:
    assert why(small_block()[:-cut]) == "short"


def test_every_cut_of_a_block_is_refused() -> None:
    data = small_block()
    for size in range(len(data)):
        with pytest.raises(MalformedBlockError):
            read_block(data[:size], chain=CHAIN)


def test_a_byte_after_the_end_is_refused() -> None:
    assert why(small_block() + b"\0") == "longer"


def test_every_flipped_bit_is_refused() -> None:
    data = small_block()
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 8
        try:
            block = read_block(bytes(flipped), chain=CHAIN)
        except MalformedBlockError:
            continue
        assert at < 80, f"byte {at} was changed and nothing was said"
        assert block.header.hash != read_header(data).hash


def of(*transactions: Transaction) -> bytes:
    return write_block(transactions, previous=bytes(32), time=1, chain=CHAIN)


def test_a_wrong_merkle_root_is_refused() -> None:
    mined = block_of([coinbase(1)])
    other = block_of([coinbase(2)])
    assert why(mined[:80] + other[80:]) == "merkle"


def test_a_repetition_behind_the_same_root_is_refused() -> None:
    made = coinbase(1)
    one, two = (spend(made, 0, [Output(at, PAID)]) for at in (1, 2))
    data = of(made, one, two)
    swollen = data[:80] + b"\4" + data[81:] + write_transaction(two)
    assert why(swollen) == "repeated"


def test_amounts_over_the_supply_are_refused() -> None:
    assert why(of(coinbase(1, paid=[Output(CHAIN.supply + 1, PAID)]))) == "supply"
    half = Output(CHAIN.supply // 2 + 1, PAID)
    assert why(of(coinbase(1, paid=[half, half]))) == "supply"
    assert why(of(coinbase(1, paid=[Output(2**64 - 1, PAID)]))) == "supply"


def test_coins_are_made_once_and_first() -> None:
    made = coinbase(1)
    assert why(of(spend(made, 0, [Output(1, PAID)]))) == "coinbase"
    assert why(of(made, coinbase(2))) == "coinbase"


def test_a_header_without_work_is_refused() -> None:
    with pytest.raises(MalformedBlockError) as error:
        read_block(small_block(), chain=BITCOIN)
    assert error.value.fields["why"] == "work"
    for bits in (0, 0x21000001, 0x1D80FFFF, 0xFF123456):
        data = small_block()
        assert why(data[:72] + bits.to_bytes(4, "little") + data[76:]) == "work"


def test_changed_witnesses_are_refused() -> None:
    data = bytearray(small_block())
    place = bytes(data).index(b"\x30" * 71)
    data[place] ^= 1
    assert why(bytes(data)) == "witness"


def test_a_length_written_longer_than_it_needs_to_be_is_refused() -> None:
    data = small_block()
    assert why(data[:80] + b"\xfd\x03\0" + data[81:]) == "number"


def test_more_transactions_than_there_is_room_for_are_refused_at_once() -> None:
    data = small_block()
    assert why(data[:80] + b"\xff" + b"\xff" * 8 + data[81:]) == "short"


@pytest.mark.parametrize("many", [1, 2, 3, 4, 5, 8, 13])
def test_a_merkle_path_leads_to_the_root(many: int) -> None:
    leaves = [bytes([at]) * 32 for at in range(many)]
    for at, leaf in enumerate(leaves):
        assert climb(leaf, merkle_path(leaves, at), at) == merkle_root(leaves)


def dogecoin_genesis() -> bytes:
    """The first block of Dogecoin, put together from what its program says of it."""
    key = "040184710fa689ad5023690c80f3a49c8f13f8d45b8c857fbcbc8bc4a8e4d3eb4b10f4d4604fa08dce601aaf0"
    key += "f470216fe1b5185"
    key += "0b4acf21b179c45070ac7b03a9"
    script = bytes.fromhex("04ffff001d0104") + bytes([8]) + b"Nintondo"
    paid = Output(88 * 10**8, bytes([65]) + bytes.fromhex(key) + b"\xac")
    made = make_transaction([Input(bytes(32), 0xFFFFFFFF, script, 0xFFFFFFFF)], [paid], version=1)
    header = (1).to_bytes(4, "little") + bytes(32) + made.name + (1386325540).to_bytes(4, "little")
    header += (0x1E0FFFF0).to_bytes(4, "little") + (99943).to_bytes(4, "little")
    return header + b"\1" + write_transaction(made)


def test_the_first_block_of_dogecoin_is_read_with_its_own_kind_of_work() -> None:
    dogecoin = get_chain("dogecoin")
    block = read_block(dogecoin_genesis(), chain=dogecoin)
    assert block.header.name == dogecoin.genesis
    with pytest.raises(MalformedBlockError):
        read_block(dogecoin_genesis(), chain=get_chain("bitcoin"))


def merged(*, spoil: str = "") -> bytes:
    """An invented Dogecoin block whose work was done for a parent that names it, were it done at all."""
    header = (0x00620102).to_bytes(4, "little") + bytes(32) + coinbase(1).name + bytes(4)
    header += (0x1E0FFFFF).to_bytes(4, "little") + bytes(4)
    root = read_header(header).name[::-1] if spoil != "name" else bytes(32)
    size = 1 if spoil != "size" else 2
    script = b"\xfa\xbemm" + root + size.to_bytes(4, "little") + bytes(4)
    parent_maker = make_transaction([Input(bytes(32), 0xFFFFFFFF, script, 0)], [Output(1, PAID)])
    parent = bytes(36) + (parent_maker.name if spoil != "parent" else bytes(32)) + bytes(12)
    proof = write_transaction(parent_maker) + bytes(32) + b"\0" + bytes(4) + b"\0" + bytes(4) + parent
    return header + proof + b"\1" + write_transaction(coinbase(1))


@pytest.mark.parametrize("spoil", ["", "name", "size", "parent"])
def test_merged_work_counts_only_for_the_block_that_the_parent_names(spoil: str) -> None:
    with pytest.raises(MalformedBlockError) as error:
        read_block(merged(spoil=spoil), chain=get_chain("dogecoin"))
    assert ("does not name this block" in error.value.says) == bool(spoil)


SHARED_BLOCKS = [
    ("bcoin_block300025.raw", "821c4e0acc40f88bedbce3b73ba2358b5ade58a9022cc78c", 461, 300025, "none"),
    ("bitcoinj_block481815.dat", "893c019d81f2d48ee33892c12428f3121bbd16ed6db926", 2097, 481815, "left out"),
    ("btcd_block-00000000000000000021868c.blk", "21868c2cefc52a480d173c849412fe81c4e5ab806f94ab", 230, 540107,
     "holds"),
]  # fmt: skip
beside = pytest.mark.skipif(SHARED is None, reason="the collection of real blocks is not beside the project")


@beside
@pytest.mark.parametrize(("name", "named", "many", "height", "witness"), SHARED_BLOCKS)
def test_whole_blocks_of_the_main_network(
    name: str, named: str, many: int, height: int, witness: str
) -> None:
    assert SHARED is not None
    data = (SHARED / "tracing" / "blocks" / name).read_bytes()
    block = read_block(data, chain=BITCOIN)
    assert block.header.hash == named.zfill(64)
    assert (len(block.transactions), block.stated_height) == (many, height)
    assert block.witness == witness


@beside
def test_a_tampered_block_is_refused() -> None:
    assert SHARED is not None
    data = (SHARED / "tracing" / "tampered" / "block413567_merkle-mismatch.raw").read_bytes()
    with pytest.raises(MalformedBlockError) as error:
        read_block(data, chain=BITCOIN)
    assert error.value.fields["why"] == "merkle"


@beside
@pytest.mark.parametrize(
    ("name", "many"), [("bitcoinj_first-100k-blocks.dat", 439), ("btcd_blocks1-256.bz2", 255)]
)
def test_files_of_a_node_are_read_to_the_last_block(name: str, many: int, tmp_path: Path) -> None:
    assert SHARED is not None
    path = SHARED / "tracing" / "blocks" / name
    if name.endswith("bz2"):
        unpacked = tmp_path / "blocks"
        unpacked.write_bytes(bz2.decompress(path.read_bytes()))
        path = unpacked
    with path.open("rb") as stream:
        found = list(read_frames(stream, chain=BITCOIN))
    assert len(found) == many
    previous = None
    for one in found:
        assert isinstance(one, Frame)
        block = read_block(one.data, chain=BITCOIN)
        assert previous in (None, block.header.previous)
        previous = block.header.name
