"""A whole block read from its bytes, with everything checked that the bytes alone can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from glacy.sayings import say
from glacy.tracing.blocks.cursor import Cursor
from glacy.tracing.blocks.merged import MERGED, read_merged
from glacy.tracing.blocks.merkle import merkle_root
from glacy.tracing.blocks.transactions import Transaction, hash_twice, read_transaction
from glacy.tracing.blocks.work import verify_work, work_of
from glacy.tracing.chains import Chain
from glacy.tracing.errors import MalformedBlockError

HEADER_SIZE = 80
_LEAST_TRANSACTION = 60
_COMMITMENT = bytes.fromhex("6a24aa21a9ed")
_STATES_HEIGHT = 2
_LEAST_SCRIPT, _MOST_SCRIPT = 2, 100

Witness: TypeAlias = Literal["holds", "left out", "none"]
"""The block commits to witnesses and they fit; it commits and they are not there; it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The eighty bytes that name a block: what it follows, its transactions, when, and the work for it."""

    name: bytes
    version: int
    previous: bytes
    merkle_root: bytes
    time: int
    bits: int
    nonce: int

    @property
    def hash(self) -> str:
        """The hash as people write it."""
        return self.name[::-1].hex()

    @property
    def work(self) -> int:
        """How many hashes the block took, on average."""
        return work_of(self.bits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block whose hash, work, merkle root, witness commitment and amounts were checked."""

    header: Header
    transactions: tuple[Transaction, ...]
    size: int
    witness: Witness
    stated_height: int | None


def read_header(data: bytes) -> Header:
    """The header of its eighty bytes; what they say is not checked."""
    cursor = Cursor(data)
    raw = cursor.take(HEADER_SIZE)
    return Header(
        name=hash_twice(raw),
        version=int.from_bytes(raw[:4], "little"),
        previous=raw[4:36],
        merkle_root=raw[36:68],
        time=int.from_bytes(raw[68:72], "little"),
        bits=int.from_bytes(raw[72:76], "little"),
        nonce=int.from_bytes(raw[76:80], "little"),
    )


def read_block(data: bytes, *, chain: Chain) -> Block:
    """The block of exactly these bytes; raises `MalformedBlockError` where one of them cannot be right."""
    header = read_header(data)
    cursor = Cursor(data, HEADER_SIZE)
    proved = data[:HEADER_SIZE]
    if chain.merged_mining_id is not None and header.version & MERGED:
        proved = read_merged(cursor, name=header.name, merged_id=chain.merged_mining_id)
    verify_work(proved, bits=header.bits, chain=chain)
    transactions = tuple(read_transaction(cursor) for _ in range(cursor.many(least=_LEAST_TRANSACTION)))
    if cursor.at != cursor.end:
        left = cursor.end - cursor.at
        raise _refused("longer", cursor.at, say("{left} bytes follow the last transaction.", left=left))
    _verify_coinbase(transactions)
    if merkle_root([one.name for one in transactions]) != header.merkle_root:
        raise _refused("merkle", 36, say("The merkle root of the header is not that of the transactions."))
    witness = _witness(transactions)
    _verify_amounts(transactions, chain)
    return Block(
        header=header,
        transactions=transactions,
        size=len(data),
        witness=witness,
        stated_height=_stated_height(header, transactions[0], chain),
    )


def _verify_coinbase(transactions: Sequence[Transaction]) -> None:
    makers = [at for at, one in enumerate(transactions) if one.is_coinbase]
    if makers != [0]:
        says = say("One transaction makes new coins, the first; here it is otherwise.")
        raise _refused("coinbase", HEADER_SIZE, says)
    if not _LEAST_SCRIPT <= len(transactions[0].inputs[0].script) <= _MOST_SCRIPT:
        says = say("The script of the transaction that makes new coins has a length that no node accepts.")
        raise _refused("coinbase", HEADER_SIZE, says)


def _witness(transactions: Sequence[Transaction]) -> Witness:
    """Whether the witnesses are those that the coinbase commits to (BIP 141)."""
    commitments = [one.script[6:38] for one in transactions[0].outputs if _commits(one.script)]
    carried = any(one.has_witness for one in transactions)
    if not commitments:
        if carried:
            raise _refused(
                "witness", HEADER_SIZE, say("The block has witnesses and does not commit to them.")
            )
        return "none"
    reserved = transactions[0].inputs[0].witness
    if not carried:
        return "left out"
    if len(reserved) != 1 or len(reserved[0]) != 32:
        raise _refused(
            "witness", HEADER_SIZE, say("The commitment to the witnesses lacks its reserved value.")
        )
    root = merkle_root([bytes(32), *(one.whole_name for one in transactions[1:])])
    if hash_twice(root + reserved[0]) != commitments[-1]:
        raise _refused("witness", HEADER_SIZE, say("The witnesses are not those that the block commits to."))
    return "holds"


def _commits(script: bytes) -> bool:
    return len(script) >= 38 and script.startswith(_COMMITMENT)


def _verify_amounts(transactions: Sequence[Transaction], chain: Chain) -> None:
    for one in transactions:
        if max((output.value for output in one.outputs), default=0) > chain.supply or (
            sum(output.value for output in one.outputs) > chain.supply
        ):
            says = say("Transaction {txid} pays more than there can ever be.", txid=one.txid)
            raise _refused("supply", one.offset, says)


def _stated_height(header: Header, coinbase: Transaction, chain: Chain) -> int | None:
    """The height that the coinbase states (BIP 34), where blocks of the chain must state it truly.

    Blocks of version 2 before that height could state another one, so a lower number counts for nothing.
    """
    script = coinbase.inputs[0].script
    size = script[0]
    if header.version < _STATES_HEIGHT or not 1 <= size <= 4 or len(script) <= size:
        if chain.heights_stated_from <= 1 and 0x51 <= size <= 0x60:
            return size - 0x50
        return None
    height = int.from_bytes(script[1 : 1 + size], "little", signed=True)
    return height if height >= chain.heights_stated_from else None


def _refused(why: str, at: int, says: str) -> MalformedBlockError:
    remedy = say("Fetch the block again from a node that checks blocks.")
    return MalformedBlockError(says, remedy=remedy, why=why, at=at)
