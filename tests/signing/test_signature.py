"""Keys, certificates, signatures beside data and time-stamps."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.signing import (
    LocalStamper,
    MalformedKeyError,
    NodeName,
    NodeNameError,
    SealReading,
    Signer,
    Stamper,
    StampError,
    Trust,
    Window,
    certificate_name,
    examine_detached,
    fingerprint,
    issue_certificate,
    new_key,
    read_private_key,
    sign_detached,
    write_private_key,
)
from glacy.signing.der import read_der
from glacy.signing.stamps import trim_stamp
from tests.signing.keys import NOW, Keys, fixed_key, make_keys

DATA = b"what was signed"


@cache
def node() -> Keys:
    return make_keys()


@cache
def signature() -> bytes:
    return sign_detached(DATA, by=node().signer, at=NOW, stamper=node().stamper)


def examine(data: bytes, content: bytes = DATA, trust: Trust | None = None) -> SealReading:
    return examine_detached(data, content, trust=node().trust if trust is None else trust, at=NOW)


def names(reading: SealReading, holds: bool | None) -> set[str]:
    return {check.name for check in reading.checks if check.holds is holds}


def test_a_signature_holds_over_its_data_and_over_its_digest() -> None:
    assert examine(signature()).holds is True
    digest = hashlib.sha256(DATA).digest()
    assert examine_detached(signature(), digest=digest, trust=node().trust, at=NOW).holds is True
    assert examine_detached(signature(), trust=node().trust, at=NOW).holds is None


def test_other_data_does_not_hold() -> None:
    assert names(examine(signature(), b"something else"), False) == {"content"}


def test_every_flipped_bit_is_caught() -> None:
    data = bytearray(signature())
    missed = []
    for position in range(len(data)):
        for bit in range(8):
            data[position] ^= 1 << bit
            if examine(bytes(data)).holds is not False:
                missed.append((position, bit))
            data[position] ^= 1 << bit
    assert missed == []


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=200), place=st.integers(0, 10**6))
def test_bytes_of_any_kind_never_raise(data: bytes, place: int) -> None:
    cut = place % len(signature())
    assert examine(data).holds is False
    assert examine(signature()[:cut]).holds is False
    assert examine(signature() + (data or b"\0")).holds is False
    inserted = signature()[:cut] + (data or b"\0") + signature()[cut:]
    assert examine(inserted).holds is False


def test_the_other_half_of_an_ecdsa_value_is_refused() -> None:
    """(r, n - s) is as valid as (r, s): only one of the two is accepted, so that a signature has one form."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

    from glacy.signing.cms import _ORDER_P256, read_signature, write_signature

    token = read_signature(read_signature(signature()).token or b"")
    first, second = decode_dss_signature(token.value)
    other = replace(token, value=encode_dss_signature(first, _ORDER_P256 - second))
    turned = replace(read_signature(signature()), token=write_signature(other))
    assert names(examine(write_signature(turned)), False) == {"form"}


def test_a_stranger_root_slipped_into_the_signature_is_refused() -> None:
    from glacy.signing.cms import read_signature, write_signature

    more = replace(read_signature(signature()), chain=(node().root.certificate,))
    assert "form" in names(examine(write_signature(more)), False)


class StampOverElse:
    """A stamper that stamps something else."""

    def stamp(self, digest: bytes) -> bytes:
        return node().stamper.stamp(hashlib.sha256(digest).digest())


class NoStamp:
    """A stamper that answers nonsense."""

    def stamp(self, digest: bytes) -> bytes:
        return b"\x30\x00" + digest


@pytest.mark.parametrize("stamper", [StampOverElse(), NoStamp()], ids=["another digest", "nonsense"])
def test_a_stamp_that_does_not_fit_stops_the_seal(stamper: Stamper) -> None:
    with pytest.raises(StampError):
        sign_detached(DATA, by=node().signer, at=NOW, stamper=stamper)


def test_a_stamp_moved_from_another_signature_is_refused() -> None:
    from glacy.signing.cms import read_signature, write_signature

    other = sign_detached(b"other", by=node().signer, at=NOW, stamper=node().stamper)
    moved = replace(read_signature(signature()), token=read_signature(other).token)
    assert names(examine(write_signature(moved)), False) == {"stamp"}


def test_a_signature_without_a_stamp_does_not_hold() -> None:
    from glacy.signing.cms import read_signature, write_signature

    assert names(examine(write_signature(replace(read_signature(signature()), token=None))), False) == {
        "stamp"
    }


