"""What somebody packed to exhaust the reader, or to blur a seal: refused, and with little memory."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zipfile

import pytest

from glacy.container import examine_container
from glacy.container.manifest import FOOT, write_head, write_row
from tests.container.test_container import container, node
from tests.signing.keys import NOW

MEDIA_TYPE = b"application/vnd.etsi.asic-e+zip"
MEBIBYTE = 1 << 20


def repacked(*, also: dict[str, bytes] | None = None) -> bytes:
    """Our container as another tool packs it, with more files put in."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container())) as ours, zipfile.ZipFile(into, "w") as made:
        for name in ours.namelist():
            made.writestr(name, ours.read(name))
        for name, content in (also or {}).items():
            made.writestr(name, content)
    return into.getvalue()


def test_what_swells_a_little_in_each_file_is_never_held_whole() -> None:
    pieces = (hashlib.sha256(number.to_bytes(2)).digest() + b"\0" * 2000 for number in range(4000))
    swelling = b"".join(pieces)  # each file is below the ratio that is refused at once
    rows = b"".join(write_row(f"{number}.bin", hashlib.sha256(swelling).digest()) for number in range(16))
    listing = write_head() + rows + FOOT
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        made.writestr("META-INF/ASiCManifest.xml", listing)
        made.writestr("META-INF/signature.p7s", b"")
        for number in range(16):
            made.writestr(f"{number}.bin", swelling)
    data = into.getvalue()
    assert 100 * len(data) > 16 * len(swelling)
    tracemalloc.start()
    try:
        reading = examine_container(data, trust=node().trust, at=NOW)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reading.holds is None
    assert [check.holds for check in reading.checks if check.name == "content"] == [True]
    assert most < 24 * MEBIBYTE


@pytest.mark.parametrize("name", ["META-INF/ASiCManifest2.xml", "META-INF/signatures1.xml"])
def test_a_second_manifest_beside_our_seal_does_not_blur_it(name: str) -> None:
    reading = examine_container(repacked(also={name: b"<more/>"}), trust=node().trust, at=NOW)
    assert reading.holds is False
