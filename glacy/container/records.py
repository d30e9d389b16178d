"""The records of a ZIP file in one byte form: stored entries, one time, UTF-8 names (APPNOTE.TXT 6.3.10)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from glacy.container.errors import MalformedContainerError, UnwritableContainerError
from glacy.sayings import say

Moment = tuple[int, int]
"""The time and the day of an entry, as a ZIP counts them."""

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_WIDE_END = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_WIDE_SIZES = struct.Struct("<2H2Q")
MOMENT, MOMENT_PLACE = struct.Struct("<2H"), 10
"""The time and day in a header, and where in it they stand."""
LOCAL_MARK, _CENTRAL_MARK = b"PK\x03\x04", b"PK\x01\x02"
_END_MARK, _WIDE_END_MARK, _LOCATOR_MARK = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_PLAIN, _WIDE = 20, 45
_UNIX = 3 << 8
_UTF8, _STORED = 0x0800, 0
_FILE_MODE = 0o100644 << 16
_FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
_WIDE_TAG = 1
_LONGEST_EXTRA = 28
_FIRST_YEAR, _LAST_YEAR = 1980, 2107
LONGEST_END = _WIDE_END.size + _LOCATOR.size + _END.size
LONGEST_RECORD = CENTRAL.size + _FULL16 + _LONGEST_EXTRA


class Record(NamedTuple):
    """What a directory says of an entry: its name, CRC-32, size, and where its header begins."""

    name: bytes
    crc: int
    size: int
    start: int
    length: int
    """Bytes of its record in the directory."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory of a ZIP stands, and how many entries it has."""

    count: int
    size: int
    start: int


def write_local(name: bytes, *, moment: Moment, crc: int, size: int) -> bytes:
    """The header before a content; ZIP64 only where its size does not fit (section 2.6)."""
    time, day = moment
    if size < FULL32:
        head = LOCAL.pack(
            LOCAL_MARK, _PLAIN, _UTF8, _STORED, time, day, crc, size, size, len(name), 0
        )  # fmt: skip
        return head + name
    extra = _WIDE_SIZES.pack(_WIDE_TAG, 16, size, size)
    head = LOCAL.pack(
        LOCAL_MARK, _WIDE, _UTF8, _STORED, time, day, crc, FULL32, FULL32, len(name), len(extra)
    )  # fmt: skip
    return head + name + extra


def write_central(name: bytes, *, moment: Moment, crc: int, size: int, start: int) -> bytes:
    """The record of an entry in the directory; ZIP64 only for what does not fit."""
    time, day = moment
    if size < FULL32 and start < FULL32:
        return CENTRAL.pack(
            _CENTRAL_MARK, _UNIX | _PLAIN, _PLAIN, _UTF8, _STORED, time, day, crc, size, size,
            len(name), 0, 0, 0, 0, _FILE_MODE, start,
        ) + name  # fmt: skip
    wide = (() if size < FULL32 else (size, size)) + (() if start < FULL32 else (start,))
    extra = struct.pack(f"<2H{len(wide)}Q", _WIDE_TAG, 8 * len(wide), *wide)
    shown = min(size, FULL32)
    return CENTRAL.pack(
        _CENTRAL_MARK, _UNIX | _WIDE, _WIDE, _UTF8, _STORED, time, day, crc, shown, shown,
        len(name), len(extra), 0, 0, 0, _FILE_MODE, min(start, FULL32),
    ) + name + extra  # fmt: skip


def write_end(directory: Directory) -> bytes:
    """The end of a ZIP; its ZIP64 records stand only where a number does not fit."""
    count, size, start = directory.count, directory.size, directory.start
    wide = b""
    if count >= _FULL16 or size >= FULL32 or start >= FULL32:
        wide = _WIDE_END.pack(
            _WIDE_END_MARK, _WIDE_END.size - 12, _UNIX | _WIDE, _WIDE, 0, 0, count, count, size, start
        )
        wide += _LOCATOR.pack(_LOCATOR_MARK, 0, start + size, 1)
    shown = min(count, _FULL16)
    return wide + _END.pack(_END_MARK, 0, 0, shown, shown, min(size, FULL32), min(start, FULL32), 0)


