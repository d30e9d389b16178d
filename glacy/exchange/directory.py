"""The directory: which States have a node, where it is, and with which keys (docs/specs/exchange.md, 2)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from glacy.canon import digest_of
from glacy.exchange.errors import MalformedDirectoryError, NotInDirectoryError
from glacy.exchange.fields import COUNTRY_FORM, is_clean, repeated
from glacy.exchange.sealing import check_recipient
from glacy.journal import VerifierKey, read_verifier_key
from glacy.signing import Trust
from glacy.times import write_instant

ROLES = ("contact_24_7", "central_authority", "competent_authority")
MAX_NODES = 400
_MAX_KEYS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An authority of a State as the directory lists it; its telephone is the one to call back on."""

    role: str
    name: str
    phone: str
    email: str
    hours: str
    zone: str
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise _fault("role", f"one of {', '.join(ROLES)}", self.role)
        for name in ("name", "phone", "email", "hours", "zone"):
            _check_text(name, getattr(self, name))
        for language in self.languages:
            _check_text("languages", language)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEntry:
    """One node: its State, its address, and the keys that it signs with and is written to with.

    `seal_roots` and `stamp_roots` are certificates (DER) under which its seals and time-stamps stand,
    `age_recipients` the keys to encrypt to, `journal_keys` the vkeys of its journal. More than one of a kind
    stands there while keys roll over.
    """

    country: str
    name: str
    url: str
    seal_roots: tuple[bytes, ...]
    stamp_roots: tuple[bytes, ...]
    age_recipients: tuple[str, ...]
    journal_keys: tuple[str, ...]
    exercise: bool
    offices: tuple[Office, ...] = ()

    def __post_init__(self) -> None:
        if not COUNTRY_FORM.fullmatch(self.country):
            raise _fault("country", "a country code such as GH", self.country)
        _check_text("name", self.name)
        _check_url(self.url)
        for name, count in (
            ("seal_roots", len(self.seal_roots)),
            ("stamp_roots", len(self.stamp_roots)),
            ("age_recipients", len(self.age_recipients)),
            ("journal_keys", len(self.journal_keys)),
        ):
            if not 1 <= count <= _MAX_KEYS:
                raise _fault(name, f"between 1 and {_MAX_KEYS} keys", count)
        for recipient in self.age_recipients:
            check_recipient(recipient)
        for key in self.journal_keys:
            if read_verifier_key(key).use != "log":
                raise _fault("journal_keys", "the key of a journal, not of a witness", key)

    def trust(self) -> Trust:
        """What stands behind a seal of this node, and of no other."""
        named: dict[str, str] = {digest_of(root): self.name for root in (*self.seal_roots, *self.stamp_roots)}
        return Trust(anchors=self.seal_roots, stamp_anchors=self.stamp_roots, names=named)

    @property
    def journal_verifiers(self) -> tuple[VerifierKey, ...]:
        """The keys that sign this node's checkpoints."""
        return tuple(read_verifier_key(key) for key in self.journal_keys)

    @property
    def recipient(self) -> str:
        """The age key to prefer: the first."""
        return self.age_recipients[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All nodes that speak with each other, as its operator listed them on a day, with the operator's key.

    A directory is for exercises or for real cases, never for both, and has one node for a country.
    """

    key: VerifierKey
    nodes: tuple[NodeEntry, ...]
    issued_at: datetime
    valid_until: datetime
    exercise: bool

    def __post_init__(self) -> None:
        write_instant(self.issued_at)
        write_instant(self.valid_until)
        if self.valid_until <= self.issued_at:
            raise _fault("valid_until", "after issued_at", write_instant(self.valid_until))
        if self.key.use != "log":
            raise _fault("key", "a key that signs, not one of a witness", self.key.name)
        if len(self.nodes) > MAX_NODES:
            raise _fault("nodes", f"at most {MAX_NODES}", len(self.nodes))
        for entry in self.nodes:
            if entry.exercise != self.exercise:
                raise _mixed(entry, exercise=self.exercise)
        _check_unshared(self.nodes)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the operator's key, to read to each other over the telephone before joining."""
        return write_fingerprint(self.key)

    def find_entry(self, country: str) -> NodeEntry | None:
        """The node of a country, or None where it has none."""
        return next((entry for entry in self.nodes if entry.country == country), None)

    def entry(self, country: str) -> NodeEntry:
        """The node of a country; raises where the directory lists none."""
        found = self.find_entry(country)
        if found is None:
            raise NotInDirectoryError(
                f"The directory of {write_instant(self.issued_at)} lists no node for {country}.",
                remedy="Send the sealed document on paper or by mail, or ask the operator of the directory.",
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


def write_fingerprint(key: VerifierKey) -> str:
    """The SHA-256 of a public key in sixteen groups of four, as a person reads it aloud."""
    text = digest_of(key.public)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


_MEND = "Ask the operator of the directory to correct the entry and to sign again."


def _check_unshared(nodes: tuple[NodeEntry, ...]) -> None:
    """A key names one node: countries, seal roots and journals stand once, and in order."""
    kinds: tuple[tuple[str, Callable[[NodeEntry], tuple[str, ...]]], ...] = (
        ("country", lambda entry: (entry.country,)),
        ("seal_roots", lambda entry: tuple(digest_of(root) for root in entry.seal_roots)),
        ("age_recipients", lambda entry: entry.age_recipients),
        ("journal_keys", lambda entry: tuple(key.name for key in entry.journal_verifiers[:1])),
    )
    for name, values in kinds:
        twice = repeated(value for entry in nodes for value in values(entry))
        if twice is not None:
            raise _fault(name, "of one node alone", twice)
    if list(nodes) != sorted(nodes, key=lambda entry: entry.country):
        raise _fault("nodes", "in the order of their country codes", [entry.country for entry in nodes])


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as fault:
        raise _fault("url", "an address such as https://node.example", url) from fault
    plain = parts.scheme == "http" and _is_loopback(host)
    has_more = parts.query or parts.fragment or parts.username is not None or url.endswith("/")
    if not is_clean(url) or not host or has_more or not (parts.scheme == "https" or plain):
        raise _fault("url", "an https address without a slash at its end (http on this machine alone)", url)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_text(name: str, value: str) -> None:
    if not 0 < len(value) <= 500 or not is_clean(value):
        raise _fault(name, "a text of one line", value)


def _mixed(entry: NodeEntry, *, exercise: bool) -> MalformedDirectoryError:
    held, offered = ("exercises", "real cases") if exercise else ("real cases", "exercises")
    return MalformedDirectoryError(
        f"The directory is for {held}, and the node of {entry.country} is for {offered}.",
        remedy="Make two directories: exercises and real cases never meet.",
        field="exercise",
        country=entry.country,
    )


def _fault(name: str, expected: str, found: object) -> MalformedDirectoryError:
    return MalformedDirectoryError(
        f"{name} in the directory must be {expected}, found {repr(found)[:80]}.",
        remedy=_MEND,
        field=name,
        found=repr(found)[:80],
    )
