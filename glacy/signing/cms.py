"""CMS SignedData (RFC 5652) with one signer, written in one byte form and read strictly."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from glacy.sayings import say
from glacy.signing.certificates import PrivateKey, Signer, certificate_fields, load_certificate
from glacy.signing.der import (
    INTEGER,
    NULL,
    OCTETS,
    OID,
    SEQUENCE,
    SET,
    Element,
    integer,
    octets,
    oid,
    read_der,
    read_time,
    sequence,
    set_of,
    signing_time,
    write_der,
)
from glacy.signing.errors import MalformedSignatureError, UnjudgedSignatureError

DATA = oid("1.2.840.113549.1.7.1")
STAMP_INFO = oid("1.2.840.113549.1.9.16.1.4")
_SIGNED_DATA = oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
_SIGNING_TIME = oid("1.2.840.113549.1.9.5")
_SIGNING_CERTIFICATE = oid("1.2.840.113549.1.9.16.2.12")
_SIGNING_CERTIFICATE_V2 = oid("1.2.840.113549.1.9.16.2.47")
_STAMP_TOKEN = oid("1.2.840.113549.1.9.16.2.14")
SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
_HASHES: dict[bytes, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
    oid("2.16.840.1.101.3.4.2.1"): hashes.SHA256,
    oid("2.16.840.1.101.3.4.2.2"): hashes.SHA384,
    oid("2.16.840.1.101.3.4.2.3"): hashes.SHA512,
}
_RSA = oid("1.2.840.113549.1.1.1")
_RSA_PSS = oid("1.2.840.113549.1.1.10")
_SALT = 0xA2
_SIGNATURE_ALGORITHMS = {
    oid("1.2.840.10045.4.3.2"): hashes.SHA256,
    oid("1.2.840.10045.4.3.3"): hashes.SHA384,
    oid("1.2.840.10045.4.3.4"): hashes.SHA512,
    _RSA: None,
    oid("1.2.840.113549.1.1.11"): hashes.SHA256,
    oid("1.2.840.113549.1.1.12"): hashes.SHA384,
    oid("1.2.840.113549.1.1.13"): hashes.SHA512,
}
_RSA_WITH = {
    oid("2.16.840.1.101.3.4.2.1"): oid("1.2.840.113549.1.1.11"),
    oid("2.16.840.1.101.3.4.2.2"): oid("1.2.840.113549.1.1.12"),
    oid("2.16.840.1.101.3.4.2.3"): oid("1.2.840.113549.1.1.13"),
}
_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_CERTIFICATES, _ATTRIBUTES, _UNSIGNED = 0xA0, 0xA0, 0xA1
_MAX_CERTIFICATES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signer's SignedData, taken apart: `attributes` is the DER that was signed, `token` its stamp."""

    content_type: bytes
    content: bytes | None
    leaf: bytes
    chain: tuple[bytes, ...]
    digest_algorithm: bytes
    signature_algorithm: bytes
    attributes: bytes
    value: bytes
    token: bytes | None = None

    def attribute(self, kind: bytes) -> Element | None:
        """The single value of a signed attribute, or None."""
        for attribute in read_der(self.attributes).parts():
            name, values = attribute.parts()
            if name.raw == kind:
                return values.only()
        return None

    @property
    def message_digest(self) -> bytes:
        """The digest of the content that was signed."""
        found = self.attribute(_MESSAGE_DIGEST)
        if found is None:
            raise MalformedSignatureError(say("The signature does not name a digest of its content."))
        return found.expect(OCTETS).body

    @property
    def signed_at(self) -> datetime | None:
        """The instant that the signer claims, if the signature carries one."""
        found = self.attribute(_SIGNING_TIME)
        return None if found is None else read_time(found)

    def digest(self, data: bytes) -> bytes:
        """The digest of `data` in the algorithm of this signature."""
        return hashlib.new(self._hash().name, data).digest()

    def _hash(self) -> hashes.HashAlgorithm:
        kind = read_der(self.digest_algorithm).parts()[0].expect(OID).raw
        if kind not in _HASHES:
            raise UnjudgedSignatureError(say("The digest algorithm is not SHA-256, SHA-384 or SHA-512."))
        return _HASHES[kind]()


def sign_content(
    digest: bytes,
    *,
    by: Signer,
    signed_at: datetime | None = None,
    content_type: bytes = DATA,
    content: bytes | None = None,
) -> Signature:
    """A signature over the SHA-256 digest of some content, without its time-stamp yet."""
    attributes = write_attributes(
        digest, certificate=by.certificate, signed_at=signed_at, content_type=content_type
    )
    return Signature(
        content_type=content_type,
        content=content,
        leaf=by.certificate,
        chain=by.chain,
        digest_algorithm=SHA256,
        signature_algorithm=_ECDSA_SHA256,
        attributes=attributes,
        value=_sign(attributes, by.key),
    )