@dataclass(frozen=True)
class Misuse:
    says: str
    signer: Signer
    stamper: Stamper
    fails: str


def _stamper_of(signer: Signer) -> LocalStamper:
    return LocalStamper(certificate=signer.certificate, key=signer.key, clock=lambda: NOW)


STAMP_LEAF = Signer(certificate=node().stamper.certificate, key=node().stamper.key)
MISUSES = [
    Misuse("a seal made with the stamp's key", STAMP_LEAF, node().stamper, "signer"),
    Misuse("a seal made with the root's key", node().root, node().stamper, "signer"),
    Misuse("a stamp made with the seal's key", node().signer, _stamper_of(node().signer), "stamp_authority"),
]


@pytest.mark.parametrize("case", MISUSES, ids=attrgetter("says"))
def test_a_key_serves_one_use(case: Misuse) -> None:
    reading = examine(sign_detached(DATA, by=case.signer, at=NOW, stamper=case.stamper))
    assert case.fails in names(reading, False)


def test_a_leaf_that_another_key_signed_is_not_accepted_by_its_name() -> None:
    impostor = make_keys("GH", seed=30)
    assert impostor.root.certificate != node().root.certificate
    reading = examine(sign_detached(DATA, by=impostor.signer, at=NOW, stamper=impostor.stamper))
    assert names(reading, None) == {"signer", "stamp_authority"}


def test_a_root_is_accepted_only_in_its_window() -> None:
    root = fingerprint(node().root.certificate)
    closed = replace(node().trust, windows={root: Window(until_at=NOW - timedelta(days=1))})
    overlapping = replace(node().trust, windows={root: Window(until_at=NOW + timedelta(days=1))})
    assert names(examine(signature(), trust=closed), False) == {"signer_period", "stamp_authority_period"}
    later = NOW + timedelta(days=30)
    assert examine_detached(signature(), DATA, trust=overlapping, at=later).holds is True


def test_an_independent_authority_is_graded_so() -> None:
    """An RSA authority as they are in the world, made with pyHanko."""
    authority, token_maker = rsa_authority()

    class Far:
        def stamp(self, digest: bytes) -> bytes:
            return token_maker(digest)

    sealed = sign_detached(DATA, by=node().signer, at=NOW, stamper=Far())
    root = node().root.certificate
    trust = Trust(
        anchors=(root,), stamp_anchors=(authority,), independent=frozenset((fingerprint(authority),))
    )
    reading = examine(sealed, trust=trust)
    assert reading.holds is True
    assert reading.stamp_grade == "independent"
    missed = []
    data = bytearray(sealed)
    for position in range(len(data)):
        data[position] ^= 4
        reading = examine(bytes(data), trust=trust)
        if reading.holds is not False:
            missed.append((position, [check.says for check in reading.checks if not check.holds]))
        data[position] ^= 4
    assert missed == []


def rsa_authority() -> tuple[bytes, object]:
    from asn1crypto import algos, tsp
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from cryptography.hazmat.primitives import hashes
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    root_key, leaf_key = (rsa.generate_private_key(65537, 2048) for _ in range(2))

    def build(subject: str, issuer: str, key: rsa.RSAPrivateKey, *, ca: bool) -> x509.CertificateBuilder:
        usage = x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)
        builder = x509.CertificateBuilder(
            issuer_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]),
            subject_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]),
            public_key=key.public_key(),
            serial_number=5 if ca else 6,
            not_valid_before=NOW - timedelta(days=9),
            not_valid_after=NOW + timedelta(days=9),
        ).add_extension(x509.BasicConstraints(ca, None), critical=True)
        return builder.add_extension(usage, critical=True)

    root = build("Invented TSA root", "Invented TSA root", root_key, ca=True).sign(root_key, hashes.SHA256())
    leaf = (
        build("Invented TSA", "Invented TSA root", leaf_key, ca=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    store = SimpleCertificateStore()
    store.register(asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)))
    stamper = DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(leaf.public_bytes(Encoding.DER)),
        tsa_key=asn1_keys.PrivateKeyInfo.load(
            leaf_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        certs_to_embed=store,
        fixed_dt=NOW,
    )

    def make(digest: bytes) -> bytes:
        imprint = tsp.MessageImprint(
            {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": digest}
        )
        request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True})
        token: bytes = stamper.request_tsa_response(request)["time_stamp_token"].dump()
        assert len(trim_stamp(token)) < len(token)
        return token

    return root.public_bytes(Encoding.DER), make


