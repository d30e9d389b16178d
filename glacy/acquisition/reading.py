"""Reads one file once: its digests, its holes, what could not be read, and whether it changed meanwhile."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from hashlib import sha256
from typing import NamedTuple, Protocol

from blake3 import blake3

from glacy.acquisition.facts import facts_of, is_same
from glacy.acquisition.opening import name_of, open_file
from glacy.acquisition.walking import LARGE, FoundFile
from glacy.canon import Digest
from glacy.evidence import MOST_STRETCHES, FileFacts, FoundThing, SealedItem, Stretch

SMALL = LARGE
PIECE = 1 << 18
"""How much of a large file is read at once: it stays in the processor's cache while it is hashed."""
WIDE_PIECE = 1 << 20
"""The same where a second thread takes the other digest: handing over costs more than the cache saves."""
_BLOCK = 4096


class Hash(Protocol):
    """A digest in the making."""

    def update(self, data: memoryview, /) -> object: ...


class _Rooms(threading.local):
    """A room for each thread, into which it reads one small file after the other."""

    def __init__(self) -> None:
        self.room = memoryview(bytearray(SMALL + 1))


_ROOMS = _Rooms()


class Counter(Protocol):
    """What counts the bytes that were read."""

    size: int


class Told(NamedTuple):
    """What is told of a file that was read, but for its digests."""

    size: int
    facts: FileFacts
    holes: tuple[Stretch, ...]
    unread: tuple[Stretch, ...]
    changed: bool


class Opened:
    """A file of a source, open: its pieces once, and what is told of it after the last."""

    def __init__(self, found: FoundFile) -> None:
        self._found = found
        self._descriptor = open_file(found.path)
        try:
            self.before = os.fstat(self._descriptor)
            self.size = self._measure()
        except BaseException:
            os.close(self._descriptor)
            raise
        self._unread: list[Stretch] = []
        self._changed = False

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    @property
    def is_readable(self) -> bool:
        """Whether it is a file, and not something that was put in its place."""
        return self._found.is_device or stat.S_ISREG(self.before.st_mode)

    @property
    def is_unread(self) -> bool:
        """Whether parts of it could not be read so far."""
        return bool(self._unread)

    def whole(self) -> bytes:
        """All its bytes at once."""
        return b"".join(map(bytes, self.pieces()))

    def pieces(self, progress: Counter | None = None, *, most: int = PIECE) -> Iterator[memoryview]:
        """The bytes piece by piece, as many as the file had when it was opened; zeros for what is unread.

        All pieces are read into one room: each is gone when the next is asked for.
        """
        offset, room = 0, memoryview(bytearray(min(most, self.size)))
        while offset < self.size:
            want = min(most, self.size - offset)
            try:
                length = os.preadv(self._descriptor, (room[:want],), offset)
                piece = room[:length]
            except OSError:
                piece = memoryview(self._in_blocks(offset, want))
            if not piece:
                yield from self._missing(offset)
                return
            yield piece
            offset += len(piece)
            if progress is not None:
                progress.size += len(piece)

    def told(self) -> Told:
        """What is told of it, asked after its last piece."""
        after = os.fstat(self._descriptor)
        before = self._found.before
        changed = self._changed or not is_same(before, after)
        return Told(self.size, facts_of(before), self._holes(before), tuple(_joined(self._unread)), changed)

    def _measure(self) -> int:
        if self._found.is_device:
            return os.lseek(self._descriptor, 0, os.SEEK_END)
        if self.before.st_size or not stat.S_ISREG(self.before.st_mode):
            return self.before.st_size
        return self._measure_odd()

    def _measure_odd(self) -> int:
        """The size of a file that calls itself empty: some of the system have a content all the same."""
        size = 0
        while piece := os.pread(self._descriptor, PIECE, size):
            size += len(piece)
        return size

    def _in_blocks(self, offset: int, want: int) -> bytes:
        """A piece of which something cannot be read: what can be, block by block, and zeros for the rest."""
        blocks = []
        for place in range(offset, offset + want, _BLOCK):
            length = min(_BLOCK, offset + want - place)
            try:
                block = os.pread(self._descriptor, length, place)
            except OSError as fault:
                if fault.errno in (errno.EBADF, errno.EINVAL):
                    raise
                block = b""
            if len(block) < length:
                self._unread.append((place + len(block), length - len(block)))
                block = block.ljust(length, b"\0")
            blocks.append(block)
        return b"".join(blocks)

    def _missing(self, offset: int) -> Iterator[memoryview]:
        """Zeros for what was cut off from the file while it was read."""
        self._changed = True
        self._unread.append((offset, self.size - offset))
        while offset < self.size:
            length = min(PIECE, self.size - offset)
            yield memoryview(bytes(length))
            offset += length

    def _holes(self, status: os.stat_result) -> tuple[Stretch, ...]:
        """Where the file has holes, if it has less on the disk than its size."""
        if self._found.is_device or status.st_blocks * 512 >= self.size:
            return ()
        holes: list[Stretch] = []
        place = 0
        try:
            while place < self.size and len(holes) < MOST_STRETCHES:
                try:
                    data = os.lseek(self._descriptor, place, os.SEEK_DATA)
                except OSError as fault:
                    if fault.errno != errno.ENXIO:
                        raise
                    data = self.size
                if data > place:
                    holes.append((place, min(data, self.size) - place))
                place = os.lseek(self._descriptor, data, os.SEEK_HOLE) if data < self.size else self.size
        except OSError:
            return ()
        return tuple(holes)


