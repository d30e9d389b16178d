"""The sealed bytes of a parcel: the same ones leave by every carrier, as long as it is on its way."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from glacy.canon import Digest, digest_of
from glacy.exchange import NodeEntry, seal_envelope
from glacy.node.errors import VaultError
from glacy.node.opened import Node
from glacy.store import outbox
from glacy.store.models import OutboxRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An envelope sealed for its receiver, and the digest that says which bytes left."""

    data: bytes
    digest: Digest


def sealed_of(node: Node, row: OutboxRow, peer: NodeEntry) -> Sealed:
    """The sealed bytes of a parcel: those that left before, or new ones where the receiver has other keys."""
    if row.sealed_digest and row.sealed_for == _keys_of(peer) and node.vault.has(row.sealed_digest):
        return Sealed(data=node.vault.get(row.sealed_digest), digest=Digest(row.sealed_digest))
    digest = row.message.envelope_digest
    envelope = node.vault_with(digest).get(digest)
    data = seal_envelope(envelope, to=peer.age_recipients)
    return Sealed(data=data, digest=digest_of(data))


def keep_sealed(node: Node, row: OutboxRow, sealed: Sealed, peer: NodeEntry) -> None:
    """The bytes lie in the vault, so that the next carrier takes the very same."""
    if row.sealed_digest == sealed.digest and node.vault.has(sealed.digest):
        return
    before = row.sealed_digest
    node.vault.put(sealed.data)
    outbox.set_sealed(row, digest=sealed.digest, keys=_keys_of(peer))
    if before and before != sealed.digest:
        node.vault.remove_of(before, of=("",))


def drop_sealed(node: Node, row: OutboxRow) -> None:
    """The parcel is settled: its sealed bytes are needed no more. The envelope itself stays."""
    if row.sealed_digest:
        with contextlib.suppress(VaultError, OSError):
            node.vault.remove_of(row.sealed_digest, of=("",))
            outbox.set_sealed(row, digest="", keys="")


def sweep_sealed(node: Node) -> None:
    """Drops what a node that was killed did not come to drop."""
    for row in outbox.settled_with_bytes():
        drop_sealed(node, row)


def _keys_of(peer: NodeEntry) -> str:
    return digest_of("\n".join(sorted(peer.age_recipients)).encode("ascii"))