def write_attributes(
    digest: bytes, *, certificate: bytes, signed_at: datetime | None, content_type: bytes = DATA
) -> bytes:
    """The signed attributes (EN 319 122-1): content type, digest, certificate and, for CAdES, the time."""
    pin = sequence(sequence(sequence(octets(hashlib.sha256(certificate).digest()))))
    values = [
        (_CONTENT_TYPE, content_type),
        (_MESSAGE_DIGEST, octets(digest)),
        (_SIGNING_CERTIFICATE_V2, pin),
    ]
    if signed_at is not None:
        values.append((_SIGNING_TIME, signing_time(signed_at)))
    return set_of(sequence(kind, set_of([value])) for kind, value in values)


def write_signature(signature: Signature) -> bytes:
    """The one DER form of a signature."""
    version = integer(1 if signature.content_type == DATA else 3)
    content = () if signature.content is None else (write_der(_CERTIFICATES, octets(signature.content)),)
    unsigned: tuple[bytes, ...] = ()
    if signature.token is not None:
        stamp = sequence(_STAMP_TOKEN, set_of([signature.token]))
        unsigned = (set_of([stamp], _UNSIGNED),)
    signer = sequence(
        integer(1),
        _signer_id(signature.leaf),
        signature.digest_algorithm,
        write_der(_ATTRIBUTES, read_der(signature.attributes).body),
        signature.signature_algorithm,
        octets(signature.value),
        *unsigned,
    )
    signed = sequence(
        version,
        set_of([signature.digest_algorithm]),
        sequence(signature.content_type, *content),
        set_of([signature.leaf, *signature.chain], _CERTIFICATES),
        set_of([signer]),
    )
    return sequence(_SIGNED_DATA, write_der(_CERTIFICATES, signed))


def read_signature(data: bytes) -> Signature:
    """The signature in DER bytes, ours or another's; `write_signature` tells whether the form is ours."""
    try:
        return _read_signature(data)
    except MalformedSignatureError as fault:
        raise UnjudgedSignatureError(fault.says) from fault
    except (ValueError, IndexError) as fault:
        raise UnjudgedSignatureError(say("The signature cannot be read: {why}.", why=str(fault))) from fault


def _read_signature(data: bytes) -> Signature:
    kind, wrapped = read_der(data).expect(SEQUENCE).parts()
    if kind.raw != _SIGNED_DATA:
        raise MalformedSignatureError(say("A CMS SignedData was expected."))
    _, _, encapsulated, *rest = wrapped.only().expect(SEQUENCE).parts()
    content_type, *contents = encapsulated.parts()
    signer = rest[-1].expect(SET).only().parts()
    _, signer_id, digest_algorithm, attributes, signature_algorithm, value, *unsigned = signer
    certificates = tuple(part.raw for part in rest[0].expect(_CERTIFICATES).parts())
    leaf = _find_leaf(certificates, signer_id.raw)
    return Signature(
        content_type=content_type.expect(OID).raw,
        content=contents[0].only().expect(OCTETS).body if contents else None,
        leaf=leaf,
        chain=tuple(sorted(part for part in certificates if part != leaf)),
        digest_algorithm=digest_algorithm.raw,
        signature_algorithm=signature_algorithm.raw,
        attributes=write_der(SET, attributes.expect(_ATTRIBUTES).body),
        value=value.expect(OCTETS).body,
        token=_find_token(unsigned),
    )


def verify_signature(signature: Signature) -> None:
    """Raise unless the value was made by the leaf's key over attributes that name this leaf and content."""
    named = signature.attribute(_CONTENT_TYPE)
    if named is None or named.raw != signature.content_type:
        raise MalformedSignatureError(say("The signed attributes are about another kind of content."))
    _verify_pin(signature)
    if signature.content is not None and signature.digest(signature.content) != signature.message_digest:
        raise MalformedSignatureError(say("The enclosed content is not what was signed."))
    digest = signature._hash()
    key = load_certificate(signature.leaf).public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            _demand_algorithm(signature, digest)
            key.verify(signature.value, signature.attributes, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey):
            scheme = _rsa_padding(signature, digest)
            key.verify(signature.value, signature.attributes, scheme, digest)
        else:
            raise UnjudgedSignatureError(say("The key of the certificate is neither EC nor RSA."))
    except InvalidSignature as fault:
        raise MalformedSignatureError(
            say("The signature was not made by the key of its certificate.")
        ) from fault


def _demand_algorithm(signature: Signature, digest: hashes.HashAlgorithm) -> None:
    algorithm = read_der(signature.signature_algorithm).parts()[0].raw
    if algorithm not in _SIGNATURE_ALGORITHMS or _SIGNATURE_ALGORITHMS[algorithm] not in (None, type(digest)):
        raise UnjudgedSignatureError(say("The signature algorithm is not one that is accepted."))


def _rsa_padding(signature: Signature, digest: hashes.HashAlgorithm) -> padding.AsymmetricPadding:
    """PKCS #1 v1.5, or PSS with the digest of the signature throughout (RFC 4056, 3)."""
    algorithm, *parameters = read_der(signature.signature_algorithm).parts()
    if algorithm.raw != _RSA_PSS:
        _demand_algorithm(signature, digest)
        return padding.PKCS1v15()
    named = read_der(signature.digest_algorithm).parts()[0].raw
    fields = {part.tag: part.only() for part in parameters[0].parts()} if parameters else {}
    same = (
        _SALT in fields
        and fields.get(0xA0) is not None
        and fields[0xA0].parts()[0].raw == named
        and fields.get(0xA1) is not None
        and fields[0xA1].parts()[1].parts()[0].raw == named
    )
    if not same:
        raise UnjudgedSignatureError(say("The signature algorithm is not one that is accepted."))
    salt = int.from_bytes(fields[_SALT].expect(INTEGER).body, "big")
    return padding.PSS(padding.MGF1(digest), salt)


