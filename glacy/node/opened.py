"""A node that is open: its keys, clock, vault and directory, ready for acts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from glacy.exchange import Directory
from glacy.node.vault import Vault
from glacy.signing import Signer, Stamper, Trust
from glacy.times import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A country's node: everything an act needs from it."""

    path: Path
    country: str
    name: str
    url: str
    exercise: bool
    clock: Clock
    signer: Signer
    stamper: Stamper
    journal_seed: bytes
    identity: str
    directory: Directory | None
    vault: Vault

    @property
    def trust(self) -> Trust:
        """Whose seals this node believes: the roots that its directory names."""
        raise NotImplementedError


def open_node(path: Path) -> Node:
    """The node in that folder; NotANodeError when it is none, or one that was begun and not finished."""
    raise NotImplementedError
