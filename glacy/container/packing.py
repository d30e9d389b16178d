"""Writes a ZIP file in one byte form, entry by entry (docs/specs/container.md, section 2)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from typing import BinaryIO, NamedTuple, TypeAlias, Union

from glacy.canon import Digest
from glacy.container.archive import crc32
from glacy.container.cursor import PIECE, Cursor
from glacy.container.errors import UnwritableContainerError
from glacy.container.records import (
    FULL32,
    LONGEST_RECORD,
    MOMENT,
    MOMENT_PLACE,
    Directory,
    Moment,
    read_central,
    write_central,
    write_end,
    write_local,
    write_moment,
)
from glacy.sayings import say

_GATHERED = 1 << 20
Piece: TypeAlias = Union[bytes, memoryview]


class Entry(NamedTuple):
    """A file that stands in a container: where its header begins, and what its content is."""

    name: str
    start: int
    size: int
    crc: int
    digest: Digest


class ArchiveWriter:
    """Writes a ZIP; `directory` keeps its directory until the end, so that memory stays flat.

    `out` must be able to step back. It is written from its beginning; `kept` entries stand in it already, and
    bear the time `kept_at` if that is known.
    """

    def __init__(
        self,
        out: BinaryIO,
        *,
        at: datetime,
        directory: BinaryIO,
        kept: Iterable[Entry] = (),
        kept_at: datetime | None = None,
    ) -> None:
        self._out = out
        self._moment = write_moment(at)
        self._mixed = False
        self._directory = directory
        self._directory_size = self._count = self._place = 0
        for entry in kept:
            self._close(entry.name.encode("utf-8"), entry)
            self._mixed = kept_at != at
        out.seek(self._place)
        out.truncate()

    @property
    def place(self) -> int:
        """Where the next entry begins."""
        return self._place

    def put(self, name: str, pieces: Iterable[Piece], *, size: int | None = None) -> Entry:
        """Write one entry; a content of 4 GiB or more must say its size before."""
        encoded, rest = name.encode("utf-8"), iter(pieces)
        first = _gather(rest)
        if len(first) <= _GATHERED:
            digest, crc = hashlib.sha256(first).hexdigest(), crc32(first)
            entry = Entry(name, self._place, len(first), crc, Digest(digest))
            self._out.write(write_local(encoded, moment=self._moment, crc=crc, size=len(first)))
            self._out.write(first)
        else:
            entry = self._put_large(name, chain[Piece]((first,), rest), 0 if size is None else size)
        if size is not None and entry.size != size:
            raise UnwritableContainerError(
                say(
                    "{name!r} was to have {size} bytes and gave {found}.",
                    name=name,
                    size=size,
                    found=entry.size,
                ),
                remedy=say("Stop what writes to the file, then seal it again."),
                file=name,
                found=entry.size,
            )
        self._close(encoded, entry)
        return entry

    def content(self, entry: Entry) -> Iterator[bytes]:
        """The content of an entry that stands already, piece by piece, while another one is written."""
        head = write_local(entry.name.encode("utf-8"), moment=self._moment, crc=entry.crc, size=entry.size)
        place, left = entry.start + len(head), entry.size
        while left:
            here = self._out.tell()
            self._out.seek(place)
            piece = self._out.read(min(left, PIECE))
            self._out.seek(here)
            if not piece:
                return
            yield piece
            place, left = place + len(piece), left - len(piece)

    def copy(self, name: str, pieces: Iterable[bytes], *, crc: int, size: int) -> None:
        """Write an entry whose CRC-32 and size are known, and must be right."""
        encoded = name.encode("utf-8")
        self._out.write(write_local(encoded, moment=self._moment, crc=crc, size=size))
        for piece in pieces:
            self._out.write(piece)
        self._close(encoded, Entry(name, self._place, size, crc, Digest("")))

    def finish(self, *, at: datetime) -> None:
        """Write the directory and the end; every entry then bears this time."""
        moment = write_moment(at)
        if self._mixed or moment != self._moment:
            self._write_directory_at(moment)
        else:
            self._directory.seek(0)
            while piece := self._directory.read(PIECE):
                self._out.write(piece)
        self._out.write(write_end(Directory(self._count, self._directory_size, self._place)))

    def _write_directory_at(self, moment: Moment) -> None:
        """Write the directory with another time, and that time into the header of each entry."""
        cursor = Cursor(self._directory, at=0, end=self._directory_size)
        bears, write_at = MOMENT.pack(*moment), _writer_at(self._out)
        for _ in range(self._count):
            record = read_central(*cursor.ahead(LONGEST_RECORD))
            cursor.skip(record.length)
            write_at(bears, record.start + MOMENT_PLACE)
        self._out.seek(self._place)
        cursor = Cursor(self._directory, at=0, end=self._directory_size)
        for _ in range(self._count):
            name, crc, size, start, length = read_central(*cursor.ahead(LONGEST_RECORD))
            cursor.skip(length)
            self._out.write(write_central(name, moment=moment, crc=crc, size=size, start=start))

    def _put_large(self, name: str, pieces: Iterable[Piece], claimed: int) -> Entry:
        """Write a content behind a header that is filled in when its end is reached."""
        encoded, out = name.encode("utf-8"), self._out
        out.write(write_local(encoded, moment=self._moment, crc=0, size=claimed))
        digest, crc, found = hashlib.sha256(), 0, 0
        for piece in pieces:
            out.write(piece)
            digest.update(piece)
            crc = crc32(piece, crc)
            found += len(piece)
        if (found < FULL32) != (claimed < FULL32):
            raise UnwritableContainerError(
                say("A file of {found} bytes did not say its size before it was written.", found=found),
                remedy=say("Give the size of a file of 4 GiB or more."),
                file=name,
                found=found,
            )
        end = out.tell()
        out.seek(self._place)
        out.write(write_local(encoded, moment=self._moment, crc=crc, size=found))
        out.seek(end)
        return Entry(name, self._place, found, crc, Digest(digest.hexdigest()))

    def _close(self, encoded: bytes, entry: Entry) -> None:
        _, start, size, crc, _ = entry
        if start != self._place:
            raise UnwritableContainerError(
                say("{name!r} does not stand where it was written.", name=entry.name),
                remedy=say("Seal the files again from the beginning."),
                file=entry.name,
            )
        record = write_central(encoded, moment=self._moment, crc=crc, size=size, start=start)
        self._directory.write(record)
        self._directory_size += len(record)
        self._count += 1
        self._place += len(write_local(encoded, moment=self._moment, crc=crc, size=size)) + size


def _writer_at(out: BinaryIO) -> Callable[[bytes, int], object]:
    """What writes a few bytes at a place: past the buffer, where there is a file below it."""
    try:
        descriptor = out.fileno()
    except OSError:  # a file in memory has none

        def write(data: bytes, place: int) -> None:
            out.seek(place)
            out.write(data)

        return write
    out.flush()
    return partial(os.pwrite, descriptor)


def _gather(pieces: Iterator[Piece]) -> Piece:
    """The first pieces, up to more than what is kept in memory; each may be gone when the next is drawn."""
    first: Piece = next(pieces, b"")
    if len(first) > _GATHERED:
        return first
    gathered, size = [bytes(first)], len(first)
    for piece in pieces:
        gathered.append(bytes(piece))
        size += len(piece)
        if size > _GATHERED:
            break
    return b"".join(gathered) if len(gathered) > 1 else gathered[0]
