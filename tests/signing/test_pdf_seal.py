"""A seal on a PDF: what it proves, and that no byte of it can change unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from io import BytesIO
from operator import attrgetter

import pytest
import typst
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glacy.signing import SealReading, Trust, UnsealableDocumentError, examine_pdf_seal, fingerprint, seal_pdf
from tests.signing.keys import NOW, Keys, make_keys, with_foreign_leaf

SOURCE = b"""#set page(paper: "a6")
#set document(title: "Invented")
#pdf.attach("request.json", bytes("{}"), relationship: "source", mime-type: "text/plain", description: "d")
= Hello
#link("https://example.org")[a link, which puts a note on the page]
"""


@cache
def small_pdf() -> bytes:
    return typst.compile(
        {"main.typ": SOURCE}, ignore_system_fonts=True, pdf_standards=["a-3u"], timestamp=int(NOW.timestamp())
    )


@cache
def node() -> Keys:
    return make_keys()


@cache
def sealed() -> bytes:
    return seal_pdf(small_pdf(), by=node().signer, at=NOW, stamper=node().stamper)


def examine(data: bytes, trust: Trust | None = None) -> SealReading:
    return examine_pdf_seal(data, trust=node().trust if trust is None else trust, at=NOW)


def failing(reading: SealReading) -> set[str]:
    return {check.name for check in reading.checks if check.holds is False}


def unknown(reading: SealReading) -> set[str]:
    return {check.name for check in reading.checks if check.holds is None}


def test_a_sealed_document_holds_and_says_who_and_when() -> None:
    reading = examine(sealed())
    assert reading.holds is True
    assert reading.signer == "Contact point of GH"
    assert (reading.signed_at, reading.stamped_at) == (NOW, NOW)
    assert reading.stamp_grade == "local"
    assert reading.first_revision == small_pdf()


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert seal_pdf(small_pdf(), by=node().signer, at=NOW, stamper=node().stamper) == sealed()


def test_every_flipped_byte_is_caught() -> None:
    """Every byte of the update but its zero padding; one in thirteen of the padding and of the page."""
    data = bytearray(sealed())
    update, padding = len(small_pdf()), re.search(rb"0{1000,}", data)
    assert padding is not None
    every = set(range(update, len(data))) - set(range(padding.start() + 40, padding.end() - 40))
    missed = []
    for position in sorted(every | set(range(0, len(data), 13))):
        data[position] ^= 1 << position % 8
        if examine(bytes(data)).holds is not False:
            missed.append(position)
        data[position] ^= 1 << position % 8
    assert missed == []


@settings(max_examples=300, deadline=None)
@given(position=st.integers(0, 10**6), value=st.integers(1, 255))
@example(position=18849, value=113)
def test_any_change_of_a_byte_is_caught(position: int, value: int) -> None:
    data = bytearray(sealed())
    data[position % len(data)] ^= value
    assert examine(bytes(data)).holds is False


@settings(max_examples=60, deadline=None)
@given(end=st.integers(0, 10**6))
def test_a_document_cut_short_does_not_hold(end: int) -> None:
    assert examine(sealed()[: end % len(sealed())]).holds is False


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_bytes_that_are_no_document_never_raise(data: bytes) -> None:
    assert examine(data).holds is False
    assert examine(sealed() + data).holds is (not data)
    assert examine(data + sealed()).holds is (not data)


@dataclass(frozen=True)
class Case:
    says: str
    keys: Keys
    trust: Trust
    fails: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


OTHER = make_keys("CL", seed=50)
EXPIRED = make_keys("GH", seed=60, days=10)
FUTURE = make_keys("GH", seed=70, start=NOW + timedelta(days=1))
CASES = [
    Case("a stranger's seal cannot be told", OTHER, node().trust, unknown=("signer", "stamp_authority")),
    Case("with no trust nobody is known", node(), Trust.none(), unknown=("signer", "stamp_authority")),
    Case(
        "a certificate expired when it was stamped fails",
        EXPIRED,
        EXPIRED.trust,
        fails=("signer_period", "stamp_authority_period"),
    ),
    Case(
        "a certificate not yet valid fails",
        FUTURE,
        FUTURE.trust,
        fails=("signer_period", "stamp_authority_period"),
    ),
    Case(
        "a stamp of an unknown authority cannot be told",
        node(),
        Trust(anchors=(node().root.certificate,)),
        unknown=("stamp_authority",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_who_sealed(case: Case) -> None:
    reading = examine(
        seal_pdf(small_pdf(), by=case.keys.signer, at=NOW, stamper=case.keys.stamper), case.trust
    )
    assert failing(reading) == set(case.fails)
    assert unknown(reading) == set(case.unknown)


def test_a_stranger_is_named_by_the_fingerprint() -> None:
    reading = examine(sealed(), Trust.none())
    assert reading.signer is None
    assert reading.fingerprint == fingerprint(node().signer.certificate)
    assert any(reading.fingerprint in check.says for check in reading.checks if check.name == "signer")


def test_a_clock_that_differs_from_the_stamp_is_told() -> None:
    data = seal_pdf(small_pdf(), by=node().signer, at=NOW - timedelta(days=2), stamper=node().stamper)
    reading = examine(data)
    assert reading.holds is True
    assert unknown(reading) == {"claimed_time"}


def test_what_was_valid_when_it_was_stamped_stays_valid() -> None:
    later = NOW + timedelta(days=4000)
    assert examine_pdf_seal(sealed(), trust=node().trust, at=later).holds is True


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"not a pdf", sealed()], ids=["empty", "head", "text", "sealed already"]
)
def test_a_file_that_cannot_be_sealed_says_why(data: bytes) -> None:
    with pytest.raises(UnsealableDocumentError):
        seal_pdf(data, by=node().signer, at=NOW, stamper=node().stamper)


def test_what_is_added_after_the_seal_is_named() -> None:
    """An update that other readers would let pass (a shadow attack, a second signature) does not hold."""
    more = b"\n9 0 obj\n<<>>\nendobj\n%%EOF\n"
    reading = examine(sealed() + more)
    assert failing(reading) == {"whole"}
    assert f"{len(more)} bytes" in reading.checks[0].says


def test_a_seal_by_other_software_is_judged_on_content() -> None:
    """A leaf that promises our form and another form: refused. With another leaf the form cannot be told."""
    ours, other = foreign(node()), foreign(with_foreign_leaf(node()))
    assert "form" in failing(examine(ours))
    reading = examine(other)
    assert failing(reading) == set()
    assert unknown(reading) == {"form"}
    data = bytearray(other)
    for position in range(0, len(small_pdf()), 97):
        data[position] ^= 1
        assert examine(bytes(data)).holds is False
        data[position] ^= 1


def foreign(keys: Keys) -> bytes:
    """The small document as pyHanko seals it."""
    from asn1crypto import cms, tsp, x509
    from asn1crypto import keys as asn1_keys
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers, timestamps
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Stamps(timestamps.TimeStamper):
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            digest = req["message_imprint"]["hashed_message"].native
            token = keys.stamper.answer(digest, nonce=req["nonce"].native)
            status = {"status": "granted"}
            return tsp.TimeStampResp({"status": status, "time_stamp_token": cms.ContentInfo.load(token)})

    store = SimpleCertificateStore()
    store.register(x509.Certificate.load(keys.root.certificate))
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(keys.signer.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            keys.signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=store,
    )
    metadata = signers.PdfSignatureMetadata(field_name="S", subfilter=fields.SigSeedSubFilter.PADES)
    out = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(small_pdf())), metadata, signer=signer, timestamper=Stamps()
    )
    data: bytes = out.getvalue()
    return data


def test_another_implementation_finds_the_seal_valid() -> None:
    """pyHanko: the signature is intact and covers the whole file, and the stamp is valid."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = x509.Certificate.load(node().root.certificate)
    context = ValidationContext(trust_roots=[root], moment=NOW, allow_fetching=False)
    (embedded,) = PdfFileReader(BytesIO(sealed()), strict=True).embedded_signatures
    status = validate_pdf_signature(embedded, signer_validation_context=context)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.valid
    assert status.docmdp_ok
