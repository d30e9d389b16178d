"""A ZIP file in one byte form: stored entries, one time, UTF-8 names, no extras (APPNOTE.TXT 6.3.10)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from glacy.container.errors import MalformedContainerError, UnwritableContainerError
from glacy.container.names import verify_name, verify_names_apart

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UTF8, _STORED = 20, 0x0800, 0
_MADE_BY = 3 << 8 | _VERSION
_FILE_MODE = 0o100644 << 16
_MOST = 0xFFFFFFFE
_FIRST_YEAR, _LAST_YEAR = 1980, 2107


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a reader takes in: entries, bytes of one file, bytes of all."""

    files: int = 10_000
    file_size: int = 1 << 30
    total_size: int = 2 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The files of a ZIP in their order, and the one time that all of them bear (even seconds)."""

    at: datetime
    files: Mapping[str, bytes]


def write_archive(archive: Archive) -> bytes:
    """The ZIP of an archive; the same archive always gives the same bytes."""
    return b"".join(_parts(archive))


def _parts(archive: Archive) -> Iterator[bytes]:
    """The bytes of the ZIP in their order, the files themselves not copied."""
    verify_names_apart(archive.files)
    time, day = _write_dos_time(archive.at)
    directory, start = bytearray(), 0
    for name, content in archive.files.items():
        verify_name(name)
        encoded, crc, size = name.encode("utf-8"), zlib.crc32(content), len(content)
        if start + size > _MOST:
            raise UnwritableContainerError(
                "The container would be larger than 4 GiB.",
                remedy="Send the payload apart and put its manifest here.",
                file=name,
            )
        yield _LOCAL.pack(_LOCAL_MARK, _VERSION, _UTF8, _STORED, time, day, crc, size, size, len(encoded), 0)
        yield encoded
        yield content
        directory += _CENTRAL.pack(
            _CENTRAL_MARK, _MADE_BY, _VERSION, _UTF8, _STORED, time, day, crc, size, size,
            len(encoded), 0, 0, 0, 0, _FILE_MODE, start,
        )  # fmt: skip
        directory += encoded
        start += _LOCAL.size + len(encoded) + size
    count = len(archive.files)
    yield bytes(directory)
    yield _END.pack(_END_MARK, 0, 0, count, count, len(directory), start, 0)


def read_archive(data: bytes, *, limits: Limits) -> Archive:
    """The archive of a ZIP in our form; anything else in the file, before, between or after, is refused."""
    count, start = _read_end(data, limits)
    files: dict[str, bytes] = {}
    moment: tuple[int, int] | None = None
    position, total, place = start, 0, 0
    for _ in range(count):
        entry = _read_entry(data, position, place)
        if moment is not None and moment != entry.moment:
            raise _malformed("time", "The files do not all bear the same time", entry.name)
        moment = entry.moment
        total += entry.size
        if entry.size > limits.file_size or total > limits.total_size:
            raise _malformed("size", f"It holds more than {limits.total_size} bytes", entry.name)
        verify_name(entry.name)
        if entry.name in files:
            raise _malformed("duplicate", "Two files have the same name", entry.name)
        files[entry.name] = entry.content
        position, place = entry.next_position, entry.next_place
    verify_names_apart(files)
    archive = Archive(at=_read_dos_time(moment), files=files)
    _verify_form(archive, memoryview(data))
    return archive


def _verify_form(archive: Archive, data: memoryview) -> None:
    """Raise unless the archive, written again, gives these bytes."""
    position = 0
    for part in _parts(archive):
        if data[position : position + len(part)] != part:
            raise _malformed("form", "Its bytes are not in the one form that GLACY writes")
        position += len(part)
    if position != len(data):
        raise _malformed("form", "There are bytes after its end")


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    content: bytes
    size: int
    moment: tuple[int, int]
    next_position: int
    next_place: int


def _read_end(data: bytes, limits: Limits) -> tuple[int, int]:
    """The number of entries and the start of the directory."""
    if len(data) < _END.size or not data.startswith(_LOCAL_MARK):
        raise _malformed("zip", "It is not a ZIP file, or is cut short")
    mark, _, _, count, _, size, start, _ = _END.unpack_from(data, len(data) - _END.size)
    if mark != _END_MARK:
        raise _malformed("end", "There are bytes after its end, or it is cut short")
    if count > limits.files:
        raise _malformed("count", f"It holds {count} files, more than {limits.files}")
    if start + size + _END.size != len(data) or not count:
        raise _malformed("directory", "Its directory is not where it says")
    return count, start


def _read_entry(data: bytes, position: int, place: int) -> _Entry:
    """One entry of the directory at `position`, whose file must begin at `place`."""
    if position + _CENTRAL.size > len(data):
        raise _malformed("directory", "Its directory is cut short")
    fields = _CENTRAL.unpack_from(data, position)
    mark, _, _, flags, method, time, day, crc, packed, size, length, extra, comment, _, _, _, start = fields
    raw = data[position + _CENTRAL.size : position + _CENTRAL.size + length]
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise _malformed("name", "A file name is not UTF-8") from fault
    faults = (
        (mark != _CENTRAL_MARK, "directory", "Its directory is damaged"),
        (flags & 1, "encrypted", "A file is encrypted"),
        (method != _STORED or packed != size, "compressed", "A file is compressed, and may swell"),
        (flags != _UTF8, "flags", "A file has flags that are not used here"),
        (extra or comment, "extra", "A file has extra fields or a comment"),
        (start != place, "place", "The files do not stand one after the other"),
    )
    for bad, fault_key, says in faults:
        if bad:
            raise _malformed(fault_key, says, name)
    begin = place + _LOCAL.size + length
    if begin + size > len(data):
        raise _malformed("size", "A file is cut short", name)
    content = data[begin : begin + size]
    if zlib.crc32(content) != crc:
        raise _malformed("damaged", "A file is damaged (CRC-32)", name)
    return _Entry(name, content, size, (time, day), position + _CENTRAL.size + length, begin + size)


def _write_dos_time(instant: datetime) -> tuple[int, int]:
    moment = instant.astimezone(UTC)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise UnwritableContainerError(
            f"A ZIP file cannot bear the year {moment.year}.", remedy="Check the clock.", found=moment.year
        )
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return time, (moment.year - _FIRST_YEAR) << 9 | moment.month << 5 | moment.day


def _read_dos_time(moment: tuple[int, int] | None) -> datetime:
    time, day = moment or (0, 0)
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
        raise _malformed("time", "Its files bear a time that does not exist") from fault


def _malformed(fault: str, says: str, file: str | None = None) -> MalformedContainerError:
    place = "" if file is None else f" ({file!r})"
    return MalformedContainerError(
        f"The container cannot be opened: {says}{place}.",
        remedy="Ask the sender for the file again; do not unpack this one.",
        fault=fault,
        file=file,
    )