def has_one_form(signature: Signature, data: bytes) -> bool:
    """Whether the bytes are exactly those that `write_signature` gives, down to the halves of the value."""
    return (
        write_signature(signature) == data
        and signature.digest_algorithm == SHA256
        and signature.signature_algorithm == _ECDSA_SHA256
        and _low_half(signature.value) == signature.value
        and signature.chain == needed_chain(signature)
    )


def name_algorithms_plainly(signature: Signature) -> Signature:
    """The signature with its algorithms, whose names nothing protects, named in the one way of RFC 5754."""
    digest = read_der(signature.digest_algorithm).parts()[0].raw
    named = read_der(signature.signature_algorithm).parts()[0].raw
    if isinstance(load_certificate(signature.leaf).public_key(), rsa.RSAPublicKey):
        if named == _RSA:
            named = _RSA_WITH.get(digest, named)
        plain = named != _RSA_PSS
        algorithm = sequence(named, write_der(NULL)) if plain else signature.signature_algorithm
    else:
        algorithm = sequence(named)
    return replace(signature, digest_algorithm=sequence(digest), signature_algorithm=algorithm)


def needed_chain(signature: Signature) -> tuple[bytes, ...]:
    """The certificates of a signature that lead up from its leaf, without roots and strangers."""
    needed: list[bytes] = []
    _, issuer = _names(signature.leaf)
    left = list(signature.chain)
    while above := next((each for each in left if _names(each)[0] == issuer), None):
        left.remove(above)
        subject, issuer = _names(above)
        if subject == issuer:
            break
        needed.append(above)
    return tuple(sorted(needed))


def has_seal_attributes(signature: Signature) -> bool:
    """Whether the signed attributes are exactly the ones that a seal of ours carries."""
    expected = write_attributes(
        signature.message_digest, certificate=signature.leaf, signed_at=signature.signed_at
    )
    return signature.attributes == expected


def _verify_pin(signature: Signature) -> None:
    """RFC 5035: the first certificate that the attributes name must be the leaf."""
    second = signature.attribute(_SIGNING_CERTIFICATE_V2)
    first = signature.attribute(_SIGNING_CERTIFICATE)
    if second is not None:
        identifier = second.parts()[0].parts()[0].parts()
        algorithm: hashes.HashAlgorithm = hashes.SHA256()
        if identifier[0].tag == SEQUENCE:
            kind = identifier[0].parts()[0].raw
            if kind not in _HASHES:
                raise UnjudgedSignatureError(say("The signing certificate is named by an unknown digest."))
            algorithm, identifier = _HASHES[kind](), identifier[1:]
        digest = hashlib.new(algorithm.name, signature.leaf).digest()
    elif first is not None:
        identifier = first.parts()[0].parts()[0].parts()
        digest = hashlib.sha1(signature.leaf, usedforsecurity=False).digest()
    else:
        raise UnjudgedSignatureError(say("The signed attributes do not name the signing certificate."))
    if identifier[0].expect(OCTETS).body != digest:
        raise MalformedSignatureError(say("The certificate is not the one that the signer named."))


def _sign(message: bytes, key: PrivateKey) -> bytes:
    return _low_half(key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))


def _low_half(value: bytes) -> bytes:
    """The one of the two valid ECDSA values (r, s) and (r, n - s) that is accepted."""
    first, second = decode_dss_signature(value)
    return encode_dss_signature(first, min(second, _ORDER_P256 - second))


def _signer_id(certificate: bytes) -> bytes:
    """The issuer and serial number of a certificate (RFC 5652, 10.2.4), byte for byte as they stand in it."""
    fields = certificate_fields(certificate)
    return sequence(fields[2].raw, fields[0].raw)


def _names(certificate: bytes) -> tuple[bytes, bytes]:
    """The subject and the issuer of a certificate, byte for byte."""
    fields = certificate_fields(certificate)
    return fields[4].raw, fields[2].raw


def _find_leaf(certificates: tuple[bytes, ...], signer_id: bytes) -> bytes:
    if len(certificates) > _MAX_CERTIFICATES:
        raise MalformedSignatureError(
            say("There are more than {max_certificates} certificates.", max_certificates=_MAX_CERTIFICATES)
        )
    for certificate in certificates:
        if _signer_id(certificate) == signer_id:
            return certificate
    raise MalformedSignatureError(say("The certificate of the signer is not in the signature."))


def _find_token(unsigned: list[Element]) -> bytes | None:
    for group in unsigned:
        for attribute in group.expect(_UNSIGNED).parts():
            kind, values = attribute.parts()
            if kind.raw == _STAMP_TOKEN:
                return values.only().raw
    return None
