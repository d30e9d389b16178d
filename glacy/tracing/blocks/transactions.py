"""One transaction as it stands in a block: inputs, outputs, witnesses, and the hash that names it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from glacy.sayings import say
from glacy.tracing.blocks.cursor import Cursor
from glacy.tracing.errors import MalformedBlockError

NO_TRANSACTION = bytes(32)
"""What the input of a coinbase names instead of a transaction."""

_LEAST_INPUT = 41
_LEAST_OUTPUT = 9


@dataclass(frozen=True, slots=True)
class Input:
    """What a transaction spends: an output of an earlier one, and the script and witness that open it."""

    spent: bytes
    output: int
    script: bytes
    sequence: int
    witness: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """An amount in the smallest unit, and the script that says who may spend it."""

    value: int
    script: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A transaction; `offset` and `size` say where its bytes lie in the block, `name` is its hash."""

    name: bytes
    whole_name: bytes
    version: int
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    locktime: int
    offset: int
    size: int

    @property
    def is_coinbase(self) -> bool:
        """Whether it makes new coins: one input, which spends nothing."""
        return len(self.inputs) == 1 and self.inputs[0].spent == NO_TRANSACTION

    @property
    def has_witness(self) -> bool:
        """Whether an input carries a witness."""
        return any(one.witness for one in self.inputs)

    @property
    def txid(self) -> str:
        """The hash as people write it."""
        return self.name[::-1].hex()


def hash_twice(data: bytes) -> bytes:
    """SHA-256 of the SHA-256."""
    return sha256(sha256(data).digest()).digest()


def read_transaction(cursor: Cursor) -> Transaction:
    """The transaction at the cursor, which is left behind it."""
    start = cursor.at
    version = cursor.number(4)
    body = cursor.at
    is_segwit = _is_segwit(cursor)
    if is_segwit:
        body = cursor.at
    inputs = [_input(cursor) for _ in range(cursor.many(least=_LEAST_INPUT))]
    if not inputs:
        raise _odd(start, "inputs", say("The transaction at byte {at} spends nothing.", at=start))
    outputs = tuple(_output(cursor) for _ in range(cursor.many(least=_LEAST_OUTPUT)))
    after = cursor.at
    if is_segwit:
        inputs = [_with_witness(one, cursor) for one in inputs]
        if not any(one.witness for one in inputs):
            raise _odd(start, "witness", say("The transaction at byte {at} has an empty witness.", at=start))
    locktime = cursor.number(4)
    whole = hash_twice(cursor.data[start : cursor.at])
    name = whole
    if is_segwit:
        data = cursor.data
        name = hash_twice(data[start : start + 4] + data[body:after] + data[cursor.at - 4 : cursor.at])
    return Transaction(
        name=name,
        whole_name=whole,
        version=version,
        inputs=tuple(inputs),
        outputs=outputs,
        locktime=locktime,
        offset=start,
        size=cursor.at - start,
    )


def _is_segwit(cursor: Cursor) -> bool:
    at = cursor.at
    if cursor.data[at : at + 1] != b"\0":
        return False
    flag = cursor.take(2)[1]
    if flag != 1:
        raise _odd(
            at,
            "form",
            say("The transaction at byte {at} has a form that is not read (flag {flag}).", at=at, flag=flag),
        )
    return True


def _input(cursor: Cursor) -> Input:
    return Input(cursor.take(32), cursor.number(4), cursor.text(), cursor.number(4))


def _output(cursor: Cursor) -> Output:
    return Output(cursor.number(8), cursor.text())


def _with_witness(one: Input, cursor: Cursor) -> Input:
    witness = tuple(cursor.text() for _ in range(cursor.many(least=1)))
    return Input(one.spent, one.output, one.script, one.sequence, witness) if witness else one


def _odd(at: int, why: str, says: str) -> MalformedBlockError:
    remedy = say("Fetch the block again from a node that checks blocks.")
    return MalformedBlockError(says, remedy=remedy, why=why, at=at)
