"""Time-stamps (RFC 3161): what gives them, and how one is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from glacy.sayings import say
from glacy.signing.certificates import LOCAL_STAMP_POLICY, PrivateKey, Signer, load_certificate
from glacy.signing.cms import (
    SHA256,
    STAMP_INFO,
    Signature,
    has_one_form,
    name_algorithms_plainly,
    needed_chain,
    read_signature,
    sign_content,
    verify_signature,
    write_signature,
)
from glacy.signing.der import (
    INTEGER,
    OCTETS,
    SEQUENCE,
    Element,
    generalized_time,
    integer,
    octets,
    oid,
    read_der,
    read_time,
    sequence,
    write_der,
)
from glacy.signing.errors import MalformedSignatureError, StampError
from glacy.signing.trust import has_one_form_policy
from glacy.times import Clock, whole_seconds

IMPRINTS = {32: SHA256, 64: sequence(oid("2.16.840.1.101.3.4.2.3"))}
_SERIAL_SIZE = 16


class Stamper(Protocol):
    """What gives an RFC 3161 token over a digest: the node itself, or an authority far away."""

    def stamp(self, digest: bytes) -> bytes:
        """The token (DER ContentInfo) over a digest of 32 (SHA-256) or 64 bytes (SHA-512)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalStamper:
    """A time-stamping authority within the node, which says of itself that it is not an independent one."""

    certificate: bytes
    key: PrivateKey
    clock: Clock
    chain: tuple[bytes, ...] = ()

    def stamp(self, digest: bytes) -> bytes:
        """The token over a digest at the clock's instant."""
        return self.answer(digest)

    def answer(self, digest: bytes, *, nonce: int | None = None) -> bytes:
        """The token over a digest, with the nonce of a request if there was one (RFC 3161, 2.4.2)."""
        algorithm = IMPRINTS.get(len(digest))
        if algorithm is None:
            raise StampError(
                say("A SHA-256 or SHA-512 digest was expected, found {count} bytes.", count=len(digest)),
                remedy=say("Stamp the digest, not the content."),
            )
        instant = whole_seconds(self.clock())
        time = generalized_time(instant)
        number = int.from_bytes(hashlib.sha256(digest + time).digest()[:_SERIAL_SIZE], "big")
        info = sequence(
            integer(1),
            oid(LOCAL_STAMP_POLICY),
            sequence(algorithm, octets(digest)),
            integer(number),
            time,
            sequence(integer(1)),
            *(() if nonce is None else (integer(nonce),)),
            write_der(0xA0, write_der(0xA4, self._name())),
        )
        signature = sign_content(
            hashlib.sha256(info).digest(),
            by=Signer(certificate=self.certificate, key=self.key, chain=self.chain),
            content_type=STAMP_INFO,
            content=info,
        )
        return write_signature(signature)

    def _name(self) -> bytes:
        return load_certificate(self.certificate).subject.public_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time-stamp whose signature fits: what it was given over, when, and under which policy."""

    signature: Signature
    stamped_at: datetime
    is_local: bool
    has_one_form: bool


def read_stamp(token: bytes, *, over: bytes | None = None, digest: bytes | None = None) -> Stamp:
    """The stamp of a token, if it was given over exactly these bytes, or over this digest of theirs.

    Who gave it is judged elsewhere.
    """
    try:
        return _read_stamp(token, over, digest)
    except (ValueError, IndexError) as fault:
        raise MalformedSignatureError(say("The time-stamp cannot be read: {why}.", why=fault)) from fault


def trim_stamp(token: bytes) -> bytes:
    """The token in its one form: without roots, revocation lists and other parts that nothing protects."""
    signature = name_algorithms_plainly(read_signature(token))
    return write_signature(replace(signature, chain=needed_chain(signature), token=None))


def ask_stamp(stamper: Stamper, *, over: bytes) -> bytes:
    """A trimmed token over the SHA-256 of some bytes, checked before it is used."""
    return ask_stamp_of(stamper, digest=hashlib.sha256(over).digest())


def ask_stamp_of(stamper: Stamper, *, digest: bytes) -> bytes:
    """The same over a SHA-256 or SHA-512 digest."""
    try:
        token = trim_stamp(stamper.stamp(digest))
        read_stamp(token, digest=digest)
    except MalformedSignatureError as fault:
        raise StampError(
            say("The time-stamping authority gave no usable stamp: {why}", why=fault.says),
            remedy=say("Ask it again, or use the node's own stamp."),
        ) from fault
    return token


def _read_stamp(token: bytes, over: bytes | None, digest: bytes | None) -> Stamp:
    signature = read_signature(token)
    if signature.content_type != STAMP_INFO or signature.content is None:
        raise MalformedSignatureError(say("A time-stamp was expected, found another signature."))
    verify_signature(signature)
    _, policy, imprint, serial, time, *_ = read_der(signature.content).expect(SEQUENCE).parts()
    serial.expect(INTEGER)
    _verify_imprint(imprint, over, digest)
    ours = has_one_form_policy(signature.leaf)
    return Stamp(
        signature=signature,
        stamped_at=read_time(time),
        is_local=policy.raw == oid(LOCAL_STAMP_POLICY),
        has_one_form=has_one_form(signature, token) if ours else trim_stamp(token) == token,
    )


def _verify_imprint(imprint: Element, over: bytes | None, digest: bytes | None) -> None:
    algorithm, stamped = imprint.expect(SEQUENCE).parts()
    name = _HASH_NAMES.get(algorithm.expect(SEQUENCE).parts()[0].raw)
    if name is None:
        raise MalformedSignatureError(say("The time-stamp uses a digest that is not accepted."))
    expected = digest if over is None else hashlib.new(name, over).digest()
    if len(stamped.expect(OCTETS).body) != hashlib.new(name).digest_size or expected != stamped.body:
        raise MalformedSignatureError(say("The time-stamp was given over something else."))


_HASH_NAMES = {
    oid("2.16.840.1.101.3.4.2.1"): "sha256",
    oid("2.16.840.1.101.3.4.2.2"): "sha384",
    oid("2.16.840.1.101.3.4.2.3"): "sha512",
}
