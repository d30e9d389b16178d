"""Scripts and addresses: what stands for what, and slips of the pen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.tracing import (
    Kind,
    Lock,
    MalformedAddressError,
    get_chain,
    read_address,
    read_script,
    write_address,
)

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "tracing"
REAL = json.loads((VECTORS / "outputs.json").read_text("utf-8"))["outputs"]
BITCOIN, TESTNET = get_chain("bitcoin"), get_chain("bitcoin-testnet")
FORMS = {
    "multisig": Kind.MULTISIG,
    "op_return": Kind.DATA,
    "p2pkh": Kind.KEY_HASH,
    "v0_p2wpkh": Kind.WITNESS_KEY_HASH,
    "v1_p2tr": Kind.TAPROOT,
}
ADDRESSES = [
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
    ("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
     "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6"),
    ("BC1SW50QGDZ25J", "6002751e"),
    ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
     "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
]  # fmt: skip
"""Of BIP 350."""

WRONG = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a",
    "",
    "1",
    "1" * 200,
    "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
    "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "BC1SW50QA3JX3S0",
    "bc1gmk9yu",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4",
    "bc1rw5uspcuh",
]
"""A changed letter, one that there is not, nothing, too much; other networks; those that BIP 350 refuses."""


@pytest.mark.parametrize("real", REAL, ids=lambda one: f"{one['form']} {one['script'][:12]}")
def test_real_outputs_have_the_addresses_that_others_show(real: dict[str, str]) -> None:
    lock = read_script(bytes.fromhex(real["script"]))
    assert lock.kind is FORMS[real["form"]]
    if real["address"]:
        assert write_address(lock, chain=BITCOIN) == real["address"]
        assert read_address(real["address"], chain=BITCOIN) == lock


def test_open_keys_are_written_as_the_addresses_of_their_hashes() -> None:
    key = "04c1b5671c8975087cc796d6ea73d2407591528b5c669106f9b6ab6ef6e373a57553e14866aaeffc44a9f58e5"
    key += "ee0c7faa7add7474f"
    lock = read_script(bytes.fromhex(f"41{key}0a2c55a22cb40b949fdc933cac"))
    assert (lock.kind, write_address(lock, chain=BITCOIN)) == (Kind.KEY, "1PkqKGbNLDdDJGveCcNUMV9CEFH77ADrPQ")


def test_one_of_two_keys_is_written_with_both() -> None:
    lock = read_script(bytes.fromhex(REAL[0]["script"]))
    assert (lock.kind, lock.needed, len(lock.parts)) == (Kind.MULTISIG, 1, 2)
    written = write_address(lock, chain=BITCOIN)
    assert written is not None
    assert written.startswith("multisig(1,1")
    assert written.endswith(",1A8JiWcwvpY7tAopUkSnGuEYHmzGYfZPiq)")


@pytest.mark.parametrize(("address", "script"), ADDRESSES)
def test_addresses_of_the_standard(address: str, script: str) -> None:
    assert read_address(address, chain=BITCOIN) == read_script(bytes.fromhex(script))


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_address_is_refused(address: str) -> None:
    with pytest.raises(MalformedAddressError):
        read_address(address, chain=BITCOIN)


def test_the_same_hash_has_another_address_on_the_test_network() -> None:
    lock = Lock(Kind.KEY_HASH, (bytes(20),))
    assert write_address(lock, chain=BITCOIN) == "1111111111111111111114oLvT2"
    assert write_address(lock, chain=TESTNET) == "mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8"


LOCKS = st.one_of(
    st.builds(
        lambda kind, data: Lock(kind, (data,)),
        st.sampled_from([Kind.KEY_HASH, Kind.SCRIPT_HASH, Kind.WITNESS_KEY_HASH]),
        st.binary(min_size=20, max_size=20),
    ),
    st.builds(
        lambda kind, data: Lock(kind, (data,)),
        st.sampled_from([Kind.WITNESS_SCRIPT_HASH, Kind.TAPROOT]),
        st.binary(min_size=32, max_size=32),
    ),
)


@given(LOCKS)
def test_an_address_leads_back_to_its_script(lock: Lock) -> None:
    written = write_address(lock, chain=BITCOIN)
    assert written is not None
    assert read_address(written, chain=BITCOIN) == lock


@given(st.binary(max_size=120))
def test_any_bytes_are_some_script(script: bytes) -> None:
    write_address(read_script(script), chain=BITCOIN)


@given(st.one_of(st.text(max_size=100), st.from_regex(r"bc1[02-9ac-hj-np-z]{0,80}", fullmatch=True)))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        lock = read_address(text, chain=BITCOIN)
    except MalformedAddressError:
        return
    assert write_address(lock, chain=BITCOIN) in (text, text.lower())