def test_a_local_stamp_is_a_valid_one_to_another_implementation() -> None:
    import rfc3161_client

    digest = hashlib.sha256(DATA).digest()
    token = node().stamper.answer(digest, nonce=7)
    granted = bytes.fromhex("3003020100")
    body = granted + token
    response = rfc3161_client.decode_timestamp_response(b"\x30\x82" + len(body).to_bytes(2, "big") + body)
    verifier = rfc3161_client.VerifierBuilder(
        roots=[x509.load_der_x509_certificate(node().root.certificate)],
        tsa_certificate=x509.load_der_x509_certificate(node().stamper.certificate),
        nonce=7,
    ).build()
    assert verifier.verify(response, digest)
    assert response.tst_info.gen_time == NOW


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_finds_the_stamp_valid(tmp_path: Path) -> None:
    digest = hashlib.sha256(DATA).digest()
    (tmp_path / "token").write_bytes(node().stamper.stamp(digest))
    root = x509.load_der_x509_certificate(node().root.certificate).public_bytes(Encoding.PEM)
    (tmp_path / "root.pem").write_bytes(root)
    command = (
        f"openssl ts -verify -digest {digest.hex()} -in token -token_in -CAfile root.pem "
        f"-attime {int(NOW.timestamp())}"
    )
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_stamp_says_that_it_is_local() -> None:
    assert "not an independent authority" in certificate_name(node().stamper.certificate)


def test_every_certificate_of_an_exercise_says_so() -> None:
    for certificate in (node().root.certificate, node().signer.certificate, node().stamper.certificate):
        assert "EXERCISE - INVENTED" in certificate_name(certificate)
        read_der(certificate)


def test_the_stamping_use_is_critical_and_alone() -> None:
    use = x509.load_der_x509_certificate(node().stamper.certificate).extensions.get_extension_for_class(
        x509.ExtendedKeyUsage
    )
    assert use.critical
    assert list(use.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


@pytest.mark.parametrize("password", [None, b"a long password"], ids=["open", "with a password"])
def test_a_private_key_comes_back(password: bytes | None) -> None:
    key = new_key()
    written = write_private_key(key, password=password)
    assert read_private_key(written, password=password).private_numbers() == key.private_numbers()


def _other_curve() -> bytes:
    key = ec.generate_private_key(ec.SECP384R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("data", "password"),
    [
        (b"", None),
        (b"nonsense", None),
        (_other_curve(), None),
        (write_private_key(fixed_key(1), password=b"right"), b"wrong"),
        (write_private_key(fixed_key(1), password=b"right"), None),
        (write_private_key(fixed_key(1)), b"needless"),
    ],
    ids=["nothing", "nonsense", "another curve", "wrong password", "no password", "needless password"],
)
def test_a_key_that_cannot_be_read_says_so(data: bytes, password: bytes | None) -> None:
    with pytest.raises(MalformedKeyError):
        read_private_key(data, password=password)


def test_a_key_must_belong_to_its_certificate() -> None:
    with pytest.raises(MalformedKeyError):
        Signer(certificate=node().signer.certificate, key=fixed_key(99))


def test_a_leaf_needs_an_issuer() -> None:
    with pytest.raises(MalformedKeyError):
        issue_certificate(
            subject=node().name,
            public_key=fixed_key(5).public_key(),
            issuer=None,
            serial=1,
            not_before=NOW,
            not_after=NOW,
            use="seal",
        )


@pytest.mark.parametrize(
    ("name", "country"), [("", "GH"), ("x" * 65, "GH"), ("a\nb", "GH"), ("a", "gh"), ("a", "GHA")]
)
def test_a_name_that_cannot_stand_in_a_certificate_is_refused(name: str, country: str) -> None:
    with pytest.raises(NodeNameError):
        NodeName(name=name, country=country)


def test_a_stamp_takes_a_digest_only() -> None:
    with pytest.raises(StampError):
        node().stamper.stamp(b"not a digest")


@given(st.binary(max_size=100))
def test_der_is_read_in_one_form_or_refused(data: bytes) -> None:
    from glacy.signing.der import write_der
    from glacy.signing.errors import MalformedSignatureError

    try:
        element = read_der(data)
    except MalformedSignatureError:
        return
    assert write_der(element.tag, element.body) == data


@given(st.datetimes(datetime(1960, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001  # made aware below
def test_a_signing_time_comes_back(naive: datetime) -> None:
    from glacy.signing.der import read_time, signing_time

    instant = naive.replace(tzinfo=UTC, microsecond=0)
    assert read_time(read_der(signing_time(instant))) == instant
