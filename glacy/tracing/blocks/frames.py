"""The blocks of a file of a node (blk*.dat): four bytes that name the chain, a length, a block; and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from glacy.sayings import say
from glacy.tracing.blocks.cursor import short
from glacy.tracing.blocks.reading import HEADER_SIZE
from glacy.tracing.chains import Chain, chains_by_magic
from glacy.tracing.errors import MalformedBlockError, UnknownChainError

LARGEST_BLOCK = 8_000_000
"""No chain that is read has larger ones; a length beyond it is no length."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes of one block and the place in the file at which they begin."""

    data: bytes
    offset: int


@dataclass(frozen=True, slots=True)
class BadFrame:
    """A stretch of a file that is no block, and why."""

    error: MalformedBlockError
    offset: int
    size: int


def is_framed(start: bytes) -> bool:
    """Whether a file that begins with these bytes is one of a node, and not a single block."""
    return start[:4] in chains_by_magic()


def read_frames(stream: IO[bytes], *, chain: Chain, offset: int = 0) -> Iterator[Frame | BadFrame]:
    """Every block of a file, in its order, from a place in it; what lies between is told and stepped over.

    Zeros are room that the node has not used yet. A file of another chain is refused whole.
    """
    ahead = _Ahead(stream, offset)
    while True:
        ahead.skip_zeros()
        start = ahead.offset
        magic = ahead.peek(4)
        if not magic:
            return
        if magic == chain.magic:
            size = int.from_bytes(ahead.peek(8)[4:], "little")
            if len(ahead.peek(8)) < 8:
                yield BadFrame(short(at=start, missing=8 - len(ahead.peek(8))), start, len(ahead.peek(8)))
                return
            if HEADER_SIZE < size <= LARGEST_BLOCK:
                found = ahead.peek(8 + size)
                if len(found) < 8 + size:
                    yield BadFrame(short(at=start, missing=8 + size - len(found)), start, len(found))
                    if not ahead.find(chain.magic, beyond=4):
                        return
                    continue
                yield Frame(found[8:], start + 8)
                ahead.drop(8 + size)
                continue
        elif magic in chains_by_magic() and start == 0:
            raise other_chain(chains_by_magic()[magic], chain)
        is_left = ahead.find(chain.magic, beyond=1)
        yield BadFrame(_stray(start), start, ahead.offset - start)
        if not is_left:
            return


def other_chain(found: str, chain: Chain) -> UnknownChainError:
    """The error of a file whose blocks are of another chain than was said."""
    return UnknownChainError(
        say("These are blocks of {found}, and {chain} was expected.", found=found, chain=chain.called),
        remedy=say("Name the chain of the file, if it is one that is read."),
        chain=found,
    )


def _stray(at: int) -> MalformedBlockError:
    return MalformedBlockError(
        say("At byte {at} no block begins.", at=at),
        remedy=say("The file is damaged there. Copy it again from where it came."),
        why="stray",
        at=at,
    )


class _Ahead:
    """Bytes of a stream that were read and not yet used."""

    def __init__(self, stream: IO[bytes], offset: int) -> None:
        self.stream = stream
        self.offset = offset
        self.held = bytearray()
        self.ended = False

    def peek(self, size: int) -> bytes:
        """The next bytes without using them; fewer at the end."""
        while len(self.held) < size and not self.ended:
            found = self.stream.read(max(_CHUNK, size - len(self.held)))
            self.ended = not found
            self.held += found
        return bytes(self.held[:size])

    def drop(self, size: int) -> None:
        del self.held[:size]
        self.offset += size

    def skip_zeros(self) -> None:
        while True:
            found = self.peek(_CHUNK)
            used = len(found) - len(found.lstrip(b"\0"))
            self.drop(used)
            if used < len(found) or not found:
                return

    def find(self, magic: bytes, *, beyond: int) -> bool:
        """Goes forward to the next such bytes, at least so far; False at the end."""
        self.peek(beyond)
        self.drop(min(beyond, len(self.held)))
        while True:
            found = self.peek(_CHUNK)
            place = found.find(magic)
            if place >= 0:
                self.drop(place)
                return True
            if self.ended:
                self.drop(len(self.held))
                return False
            self.drop(max(len(found) - 3, 0) or len(found))
