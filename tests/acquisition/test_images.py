"""A disk image is sealed as it is, and the medium inside is compared with what the image says of itself."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from pathlib import Path

import pytest

from tests.acquisition.conftest import Desk

pytest.importorskip("dissect.evidence", reason="NOT TRIED: the extra `images` is not installed")
_SECTOR, _CHUNK = 512, 64


def write_e01(path: Path, medium: bytes, *, md5: bytes | None = None) -> None:
    """A small E01 of one segment, as the published description of the format has it."""
    chunks = [medium[place : place + _SECTOR * _CHUNK] for place in range(0, len(medium), _SECTOR * _CHUNK)]
    header = zlib.compress("1\nmain\nc\tn\na\tt\n\n".encode("utf-16"))
    volume = struct.pack("<IIIIQ", 1, len(chunks), _CHUNK, _SECTOR, len(medium) // _SECTOR) + bytes(1020)
    volume += struct.pack("<I", zlib.adler32(volume))
    packed = [chunk + struct.pack("<I", zlib.adler32(chunk)) for chunk in chunks]
    parts: list[tuple[bytes, bytes]] = [(b"header2", header), (b"volume", volume)]
    start = 13 + sum(76 + len(content) for _, content in parts) + 76
    offsets, place = [], start
    for one in packed:
        offsets.append(place)
        place += len(one)
    head = struct.pack("<IIQI", len(chunks), 0, 0, 0)
    head += struct.pack("<I", zlib.adler32(head))
    entries = b"".join(struct.pack("<I", one) for one in offsets)
    table = head + entries + struct.pack("<I", zlib.adler32(entries))
    digest = (md5 or hashlib.md5(medium, usedforsecurity=False).digest()) + bytes(16)
    digest += struct.pack("<I", zlib.adler32(digest))
    parts += [(b"sectors", b"".join(packed)), (b"table", table), (b"hash", digest), (b"done", b"")]
    data = b"EVF\x09\x0d\x0a\xff\x00" + struct.pack("<BHH", 1, 1, 0)
    for kind, content in parts:
        size = 76 + len(content)
        following = len(data) + size if kind != b"done" else len(data)
        descriptor = struct.pack("<16sQQ40x", kind, following, size)
        data += descriptor + struct.pack("<I", zlib.adler32(descriptor)) + content
    path.write_bytes(data)


def test_the_medium_inside_is_digested_and_agrees_with_the_image(desk: Desk, tmp_path: Path) -> None:
    medium = os.urandom(_SECTOR * _CHUNK * 3)
    folder = tmp_path / "images"
    folder.mkdir()
    write_e01(folder / "disk.E01", medium)
    told = desk.seal(folder)
    assert [image["agrees"] for image in told["images"]] == [True]
    assert hashlib.sha256(medium).hexdigest().encode() in desk.read("acquisition.json")
    item = desk.items()["images/disk.E01"]
    assert item.digest == hashlib.sha256((folder / "disk.E01").read_bytes()).hexdigest()
    assert desk.verify()["holds"] is True


def test_an_image_that_contradicts_itself_is_told(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "disk.e01"
    write_e01(path, os.urandom(_SECTOR * _CHUNK), md5=b"1" * 16)
    told = desk.seal(path, exit_code=1)
    assert [image["agrees"] for image in told["images"]] == [False]
    assert "NOT what the image says" in told["images"][0]["says"]


@pytest.mark.parametrize("name", ["broken.E01", "broken.ad1"])
def test_a_broken_image_is_sealed_as_a_file_and_told(desk: Desk, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"EVF\x09\x0d\x0a\xff\x00" + os.urandom(500))
    told = desk.seal(path)
    assert [image["agrees"] for image in told["images"]] == [None]
    assert "cannot be read through" in told["images"][0]["says"]
    assert desk.verify()["holds"] is True
