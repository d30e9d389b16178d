"""The directory: which States have a node, where it is, and with which keys (docs/specs/exchange.md, 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from glacy.canon import Digest, digest_of
from glacy.exchange.entry import KeyUse, NodeEntry, fault_in, write_base64
from glacy.exchange.errors import MalformedDirectoryError, NotInDirectoryError
from glacy.exchange.fields import repeated
from glacy.sayings import say
from glacy.signing import Trust
from glacy.times import write_instant

MAX_NODES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All nodes that speak with each other, as its operator listed them on a day.

    `roots` are the digests of the operator's roots, the first to the one that holds now, each vouched for by
    the one before it. A directory is for exercises or for real cases, never for both, and has one node for a
    country. `checked_at` says when the operator compared an entry with its node out of band.
    """

    operator: str
    nodes: tuple[NodeEntry, ...]
    issued_at: datetime
    valid_until: datetime
    exercise: bool
    version: int = 1
    roots: tuple[Digest, ...] = ()
    checked_at: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        write_instant(self.issued_at)
        write_instant(self.valid_until)
        if self.valid_until <= self.issued_at:
            raise fault_in("valid_until", "after issued_at", write_instant(self.valid_until))
        if len(self.nodes) > MAX_NODES:
            raise fault_in("nodes", say("at most {max_nodes}", max_nodes=MAX_NODES), len(self.nodes))
        for entry in self.nodes:
            if entry.exercise != self.exercise:
                raise _mixed(entry, exercise=self.exercise)
        _check_unshared(self.nodes)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the operator's root, to read to each other over the telephone before joining."""
        return write_fingerprint(self.roots[-1]) if self.roots else ""

    @property
    def is_older_form(self) -> bool:
        """Whether it is of before there were roots: it serves, and is not refreshed."""
        return self.version == 0

    def find_entry(self, country: str) -> NodeEntry | None:
        """The node of a country, or None where it has none."""
        return next((entry for entry in self.nodes if entry.country == country), None)

    def entry(self, country: str) -> NodeEntry:
        """The node of a country; raises where the directory lists none."""
        found = self.find_entry(country)
        if found is None:
            raise NotInDirectoryError(
                say(
                    "The directory of {issued_at} lists no node for {country}.",
                    issued_at=write_instant(self.issued_at),
                    country=country,
                ),
                remedy=say(
                    "Send the sealed document on paper or by mail, or ask the operator of the directory."
                ),
                country=country,
            )
        return found

    def trust(self) -> Trust:
        """What stands behind the seals of all nodes; an envelope is judged by its sender's own alone."""
        nodes = self.nodes
        names: dict[str, str] = {}
        for entry in nodes:
            names.update(entry.trust().names)
        return Trust(
            anchors=tuple(root for entry in nodes for root in entry.seal_roots),
            stamp_anchors=tuple(dict.fromkeys(root for entry in nodes for root in entry.stamp_roots)),
            names=names,
        )

    def is_expired(self, *, at: datetime) -> bool:
        """Whether its time has passed; then it still serves known peers, marked, and admits no new key."""
        return at >= self.valid_until

    def is_of(self, fingerprint: str) -> bool:
        """Whether this fingerprint, read aloud or pinned, is of a root that leads to that of now."""
        return "".join(fingerprint.split()).lower() in self.roots


def write_fingerprint(digest: Digest) -> str:
    """A digest in sixteen groups of four, as a person reads it aloud."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def fingerprint_of(data: bytes) -> str:
    """The fingerprint of some bytes, as a person reads it aloud."""
    return write_fingerprint(digest_of(data))


def _check_unshared(nodes: tuple[NodeEntry, ...]) -> None:
    """A key names one node: countries, seal roots and journals stand once, and in order."""
    kinds: tuple[tuple[str, Callable[[NodeEntry], tuple[str, ...]]], ...] = (
        ("country", lambda entry: (entry.country,)),
        ("seal_roots", _seals_of),
        ("age_recipients", lambda entry: (*entry.age_recipients, *_withdrawn_of(entry, "age"))),
        ("mail", lambda entry: (entry.mail.lower(),) if entry.mail else ()),
        ("journal_keys", lambda entry: tuple(key.name for key in entry.journal_verifiers[:1])),
        ("witness_keys", _names_of),
    )
    for name, values in kinds:
        twice = repeated(value for entry in nodes for value in values(entry))
        if twice is not None:
            raise fault_in(name, say("of one node alone"), twice)
    if list(nodes) != sorted(nodes, key=lambda entry: entry.country):
        raise fault_in(
            "nodes", say("in the order of their country codes"), [entry.country for entry in nodes]
        )


def _seals_of(entry: NodeEntry) -> tuple[str, ...]:
    return (*(write_base64(root) for root in entry.seal_roots), *_withdrawn_of(entry, "seal"))


def _withdrawn_of(entry: NodeEntry, use: KeyUse) -> tuple[str, ...]:
    return tuple(one.key for one in entry.withdrawn if one.use == use)


def _names_of(entry: NodeEntry) -> tuple[str, ...]:
    return tuple({key.name for key in (*entry.journal_verifiers, *entry.witness_verifiers)})


def _mixed(entry: NodeEntry, *, exercise: bool) -> MalformedDirectoryError:
    held, offered = ("exercises", "real cases") if exercise else ("real cases", "exercises")
    return MalformedDirectoryError(
        say(
            "The directory is for {held}, and the node of {country} is for {offered}.",
            held=held,
            country=entry.country,
            offered=offered,
        ),
        remedy=say("Make two directories: exercises and real cases never meet."),
        field="exercise",
        country=entry.country,
    )
