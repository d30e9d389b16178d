"""A container piece by piece: written as files come, opened at once, read file by file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.canon import digest_of
from glacy.container import (
    ContainerWriter,
    MalformedContainerError,
    UnwritableContainerError,
    examine_container,
    open_container,
    seal_container,
    write_container,
)
from tests.container.test_container import FILES, container, node, write
from tests.signing.keys import NOW

MEBIBYTE = 1 << 20
Given = tuple[str, Iterable[bytes], int | None]


def sealed(files: Iterable[Given]) -> bytes:
    out, keys = io.BytesIO(), node()
    seal_container(
        out, files, by=keys.signer, at=NOW, stamper=keys.stamper, kind="envelope", spool=io.BytesIO
    )
    return out.getvalue()


def seal(writer: ContainerWriter) -> None:
    keys = node()
    writer.seal(by=keys.signer, at=NOW, stamper=keys.stamper, kind="envelope")


def in_order(files: Iterable[tuple[str, bytes]]) -> Iterator[Given]:
    for name, content in sorted(files, key=lambda each: each[0].encode()):
        yield name, (content,), len(content)


def test_written_piece_by_piece_it_has_the_same_bytes() -> None:
    assert sealed(in_order(FILES)) == container()


def test_the_writer_says_of_each_file_what_it_is() -> None:
    writer = ContainerWriter(io.BytesIO(), at=NOW, spool=io.BytesIO)
    told = [writer.add(*each[:2], size=each[2]) for each in in_order(FILES)]
    assert [(one.name, one.size, one.digest) for one in told] == [
        (name, len(content), digest_of(content)) for name, content in sorted(FILES)
    ]


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
@pytest.mark.parametrize("broken", [b"", b"half a file"])
def test_a_container_is_taken_up_again_where_it_was_left(kept: int, broken: bytes) -> None:
    files, out = list(in_order(FILES)), io.BytesIO()
    begun = ContainerWriter(out, at=NOW - timedelta(hours=3), spool=io.BytesIO)
    entries = [begun.add(name, pieces, size=size) for name, pieces, size in files[:kept]]
    out.write(broken)
    again = ContainerWriter(out, at=NOW - timedelta(hours=2), spool=io.BytesIO, entries=entries)
    for name, pieces, size in files[kept:]:
        again.add(name, pieces, size=size)
    seal(again)
    assert out.getvalue() == container()


def test_a_container_that_took_hours_bears_the_time_of_its_seal() -> None:
    out = io.BytesIO()
    writer = ContainerWriter(out, at=NOW - timedelta(hours=3), spool=io.BytesIO)
    for name, pieces, size in in_order(FILES):
        writer.add(name, pieces, size=size)
    seal(writer)
    assert out.getvalue() == container()


def test_entries_that_do_not_stand_where_they_say_are_refused() -> None:
    out = io.BytesIO()
    entry = ContainerWriter(out, at=NOW, spool=io.BytesIO).add("message.json", (b"{}",))
    with pytest.raises(UnwritableContainerError):
        ContainerWriter(out, at=NOW, spool=io.BytesIO, entries=[entry._replace(start=9)])


def test_the_files_of_a_payload_stand_before_the_others() -> None:
    files = {"data/z": b"z", "a": b"a", "message.json": b"{}"}
    data = write(list(files.items()))
    opened = open_container(io.BytesIO(data))
    assert list(opened.names()) == ["data/z", "a", "message.json"]
    assert {name: digest for name, _, digest in opened.listed()} == {
        name: digest_of(content) for name, content in files.items()
    }
    assert examine_container(data, trust=node().trust, at=NOW).holds is True


PIECES = st.lists(st.binary(max_size=40).map(lambda piece: piece * 20_000), max_size=6)


@settings(max_examples=25, deadline=None)
@given(pieces=PIECES)
def test_a_content_in_any_pieces_is_read_back(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    data = sealed([("big", iter(pieces), None), ("message.json", (b"{}",), 2)])
    assert data == write_container(
        [("message.json", b"{}"), ("big", whole)],
        by=node().signer,
        at=NOW,
        stamper=node().stamper,
        kind="envelope",
    )
    assert b"".join(open_container(io.BytesIO(data)).read("big")) == whole
    assert examine_container(io.BytesIO(data), trust=node().trust, at=NOW).holds is True


def test_a_container_tells_its_names_and_sizes_at_once() -> None:
    opened = open_container(io.BytesIO(container()))
    assert list(opened.names()) == sorted((name for name, _ in FILES), key=str.encode)
    assert dict(opened.sizes()) == {name: len(content) for name, content in FILES}
    assert (len(opened), opened.kind, opened.at) == (3, "envelope", NOW)
    assert opened.find("message.json") == opened.size("message.json") == 7
    assert opened.find("nothing") is None
    with pytest.raises(MalformedContainerError):
        opened.size("nothing")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_the_digest_of_any_file_is_found_in_the_manifest(count: int) -> None:
    files = [(f"{number}/\u00e9 {'x' * number}", b"%d" % number) for number in range(count)]
    opened = open_container(io.BytesIO(sealed(in_order([*files, ("message.json", b"{}")]))))
    for name, content in files:
        assert opened.digest(name) == digest_of(content)
        assert b"".join(opened.read(name)) == content
    with pytest.raises(MalformedContainerError):
        opened.digest("a")


class Watched(io.BytesIO):
    """A file that counts what is read from it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


def test_one_file_is_verified_without_reading_the_others() -> None:
    large = bytes(8 * MEBIBYTE)
    file = Watched(sealed([("a", (large,), None), ("b", (b"small",), 5), ("message.json", (b"{}",), 2)]))
    assert b"".join(open_container(file).read("b")) == b"small"
    assert file.taken < MEBIBYTE


def test_a_file_that_differs_is_named_when_it_is_read() -> None:
    data = bytearray(container())
    data[data.index(b"xxxx")] ^= 1
    opened = open_container(io.BytesIO(bytes(data)))
    assert b"".join(opened.read("message.json")) == b'{"a":1}'
    with pytest.raises(MalformedContainerError) as raised:
        list(opened.read("documents/señal é.pdf"))
    assert raised.value.fields["file"] == "documents/señal é.pdf"


WRONG: list[tuple[str, list[Given]]] = [
    ("out of order", [("message.json", (b"{}",), 2), ("a", (b"",), 0)]),
    ("twice", [("message.json", (b"{}",), 2), ("message.json", (b"{}",), 2)]),
    ("a size that does not come true", [("message.json", (b"{}",), 3)]),
    ("a large size that does not come true", [("a", (bytes(2 * MEBIBYTE),), 5), ("message.json", (), 0)]),
    ("apart only by capitals", [("A", (b"",), 0), ("a", (b"",), 0), ("message.json", (b"{}",), 2)]),
    ("a file and a folder", [("A", (b"",), 0), ("a/b", (b"",), 0), ("message.json", (b"{}",), 2)]),
    ("no mark", [("a", (b"",), 0)]),
    ("in the folder of the seal", [("META-INF/a", (b"",), 0)]),
    ("a name that is no text", [("\ud800", (b"",), 0), ("message.json", (b"{}",), 2)]),
]


@pytest.mark.parametrize("files", [files for _, files in WRONG], ids=[says for says, _ in WRONG])
def test_what_cannot_be_written(files: list[Given]) -> None:
    with pytest.raises(UnwritableContainerError):
        sealed(files)
