"""Pages from the JSON of explorers and exporters: Esplora, bitcoin-etl, and the node's own getblock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from glacy.sayings import say
from glacy.tracing.blocks import read_block
from glacy.tracing.blocks.writing import write_count
from glacy.tracing.chains import Chain
from glacy.tracing.errors import MalformedSourceError, TracingError
from glacy.tracing.ledger import Entry, Page, Paid, Spent, page_of, paid_to, read_holder
from glacy.tracing.sources.raw import Found
from glacy.tracing.sources.refusal import Refusal
from glacy.tracing.sources.rows import Row, hash_bytes, hex_bytes, inner, listed, whole, wrong

_MOST = 1 << 28
"""Bytes of one JSON value."""


def read_json(stream: IO[bytes], *, chain: Chain) -> Iterator[tuple[Found, int]]:
    """Every page of a JSON file, or of one with a value to a line."""
    offset = 0
    for data in _values(stream):
        after = offset + len(data)
        if data.strip():
            yield from ((one, after) for one in _pages(data, offset, chain))
        offset = after


def _values(stream: IO[bytes]) -> Iterator[bytes]:
    first = stream.readline(_MOST)
    if _is_json(first):
        yield first
        yield from iter(lambda: stream.readline(_MOST), b"")
    else:
        yield first + stream.read(_MOST)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _pages(data: bytes, offset: int, chain: Chain) -> Iterator[Found]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        error = MalformedSourceError(
            say("At byte {at} the file is no JSON.", at=offset),
            remedy=say("Export the data again with the tool that made it."),
            why="json",
        )
        yield Refusal.of(error, offset=offset, size=len(data))
        return
    for row in value if isinstance(value, list) else [value]:
        try:
            found = _page(row, offset, len(data), chain)
        except TracingError as refused:
            yield Refusal.of(refused, offset=offset, size=len(data))
        else:
            if found is not None:
                yield found


def _page(row: Any, offset: int, size: int, chain: Chain) -> Page | None:  # Any: what JSON of others holds
    match row:
        case {"vin": _, "vout": _, "txid": _}:
            return _of_esplora(row, offset, size)
        case {"inputs": _, "outputs": _, "hash": _, "block_hash": _}:
            return _of_bitcoin_etl(row, offset, size, chain)
        case {"merkleroot": _, "tx": _}:
            return _of_node(row, offset, chain)
        case {"merkle_root": _, "transaction_count": _}:
            return None  # the header of bitcoin-etl: its transactions stand in a file of their own
        case _:
            raise MalformedSourceError(
                say("At byte {at} stands a value of no form that is read.", at=offset),
                remedy=say("Esplora transactions, bitcoin-etl and getblock with verbosity 2 are read."),
                why="form",
            )


def _of_esplora(row: Row, offset: int, size: int) -> Page:
    status = inner(row, "status")
    if status.get("confirmed") is not True:
        raise MalformedSourceError(
            say("The transaction is in no block yet."),
            remedy=say("Fetch it again when it is confirmed."),
            why="unconfirmed",
        )
    spent = [_esplora_input(one) for one in listed(row, "vin") if one.get("is_coinbase") is not True]
    paid = [paid_to(hex_bytes(one, "scriptpubkey"), whole(one, "value")) for one in listed(row, "vout")]
    entry = Entry(name=hash_bytes(row, "txid"), index=-1, spent=spent, paid=paid, offset=offset, size=size)
    return Page(
        name=hash_bytes(status, "block_hash"),
        previous=None,
        time=whole(status, "block_time"),
        work=0,
        height=whole(status, "block_height"),
        entries=[entry],
        offset=offset,
        size=size,
        checked=False,
    )


def _esplora_input(row: Row) -> Spent:
    before = row.get("prevout")
    value = holder = None
    if isinstance(before, dict):
        paid = paid_to(hex_bytes(before, "scriptpubkey"), whole(before, "value"))
        value, holder = paid.value, paid.holder
    return Spent(hash_bytes(row, "txid"), whole(row, "vout"), value, holder)


def _of_bitcoin_etl(row: Row, offset: int, size: int, chain: Chain) -> Page:
    spent = (
        [] if row.get("is_coinbase") is True else [_etl_input(one, chain) for one in listed(row, "inputs")]
    )
    entry = Entry(
        name=hash_bytes(row, "hash"),
        index=whole(row, "index") if row.get("index") is not None else -1,
        spent=spent,
        paid=[_etl_output(one, chain) for one in listed(row, "outputs")],
        offset=offset,
        size=size,
    )
    return Page(
        name=hash_bytes(row, "block_hash"),
        previous=None,
        time=whole(row, "block_timestamp"),
        work=0,
        height=whole(row, "block_number"),
        entries=[entry],
        offset=offset,
        size=size,
        checked=False,
    )


def _etl_input(row: Row, chain: Chain) -> Spent:
    value = None if row.get("value") is None else whole(row, "value")
    return Spent(
        hash_bytes(row, "spent_transaction_hash"),
        whole(row, "spent_output_index"),
        value,
        _holder(row, chain),
    )


def _etl_output(row: Row, chain: Chain) -> Paid:
    if row.get("script_hex"):
        return paid_to(hex_bytes(row, "script_hex"), whole(row, "value"))
    return Paid(whole(row, "value"), _holder(row, chain), str(row.get("type") or "unknown"))


def _holder(row: Row, chain: Chain) -> bytes | None:
    match row.get("addresses"):
        case [str(address)]:
            return read_holder(address, chain=chain)
        case _:
            return None


def _of_node(row: Row, offset: int, chain: Chain) -> Page:
    """A block put together again from the bytes that the node gives, and checked as one."""
    each = listed(row, "tx")
    if not all(isinstance(one.get("hex"), str) for one in each):
        raise wrong("hex", None)
    previous = hash_bytes(row, "previousblockhash") if "previousblockhash" in row else bytes(32)
    version = whole(row, "version", least=-(1 << 31), below=1 << 32) % (1 << 32)
    header = version.to_bytes(4, "little") + previous + hash_bytes(row, "merkleroot")
    header += whole(row, "time", below=1 << 32).to_bytes(4, "little") + hex_bytes(row, "bits")[::-1]
    header += whole(row, "nonce", below=1 << 32).to_bytes(4, "little")
    data = header + write_count(len(each)) + b"".join(hex_bytes(one, "hex") for one in each)
    page = page_of(read_block(data, chain=chain), offset=offset)
    return page if row.get("height") is None else replace(page, height=whole(row, "height"))
