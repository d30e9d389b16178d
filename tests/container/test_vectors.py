"""The vectors that a second implementation could use: they hold here, and none of the listed changes does."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from glacy.container import examine_container, read_container
from glacy.documents import attachments_of
from glacy.signing import Trust, examine_pdf_seal, seal_pdf
from tests.container.make_vectors import FILES, VECTORS, make_files
from tests.signing.keys import NOW, make_keys

ROOT = (VECTORS / "container" / "root.der").read_bytes()
TRUST = Trust(anchors=(ROOT,), stamp_anchors=(ROOT,))
CHANGES = json.loads((VECTORS / "container" / "changes.json").read_text(encoding="utf-8"))["changes"]


def holds(name: str, data: bytes) -> bool | None:
    if name.startswith("container/"):
        return examine_container(data, trust=TRUST, at=NOW).holds
    return examine_pdf_seal(data, trust=TRUST, at=NOW).holds


@pytest.mark.parametrize("name", CHANGES)
def test_a_vector_holds_and_its_changes_do_not(name: str) -> None:
    data = (VECTORS / name).read_bytes()
    assert holds(name, data) is True
    for change in CHANGES[name]:
        damaged = bytearray(data)
        damaged[change["at"]] ^= 1
        assert holds(name, bytes(damaged)) is False, change["says"]


def test_the_container_is_written_again_byte_for_byte() -> None:
    data = (VECTORS / "container/envelope.asice").read_bytes()
    assert make_files()["container/envelope.asice"] == data
    assert dict(read_container(data).files) == dict(FILES)


@pytest.mark.parametrize("name", ["container/renewed.asice", "document/renewed.pdf"])
def test_what_was_renewed_is_renewed_again_byte_for_byte(name: str) -> None:
    assert make_files()[name] == (VECTORS / name).read_bytes()


def test_the_page_is_sealed_again_byte_for_byte() -> None:
    page, sealed = ((VECTORS / "document" / name).read_bytes() for name in ("page.pdf", "sealed.pdf"))
    keys = make_keys()
    assert seal_pdf(page, by=keys.signer, at=NOW, stamper=keys.stamper) == sealed
    reading = examine_pdf_seal(sealed, trust=TRUST, at=NOW)
    assert reading.first_revision == page
    assert isinstance(reading.stamped_at, datetime)
    assert [each.name for each in attachments_of(sealed)] == ["request.json"]
