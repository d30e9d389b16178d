"""What every source of a Bitcoin-like chain is brought to: blocks, what is spent, what is paid to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from glacy.tracing.addresses import read_address, write_address
from glacy.tracing.blocks import NO_TRANSACTION, Block, Kind, Lock, hash_key, read_script
from glacy.tracing.chains import Chain
from glacy.tracing.errors import MalformedAddressError

_CODES = {
    Kind.KEY_HASH: 1,
    Kind.SCRIPT_HASH: 2,
    Kind.WITNESS_KEY_HASH: 3,
    Kind.WITNESS_SCRIPT_HASH: 4,
    Kind.TAPROOT: 5,
    Kind.WITNESS_OTHER: 6,
    Kind.MULTISIG: 7,
}
_KINDS = {code: kind for kind, code in _CODES.items()}
_TEXT = 0
_HASH = 20


@dataclass(frozen=True, slots=True)
class Spent:
    """An output that a transaction spends; holder and value only where the source itself says them."""

    name: bytes | None
    output: int
    value: int | None = None
    holder: bytes | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """An amount paid; `holder` stands for who may spend it, None where nobody or nobody known can."""

    value: int
    holder: bytes | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A transaction of a ledger, and where in the source its bytes lie."""

    name: bytes
    index: int
    spent: Sequence[Spent]
    paid: Sequence[Paid]
    offset: int
    size: int

    @property
    def is_coinbase(self) -> bool:
        """Whether it makes new coins."""
        return not self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A block of a ledger, or a part of one. `checked` says whether its bytes proved it."""

    name: bytes
    previous: bytes | None
    time: int
    work: int
    height: int | None
    entries: Sequence[Entry]
    offset: int
    size: int
    checked: bool
    witness: str = "none"


def page_of(block: Block, *, offset: int) -> Page:
    """The page of a block that was read and checked, which begins at that place of its file."""
    entries = [
        Entry(
            name=one.name,
            index=at,
            spent=() if at == 0 else [Spent(each.spent, each.output) for each in one.inputs],
            paid=[paid_to(each.script, each.value) for each in one.outputs],
            offset=offset + one.offset,
            size=one.size,
        )
        for at, one in enumerate(block.transactions)
    ]
    return Page(
        name=block.header.name,
        previous=block.header.previous,
        time=block.header.time,
        work=block.header.work,
        height=block.stated_height,
        entries=entries,
        offset=offset,
        size=block.size,
        checked=True,
        witness=block.witness,
    )


def paid_to(script: bytes, value: int) -> Paid:
    """What a script is paid."""
    lock = _lock(script)
    return Paid(value, holder_of(lock), lock.kind.value)


def is_made(name: bytes) -> bool:
    """Whether an input of that name spends nothing, because its coins are new."""
    return name == NO_TRANSACTION


@lru_cache(maxsize=1 << 14)
def _lock(script: bytes) -> Lock:
    return read_script(script)


@lru_cache(maxsize=1 << 14)
def holder_of(lock: Lock) -> bytes | None:
    """The bytes that stand for a holder: one for its form, then its hashes. An open key is its hash."""
    match lock.kind:
        case Kind.KEY:
            return bytes([_CODES[Kind.KEY_HASH]]) + hash_key(lock.parts[0])
        case Kind.DATA | Kind.UNKNOWN:
            return None
        case Kind.MULTISIG:
            return bytes([_CODES[lock.kind], lock.needed]) + b"".join(map(hash_key, lock.parts))
        case Kind.WITNESS_OTHER:
            return bytes([_CODES[lock.kind], lock.needed]) + lock.parts[0]
        case _:
            return bytes([_CODES[lock.kind]]) + lock.parts[0]


def read_holder(text: str, *, chain: Chain) -> bytes:
    """The holder of an address; a text that is no address of the chain stands for itself."""
    if text.startswith("multisig("):
        needed, *each = text[len("multisig(") : -1].split(",")
        hashes = b"".join(read_address(one, chain=chain).parts[0] for one in each)
        return bytes([_CODES[Kind.MULTISIG], int(needed)]) + hashes
    try:
        found = holder_of(read_address(text, chain=chain))
    except MalformedAddressError:
        found = None
    return found if found is not None else bytes([_TEXT]) + text.encode()


def write_holder(holder: bytes, *, chain: Chain) -> str:
    """A holder as people write it."""
    code, rest = holder[0], holder[1:]
    if code == _TEXT:
        return rest.decode("utf-8", "replace")
    kind = _KINDS[code]
    if kind is Kind.MULTISIG:
        hashes = [rest[at : at + _HASH] for at in range(1, len(rest), _HASH)]
        each = [write_address(Lock(Kind.KEY_HASH, (one,)), chain=chain) or "" for one in hashes]
        return f"multisig({rest[0]},{','.join(each)})"
    if kind is Kind.WITNESS_OTHER:
        return write_address(Lock(kind, (rest[1:],), rest[0]), chain=chain) or rest.hex()
    return write_address(Lock(kind, (rest,)), chain=chain) or rest.hex()
