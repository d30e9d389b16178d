"""What is shown of the journal: head, witnesses by country, policy, journals witnessed here, and forks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from glacy.journal import JournalError, Policy, VerifierKey, read_note, verify_note
from glacy.node.behind import find_held
from glacy.node.cosigning import Peer, policy_of, witnesses_of
from glacy.node.opened import Node
from glacy.store import journal, witnesses
from glacy.store.models import ForkRow, WitnessRow


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessShown:
    """A witness of this journal: what it cosigned last, when by its own clock, and how the last try ended."""

    name: str
    url: str
    size: int
    cosigned_at: datetime | None
    tried_at: datetime | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryShown:
    """A group of the policy, and whether it has witnessed the head that stands."""

    name: str
    has_witnessed: bool
    witnesses: tuple[WitnessShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessedShown:
    """The journal of another node as this node cosigned it last."""

    origin: str
    country: str
    size: int
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkShown:
    """Evidence of a fork: two signed checkpoints that do not go together."""

    id: int
    origin: str
    country: str
    kind: str
    size: int
    root: str
    held_size: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The journal of a node as a page and a command show it; nothing of what an entry says is in it."""

    origin: str
    keys: tuple[str, ...]
    size: int
    root: str
    signed_at: datetime | None
    held: str | None
    witnessed_size: int
    quorum: str
    is_met: bool
    countries: tuple[CountryShown, ...]
    witnessed: tuple[WitnessedShown, ...]
    forks: tuple[ForkShown, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the policy is met, nothing holds the journal, and no fork is known."""
        return self.is_met and self.held is None and not self.forks


def show_log(node: Node) -> Log:
    """The journal of this node as it stands."""
    head, policy = journal.find_head(), policy_of(node)
    published = journal.find_published()
    signed = _signed(None if head is None else head.note, policy)
    held = find_held(node)
    states = {row.name: row for row in witnesses.all_witnesses()}
    return Log(
        origin=node.journal_key.name,
        keys=tuple(key.algorithm for key in node.journal_verifiers),
        size=0 if head is None else head.size,
        root="" if head is None else head.root.hex(),
        signed_at=journal.signed_at(),
        held=None if held is None else held.says,
        witnessed_size=0 if published is None else published.size,
        quorum=_quorum(policy),
        is_met=policy.is_met(signed),
        countries=_countries(policy, signed, states),
        witnessed=tuple(
            WitnessedShown(origin=row.origin, country=row.country, size=row.size, at=row.at)
            for row in witnesses.all_witnessed()
        ),
        forks=tuple(map(_fork, witnesses.all_forks())),
    )


def find_fork(fork_id: int) -> ForkRow | None:
    """One piece of evidence with both signed notes."""
    return witnesses.find_fork(fork_id)


def _signed(note: bytes | None, policy: Policy) -> tuple[VerifierKey, ...]:
    """Which keys of the policy have verifiably signed the head."""
    try:
        return (
            () if note is None else tuple(one.key for one in verify_note(read_note(note), keys=policy.keys))
        )
    except JournalError:
        return ()


def _countries(
    policy: Policy, signed: tuple[VerifierKey, ...], states: dict[str, WitnessRow]
) -> tuple[CountryShown, ...]:
    peers: dict[str, list[Peer]] = {}
    for peer in witnesses_of(policy):
        peers.setdefault(peer.group, []).append(peer)
    return tuple(
        CountryShown(
            name=name,
            has_witnessed=policy.has_witnessed(name, signed),
            witnesses=tuple(_witness(peer, states.get(peer.name)) for peer in members),
        )
        for name, members in peers.items()
    )


def _witness(peer: Peer, row: WitnessRow | None) -> WitnessShown:
    return WitnessShown(
        name=peer.name,
        url=peer.url,
        size=0 if row is None else row.size,
        cosigned_at=None if row is None else row.cosigned_at,
        tried_at=None if row is None else row.tried_at,
        says="" if row is None else row.says,
    )


def _quorum(policy: Policy) -> str:
    group = next((one for one in policy.groups if one.name == policy.quorum), None)
    return policy.quorum if group is None else f"{group.least} of {', '.join(group.members)}"


def _fork(row: ForkRow) -> ForkShown:
    return ForkShown(
        id=row.pk,
        origin=row.origin,
        country=row.country,
        kind=row.kind,
        size=row.size,
        root=row.root,
        held_size=row.held_size,
        at=row.at,
    )
