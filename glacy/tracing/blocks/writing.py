"""Transactions and blocks as bytes, for invented chains: real in form, with hardly any work in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from glacy.tracing.blocks.merkle import merkle_root
from glacy.tracing.blocks.transactions import Input, Output, Transaction, hash_twice
from glacy.tracing.blocks.work import target_of
from glacy.tracing.chains import Chain


def write_count(value: int) -> bytes:
    """A length or number of things in its shortest form (CompactSize)."""
    if value < 0xFD:
        return bytes([value])
    for mark, size in ((0xFD, 2), (0xFE, 4)):
        if value < 1 << 8 * size:
            return bytes([mark]) + value.to_bytes(size, "little")
    return b"\xff" + value.to_bytes(8, "little")


def write_transaction(one: Transaction, *, with_witness: bool = True) -> bytes:
    """The bytes of a transaction, with its witnesses if it has any."""
    segwit = with_witness and one.has_witness
    parts = [one.version.to_bytes(4, "little"), b"\0\1" if segwit else b"", write_count(len(one.inputs))]
    for spent in one.inputs:
        parts += [spent.spent, spent.output.to_bytes(4, "little"), _text(spent.script)]
        parts.append(spent.sequence.to_bytes(4, "little"))
    parts.append(write_count(len(one.outputs)))
    for paid in one.outputs:
        parts += [paid.value.to_bytes(8, "little"), _text(paid.script)]
    for spent in one.inputs if segwit else ():
        parts += [write_count(len(spent.witness)), *(_text(item) for item in spent.witness)]
    parts.append(one.locktime.to_bytes(4, "little"))
    return b"".join(parts)


def make_transaction(
    inputs: Sequence[Input], outputs: Sequence[Output], *, version: int = 2, locktime: int = 0
) -> Transaction:
    """A transaction with its hashes; where it will lie in a block is not known yet."""
    bare = Transaction(
        name=b"",
        whole_name=b"",
        version=version,
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        locktime=locktime,
        offset=0,
        size=0,
    )
    whole = write_transaction(bare)
    name = hash_twice(write_transaction(bare, with_witness=False))
    return replace(bare, name=name, whole_name=hash_twice(whole), size=len(whole))


def write_block(
    transactions: Sequence[Transaction],
    *,
    previous: bytes,
    time: int,
    chain: Chain,
    version: int = 0x20000000,
) -> bytes:
    """A block with the easiest work that the chain allows; meant for a chain whose work is no work."""
    root = merkle_root([one.name for one in transactions])
    start = version.to_bytes(4, "little") + previous + root + time.to_bytes(4, "little")
    start += chain.work_limit.to_bytes(4, "little")
    target = target_of(chain.work_limit)
    nonce = 0
    while int.from_bytes(hash_twice(start + nonce.to_bytes(4, "little")), "little") > target:
        nonce += 1
    header = start + nonce.to_bytes(4, "little")
    return b"".join([header, write_count(len(transactions)), *map(write_transaction, transactions)])


def write_frame(block: bytes, *, chain: Chain) -> bytes:
    """The block as a node keeps it in a file."""
    return chain.magic + len(block).to_bytes(4, "little") + block


def _text(data: bytes) -> bytes:
    return write_count(len(data)) + data
