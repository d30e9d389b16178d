"""How leaves and nodes of the tree are hashed (RFC 6962, section 2.1)."""

from __future__ import annotations

from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without entries."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf: SHA-256 of 0x00 and its bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others: SHA-256 of 0x01 and both."""
    return sha256(b"\x01" + left + right).digest()
