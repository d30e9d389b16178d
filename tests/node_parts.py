"""What an invented node is made of: a clock that stands still, fixed keys, and a journal in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from glacy.exchange import Article, Office
from glacy.journal import (
    Edge,
    JournalProof,
    Opening,
    SigningKey,
    TileHashes,
    grow,
    prove_entry,
    sign_checkpoint,
    write_entry,
    write_opening,
)
from glacy.signing import (
    Authority,
    LocalStamper,
    NodeName,
    PrivateKey,
    Signer,
    issue_certificate,
    issue_root,
)

NOW = datetime(2026, 11, 20, 23, 52, 0, tzinfo=UTC)
NAMES = {"GH": "Ghana contact point", "CL": "Chile contact point", "BR": "Brazil contact point"}


IDENTITIES = {
    "GH": "AGE-SECRET-KEY-1PR8RUWN7RXGCWDTKSUR027XCFY5NCVCFUJDJKWZRENZRJ8VK0J5SXRWZUC",
    "CL": "AGE-SECRET-KEY-14JDU60RXZSV0RCN8QAC5ZFT9QCYWCXUZTSFQZHVGLVLNCAGTAKDSAY9H6Z",
    "BR": "AGE-SECRET-KEY-1LUKKR53W4CF04KU9JLY3HRMR7H5M29WQ6RUQFN0YQA63EX8CRTRQY5LFQX",
}
"""Age keys that open nothing but the envelopes of these tests."""


def night_office(country: str) -> Office:
    """The invented 24/7 contact point of a country."""
    return Office(
        role="contact_24_7",
        name=f"24/7 contact point (invented), {country}",
        phone="+999 20 555 0100",
        email=f"night@{country.lower()}.example",
        hours="at all hours",
        zone="UTC",
        languages=("en",),
        articles=(Article(instrument="ETS185", article="35"),),
    )


class MemoryClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, step: timedelta) -> None:
        self.at += step


def seed_of(text: str) -> bytes:
    """Thirty-two bytes that stand for a word."""
    return hashlib.sha256(text.encode()).digest()


def id_of(text: str) -> str:
    """A UUID that stands for a word."""
    return str(UUID(bytes=seed_of(text)[:16], version=4))


def fixed_key(text: str) -> PrivateKey:
    """A P-256 key that stands for a word; for tests only."""
    return ec.derive_private_key(int.from_bytes(seed_of(text)[:31], "big"), ec.SECP256R1())


@dataclass(frozen=True, kw_only=True)
class NodeKeys:
    """The root of a node, and the leaves under it that seal and stamp."""

    root: Authority
    signer: Signer
    stamper: LocalStamper


def make_keys(country: str, *, clock: MemoryClock, exercise: bool, seed: str, days: int) -> NodeKeys:
    """The keys of an invented node; its leaves last `days` from thirty days before NOW."""
    name = NodeName(name=NAMES.get(country, country), country=country, exercise=exercise)
    start = NOW - timedelta(days=30)
    root = issue_root(
        subject=name,
        key=fixed_key(f"root {country} {seed}"),
        serial=1,
        not_before=start,
        not_after=start + timedelta(days=3650),
    )

    def leaf(use: Literal["seal", "stamp"], serial: int) -> tuple[bytes, PrivateKey]:
        key = fixed_key(f"{use} {country} {seed}")
        certificate = issue_certificate(
            subject=name,
            public_key=key.public_key(),
            issuer=root,
            serial=serial,
            not_before=start,
            not_after=start + timedelta(days=days),
            use=use,
        )
        return certificate, key

    seal, stamp = leaf("seal", 2), leaf("stamp", 3)
    return NodeKeys(
        root=root,
        signer=Signer(certificate=seal[0], key=seal[1]),
        stamper=LocalStamper(certificate=stamp[0], key=stamp[1], clock=clock),
    )


class MemoryJournal:
    """A journal whose tiles are a dictionary; every append signs a new checkpoint."""

    def __init__(self, origin: str) -> None:
        self.key = SigningKey(name=origin, seed=seed_of(origin))
        self.edge = Edge.empty()
        self.tiles: dict[str, bytes] = {}
        self.openings: list[Opening] = []
        self.note = b""

    def append(self, opening: Opening) -> int:
        """The index at which the act now stands."""
        growth = grow(self.edge, [write_entry(opening.entry)], find_tile=self.tiles.get)
        self.tiles.update({file.path: file.content for file in growth.files})
        self.edge = growth.edge
        self.openings.append(opening)
        self.note = sign_checkpoint(growth.checkpoint(self.key.name), key=self.key)
        return growth.first

    def prove(self, index: int) -> JournalProof:
        """The proof of an act under the last checkpoint, with its opening."""
        hashes = TileHashes(size=self.edge.size, find_tile=self.tiles.get)
        return prove_entry(
            index,
            checkpoint=self.note,
            hash_at=hashes.hash_at,
            extra=write_opening(self.openings[index]),
        )


def witness_keys(country: str, *, seed: str = "") -> tuple[SigningKey, ...]:
    """The keys with which an invented node cosigns the checkpoints of others."""
    name = f"{country.lower()}{seed}.example/witness"
    return (
        SigningKey(name=name, seed=seed_of(name), use="witness"),
        SigningKey(name=name, seed=seed_of(f"{name} beside"), use="cosigner"),
    )
