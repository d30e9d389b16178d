"""An invented journal of a few entries, in memory, for the tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from glacy.journal import (
    Edge,
    JournalProof,
    Opening,
    SigningKey,
    TileHashes,
    grow,
    leaf_hash,
    prove_entry,
    root_of,
    sign_checkpoint,
    write_entry,
    write_opening,
)

AT = datetime(2026, 11, 21, 0, 41, 7, tzinfo=UTC)
KEY = SigningKey(name="gh.example/journal", seed=bytes(range(32)))
WITNESS = SigningKey(name="cl.example/witness", seed=bytes(range(1, 33)), use="witness")
BESIDE = SigningKey(name=KEY.name, seed=bytes(range(3, 35)), use="cosigner")
COSIGNER = SigningKey(name=WITNESS.name, seed=bytes(range(4, 36)), use="cosigner")
STRANGER = SigningKey(name="gh.example/journal", seed=bytes(range(2, 34)))


def opening(number: int = 0) -> Opening:
    """The opening of the invented act of that number."""
    salt = sha256(f"salt {number}".encode()).digest()
    what = {"digest": sha256(f"envelope {number}".encode()).hexdigest(), "sequence": number}
    return Opening(kind="envelope.received", who="CL", what=what, at=AT, salt=salt)


@dataclass
class MemoryJournal:
    """Tiles in a dict and the edge beside them."""

    tiles: dict[str, bytes] = field(default_factory=dict)
    edge: Edge = field(default_factory=Edge.empty)

    def append(self, entries: list[bytes]) -> None:
        """Grows by a batch and keeps its files."""
        growth = grow(self.edge, entries, find_tile=self.tiles.get)
        self.tiles.update({file.path: file.content for file in growth.files})
        self.edge = growth.edge

    def checkpoint(self) -> bytes:
        """The signed checkpoint of now."""
        growth = grow(self.edge, [], find_tile=self.tiles.get)
        return sign_checkpoint(growth.checkpoint(KEY.name), key=KEY)

    def hashes(self) -> TileHashes:
        """The hashes of the tree of now."""
        return TileHashes(size=self.edge.size, find_tile=self.tiles.get)

    def proof(self, index: int, *, extra: bytes = b"") -> JournalProof:
        """The proof for an entry in the tree of now."""
        return prove_entry(index, checkpoint=self.checkpoint(), hash_at=self.hashes().hash_at, extra=extra)


def proved(index: int = 3, size: int = 7) -> JournalProof:
    """A proof, with its opening, out of a journal of invented acts."""
    journal = MemoryJournal()
    journal.append([write_entry(opening(number).entry) for number in range(size)])
    return journal.proof(index, extra=write_opening(opening(index)))


def slow_root(entries: list[bytes]) -> bytes:
    """The root as RFC 6962 writes it down, by recursion; an independent oracle for small trees."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + slow_root(entries[:split]) + slow_root(entries[split:])).digest()


__all__ = [
    "AT", "BESIDE", "COSIGNER", "KEY", "STRANGER", "WITNESS", "MemoryJournal", "opening", "proved", "root_of",
    "slow_root",
]  # fmt: skip
