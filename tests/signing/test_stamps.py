"""Time-stamps: who gave them, what they were given over, and what other implementations make of ours."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from glacy.signing import (
    SealReading,
    Stamper,
    StampError,
    Trust,
    certificate_name,
    examine_detached,
    fingerprint,
    sign_detached,
)
from glacy.signing.stamps import trim_stamp
from tests.signing.keys import NOW, Keys, make_keys

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


def test_a_stamp_takes_a_digest_only() -> None:
    with pytest.raises(StampError):
        node().stamper.stamp(b"not a digest")
