"""Keys of a journal and of its witnesses as short texts (C2SP signed-note and tlog-cosignature)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from glacy.journal.errors import MalformedKeyError
from glacy.sayings import say

KeyUse = Literal["log", "witness", "cosigner"]
"""A log signs its own checkpoints (Ed25519, type 0x01); a witness adds the time at which it saw one (Ed25519,
0x04). A cosigner does the same with ML-DSA-44 (0x06): the journal itself where it bears its name, else a
witness.
"""

_TYPE_OF: dict[KeyUse, int] = {"log": 0x01, "witness": 0x04, "cosigner": 0x06}
_USE_OF: dict[int, KeyUse] = {number: use for use, number in _TYPE_OF.items()}
_SEED_SIZE = 32
_PUBLIC_SIZE: dict[KeyUse, int] = {"log": 32, "witness": 32, "cosigner": 1312}
_ALGORITHM: dict[KeyUse, str] = {"log": "Ed25519", "witness": "Ed25519", "cosigner": "ML-DSA-44"}
_VKEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")
_SKEY = re.compile(r"PRIVATE\+KEY\+(?P<rest>.+)", re.DOTALL)


def check_key_name(name: str) -> None:
    """Returns if the name may stand in a signature line: not empty, no space, plus or control character."""
    if not name or "+" in name or any(c.isspace() or ord(c) < 0x20 for c in name):
        raise MalformedKeyError(
            say("{name!r} cannot name a key.", name=name),
            remedy=say("Use an address without spaces and plus, such as gh.example/journal."),
            found=name,
        )


def read_base64(text: str) -> bytes:
    """The bytes of standard base64 with its padding; raises ValueError on any other spelling of them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise ValueError(f"{text[:80]!r} is not base64") from fault
    if write_base64(data) != text:
        raise ValueError(f"{text[:80]!r} is not the canonical base64 of its bytes")
    return data


def write_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A name and a public key (Ed25519 or ML-DSA-44) that checks what this name has signed."""

    name: str
    public: bytes
    use: KeyUse = "log"

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.public) != _PUBLIC_SIZE[self.use]:
            raise MalformedKeyError(
                say(
                    "{algorithm} has a key of {public_size} bytes, found {count}.",
                    algorithm=self.algorithm,
                    public_size=_PUBLIC_SIZE[self.use],
                    count=len(self.public),
                ),
                remedy=_COPY_KEY,
            )

    @property
    def algorithm(self) -> str:
        """With which algorithm it signs: Ed25519 or ML-DSA-44."""
        return _ALGORITHM[self.use]

    def belongs_to(self, origin: str) -> bool:
        """Whether it is a key of the journal itself: its name is the origin, and it is no witness's."""
        return self.name == origin and self.use != "witness"

    def can_witness(self, origin: str) -> bool:
        """Whether its signature on a checkpoint of that journal is a witness's word."""
        return self.use != "log" and self.name != origin

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each signature of this key."""
        return sha256(self.name.encode() + b"\n" + bytes([_TYPE_OF[self.use]]) + self.public).digest()[:4]

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature (64 bytes of Ed25519, 2,420 of ML-DSA-44) is this key's over the message."""
        try:
            if self.use == "cosigner":
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, message)
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A name and the secret seed of a key; the seed never shows in a `repr`."""

    name: str
    seed: bytes = field(repr=False)
    use: KeyUse = "log"

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.seed) != _SEED_SIZE:
            raise MalformedKeyError(
                say(
                    "The seed of a key has {seed_size} bytes, found {count}.",
                    seed_size=_SEED_SIZE,
                    count=len(self.seed),
                ),
                remedy=_COPY_KEY,
            )

    @property
    def verifier(self) -> VerifierKey:
        """The key that others check with."""
        return VerifierKey(name=self.name, public=_public_of(self.use, self.seed), use=self.use)

    def sign(self, message: bytes) -> bytes:
        """The signature over the message: Ed25519 (RFC 8032), or ML-DSA-44 (FIPS 204, no context)."""
        return _private_of(self.use, self.seed).sign(message)


def write_verifier_key(key: VerifierKey) -> str:
    """The key as `name+id+base64`, which others call a vkey."""
    return f"{key.name}+{key.key_id.hex()}+{write_base64(bytes([_TYPE_OF[key.use]]) + key.public)}"


def read_verifier_key(text: str) -> VerifierKey:
    """The key of a vkey text; its id must fit, and only the types 01, 04 and 06 are known."""
    name, key_id, use, public = _read_parts(text)
    key = VerifierKey(name=name, public=public, use=use)
    _match_id(key.key_id, key_id)
    return key


def write_signing_key(key: SigningKey) -> str:
    """The secret key as `PRIVATE+KEY+name+id+base64`, the form that Go's note package reads."""
    secret = write_base64(bytes([_TYPE_OF[key.use]]) + key.seed)
    return f"PRIVATE+KEY+{key.name}+{key.verifier.key_id.hex()}+{secret}"


def read_signing_key(text: str) -> SigningKey:
    """The secret key of such a text. An error never repeats it."""
    parts = _SKEY.fullmatch(text)
    if not parts:
        raise MalformedKeyError(say("This is not a signing key."), remedy=say("It begins with PRIVATE+KEY+."))
    name, key_id, use, seed = _read_parts(parts["rest"])
    key = SigningKey(name=name, seed=seed, use=use)
    _match_id(key.verifier.key_id, key_id)
    return key


_COPY_KEY = say("Copy the whole key again, without a line break.")


@lru_cache(maxsize=64)
def _private_of(use: KeyUse, seed: bytes) -> Ed25519PrivateKey | MLDSA44PrivateKey:
    """The key that grows from a seed; kept, because a journal signs with its own at every batch."""
    if use == "cosigner":
        return MLDSA44PrivateKey.from_seed_bytes(seed)
    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=64)
def _public_of(use: KeyUse, seed: bytes) -> bytes:
    return _private_of(use, seed).public_key().public_bytes_raw()


def _read_parts(text: str) -> tuple[str, str, KeyUse, bytes]:
    parts = _VKEY.fullmatch(text)
    if not parts:
        raise MalformedKeyError(say("A key has the form name+id+base64."), remedy=_COPY_KEY)
    try:
        key = read_base64(parts["key"])
    except ValueError as fault:
        raise MalformedKeyError(say("The key is not written in base64."), remedy=_COPY_KEY) from fault
    use = _USE_OF.get(key[0]) if key else None
    if use is None:
        raise MalformedKeyError(
            say("The key is of a type that is not known here."),
            remedy=say("Ask for a key of type 01 (Ed25519), 04 (Ed25519 of a witness) or 06 (ML-DSA-44)."),
        )
    return parts["name"], parts["id"], use, key[1:]


def _match_id(expected: bytes, found: str) -> None:
    if expected.hex() != found:
        raise MalformedKeyError(
            say("The id in the key does not fit its name and key."), remedy=_COPY_KEY, found=found
        )