def read_end(tail: bytes, *, length: int) -> Directory:
    """The directory that the last bytes of a file of that length point to; the end must be in our form."""
    if len(tail) < _END.size or tail[-_END.size : -_END.size + 4] != _END_MARK:
        raise malformed("end", say("Its end is changed or cut short, or bytes stand behind it"))
    _, _, _, count, _, size, start, _ = _END.unpack(tail[-_END.size :])
    if (count == _FULL16 or FULL32 in (size, start)) and len(tail) >= LONGEST_END:
        wide = _WIDE_END.unpack(tail[-LONGEST_END : -LONGEST_END + _WIDE_END.size])
        count, size, start = wide[7:]
    directory = Directory(count, size, start)
    end = write_end(directory)
    if not tail.endswith(end) or start + size + len(end) != length:
        raise malformed("directory", say("Its directory is not where its end says"))
    return directory


def read_central(record: bytes, at: int = 0) -> Record:
    """The record of an entry in a directory, as it says; whether it is in our form is told by writing it."""
    if at + CENTRAL.size > len(record):
        raise malformed("directory", say("Its directory is cut short"))
    fields = CENTRAL.unpack_from(record, at)
    mark, crc, packed, size, length, extra_length, start = (
        fields[0], fields[7], fields[8], fields[9], fields[10], fields[11], fields[16],
    )  # fmt: skip
    if mark != _CENTRAL_MARK:
        raise malformed("directory", say("Its directory is damaged"))
    begin = at + CENTRAL.size
    end = begin + length
    name = record[begin:end]
    if len(name) != length or end + extra_length > len(record):
        raise malformed("directory", say("Its directory is cut short"))
    if extra_length:
        size, start = _read_wide(record[end : end + extra_length], packed, size, start)
    return Record(name, crc, size, start, CENTRAL.size + length + extra_length)


def fault_of_record(record: bytes) -> tuple[str, str]:
    """Why a record of a directory is not in our form: a key and a sentence."""
    fields = CENTRAL.unpack_from(record)
    flags, method, packed, size, extra, comment = (fields[each] for each in (3, 4, 8, 9, 11, 12))
    faults = (
        (flags & 1, "encrypted", say("A file is encrypted")),
        (method != _STORED or packed != size, "compressed", say("A file is compressed, and may swell")),
        (flags & 8, "flags", say("The size of a file stands behind it")),
        (flags != _UTF8, "flags", say("A file has flags that are not used here")),
        (extra or comment, "extra", say("A file has extra fields or a comment that do not belong there")),
    )
    for bad, fault, says in faults:
        if bad:
            return fault, says
    return "place", say("The files do not stand one after the other, or not as GLACY writes them")


def _read_wide(extra: bytes, packed: int, size: int, start: int) -> tuple[int, int]:
    """The size and the place of an entry where its ZIP64 field holds them."""
    wanted = (packed == size == FULL32, packed == size == FULL32, start == FULL32)
    if len(extra) != 4 + 8 * sum(wanted) or not any(wanted):
        raise malformed("extra", say("A file has extra fields that do not belong there"))
    tag, _, *numbers = struct.unpack(f"<2H{sum(wanted)}Q", extra)
    if tag != _WIDE_TAG:
        raise malformed("extra", say("A file has extra fields that do not belong there"))
    if wanted[0]:
        size = numbers[0]
    if wanted[2]:
        start = numbers[-1]
    return size, start


def moment_of(record: bytes) -> Moment:
    """The time that a record of a directory bears."""
    fields = CENTRAL.unpack_from(record)
    return fields[5], fields[6]


def write_moment(instant: datetime) -> Moment:
    """The instant as a ZIP counts it: UTC, rounded down to two seconds."""
    moment = instant.astimezone(UTC)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise UnwritableContainerError(
            say("A ZIP file cannot bear the year {year}.", year=moment.year),
            remedy=say("Check the clock."),
            found=moment.year,
        )
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return time, (moment.year - _FIRST_YEAR) << 9 | moment.month << 5 | moment.day


def read_moment(moment: Moment) -> datetime:
    """The instant that a ZIP counts so."""
    time, day = moment
    try:
        return datetime(
            _FIRST_YEAR + (day >> 9),
            day >> 5 & 15,
            day & 31,
            time >> 11,
            time >> 5 & 63,
            2 * (time & 31),
            tzinfo=UTC,
        )
    except ValueError as fault:
        raise malformed("time", say("Its files bear a time that does not exist")) from fault


def malformed(fault: str, says: str, file: str | None = None) -> MalformedContainerError:
    """The error of a container that cannot be opened safely."""
    place = "" if file is None else f" ({file!r})"
    return MalformedContainerError(
        say("The container cannot be opened: {why}{place}.", why=says, place=place),
        remedy=say("Ask the sender for the file again; do not unpack this one."),
        fault=fault,
        file=file,
    )
