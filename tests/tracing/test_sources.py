"""Explorers and exporters say the same as the blocks themselves, or are refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.tracing import get_chain
from glacy.tracing.ledger import Page, write_holder
from glacy.tracing.sources import Refusal, read_source
from tests.shared_data import SHARED

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "tracing"
BITCOIN = get_chain("bitcoin")
TXID = "ab" * 32
ESPLORA = {
    "txid": TXID,
    "vin": [
        {
            "txid": "cd" * 32,
            "vout": 2,
            "prevout": {"scriptpubkey": "0014" + "00" * 20, "value": 700},
            "is_coinbase": False,
        }
    ],
    "vout": [{"scriptpubkey": "6a", "value": 0}, {"scriptpubkey": "0014" + "11" * 20, "value": 650}],
    "status": {"confirmed": True, "block_height": 9, "block_hash": "ef" * 32, "block_time": 1_700_000_000},
}


def read(data: bytes) -> list[Page | Refusal]:
    return [one for one, _ in read_source(io.BytesIO(data), chain=BITCOIN, start=data[:64])]


def whys(value: object) -> list[str]:
    return [one.why if isinstance(one, Refusal) else "read" for one in read(json.dumps(value).encode())]


def test_a_transaction_of_an_explorer_is_taken_over_and_proves_nothing() -> None:
    (page,) = read(json.dumps(ESPLORA, indent=1).encode())
    assert isinstance(page, Page)
    (entry,) = page.entries
    assert (page.checked, page.height, entry.name[::-1].hex()) == (False, 9, TXID)
    (spent,) = entry.spent
    assert (spent.output, spent.value, spent.holder) == (2, 700, b"\3" + bytes(20))
    assert [(one.value, one.kind) for one in entry.paid] == [(0, "data"), (650, "p2wpkh")]


def changed(**fields: Any) -> dict[str, Any]:
    return {**ESPLORA, **fields}


CASES = {
    "an amount in coins": changed(vout=[{"scriptpubkey": "6a", "value": 0.5}]),
    "an amount below nothing": changed(vout=[{"scriptpubkey": "6a", "value": -1}]),
    "an amount beyond all": changed(vout=[{"scriptpubkey": "6a", "value": 1 << 64}]),
    "a hash that is short": changed(txid="ab"),
    "letters that are no script": changed(vout=[{"scriptpubkey": "xyz", "value": 1}]),
    "no status": changed(status=None),
    "inputs that are no list": changed(vin={}),
    "an input that is no row": changed(vin=["x"]),
    "nothing that is known": {"a": 1},
    "a number": 7,
    "another export": {"hash": TXID, "block_hash": TXID, "inputs": [], "outputs": [{}]},
    "a block without its bytes": {"merkleroot": TXID, "tx": [{"txid": TXID}]},
}


@pytest.mark.parametrize("case", CASES)
def test_is_refused(case: str) -> None:
    assert whys(CASES[case]) in (["field"], ["form"], ["short"])


def test_what_is_in_no_block_yet_is_refused() -> None:
    assert whys(changed(status={"confirmed": False})) == ["unconfirmed"]


def test_a_list_is_taken_apart_and_one_bad_row_costs_no_other() -> None:
    assert whys([ESPLORA, {"a": 1}, ESPLORA]) == ["read", "form", "read"]
    lines = "\n".join([json.dumps(ESPLORA), "{broken", json.dumps(ESPLORA)])
    assert [type(one) for one in read(lines.encode())] == [Page, Refusal, Page]


def test_nesting_without_end_is_refused() -> None:
    (one,) = read(b"[" * 200_000)
    assert isinstance(one, Refusal)


JSONS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(ESPLORA)), JSONS)
def test_any_value_in_any_field_is_read_or_refused(name: str, value: object) -> None:
    assert whys({**ESPLORA, name: value})


beside = pytest.mark.skipif(SHARED is None, reason="the collection of real data is not beside the project")


@beside
def test_bitcoin_etl_says_the_same_as_the_node() -> None:
    assert SHARED is not None
    folder = SHARED / "tracing" / "bitcoin_etl" / "bitcoin" / "block_with_transactions"
    told = [
        one for one in read((folder / "expected_transactions.json").read_bytes()) if isinstance(one, Page)
    ]
    ours: dict[bytes, Any] = {}
    for path in folder.glob("rpc_response_getblock_*.json"):
        (page,) = read(path.read_bytes())
        assert isinstance(page, Page)
        assert page.checked
        ours |= {entry.name: (page, entry) for entry in page.entries}
    assert len(told) == len(ours) == 4
    for one in told:
        (entry,) = one.entries
        page, same = ours[entry.name]
        assert (one.name, one.time, one.height) == (page.name, page.time, page.height)
        assert (list(entry.paid), entry.index) == (list(same.paid), same.index)
        assert [(each.name, each.output) for each in entry.spent] == [
            (each.name, each.output) for each in same.spent
        ]


@beside
def test_every_transaction_of_the_explorer_has_the_addresses_that_it_shows() -> None:
    assert SHARED is not None
    seen = 0
    for path in sorted((SHARED / "tracing" / "esplora").glob("*.json")):
        (page,) = read(path.read_bytes())
        assert isinstance(page, Page)
        shown = json.loads(path.read_bytes())
        for paid, row in zip(page.entries[0].paid, shown["vout"], strict=True):
            if row.get("scriptpubkey_address"):
                assert paid.holder is not None
                assert write_holder(paid.holder, chain=BITCOIN) == row["scriptpubkey_address"]
                seen += 1
    assert seen > 15
