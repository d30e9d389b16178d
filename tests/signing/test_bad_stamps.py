"""Time-stamp tokens from the wrong hand, over the wrong thing, with keys too weak or old: none is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.signing import (
    LocalStamper,
    MalformedSignatureError,
    SealReading,
    Stamper,
    StampError,
    examine_detached,
    examine_stamp,
    read_stamp_answer,
    sign_detached,
    write_stamp_request,
)
from glacy.signing.cms import Signature, read_signature, write_signature
from glacy.signing.der import NULL, oid, sequence, write_der
from glacy.signing.stamps import read_stamp
from tests.signing.keys import NOW, Keys, make_keys

DATA = b"a manifest"
NODE = make_keys()
TRUST = NODE.trust


@dataclass(frozen=True)
class Case:
    says: str
    stamper: Callable[[], Stamper]
    holds: bool | None
    check: str


class Changed:
    """The stamper of the node, its token changed before it is used."""

    def __init__(self, change: Callable[[Signature], Signature]) -> None:
        self._change = change

    def stamp(self, digest: bytes) -> bytes:
        return write_signature(self._change(read_signature(NODE.stamper.stamp(digest))))


def stamper_of(keys: Keys, **changes: object) -> Stamper:
    return replace(keys.stamper, **changes)  # type: ignore[arg-type]  # the fields of a stamper


def rsa_stamper(bits: int) -> Stamper:
    """An authority under the root of the node whose key is an RSA key of that size."""
    key = rsa.generate_private_key(65537, bits)
    old = x509.load_der_x509_certificate(NODE.stamper.certificate)
    builder = x509.CertificateBuilder(
        issuer_name=old.issuer,
        subject_name=old.subject,
        public_key=key.public_key(),
        serial_number=99,
        not_valid_before=old.not_valid_before_utc,
        not_valid_after=old.not_valid_after_utc,
        extensions=[each for each in old.extensions if not isinstance(each.value, x509.CertificatePolicies)],
    )
    leaf = builder.sign(NODE.root.key, hashes.SHA256()).public_bytes(Encoding.DER)
    maker = LocalStamper(certificate=NODE.stamper.certificate, key=NODE.stamper.key, clock=lambda: NOW)

    class Rsa:
        def stamp(self, digest: bytes) -> bytes:
            made = read_signature(maker.stamp(digest))
            pinned = made.attributes.replace(
                hashlib.sha256(made.leaf).digest(), hashlib.sha256(leaf).digest()
            )
            value = key.sign(pinned, padding.PKCS1v15(), hashes.SHA256())
            algorithm = sequence(oid("1.2.840.113549.1.1.11"), write_der(NULL))
            signed = replace(made, leaf=leaf, attributes=pinned, value=value, signature_algorithm=algorithm)
            return write_signature(signed)

    return Rsa()


def without_use() -> Stamper:
    """A leaf of the node that may sign, and does not say that it stamps."""
    return LocalStamper(certificate=NODE.signer.certificate, key=NODE.signer.key, clock=lambda: NOW)


def wrong_uses() -> Stamper:
    """A leaf that stamps and does something else too."""
    old = x509.load_der_x509_certificate(NODE.stamper.certificate)
    uses = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING])
    builder = x509.CertificateBuilder(
        issuer_name=old.issuer,
        subject_name=old.subject,
        public_key=old.public_key(),
        serial_number=98,
        not_valid_before=old.not_valid_before_utc,
        not_valid_after=old.not_valid_after_utc,
        extensions=[each for each in old.extensions if not isinstance(each.value, x509.ExtendedKeyUsage)],
    ).add_extension(uses, critical=True)
    leaf = builder.sign(NODE.root.key, hashes.SHA256()).public_bytes(Encoding.DER)
    return LocalStamper(certificate=leaf, key=NODE.stamper.key, clock=lambda: NOW)


CASES = [
    Case("by a stranger", lambda: make_keys("CL", seed=9).stamper, None, "stamp_authority"),
    Case("by a leaf that seals", without_use, False, "stamp_authority"),
    Case("by a leaf with two uses", wrong_uses, False, "stamp_authority"),
    Case("by a root itself", lambda: LocalStamper(
        certificate=NODE.root.certificate, key=NODE.root.key, clock=lambda: NOW
    ), False, "stamp_authority"),
    Case("after its certificate expired",
         lambda: stamper_of(NODE, clock=lambda: NOW + timedelta(days=900)), False, "stamp_authority_period"),
    Case("before its certificate began",
         lambda: stamper_of(NODE, clock=lambda: NOW - timedelta(days=90)), False, "stamp_authority_period"),
    Case("with an RSA key of 1,024 bits", lambda: rsa_stamper(1024), False, "stamp_authority"),
]  # fmt: skip


def examine(stamper: Stamper) -> SealReading:
    signature = sign_detached(DATA, by=NODE.signer, at=NOW, stamper=stamper)
    return examine_detached(signature, DATA, trust=TRUST, at=NOW)


@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_a_stamp_from_a_wrong_hand(case: Case) -> None:
    reading = examine(case.stamper())
    assert reading.holds is case.holds
    assert {check.name for check in reading.checks if check.holds is case.holds} >= {case.check}


def test_a_stamp_with_an_rsa_key_long_enough_holds() -> None:
    assert examine(rsa_stamper(2048)).holds is True


WRONG: dict[str, Callable[[Signature], Signature]] = {
    "another value": lambda one: replace(one, value=one.value[:-1] + bytes([one.value[-1] ^ 1])),
    "another content": lambda one: replace(one, content=(one.content or b"")[:-1] + b"\0"),
    "no content": lambda one: replace(one, content=None),
    "another kind of content": lambda one: replace(one, content_type=oid("1.2.840.113549.1.7.1")),
    "another leaf": lambda one: replace(one, leaf=NODE.signer.certificate),
}


@pytest.mark.parametrize("says", WRONG)
def test_a_damaged_token_stops_the_seal(says: str) -> None:
    with pytest.raises(StampError):
        sign_detached(DATA, by=NODE.signer, at=NOW, stamper=Changed(WRONG[says]))


@pytest.mark.parametrize("size", [0, 20, 31, 33, 48, 63, 65])
def test_only_digests_of_two_sizes_are_stamped(size: int) -> None:
    with pytest.raises(StampError):
        NODE.stamper.stamp(bytes(size))
    with pytest.raises(StampError):
        write_stamp_request(bytes(size), nonce=1)


def test_a_token_over_one_digest_is_not_one_over_the_other() -> None:
    short, long = hashlib.sha256(DATA).digest(), hashlib.sha512(DATA).digest()
    for given_digest, other in ((short, long), (long, short)):
        token = NODE.stamper.stamp(given_digest)
        read_stamp(token, digest=given_digest)
        read_stamp(token, over=DATA)
        with pytest.raises(MalformedSignatureError):
            read_stamp(token, digest=other)
        with pytest.raises(MalformedSignatureError):
            read_stamp(token, over=DATA + b".")
        with pytest.raises(MalformedSignatureError):
            read_stamp(token)


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, 10**6), value=st.integers(1, 255), cut=st.booleans())
def test_any_change_of_a_token_is_caught_and_nothing_else_is_raised(
    place: int, value: int, cut: bool
) -> None:
    token = bytearray(NODE.stamper.stamp(hashlib.sha256(DATA).digest()))
    token[place % len(token)] ^= value
    data = bytes(token[: place % len(token)]) if cut else bytes(token)
    checks = examine_stamp(data, over=DATA, trust=TRUST, about="token")
    assert any(check.holds is not True for check in checks) or not read_stamp(data, over=DATA).has_one_form


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=80))
def test_any_bytes_as_an_answer_are_refused(data: bytes) -> None:
    with pytest.raises(StampError):
        read_stamp_answer(data, nonce=1)
