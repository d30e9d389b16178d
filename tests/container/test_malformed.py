"""Everything that is done to a ZIP to hide, to add or to exhaust: our own form refuses each."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.container import MalformedContainerError, examine_container, open_container, read_container
from tests.container.test_container import container, entries, node, zipped
from tests.signing.keys import NOW


@dataclass(frozen=True)
class Case:
    says: str
    make: Callable[[], bytes]


def patched(place: int, content: bytes, *, in_directory: bool) -> bytes:
    """The container with some bytes put over the first header, or the first record of the directory."""
    data = bytearray(container())
    begin = data.index(b"PK\x01\x02") if in_directory else 0
    data[begin + place : begin + place + len(content)] = content
    return bytes(data)


def both(place: int, content: bytes) -> bytes:
    """The same in the header and in the directory, where the same field stands two bytes further."""
    data = bytearray(container())
    directory = data.index(b"PK\x01\x02")
    for begin in (place, directory + place + 2):
        data[begin : begin + len(content)] = content
    return bytes(data)


def inserted(place: int, content: bytes) -> bytes:
    data = container()
    return data[:place] + content + data[place:]


def overlapping() -> bytes:
    """The record of the second file points at the first."""
    data = bytearray(container())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    return bytes(data)


def with_extra() -> bytes:
    """An extra field in a header, of a kind that others ignore."""
    data = bytearray(container())
    data[28:30] = struct.pack("<H", 4)
    return bytes(data[:38]) + b"\xfe\xca\x00\x00" + bytes(data[38:])


def nested() -> bytes:
    inner = zipped([("a", b"\0" * (1 << 20))], compress=zipfile.ZIP_DEFLATED)
    return zipped([*entries(), ("inner.zip", inner)])


def two_directories() -> bytes:
    data = container()
    directory = data[data.index(b"PK\x01\x02") :]
    return data + directory


def reordered() -> bytes:
    found = entries()
    found[1], found[2] = found[2], found[1]
    return zipped(found)


CASES = [
    Case("bytes before it", lambda: b"#!/bin/sh\n" + container()),
    Case("bytes after it", lambda: container() + b"\0"),
    Case("bytes between two files", lambda: inserted(69, b"hidden")),
    Case("bytes before the directory", lambda: inserted(container().index(b"PK\x01\x02"), b"hidden")),
    Case("the encrypted flag", lambda: both(6, b"\x01\x08")),
    Case("a data descriptor", lambda: both(6, b"\x08\x08")),
    Case("names that are not UTF-8", lambda: both(6, b"\x00\x00")),
    Case("a method of compression", lambda: both(8, b"\x08\x00")),
    Case("another CRC-32 in both places", lambda: both(14, b"\x00\x00\x00\x00")),
    Case("another time in both places", lambda: both(10, b"\x01\x00")),
    Case("a time that does not exist", lambda: both(10, b"\xff\xff\xff\xff")),
    Case("another version needed", lambda: both(4, b"\x2d\x00")),
    Case("made on another system", lambda: patched(4, b"\x14\x00", in_directory=True)),
    Case("another mode of a file", lambda: patched(38, b"\x00\x00\xed\x81", in_directory=True)),
    Case("a text flag", lambda: patched(36, b"\x01\x00", in_directory=True)),
    Case("a comment of a file", lambda: patched(32, b"\x01\x00", in_directory=True)),
    Case("on another disk", lambda: patched(34, b"\x01\x00", in_directory=True)),
    Case("a size that only the header has", lambda: patched(22, b"\x05", in_directory=False)),
    Case("a name that only the header has", lambda: patched(30, b"M", in_directory=False)),
    Case("an extra field", with_extra),
    Case("files over each other", overlapping),
    Case("a ZIP in it", nested),
    Case("two directories", two_directories),
    Case("another order", reordered),
    Case("another media type", lambda: container().replace(b"asic-e+zip", b"asic-s+zip")),
    Case("nothing but an end", lambda: container()[-22:]),
]


@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_what_was_done_to_a_container_is_refused(case: Case) -> None:
    data = case.make()
    assert data != container()
    for reading in (read_container, lambda data: open_container(io.BytesIO(data)).signature):
        try:
            reading(data)  # type: ignore[operator]  # each takes the bytes
        except MalformedContainerError:
            break
    else:
        pytest.fail("it was read")
    assert examine_container(data, trust=node().trust, at=NOW).holds is False


@pytest.mark.parametrize(
    ("place", "says"), [(-1, "end"), (-6, "directory"), (-12, "directory"), (-22, "end"), (-300, "not")]
)
def test_what_broke_our_form_is_said_and_no_file_is_blamed(place: int, says: str) -> None:
    data = bytearray(container())
    data[place] ^= 1
    reading = examine_container(bytes(data), trust=node().trust, at=NOW)
    first = next(check for check in reading.checks if check.holds is False)
    assert first.name == "archive"
    assert says in first.says
    assert "encrypted" not in first.says
    assert "over another" not in first.says


@settings(max_examples=150, deadline=None)
@given(
    cut=st.integers(0, 10**6),
    size=st.integers(0, 40),
    put=st.binary(max_size=40),
)
def test_bytes_cut_out_or_put_in_anywhere_are_caught(cut: int, size: int, put: bytes) -> None:
    data = container()
    place = cut % len(data)
    changed = data[:place] + put + data[place + size :]
    if changed != data:
        assert examine_container(io.BytesIO(changed), trust=node().trust, at=NOW).holds is False


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300), end=st.booleans())
def test_any_bytes_are_refused_and_never_raise_anything_else(data: bytes, end: bool) -> None:
    whole = b"PK\x03\x04" + data + container()[-22:] if end else data
    with pytest.raises(MalformedContainerError):
        open_container(io.BytesIO(whole))
    assert examine_container(io.BytesIO(whole), trust=node().trust, at=NOW).holds is False


def test_a_file_that_grows_shorter_while_it_is_read_is_told() -> None:
    file = io.BytesIO(container())
    opened = open_container(file)
    file.truncate(60)
    with pytest.raises(MalformedContainerError):
        list(opened.read("message.json"))
