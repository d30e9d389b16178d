"""Renewals of a document: exactly this update is accepted behind a seal, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO

import pytest

from glacy.signing import SealReading, Trust, UnsealableDocumentError, examine_pdf_seal, renew_pdf, seal_pdf
from tests.signing.keys import NOW, Keys, make_keys
from tests.signing.test_pdf_seal import failing, foreign, node, sealed, small_pdf, unknown

YEAR = timedelta(days=365)
LATER = NOW + timedelta(days=300)
MUCH_LATER = NOW + timedelta(days=400)


@cache
def authority(year: int) -> Keys:
    """An invented authority whose certificates begin a quarter before the year, and last for 500 days."""
    return make_keys("NL", seed=100 * (year + 1), start=NOW + year * YEAR - timedelta(days=90), days=500)


def trust() -> Trust:
    own = node().root.certificate
    roots = tuple(authority(year).root.certificate for year in (0, 1))
    return Trust(anchors=(own,), stamp_anchors=(own, *roots))


def renewed(data: bytes, *, by: Keys, at: datetime) -> bytes:
    return renew_pdf(data, stamper=replace(by.stamper, clock=lambda: at))


@cache
def once() -> bytes:
    return renewed(sealed(), by=authority(0), at=LATER)


@cache
def twice() -> bytes:
    return renewed(once(), by=authority(1), at=MUCH_LATER)


def examine(data: bytes, *, at: datetime = MUCH_LATER) -> SealReading:
    return examine_pdf_seal(data, trust=trust(), at=at)


def test_a_renewed_document_holds_long_after_every_certificate_expired() -> None:
    for data, count in ((sealed(), 0), (once(), 1), (twice(), 2)):
        reading = examine(data, at=NOW + 30 * YEAR)
        assert reading.holds is True, [check for check in reading.checks if check.holds is not True]
        assert [each.stamped_at for each in reading.renewals] == [LATER, MUCH_LATER][:count]
        assert reading.first_revision == small_pdf()


def test_what_was_there_is_untouched() -> None:
    assert once().startswith(sealed())
    assert twice().startswith(once())


@pytest.mark.slow
def test_every_flipped_byte_of_a_renewed_document_is_caught() -> None:
    data = bytearray(twice())
    zeros = frozenset(_padding(twice()))
    start = len(sealed())
    places = [*range(0, start, 61), *(place for place in range(start, len(data)) if place not in zeros)]
    places += [place for place in zeros if not place % 401]
    missed = []
    for place in places:
        data[place] ^= 1 << (place % 7)
        if examine(bytes(data)).holds is not False:
            missed.append(place)
        data[place] ^= 1 << (place % 7)
    assert missed == []


def _padding(data: bytes) -> set[int]:
    """The places of long runs of zeros, which are tried less often."""
    found, place = set[int](), 0
    while (place := data.find(b"0" * 64, place)) >= 0:
        found.update(range(place, place + 64))
        place += 64
    return found


CHANGES = {
    "a comment behind it": lambda: once() + b"% more\n",
    "a second update": lambda: once() + b"\n9 0 obj\n<<>>\nendobj\n%%EOF\n",
    "the renewal of another document": lambda: sealed() + _other()[len(_sealed_other()) :],
    "cut in its token": lambda: once()[:-2000],
    "without its first renewal": lambda: sealed() + twice()[len(once()) :],
    "its first renewal twice": lambda: once() + once()[len(sealed()) :],
}


def _sealed_other() -> bytes:
    return seal_pdf(small_pdf(), by=node().signer, at=NOW - timedelta(seconds=1), stamper=node().stamper)


def _other() -> bytes:
    return renewed(_sealed_other(), by=authority(0), at=LATER)


@pytest.mark.parametrize("says", CHANGES)
def test_no_other_update_is_accepted(says: str) -> None:
    assert examine(CHANGES[says]()).holds is False


def test_a_renewal_by_a_stranger_cannot_be_told() -> None:
    reading = examine_pdf_seal(once(), trust=node().trust, at=LATER)
    assert failing(reading) == set()
    assert "stamp_authority" in unknown(reading)


def test_a_renewal_that_came_too_late_cannot_be_told() -> None:
    late = renewed(sealed(), by=authority(1), at=MUCH_LATER)
    assert unknown(examine(late)) == {"renewed_in_time"}


@pytest.mark.parametrize(
    "data",
    [b"", small_pdf(), sealed() + b"\n", sealed()[:-1], foreign(node())],
    ids=["nothing", "not sealed", "lengthened", "cut", "sealed by other software"],
)
def test_what_cannot_be_renewed_says_why(data: bytes) -> None:
    with pytest.raises(UnsealableDocumentError):
        renewed(data, by=authority(0), at=LATER)


@pytest.mark.parametrize("count", [1, 2])
def test_another_implementation_finds_the_renewals_valid(count: int) -> None:
    """pyHanko: the seal and each time-stamp hold; the last covers the whole file; nothing else changed."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko_certvalidator import ValidationContext

    roots = [x509.Certificate.load(root) for root in trust().stamp_anchors]
    data, moments = (once(), [LATER]) if count == 1 else (twice(), [LATER, MUCH_LATER])
    reader = PdfFileReader(BytesIO(data), strict=True)
    (seal,) = reader.embedded_regular_signatures
    context = ValidationContext(trust_roots=roots, moment=NOW, allow_fetching=False)
    status = validate_pdf_signature(seal, signer_validation_context=context)
    assert status.bottom_line
    assert status.modification_level is not None
    assert status.modification_level.name == "LTA_UPDATES"
    stamps = reader.embedded_timestamp_signatures
    assert len(stamps) == count
    for stamp, moment in zip(stamps, moments, strict=True):
        at = ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False)
        stamped = validate_pdf_timestamp(stamp, validation_context=at)
        assert stamped.valid
        assert stamped.trusted
    assert stamped.coverage.name == "ENTIRE_FILE"
    store = DocumentSecurityStore.read_dss(reader)
    assert len(store.certs) == 1 + count
    assert len(store.vri_entries) == count
