"""Which nodes witness whose journal, and how many of them are enough (docs/specs/exchange.md, 2)."""

from __future__ import annotations

from hashlib import sha256

from glacy.exchange.directory import Directory
from glacy.exchange.entry import NodeEntry
from glacy.journal import Group, KnownLog, KnownWitness, Policy

JOURNAL_PATH = "/journal"
WITNESS_PATH = "/witness"
MOST_WITNESSES = 5
QUORUM = "countries"


def journal_url(entry: NodeEntry) -> str:
    """Where the checkpoint and the tiles of a node's journal are served."""
    return entry.url + JOURNAL_PATH


def witness_url(entry: NodeEntry) -> str:
    """Where checkpoints are submitted to a node that is a witness."""
    return entry.url + WITNESS_PATH


def choose_witnesses(directory: Directory, *, of: str, most: int = MOST_WITNESSES) -> tuple[NodeEntry, ...]:
    """The nodes that witness the journal of a State; the same for everyone who has the directory.

    Each State is witnessed by a few others, chosen by a hash of both country codes, so that the work of all
    witnesses is spread evenly.
    """
    others = (entry for entry in directory.nodes if entry.country != of and entry.witness_keys)
    chosen = sorted(others, key=lambda entry: sha256(f"{of} {entry.country}".encode()).digest())[:most]
    return tuple(sorted(chosen, key=lambda entry: entry.country))


def make_policy(entry: NodeEntry, directory: Directory | None, *, most: int = MOST_WITNESSES) -> Policy:
    """The policy for a node's journal: one group a country, of which more than half must have witnessed."""
    logs = tuple(KnownLog(key=key, url=journal_url(entry)) for key in entry.journal_verifiers)
    chosen = () if directory is None else choose_witnesses(directory, of=entry.country, most=most)
    if not chosen:
        return Policy(quorum="none", logs=logs)
    witnesses = {
        peer.country: tuple(
            KnownWitness(name=f"{peer.country}-{number}", key=key, url=witness_url(peer))
            for number, key in enumerate(peer.witness_verifiers, start=1)
        )
        for peer in chosen
    }
    groups = tuple(
        Group(name=country, least=1, members=tuple(one.name for one in known))
        for country, known in witnesses.items()
    )
    enough = Group(name=QUORUM, least=len(groups) // 2 + 1, members=tuple(witnesses))
    return Policy(
        quorum=QUORUM,
        logs=logs,
        witnesses=tuple(one for known in witnesses.values() for one in known),
        groups=(*groups, enough),
    )
