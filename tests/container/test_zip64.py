"""ZIP64: it stands exactly where a number does not fit, and no byte of it can change unseen."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO, cast

import pytest

from glacy.container import (
    Limits,
    MalformedContainerError,
    UnwritableContainerError,
    examine_container,
    open_container,
    seal_container,
)
from glacy.container.records import Directory, read_end, write_central, write_end, write_local
from tests.container.sparse import ZEROS, Sparse
from tests.container.test_container import node
from tests.container.test_streaming import Given, sealed
from tests.signing.keys import NOW

FULL = 0xFFFFFFFF
MANY = 0xFFFF
AT = (0, 33)


@pytest.mark.parametrize(("size", "length"), [(0, 0), (FULL - 1, 0), (FULL, 20), (FULL + 1, 20)])
def test_a_header_is_wide_from_four_gigabytes(size: int, length: int) -> None:
    assert len(write_local(b"a", moment=AT, crc=0, size=size)) == 31 + length


@pytest.mark.parametrize(
    ("size", "start", "length"),
    [(0, 0, 0), (FULL - 1, FULL - 1, 0), (FULL, 0, 20), (0, FULL, 12), (FULL, FULL, 28)],
)
def test_a_record_is_wide_in_what_does_not_fit(size: int, start: int, length: int) -> None:
    assert len(write_central(b"a", moment=AT, crc=0, size=size, start=start)) == 47 + length


@pytest.mark.parametrize(
    ("directory", "length"),
    [
        (Directory(1, 47, 31), 22),
        (Directory(MANY - 1, FULL - 1, FULL - 1), 22),
        (Directory(MANY, 47, 31), 98),
        (Directory(1, FULL, 31), 98),
        (Directory(1, 47, FULL), 98),
    ],
    ids=["small", "largest without", "many", "large directory", "far directory"],
)
def test_an_end_is_wide_where_it_must_be_and_is_read_back(directory: Directory, length: int) -> None:
    end = write_end(directory)
    assert len(end) == length
    whole = directory.start + directory.size + len(end)
    padded = b"x" * (98 - len(end)) + end
    assert read_end(padded, length=whole) == directory
    for position in range(98 - len(end), 98):
        for bit in (1, 128):
            changed = bytearray(padded)
            changed[position] ^= bit
            with pytest.raises(MalformedContainerError):
                read_end(bytes(changed), length=whole)


@cache
def many() -> bytes:
    """A container of so many files that its end is wide."""
    files = ((f"data/{number:05}", (b"",), 0) for number in range(MANY))
    return sealed([*files, ("message.json", (b"{}",), 2)])


@pytest.mark.slow
def test_a_container_of_many_files_holds_and_others_read_it() -> None:
    data = many()
    reading = examine_container(data, trust=node().trust, at=NOW)
    assert reading.holds is True
    assert reading.opened is not None
    assert len(reading.opened) == MANY + 1
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.namelist()) == MANY + 4


@pytest.mark.slow
def test_no_byte_of_a_wide_end_can_change() -> None:
    data = bytearray(many())
    for position in range(len(data) - 98, len(data)):
        data[position] ^= 1 << (position % 8)
        with pytest.raises(MalformedContainerError):
            open_container(io.BytesIO(bytes(data)))
        data[position] ^= 1 << (position % 8)
    data[-60] ^= 1
    assert examine_container(bytes(data), trust=node().trust, at=NOW).holds is False
    assert examine_container(bytes(data), trust=node().trust, at=NOW, limits=Limits(files=9)).holds is False


def large(size: int = FULL + 1) -> Sparse:
    """A container with a file of more than 4 GiB, and others behind it."""

    def files() -> Iterator[Given]:
        whole, rest = divmod(size, len(ZEROS))
        pieces = [ZEROS] * whole + ([bytes(rest)] if rest else [])
        yield "data/large", pieces, size
        yield "message.json", (b"{}",), 2

    out, keys = Sparse(), node()
    seal_container(
        cast("BinaryIO", out),  # it has all that is used of one
        files(),
        by=keys.signer,
        at=NOW,
        stamper=keys.stamper,
        kind="envelope",
        spool=io.BytesIO,
    )
    return out


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_file_of_more_than_four_gigabytes_holds_and_no_byte_around_it_can_change() -> None:
    """Of the large file its header, and of what is behind it all bytes, in the file and in the directory."""
    file = large()
    reading = examine_container(cast("BinaryIO", file), trust=node().trust, at=NOW)
    assert reading.holds is True
    with zipfile.ZipFile(cast("BinaryIO", file)) as archive:
        sizes = {entry.filename: (entry.file_size, entry.header_offset) for entry in archive.infolist()}
        assert sizes["data/large"] == (FULL + 1, 69)
        assert sizes["message.json"][1] > FULL
        assert archive.read("message.json") == b"{}"
    opened = open_container(cast("BinaryIO", file))
    begin = opened.archive.entry(2).start
    places = [*range(69, 69 + 30 + len("data/large") + 20), *range(begin, file.length)]
    manifest = opened.archive.entry(3).start
    missed = []
    for place in places:
        file.seek(place)
        (old,) = file.read(1)
        _put(file, place, old ^ 1 << (place % 8))
        if not manifest < place < opened.archive.directory_start and not _is_refused(file):
            missed.append(place)
        _put(file, place, old)
    assert missed == []
    assert not _is_refused(file)


def _put(file: Sparse, place: int, value: int) -> None:
    file.seek(place)
    file.write(bytes([value]))


def _is_refused(file: Sparse) -> bool:
    """Whether a look at everything but the zeros refuses it: what the manifest and the seal say, they say."""
    try:
        opened = open_container(cast("BinaryIO", file))
        assert next(opened.read("data/large"))
        return b"".join(opened.read("message.json")) != b"{}" or not opened.signature
    except MalformedContainerError:
        return True


def test_a_large_file_must_say_its_size_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glacy.container.packing.FULL32", 3 << 20)  # what is large, made small
    with pytest.raises(UnwritableContainerError):
        sealed([("a", (bytes(4 << 20),), None), ("message.json", (b"{}",), 2)])


def wide_lie(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Small containers that use ZIP64 where nothing asks for it, or lie in it."""
    directory = data.index(b"PK\x01\x02")
    count, size, start = struct.unpack_from("<HLL", data, len(data) - 12)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
    yield "a wide end that is not needed", data[:-22] + wide + locator + data[-22:]
    full = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, MANY, MANY, FULL, FULL, 0)
    yield "a wide end for numbers that fit", data[:-22] + wide + locator + full
    yield "a wide end without its records", data[:-22] + full
    name = len("mimetype")
    extra = struct.pack("<2H2Q", 1, 16, 31, 31)
    entry = bytearray(data[directory : directory + 46 + name])
    entry[20:28] = struct.pack("<2L", FULL, FULL)
    entry[30:32] = struct.pack("<H", len(extra))
    again = data[:directory] + bytes(entry) + extra + data[directory + 46 + name :]
    end = bytearray(again[-22:])
    end[12:16] = struct.pack("<L", size + len(extra))
    yield "a wide size that fits", again[:-22] + bytes(end)
    huge = bytearray(again[:-22] + bytes(end))
    place = huge.index(extra)
    huge[place + 4 : place + 20] = struct.pack("<2Q", 1 << 62, 1 << 62)
    yield "a size beyond the file", bytes(huge)


LIES = [
    "a wide end that is not needed",
    "a wide end for numbers that fit",
    "a wide end without its records",
    "a wide size that fits",
    "a size beyond the file",
]


@pytest.mark.parametrize("says", LIES)
def test_a_lie_in_zip64_is_refused(says: str) -> None:
    data = dict(wide_lie(sealed([("message.json", (b"{}",), 2)])))[says]
    with pytest.raises(MalformedContainerError):
        open_container(io.BytesIO(data))
    assert examine_container(data, trust=node().trust, at=NOW).holds is False
