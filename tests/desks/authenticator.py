"""A passkey in memory: it makes and signs as WebAuthn Level 2 says, honestly or as an attacker would."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field

import fido2.cbor
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def plain(given: str) -> bytes:
    return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))


@dataclass
class Passkey:
    """One credential; `counter` may stand still, as those of telephones do."""

    counts: bool = True
    verifies: bool = True
    origin: str = ORIGIN
    rp: str = "localhost"
    counter: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, asked: dict[str, object]) -> str:
        """The answer to a page that asks for a new passkey."""
        self.handle = plain(asked["user"]["id"])  # type: ignore[index]  # JSON of a page
        client = self._client("webauthn.create", str(asked["challenge"]))
        public = self.key.public_key().public_numbers()
        cose = fido2.cbor.encode(
            {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        )
        data = self._data(ATTESTED) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        found = fido2.cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        response = {"clientDataJSON": text(client), "attestationObject": text(found)}
        return json.dumps(
            {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
        )

    def answer(self, asked: dict[str, object], *, handle: bytes | None = None) -> str:
        """The answer to a page that asks whose passkey this is."""
        client = self._client("webauthn.get", str(asked["challenge"]))
        if self.counts:
            self.counter += 1
        data = self._data(0)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signed),
            "userHandle": text(self.handle if handle is None else handle),
        }
        return json.dumps(
            {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
        )

    def copy(self) -> Passkey:
        """A clone with the same key and the counter of now."""
        return Passkey(counter=self.counter, id=self.id, handle=self.handle, key=self.key)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp.encode()).digest() + struct.pack(">BI", flags, self.counter)
