"""Renewals of a container: each covers all before it, and what aged meanwhile still holds."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256, sha512
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from glacy.container import (
    ContainerReading,
    MalformedContainerError,
    examine_container,
    open_container,
    read_container,
    renew_container,
    write_container,
)
from glacy.container.packing import ArchiveWriter
from glacy.signing import Trust
from tests.container.test_container import FILES, container, node, write
from tests.signing.keys import NOW, Keys, make_keys

YEAR = timedelta(days=365)
LATER = NOW + timedelta(days=300)
MUCH_LATER = NOW + timedelta(days=400)


@cache
def authority(year: int) -> Keys:
    """An invented authority whose certificates begin in the year before, and last for a year and a half."""
    start = NOW + year * YEAR - timedelta(days=90)
    return make_keys("NL", seed=100 * (year + 1), at=NOW, start=start, days=500)


def renewed(data: bytes, *, by: Keys, at: datetime) -> bytes:
    out = io.BytesIO()
    stamper = replace(by.stamper, clock=lambda: at)
    renew_container(io.BytesIO(data), out, stamper=stamper, spool=io.BytesIO)
    return out.getvalue()


@cache
def once() -> bytes:
    return renewed(container(), by=authority(0), at=LATER)


@cache
def twice() -> bytes:
    return renewed(once(), by=authority(1), at=MUCH_LATER)


def trust() -> Trust:
    roots = tuple(authority(year).root.certificate for year in (0, 1))
    own = node().root.certificate
    return Trust(
        anchors=(own,),
        stamp_anchors=(own, *roots),
    )


def examine(data: bytes, *, at: datetime, by: Trust | None = None) -> ContainerReading:
    return examine_container(data, trust=trust() if by is None else by, at=at)


def test_a_renewed_container_holds_long_after_every_certificate_expired() -> None:
    at = NOW + 30 * YEAR
    for data, count in ((container(), 0), (once(), 1), (twice(), 2)):
        reading = examine(data, at=at)
        assert reading.holds is True, [check for check in reading.checks if check.holds is not True]
        assert reading.seal is not None
        assert len(reading.seal.renewals) == count


def test_a_renewal_says_when_by_whom_and_until_when() -> None:
    seal = examine(twice(), at=MUCH_LATER).seal
    assert seal is not None
    assert [(each.stamped_at, each.grade) for each in seal.renewals] == [
        (LATER, "local"),
        (MUCH_LATER, "local"),
    ]
    assert (
        seal.renew_by == x509.load_der_x509_certificate(authority(1).stamper.certificate).not_valid_after_utc
    )


def test_the_files_of_a_renewed_container_are_the_same() -> None:
    for data in (once(), twice()):
        assert dict(read_container(data).files) == dict(FILES)
        assert list(open_container(io.BytesIO(data)).names()) == [name for name, _ in sorted(FILES)]


def test_renewing_is_deterministic() -> None:
    assert renewed(renewed(container(), by=authority(0), at=LATER), by=authority(1), at=MUCH_LATER) == twice()


def test_a_renewal_that_lists_more_than_is_held_is_renewed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glacy.container.opened._LARGEST_SEAL_PART", 4000)  # as with a million files
    files = [(f"data/{number:04}", b"") for number in range(40)]
    data = write([*files, ("message.json", b"{}")])
    for times in (1, 2, 3):
        data = renewed(data, by=authority(0), at=NOW + timedelta(days=times))
    assert examine(data, at=LATER).holds is True


def test_a_renewal_by_a_stranger_cannot_be_told() -> None:
    assert examine(once(), at=LATER, by=node().trust).holds is None


def test_a_renewal_that_came_too_late_cannot_be_told() -> None:
    late = renewed(container(), by=authority(1), at=MUCH_LATER)
    reading = examine(late, at=MUCH_LATER)
    assert reading.holds is None
    assert [check.name for check in reading.checks if check.holds is None] == ["renewed_in_time"]


def test_a_renewal_before_what_it_renews_does_not_hold() -> None:
    backwards = renewed(once(), by=authority(0), at=NOW)
    assert examine(backwards, at=LATER).holds is False


def test_a_damaged_container_is_not_renewed() -> None:
    data = bytearray(container())
    data[data.index(b"xxxx")] ^= 1
    with pytest.raises(MalformedContainerError) as raised:
        renewed(bytes(data), by=authority(0), at=LATER)
    assert raised.value.fields["file"] == "documents/señal é.pdf"


@pytest.mark.slow
def test_every_flipped_byte_of_a_renewed_container_is_caught() -> None:
    data = bytearray(twice())
    start = data.index(b"META-INF/signature.p7s") - 30
    missed = []
    for position in [*range(0, start, 7), *range(start, len(data))]:
        data[position] ^= 1 << (position % 8)
        if examine(bytes(data), at=MUCH_LATER).holds is not False:
            missed.append(position)
        data[position] ^= 1 << (position % 8)
    assert missed == []


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_renewal_lists_everything_before_it_anew() -> None:
    found = parts(twice())
    row = re.compile(rb'Reference URI="([^"]+)"[^>]*><ds:DigestMethod Algorithm="[^"]*xmlenc#sha512"/>')
    listed = [name.decode() for name in row.findall(found["META-INF/ASiCArchiveManifest.xml"])]
    assert [name for name in listed if name.startswith("META-INF")] == [
        "META-INF/ASiCManifest.xml",
        "META-INF/signature.p7s",
        "META-INF/ASiCArchiveManifest001.xml",
        "META-INF/timestamp001.tst",
    ]
    assert len(listed) == len(FILES) + 4


CUTS = [
    ("the last token", ["META-INF/timestamp002.tst"]),
    ("the last renewal", ["META-INF/timestamp002.tst", "META-INF/ASiCArchiveManifest.xml"]),
    ("the first renewal", ["META-INF/timestamp001.tst", "META-INF/ASiCArchiveManifest001.xml"]),
]


@pytest.mark.parametrize("names", [names for _, names in CUTS], ids=[says for says, _ in CUTS])
def test_a_renewal_cannot_be_taken_out(names: list[str]) -> None:
    out = io.BytesIO()
    writer = ArchiveWriter(out, at=NOW, directory=io.BytesIO())
    for name, content in parts(twice()).items():
        if name not in names:
            writer.put(name, (content,))
    writer.finish(at=NOW)
    assert examine(out.getvalue(), at=MUCH_LATER).holds is not True


def test_the_token_of_another_container_does_not_fit() -> None:
    other = write_container(
        [("message.json", b"{}")], by=node().signer, at=NOW, stamper=node().stamper, kind="envelope"
    )
    token = parts(renewed(other, by=authority(0), at=LATER))["META-INF/timestamp001.tst"]
    out = io.BytesIO()
    writer = ArchiveWriter(out, at=NOW, directory=io.BytesIO())
    for name, content in parts(once()).items():
        writer.put(name, (token if name.endswith(".tst") else content,))
    writer.finish(at=NOW)
    reading = examine(out.getvalue(), at=LATER)
    assert [check.name for check in reading.checks if check.holds is False] == ["renewal"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees_on_a_renewal(tmp_path: Path) -> None:
    found = parts(once())
    root = x509.load_der_x509_certificate(authority(0).root.certificate).public_bytes(Encoding.PEM)
    for name, content in (
        ("root.pem", root),
        ("t.tst", found["META-INF/timestamp001.tst"]),
        ("m.xml", found["META-INF/ASiCArchiveManifest.xml"]),
    ):
        (tmp_path / name).write_bytes(content)

    def verify() -> int:
        command = (
            "openssl ts -verify -data m.xml -in t.tst -token_in -CAfile root.pem "
            f"-attime {int(LATER.timestamp())}"
        )
        return subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False).returncode

    assert verify() == 0
    (tmp_path / "m.xml").write_bytes(found["META-INF/ASiCArchiveManifest.xml"] + b" ")
    assert verify() != 0


def test_the_digests_of_a_renewal_are_those_of_the_files() -> None:
    manifest = parts(once())["META-INF/ASiCArchiveManifest.xml"]
    for _, content in FILES:
        assert base64.b64encode(sha512(content).digest()) in manifest
        assert base64.b64encode(sha256(content).digest()) not in manifest
