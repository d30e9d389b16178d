"""A large payload: evidence that travels in sealed pieces under a signed list (docs/specs/exchange.md, 10).

The list is a part of the envelope, so it bears the sender's seal and nobody but the receiver reads it. From
its `key` the receiver makes the tickets that it shows when it asks for a piece.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import Literal

from glacy.canon import Digest, Json, NotCanonicalError, read_canonical, write_canonical
from glacy.exchange.errors import MalformedPayloadError
from glacy.exchange.fields import Fields, repeated
from glacy.sayings import say

PAYLOAD = "payload.json"
FORMAT = "glacy.payload/1"
PIECE_SIZE = 64 << 20
MOST_PIECES = 16_384
LARGEST_PIECE = 256 << 20
_HEAD = 8192
"""So much the head of an age file has at most, for as many receivers as an entry may have."""
_CHUNK, _TAG = 64 << 10, 16
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ASK = say("Ask the sender to send the evidence again.")
Purpose = Literal["fetch", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the payload: its digest and size in clear, and those of the age file that travels."""

    digest: Digest
    size: int
    sealed: Digest
    sealed_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadList:
    """What travels apart: the digest and size of the whole, and each piece in its order."""

    digest: Digest
    size: int
    pieces: tuple[Piece, ...]
    key: str

    def __post_init__(self) -> None:
        sizes = {piece.size for piece in self.pieces[:-1]}
        faults = (
            not 0 < len(self.pieces) <= MOST_PIECES,
            sum(piece.size for piece in self.pieces) != self.size,
            len(sizes) > 1 or (bool(sizes) and self.pieces[-1].size > max(sizes)),
            any(not 0 < piece.size <= LARGEST_PIECE for piece in self.pieces),
            any(not piece.size < piece.sealed_size <= largest_sealed(piece.size) for piece in self.pieces),
            repeated(piece.sealed for piece in self.pieces) is not None,
            _KEY.fullmatch(self.key) is None,
        )
        if any(faults):
            raise MalformedPayloadError(
                say("The list of pieces contradicts itself: fault {fault}.", fault=faults.index(True) + 1),
                remedy=_ASK,
            )

    @property
    def sealed_size(self) -> int:
        """The bytes that travel."""
        return sum(piece.sealed_size for piece in self.pieces)

    def start(self, number: int) -> int:
        """Where a piece begins in the whole; pieces count from 1."""
        return (number - 1) * self.pieces[0].size


def largest_sealed(size: int) -> int:
    """The most that the age file of so many bytes has."""
    return size + _HEAD + _TAG * (size // _CHUNK + 2)


def write_payload(listed: PayloadList) -> bytes:
    """The canonical bytes of the list."""
    pieces: Json = [
        {
            "digest": piece.digest,
            "sealed": piece.sealed,
            "sealed_size": piece.sealed_size,
            "size": piece.size,
        }
        for piece in listed.pieces
    ]
    return write_canonical(
        {
            "digest": listed.digest,
            "format": FORMAT,
            "key": listed.key,
            "pieces": pieces,
            "size": listed.size,
        }
    )


def read_payload(data: bytes) -> PayloadList:
    """The list in these bytes."""
    try:
        value = read_canonical(data)
    except NotCanonicalError as fault:
        raise MalformedPayloadError(
            say("{name} is not canonical. {why}", name=PAYLOAD, why=fault.says), remedy=_ASK
        ) from fault
    fields = Fields(value, place=PAYLOAD, error=MalformedPayloadError, remedy=_ASK)
    fields.constant("format", FORMAT)
    listed = PayloadList(
        digest=fields.digest("digest"),
        size=fields.integer("size", least=1),
        key=fields.text("key", form=_KEY, says=say("64 lower-case hexadecimal digits")),
        pieces=fields.list_of("pieces", _read_piece, most=MOST_PIECES),
    )
    fields.end()
    return listed


def ticket(key: str, purpose: Purpose, *, envelope: str, number: int = 0) -> str:
    """What shows that the asker could read the list: one word for one piece of one envelope."""
    words = f"{FORMAT}\n{purpose}\n{envelope}\n{number}"
    return hmac.digest(bytes.fromhex(key), words.encode("ascii"), "sha256").hex()


def is_ticket(shown: str, key: str, purpose: Purpose, *, envelope: str, number: int = 0) -> bool:
    """Whether that is the word; the time that the answer takes tells nothing."""
    expected = ticket(key, purpose, envelope=envelope, number=number)
    return hmac.compare_digest(shown.encode("utf-8", "replace"), expected.encode("ascii"))


def _read_piece(value: Json, place: str) -> Piece:
    fields = Fields(value, place=place, error=MalformedPayloadError, remedy=_ASK)
    piece = Piece(
        digest=fields.digest("digest"),
        size=fields.integer("size", least=1),
        sealed=fields.digest("sealed"),
        sealed_size=fields.integer("sealed_size", least=1),
    )
    fields.end()
    return piece
