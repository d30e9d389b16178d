"""Keys and certificates of a node: one root authority, under it a leaf that seals and a leaf that stamps."""

from __future__ import annotations

import hashlib
import re
import warnings
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from glacy.sayings import say
from glacy.signing.der import INTEGER, SEQUENCE, Element, read_der
from glacy.signing.errors import MalformedKeyError, NodeNameError, UnjudgedSignatureError

Use = Literal["authority", "seal", "stamp"]
PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey

ONE_FORM_POLICY = "2.25.296338529614183460905034153094427043714.1"
"""In a leaf's policies: this key signs only in the one byte form of docs/specs/container.md."""
LOCAL_STAMP_POLICY = "2.25.296338529614183460905034153094427043714.2"
"""In a stamp: made by the node's own clock, not by an independent authority."""
EXERCISE = "EXERCISE - INVENTED"

_CERTIFICATE_FAULTS = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    CryptographyDeprecationWarning,
)
_VERSION, _NEGATIVE = 0xA0, 0x80
_LARGEST = 1 << 14
_CURVE = ec.SECP256R1()
_LONGEST_NAME = 64
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_TITLES: dict[Use, str] = {
    "authority": "Root authority of node {}",
    "seal": "Seal of node {}",
    "stamp": "Local time-stamp of node {}, not an independent authority",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeName:
    """The name under which a node's certificates are issued; an exercise node says so in each of them."""

    name: str
    country: str
    exercise: bool = False

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= _LONGEST_NAME or not self.name.isprintable():
            raise NodeNameError(
                say(
                    "A node's name has 1 to {longest_name} printable characters, found {count}.",
                    longest_name=_LONGEST_NAME,
                    count=len(self.name),
                ),
                remedy=say("Shorten the name."),
                found=self.name,
            )
        if not _COUNTRY.fullmatch(self.country):
            raise NodeNameError(
                say("A country code of two letters was expected, found {country!r}.", country=self.country),
                remedy=say("Use the ISO 3166-1 code, such as GH."),
                found=self.country,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A leaf certificate (DER), its private key, and what stands between it and the root (never the root)."""

    certificate: bytes
    key: PrivateKey
    chain: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        public = load_certificate(self.certificate).public_key()
        if public != self.key.public_key():
            raise MalformedKeyError(
                say("The private key does not belong to the certificate."),
                remedy=say("Give the key for which the certificate was issued."),
            )


Authority = Signer
"""The root certificate of a node and its key; it issues the leaves."""


def new_key() -> PrivateKey:
    """A new P-256 key. The only randomness of this library; signing itself is deterministic (RFC 6979)."""
    return ec.generate_private_key(_CURVE)


def write_private_key(key: PrivateKey, *, password: bytes | None = None) -> bytes:
    """The key as PKCS #8 PEM, encrypted if a password is given."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password is not None:
        encryption = serialization.BestAvailableEncryption(password)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def read_private_key(data: bytes, *, password: bytes | None = None) -> PrivateKey:
    """The P-256 key of a PKCS #8 PEM."""
    try:
        key = serialization.load_pem_private_key(data, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise MalformedKeyError(
            say("The private key cannot be read: {why}.", why=fault),
            remedy=say("Check the file and its password."),
        ) from fault
    if not isinstance(key, PrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise MalformedKeyError(
            say("A P-256 key was expected."), remedy=say("Make the node's keys with GLACY.")
        )
    return key


@lru_cache(maxsize=256)
def load_certificate(data: bytes) -> x509.Certificate:
    """The certificate in DER bytes; every part that is looked at later is read once before this returns."""
    if len(data) > _LARGEST:
        raise UnjudgedSignatureError(say("A certificate is larger than {largest} bytes.", largest=_LARGEST))
    number = certificate_fields(data)[0].expect(INTEGER).body
    if not number or number[0] >= _NEGATIVE or not any(number):
        raise UnjudgedSignatureError(say("A certificate has a serial number that is not positive."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of certificates of others that are not quite by the book
            certificate = x509.load_der_x509_certificate(data)
            _ = certificate.subject, certificate.issuer, certificate.extensions, certificate.public_key()
            _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except _CERTIFICATE_FAULTS as fault:
        raise UnjudgedSignatureError(say("A certificate cannot be read: {why}.", why=fault)) from fault
    return certificate


def read_certificate(data: bytes) -> bytes:
    """The DER of a certificate in PEM or DER."""
    if b"-----BEGIN CERTIFICATE-----" in data:
        try:
            data = x509.load_pem_x509_certificate(data).public_bytes(serialization.Encoding.DER)
        except _CERTIFICATE_FAULTS as fault:
            raise UnjudgedSignatureError(
                say("A certificate cannot be read: {why}.", why=str(fault))
            ) from fault
    load_certificate(data)
    return data


def certificate_fields(data: bytes) -> tuple[Element, ...]:
    """The fields of a certificate from its serial number on, byte for byte (RFC 5280, 4.1)."""
    fields = read_der(data).expect(SEQUENCE).parts()[0].parts()
    return fields[1:] if fields[0].tag == _VERSION else fields


def fingerprint(certificate: bytes) -> str:
    """The SHA-256 digest of a certificate's DER, in lower-case hexadecimal."""
    return hashlib.sha256(certificate).hexdigest()


def certificate_name(certificate: bytes) -> str:
    """Who a certificate says it is of: organisation, country and common name, as one line."""
    subject = load_certificate(certificate).subject
    wanted = (NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.COMMON_NAME)
    return ", ".join(str(part.value) for oid in wanted for part in subject.get_attributes_for_oid(oid))


def issue_certificate(
    *,
    subject: NodeName,
    public_key: PublicKey,
    issuer: Authority | None,
    issuer_key: PrivateKey | None = None,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    use: Use,
) -> bytes:
    """The DER of a certificate (RFC 5280).

    An authority without `issuer` signs itself with `issuer_key`; a leaf is signed by its issuer.
    """
    signing_key = issuer.key if issuer is not None else issuer_key
    if signing_key is None or (issuer is None and use != "authority"):
        raise MalformedKeyError(
            say("A leaf needs its issuer; a root needs its own key."),
            remedy=say("Give issuer or issuer_key."),
        )
    name = _subject(subject, use)
    issuer_name = name if issuer is None else load_certificate(issuer.certificate).subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer_name)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=use == "authority", path_length=None), critical=True)
        .add_extension(_key_usage(use), critical=True)
    )
    if use != "authority":
        policy = x509.PolicyInformation(x509.ObjectIdentifier(ONE_FORM_POLICY), None)
        builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
    if use == "stamp":
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    certificate = builder.sign(signing_key, hashes.SHA256(), ecdsa_deterministic=True)
    return certificate.public_bytes(serialization.Encoding.DER)


def issue_root(
    *, subject: NodeName, key: PrivateKey, serial: int, not_before: datetime, not_after: datetime
) -> Authority:
    """The root authority of a node, signed by its own key."""
    certificate = issue_certificate(
        subject=subject,
        public_key=key.public_key(),
        issuer=None,
        issuer_key=key,
        serial=serial,
        not_before=not_before,
        not_after=not_after,
        use="authority",
    )
    return Authority(certificate=certificate, key=key)


def _subject(subject: NodeName, use: Use) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, subject.country),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, subject.name),
    ]
    if subject.exercise:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, EXERCISE))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, _TITLES[use].format(subject.country)))
    return x509.Name(parts)


def _key_usage(use: Use) -> x509.KeyUsage:
    authority = use == "authority"
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=use == "seal",
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
