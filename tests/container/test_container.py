"""A container: what it proves, that no byte of it can change unseen, and what a reader refuses."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from operator import attrgetter
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.canon import digest_of
from glacy.container import (
    Limits,
    MalformedContainerError,
    UnwritableContainerError,
    examine_container,
    read_container,
    write_container,
)
from glacy.container.packing import ArchiveWriter
from glacy.signing import Trust
from tests.signing.keys import NOW, Keys, make_keys, with_foreign_leaf

FILES = [("message.json", b'{"a":1}'), ("documents/señal é.pdf", b"x" * 100), ("documents/empty", b"")]


@cache
def node() -> Keys:
    return make_keys()


def write(files: list[tuple[str, bytes]], kind: str = "envelope") -> bytes:
    keys = node()
    return write_container(files, by=keys.signer, at=NOW, stamper=keys.stamper, kind=kind)  # type: ignore[arg-type]  # tried with wrong words too


@cache
def container() -> bytes:
    return write(FILES)


def examine(data: bytes, trust: Trust | None = None) -> bool | None:
    return examine_container(data, trust=node().trust if trust is None else trust, at=NOW).holds


def test_what_was_put_in_comes_out() -> None:
    read = read_container(container())
    assert dict(read.files) == dict(FILES)
    assert read.kind == "envelope"
    assert read.digests == {name: digest_of(content) for name, content in FILES}


def test_a_container_holds_and_says_who_and_when() -> None:
    reading = examine_container(container(), trust=node().trust, at=NOW)
    assert reading.holds is True
    assert (reading.signer, reading.signed_at, reading.stamped_at) == ("Contact point of GH", NOW, NOW)


def test_a_stranger_cannot_be_told() -> None:
    assert examine(container(), Trust.none()) is None


def test_the_same_files_in_any_order_give_the_same_bytes() -> None:
    assert write(FILES[::-1]) == container()


def test_every_flipped_byte_is_caught() -> None:
    data = bytearray(container())
    missed = []
    for position in range(len(data)):
        for bit in (0, 5):
            data[position] ^= 1 << bit
            if examine(bytes(data)) is not False:
                missed.append((position, bit))
            data[position] ^= 1 << bit
    assert missed == []


@settings(max_examples=200, deadline=None)
@given(position=st.integers(0, 10**6), value=st.integers(1, 255))
def test_any_change_of_a_byte_is_caught(position: int, value: int) -> None:
    data = bytearray(container())
    data[position % len(data)] ^= value
    assert examine(bytes(data)) is False


@settings(max_examples=100, deadline=None)
@given(end=st.integers(0, 10**6), more=st.binary(max_size=40))
def test_a_container_cut_or_lengthened_does_not_hold(end: int, more: bytes) -> None:
    data = container()
    assert examine(data[: end % len(data)]) is False
    if more:
        assert examine(data + more) is False
        assert examine(more + data) is False


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=400))
def test_random_bytes_never_raise_anything_else(data: bytes) -> None:
    assert examine(data) is False
    with pytest.raises(MalformedContainerError):
        read_container(data)


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@settings(max_examples=150, deadline=None)
@given(files=st.dictionaries(names, st.binary(max_size=50), max_size=5))
def test_any_files_are_written_and_read_back_or_refused(files: dict[str, bytes]) -> None:
    given_files = [*files.items(), ("message.json", b"{}")]
    try:
        data = write(given_files)
    except UnwritableContainerError:
        return
    assert dict(read_container(data).files) == dict(given_files)


def zipped(
    entries: list[tuple[str, bytes]], *, compress: int = zipfile.ZIP_STORED, comment: bytes = b""
) -> bytes:
    """A ZIP as other software writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 23, 52, 0)), content, compress)
        archive.comment = comment
    return out.getvalue()


def entries() -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(container())) as archive:
        return [(each.filename, archive.read(each)) for each in archive.infolist()]


def replaced(name: str, content: bytes) -> list[tuple[str, bytes]]:
    return [(each, content if each == name else old) for each, old in entries()]


@dataclass(frozen=True)
class Case:
    says: str
    make: Callable[[], bytes]
    names_file: str | None = None


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
CASES = [
    Case("zipped again by other software", lambda: zipped(entries())),
    Case("zipped again and compressed", lambda: zipped(entries(), compress=zipfile.ZIP_DEFLATED)),
    Case("with a comment", lambda: zipped(entries(), comment=b"hello")),
    Case("a changed file", lambda: zipped(replaced("message.json", b"{}")), "message.json"),
    Case("a file more", lambda: zipped([*entries(), ("more.txt", b"")]), "more.txt"),
    Case(
        "a file less",
        lambda: zipped([each for each in entries() if each[0] != "documents/empty"]),
        "documents/empty",
    ),
    Case("a step out of its folder", lambda: zipped([*entries(), ("../evil", b"")]), "../evil"),
    Case("an absolute name", lambda: zipped([*entries(), ("/etc/passwd", b"")]), "/etc/passwd"),
    Case("a drive of Windows", lambda: zipped([*entries(), ("C:evil", b"")]), "C:evil"),
    Case("a name that differs in case", lambda: zipped([*entries(), ("MESSAGE.json", b"")]), "MESSAGE.json"),
    Case(
        "a file that is a folder too", lambda: zipped([*entries(), ("message.json/a", b"")]), "message.json/a"
    ),
    Case("a manifest with entities", lambda: zipped(replaced("META-INF/ASiCManifest.xml", DOCTYPE))),
    Case("no signature", lambda: zipped(entries()[:-1])),
    Case("no manifest", lambda: zipped(entries()[:-2])),
    Case(
        "a bomb",
        lambda: zipped([*entries(), ("bomb", b"\0" * 10_000_000)], compress=zipfile.ZIP_DEFLATED),
    ),
    Case("nothing", lambda: b""),
    Case("an empty ZIP", lambda: zipped([])),
    Case("another kind of ZIP", lambda: zipped([("a.txt", b"")])),
]


