"""The secrets of the nodes that this process has open, with which content keys are wrapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_INFO: Final = b"glacy content keys/1"
_KEY: Final = 32


class _Open:
    """The nodes that are open, replaced whole: another thread that reads them never sees one half in."""

    wrapping: tuple[tuple[str, AESGCM], ...] = ()


def register(identity: str) -> None:
    """The node's own secret: with that of the node that was opened last, new content keys are wrapped."""
    known = dict(_Open.wrapping)
    found = known.pop(identity, None) or _derived(identity)
    _Open.wrapping = (*known.items(), (identity, found))


def wrappers() -> Iterator[AESGCM]:
    """Of every node that is open, that which was opened last first."""
    return (one for _, one in reversed(_Open.wrapping))


def _derived(identity: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), _KEY, None, _INFO).derive(identity.encode("ascii")))
