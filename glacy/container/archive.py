"""A ZIP file in one byte form, written and read piece by piece (docs/specs/container.md, section 2)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from isal import isal_zlib

from glacy.container.cursor import Cursor
from glacy.container.layout import order_of
from glacy.container.names import verify_name
from glacy.container.records import (
    CENTRAL,
    LOCAL_MARK,
    LONGEST_END,
    LONGEST_RECORD,
    Moment,
    Record,
    fault_of_record,
    malformed,
    moment_of,
    read_central,
    read_end,
    read_moment,
    write_central,
    write_local,
)
from glacy.sayings import say

crc32 = isal_zlib.crc32
_GATHERED = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a reader takes in: entries, bytes of one file, bytes of all."""

    files: int = 100_000
    file_size: int = 1 << 30
    total_size: int = 2 << 30


class Archive:
    """A ZIP in our form, opened: its directory is read and checked, its contents are not read yet.

    It keeps eight bytes to an entry. Entries are counted from 0, in the order of the directory.
    """

    def __init__(self, file: BinaryIO, *, limits: Limits, visit: Callable[[bytes], None]) -> None:
        self.file = file
        length = file.seek(0, 2)
        file.seek(0)
        if file.read(4) != LOCAL_MARK:
            raise malformed("zip", say("It is not a ZIP file, or is cut short"))
        file.seek(max(0, length - LONGEST_END))
        self._directory = read_end(file.read(LONGEST_END), length=length)
        if not 0 < self._directory.count <= limits.files:
            raise malformed(
                "count",
                say(
                    "It holds {count} files, more than {files}",
                    count=self._directory.count,
                    files=limits.files,
                ),
            )
        self._records = array("Q")
        self.moment = self._read_moment()
        self.at = read_moment(self.moment)
        self._walk(limits, visit)

    def __len__(self) -> int:
        return self._directory.count

    def entry(self, number: int) -> Record:
        """One entry, by its number."""
        self.file.seek(self._records[number])
        return read_central(self.file.read(min(LONGEST_RECORD, self._end - self._records[number])))

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        """The entries from one number up to another, in their order."""
        stop = len(self) if stop is None else stop
        if start >= stop:
            return
        cursor = Cursor(self.file, at=self._records[start], end=self._end)
        for _ in range(start, stop):
            entry = read_central(*cursor.ahead(LONGEST_RECORD))
            cursor.skip(entry.length)
            yield entry

    def find(self, name: bytes, start: int, stop: int) -> int | None:
        """The number of the entry of that name among some that are in their order."""
        low, high, wanted = start, stop, order_of(name)
        while low < high:
            middle = (low + high) // 2
            found = order_of(self.entry(middle).name)
            if found == wanted:
                return middle
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return None

    def header(self, entry: Record) -> bytes:
        """The header that must stand before a content."""
        return write_local(entry.name, moment=self.moment, crc=entry.crc, size=entry.size)

    def cursor(self, entry: Record) -> Cursor:
        """A cursor at the content of an entry, whose header is checked."""
        header = self.header(entry)
        cursor = Cursor(
            self.file, at=entry.start, end=min(entry.start + len(header) + entry.size, self._directory.start)
        )
        if cursor.take(len(header)) != header:
            raise malformed("form", say("The header of a file is not in the one form"), shown(entry.name))
        return cursor

    @property
    def directory_start(self) -> int:
        """Where the directory begins, right behind the last content."""
        return self._directory.start

    @property
    def _end(self) -> int:
        return self._directory.start + self._directory.size

    def _read_moment(self) -> Moment:
        self.file.seek(self._directory.start)
        record = self.file.read(CENTRAL.size)
        if len(record) < CENTRAL.size:
            raise malformed("directory", say("Its directory is cut short"))
        return moment_of(record)

    def _walk(self, limits: Limits, visit: Callable[[bytes], None]) -> None:
        """Read the directory once: each record in our form, each content right behind the one before.

        `visit` is shown each name.
        """
        cursor = Cursor(self.file, at=self._directory.start, end=self._end)
        place = total = 0
        for _ in range(self._directory.count):
            self._records.append(cursor.at)
            record, begin = cursor.ahead(LONGEST_RECORD)
            entry = read_central(record, begin)
            name, crc, size, start, length = entry
            written = write_central(name, moment=self.moment, crc=crc, size=size, start=place)
            if start != place or record[begin : begin + length] != written:
                raise _fault_of(record[begin : begin + length], self.moment, shown(name))
            visit(name)
            total += size
            if size > limits.file_size or total > limits.total_size:
                raise malformed(
                    "size",
                    say("It holds more than {total_size} bytes", total_size=limits.total_size),
                    shown(name),
                )
            place += len(self.header(entry)) + size
            cursor.skip(length)
        if place != self._directory.start or cursor.at != self._end:
            raise malformed("directory", say("Its directory is not where its end says"))


def read_name(name: bytes) -> str:
    """The name in the bytes of an entry, if it is one that is safe everywhere."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise malformed("name", say("A file name is not UTF-8")) from fault
    verify_name(text)
    return text


def shown(name: bytes) -> str:
    """The bytes of a name as they can be shown."""
    return name.decode("utf-8", "replace")


def _fault_of(record: bytes, moment: Moment, name: str) -> Exception:
    fault, says = fault_of_record(record)
    if fault == "place" and moment_of(record) != moment:
        fault, says = "time", say("The files do not all bear the same time")
    return malformed(fault, says, name)