def digest_file(
    found: FoundFile, *, with_blake3: bool, beside: Executor | None = None, progress: Counter | None = None
) -> SealedItem | FoundThing:
    """The item of a file, read once where it lies; a thing called unread if it cannot be opened.

    `beside` takes the second digest of a large file, so that both go on at once.
    """
    try:
        small = _read_small(found)
        if small is not None:
            data, changed = small
            digest = sha256(data).hexdigest()
            second = blake3(data).hexdigest() if with_blake3 else None
            if progress is not None:
                progress.size += len(data)
            facts = facts_of(found.before)
            return SealedItem(
                found.name, len(data), Digest(digest), second, facts, (), found.spelled, (), changed
            )
        opened = Opened(found)
    except OSError as fault:
        return unread(found, fault)
    with opened:
        if not opened.is_readable:
            return replaced(found)
        first, other = sha256(), blake3() if with_blake3 else None
        most = WIDE_PIECE if with_blake3 and beside is not None else PIECE
        for piece in paired(opened.pieces(progress, most=most), other, beside):
            first.update(piece)
        digest, second = first.hexdigest(), None if other is None else other.hexdigest()
        return item_of(found, opened.told(), Digest(digest), second)


def load_file(found: FoundFile, *, with_blake3: bool) -> tuple[bytes, SealedItem] | FoundThing:
    """The bytes of a file that is not large, and its item, in which the legal digest is still to be set."""
    try:
        small = _read_small(found)
        if small is not None:
            content, changed = bytes(small[0]), small[1]
            told = Told(len(content), facts_of(found.before), (), (), changed)
        else:
            with Opened(found) as opened:
                if not opened.is_readable:
                    return replaced(found)
                content, told = opened.whole(), opened.told()
    except OSError as fault:
        return unread(found, fault)
    return content, item_of(found, told, Digest(""), blake3(content).hexdigest() if with_blake3 else None)


def _read_small(found: FoundFile) -> tuple[memoryview, bool] | None:
    """The bytes of a small plain file, gone when this thread reads the next, and whether it changed.

    None where it takes a closer look: it is large, odd, has holes, was replaced, or cannot be read whole.
    """
    before = found.before
    size = before.st_size
    if not 0 < size <= SMALL or found.is_device or before.st_blocks * 512 < size:
        return None
    descriptor = open_file(found.path)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        room = _ROOMS.room
        try:
            length = os.preadv(descriptor, (room,), 0)
        except OSError:
            return None
        if length != size:
            return None
        return room[:size], not is_same(before, os.fstat(descriptor))
    finally:
        os.close(descriptor)


class Looked(NamedTuple):
    """What a second look at a file found: its size, one digest, and whether parts could not be read."""

    size: int
    digest: str
    unread: bool


def look_at(found: FoundFile, *, quick: bool, progress: Counter | None = None) -> Looked | None:
    """The size and one digest of a file, BLAKE3 if it is to be quick; None if it cannot be read."""
    new = blake3 if quick else sha256
    try:
        small = _read_small(found)
        if small is not None:
            data = small[0]
            if progress is not None:
                progress.size += len(data)
            return Looked(len(data), new(data).hexdigest(), False)
        opened = Opened(found)
    except OSError:
        return None
    with opened:
        if not opened.is_readable:
            return None
        digest = new()
        for piece in opened.pieces(progress):
            digest.update(piece)
        return Looked(opened.size, digest.hexdigest(), opened.is_unread)


def paired(pieces: Iterator[memoryview], other: Hash | None, beside: Executor | None) -> Iterator[memoryview]:
    """The pieces, each given to another digest too, which works while the taker of the piece does."""
    if other is None:
        yield from pieces
        return
    if beside is None:
        for piece in pieces:
            other.update(piece)
            yield piece
        return
    update: Callable[[memoryview], object] = other.update
    for piece in pieces:
        running = beside.submit(update, piece)
        yield piece
        running.result()


def item_of(found: FoundFile, told: Told, digest: Digest, second: str | None) -> SealedItem:
    """The item of a file that was read."""
    size, facts, holes, missing, changed = told
    return SealedItem(found.name, size, digest, second, facts, holes, found.spelled, missing, changed)


def unread(found: FoundFile, fault: OSError) -> FoundThing:
    """The thing for a file that cannot be opened."""
    return FoundThing(found.name, "unread", facts_of(found.before), found.spelled, None, name_of(fault))


def replaced(found: FoundFile) -> FoundThing:
    """The thing for a file in whose place something else was put before it was opened."""
    return FoundThing(found.name, "unread", facts_of(found.before), found.spelled, None, "ESTALE")


def _joined(stretches: list[Stretch]) -> Iterator[Stretch]:
    """Stretches that touch as one; where there are too many, the last reaches to the end of all."""
    joined: list[Stretch] = []
    for start, length in stretches:
        if joined and joined[-1][0] + joined[-1][1] == start:
            joined[-1] = (joined[-1][0], joined[-1][1] + length)
        else:
            joined.append((start, length))
    if len(joined) > MOST_STRETCHES:
        start = joined[MOST_STRETCHES - 1][0]
        joined[MOST_STRETCHES - 1 :] = [(start, joined[-1][0] + joined[-1][1] - start)]
    return iter(joined)
