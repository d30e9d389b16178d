"""Invented blocks for the tests: real in form, on the chain whose work is no work."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from glacy.tracing import Input, Output, Transaction, get_chain, make_transaction, write_block

CHAIN = get_chain("bitcoin-regtest")
REWARD = 50 * 10**8
PAID = bytes.fromhex("0014") + bytes(range(20))
TAPROOT = bytes.fromhex("5120") + bytes(range(32))


def coinbase(height: int, *, paid: Sequence[Output] = (Output(REWARD, PAID),)) -> Transaction:
    """The transaction that makes the coins of a block; it states the height."""
    script = bytes([3]) + height.to_bytes(3, "little") + b"invented"
    return make_transaction([Input(bytes(32), 0xFFFFFFFF, script, 0xFFFFFFFF)], paid)


def spend(earlier: Transaction, at: int, outputs: Sequence[Output], *, witness: bool = False) -> Transaction:
    """A transaction that spends one output of another."""
    proof = (b"\x30" * 71, b"\x02" * 33) if witness else ()
    script = b"" if witness else b"\x51"
    return make_transaction([Input(earlier.name, at, script, 0xFFFFFFFF, proof)], outputs)


def block_of(
    transactions: Sequence[Transaction], *, previous: bytes = bytes(32), time: int = 1_700_000_000
) -> bytes:
    """The bytes of a block; witnesses are committed to as they must be."""
    if any(one.has_witness for one in transactions[1:]):
        transactions = [_committing(transactions), *transactions[1:]]
    return write_block(transactions, previous=previous, time=time, chain=CHAIN)


def _committing(transactions: Sequence[Transaction]) -> Transaction:
    from glacy.tracing import merkle_root

    def twice(data: bytes) -> bytes:
        return sha256(sha256(data).digest()).digest()

    root = merkle_root([bytes(32), *(one.whole_name for one in transactions[1:])])
    first = transactions[0].inputs[0]
    carried = Input(first.spent, first.output, first.script, first.sequence, (bytes(32),))
    commitment = Output(0, bytes.fromhex("6a24aa21a9ed") + twice(root + bytes(32)))
    return make_transaction([carried], [*transactions[0].outputs, commitment])


def small_block(height: int = 1, *, previous: bytes = bytes(32), time: int = 1_700_000_000) -> bytes:
    """A block with a coinbase, a transaction with a witness, and one that pays to Taproot.

    The coins of the second come from a transaction that is nowhere.
    """
    made = coinbase(height)
    first = spend(
        make_transaction(made.inputs, [Output(height, PAID)]),
        0,
        [Output(30 * 10**8, PAID), Output(20 * 10**8, TAPROOT)],
        witness=True,
    )
    second = spend(first, 0, [Output(29 * 10**8, TAPROOT), Output(0, b"\x6a\x04note")])
    return block_of([made, first, second], previous=previous, time=time)
