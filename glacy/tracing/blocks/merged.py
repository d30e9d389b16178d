"""Merged mining (AuxPoW): the work of a block was done for the block of another chain, which names it.

What follows the header, and what must hold of it, is written in the code of Dogecoin (src/auxpow.cpp).
"""

from __future__ import annotations

from glacy.sayings import say
from glacy.tracing.blocks.cursor import Cursor
from glacy.tracing.blocks.merkle import climb
from glacy.tracing.blocks.transactions import read_transaction
from glacy.tracing.errors import MalformedBlockError

MERGED = 0x100
"""The bit of a header's version that says that its work was done elsewhere."""

_MARK = bytes.fromhex("fabe6d6d")
_MOST_HASHES = 30


def read_merged(cursor: Cursor, *, name: bytes, merged_id: int) -> bytes:
    """The header of the parent in which the block of that hash is named; raises if it is not."""
    coinbase = read_transaction(cursor)
    cursor.take(32)
    branch = _branch(cursor)
    index = cursor.number(4)
    chain_branch = _branch(cursor)
    chain_index = cursor.number(4)
    parent = cursor.take(80)
    if index != 0 or climb(coinbase.name, branch, 0) != parent[36:68]:
        raise _unproved()
    script = coinbase.inputs[0].script
    root = climb(name, chain_branch, chain_index)[::-1]
    place = script.find(root)
    marked = script.find(_MARK)
    if place < 0 or (marked >= 0 and marked + len(_MARK) != place) or (marked < 0 and place > 20):
        raise _unproved()
    if marked >= 0 and script.find(_MARK, marked + 1) >= 0:
        raise _unproved()
    tail = script[place + 32 : place + 40]
    size, nonce = int.from_bytes(tail[:4], "little"), int.from_bytes(tail[4:], "little")
    height = len(chain_branch)
    if len(tail) < 8 or size != 1 << height or chain_index != _slot(nonce, merged_id, height):
        raise _unproved()
    return parent


def _branch(cursor: Cursor) -> tuple[bytes, ...]:
    many = cursor.many(least=32)
    if many > _MOST_HASHES:
        raise _unproved()
    return tuple(cursor.take(32) for _ in range(many))


def _slot(nonce: int, merged_id: int, height: int) -> int:
    """Where in the tree of merged chains this one must stand, so that work counts once."""
    value = (nonce * 1103515245 + 12345) & 0xFFFFFFFF
    value = ((value + merged_id) * 1103515245 + 12345) & 0xFFFFFFFF
    return value % (1 << height)


def _unproved() -> MalformedBlockError:
    return MalformedBlockError(
        say("The work was done for a block of another chain, and that one does not name this block."),
        remedy=say("Fetch the block again from a node that checks blocks."),
        why="work",
        at=80,
    )