@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_a_container_that_was_tampered_with(case: Case) -> None:
    data = case.make()
    with pytest.raises(MalformedContainerError):
        read_container(data)
    reading = examine_container(data, trust=node().trust, at=NOW)
    assert reading.holds is False
    if case.names_file is not None:
        said = " ".join(f"{check.about} {check.says}" for check in reading.checks if check.holds is False)
        assert case.names_file in said


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused() -> None:
    data = zipped([*entries(), ("message.json", b"other")])
    with pytest.raises(MalformedContainerError):
        read_container(data)
    assert examine(data) is False


def test_limits_are_kept() -> None:
    for limits in (Limits(files=3), Limits(file_size=50), Limits(total_size=500)):
        with pytest.raises(MalformedContainerError):
            read_container(container(), limits=limits)


def test_a_length_that_lies_is_refused() -> None:
    data = bytearray(container())
    place = data.rindex(b"PK\x01\x02")
    data[place + 20 : place + 28] = struct.pack("<2L", 0xFFFFFFFF, 0xFFFFFFFF)
    assert examine(bytes(data)) is False


WRONG = [
    ("a kind without its mark", [("receipt.json", b"{}")]),
    ("a file in META-INF", [("message.json", b"{}"), ("META-INF/a", b"")]),
    ("a file in meta-inf", [("message.json", b"{}"), ("meta-inf/a", b"")]),
    ("the media type", [("message.json", b"{}"), ("mimetype", b"")]),
    ("a name twice", [("message.json", b"{}"), ("message.json", b"")]),
    ("names that differ in case", [("message.json", b"{}"), ("a/B", b""), ("A/b", b"")]),
    ("a step out", [("message.json", b"{}"), ("../a", b"")]),
    ("a control character", [("message.json", b"{}"), ("a\nb", b"")]),
]


@pytest.mark.parametrize("files", [files for _, files in WRONG], ids=[says for says, _ in WRONG])
def test_files_that_cannot_be_put_in(files: list[tuple[str, bytes]]) -> None:
    with pytest.raises(UnwritableContainerError):
        write(files)


def test_a_container_by_another_maker_is_judged_on_content() -> None:
    """Signed with a certificate that does not promise our form: content told, form "cannot tell"."""
    other = with_foreign_leaf(node())
    data = write_container(FILES, by=other.signer, at=NOW, stamper=node().stamper, kind="envelope")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        again = zipped([(each.filename, archive.read(each)) for each in archive.infolist()])
    reading = examine_container(again, trust=node().trust, at=NOW)
    assert reading.holds is None
    assert {check.name for check in reading.checks if check.holds is None} == {"archive", "form"}


def test_a_container_with_another_kind_of_signature_cannot_be_told() -> None:
    data = zipped([entries()[0], ("a.txt", b"x"), ("META-INF/signatures0.xml", b"<a/>")])
    assert examine(data) is None


@settings(max_examples=300, deadline=None)
@given(
    place=st.integers(0, 10**6),
    noise=st.binary(min_size=1, max_size=30),
    compress=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_a_damaged_container_by_another_maker_never_raises(place: int, noise: bytes, compress: int) -> None:
    data = zipped(entries(), compress=compress)
    cut = place % len(data)
    assert examine(data[:cut] + noise + data[cut + len(noise) :]) is not True


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees(tmp_path: Path) -> None:
    root = x509.load_der_x509_certificate(node().root.certificate).public_bytes(Encoding.PEM)
    read = read_container(container())
    for name, content in (("root.pem", root), ("m.xml", read.manifest), ("s.p7s", read.signature)):
        (tmp_path / name).write_bytes(content)

    def verify(at: int) -> int:
        command = (
            f"openssl cms -verify -inform DER -in s.p7s -content m.xml -binary -CAfile root.pem -attime {at}"
        )
        return subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False).returncode

    assert verify(int(NOW.timestamp())) == 0
    (tmp_path / "m.xml").write_bytes(read.manifest + b" ")
    assert verify(int(NOW.timestamp())) != 0


def test_a_time_that_is_not_that_of_the_signature_is_refused() -> None:
    out = io.BytesIO()
    writer = ArchiveWriter(out, at=NOW + timedelta(hours=1), directory=io.BytesIO())
    for name, content in entries():
        writer.put(name, (content,))
    writer.finish(at=NOW + timedelta(hours=1))
    data = out.getvalue()
    read_container(data)
    reading = examine_container(data, trust=node().trust, at=NOW)
    assert [check.name for check in reading.checks if check.holds is False] == ["archive"]
