"""What is sent to a time-stamping authority, and what it answers (RFC 3161, 2.4)."""

from __future__ import annotations

from glacy.sayings import say
from glacy.signing.cms import read_signature
from glacy.signing.der import INTEGER, OCTETS, SEQUENCE, integer, octets, read_der, sequence, write_der
from glacy.signing.errors import MalformedSignatureError, StampError
from glacy.signing.stamps import IMPRINTS

_TRUE = write_der(0x01, b"\xff")
_GRANTED = (0, 1)


def write_stamp_request(digest: bytes, *, nonce: int) -> bytes:
    """The request (DER) for a token over a SHA-256 or SHA-512 digest, with the authority's certificates."""
    algorithm = IMPRINTS.get(len(digest))
    if algorithm is None:
        raise StampError(
            say("A SHA-256 or SHA-512 digest was expected, found {count} bytes.", count=len(digest)),
            remedy=say("Stamp the digest, not the content."),
        )
    imprint = sequence(algorithm, octets(digest))
    return sequence(integer(1), imprint, integer(nonce), _TRUE)


def read_stamp_answer(data: bytes, *, nonce: int) -> bytes:
    """The token in the answer to a request with that nonce; that it fits the digest is judged later."""
    try:
        status, *rest = read_der(data).expect(SEQUENCE).parts()
        number = int.from_bytes(status.expect(SEQUENCE).parts()[0].expect(INTEGER).body, "big")
        if number not in _GRANTED or len(rest) != 1:
            raise StampError(
                say("The time-stamping authority refused: status {number}.", number=number),
                remedy=say("Ask its operator, or use another authority."),
                status=number,
            )
        token = rest[0].raw
        fields = read_der(read_signature(token).content or b"").expect(SEQUENCE).parts()
        given = [field.body for field in fields[5:] if field.tag == INTEGER]
        if given != [read_der(integer(nonce)).body] or fields[2].parts()[1].tag != OCTETS:
            raise MalformedSignatureError(say("It answers another request."))
    except (MalformedSignatureError, ValueError, IndexError) as fault:
        why = fault.says if isinstance(fault, MalformedSignatureError) else str(fault)
        raise StampError(
            say("The time-stamping authority gave no usable stamp: {why}", why=why),
            remedy=say("Ask it again, or use another authority."),
        ) from fault
    return token
