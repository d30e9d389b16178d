"""A node that is open: its keys, clock, vault and directory, ready for acts."""

from __future__ import annotations

import json
import tomllib
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from glacy.errors import GlacyError
from glacy.exchange import Directory, NodeEntry, Office, new_identity, read_directory, recipient_of
from glacy.journal import SigningKey, VerifierKey, read_signing_key, write_verifier_key
from glacy.node.clock import clock_of
from glacy.node.errors import NoDirectoryError, NotANodeError, StaleDirectoryError
from glacy.node.facts import use_accepted
from glacy.node.files import write_durably
from glacy.node.offices import read_offices
from glacy.node.own_withdrawn import read_withdrawn
from glacy.node.quiet import demand_awake, is_quiet
from glacy.node.rates import Rates, read_rates
from glacy.node.sign_in import SignInRules, read_sign_in_rules
from glacy.node.swapping import whole_files
from glacy.node.token_key import TokenKey, TokenPlace, read_token_place
from glacy.node.vault import Vault
from glacy.sayings import say
from glacy.signing import LocalStamper, Signer, Stamper, Trust, read_private_key
from glacy.store.wrapping import register
from glacy.times import Clock, write_instant

NODE_FILE = "node.toml"
DIRECTORY_FILE = "directory.json"
OFFICES_FILE = "offices.json"
KEYS = ("root", "seal", "stamp")
JOURNAL_KEY = "journal.key"
BESIDE_KEY = "journal.mldsa44.key"
WITNESS_KEYS = ("witness.key", "witness.mldsa44.key")
JOURNAL_BEFORE, WITNESS_BEFORE = "journal-before.keys", "witness-before.keys"
"""Keys of before, a line each, with which the node still signs beside those of today while they roll."""
EXCHANGE_KEY, OLD_EXCHANGE = "exchange.key", "exchange-before.keys"
OVERLAP_FILE = "overlap.json"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A country's node: everything an act needs from it."""

    path: Path
    country: str
    name: str
    url: str
    exercise: bool
    clock: Clock
    seal: Signer
    """The key of the node's seal; acts take it as `signer`, which a node that is quiet does not give."""

    stamper: Stamper
    root: bytes
    journal_key: SigningKey = field(repr=False)
    journal_beside: SigningKey | None = field(repr=False)
    witness_keys: tuple[SigningKey, ...] = field(repr=False)
    """With which the node cosigns for others: those of today, and those of before while they roll."""

    journal_before: tuple[SigningKey, ...] = field(default=(), repr=False)
    """Of its own journal, those of before while a roll is not finished."""

    identity: str = field(repr=False)
    vault: Vault
    vault_apart: Vault
    """Child-abuse material alone: its own folder and its own key."""

    roots: tuple[bytes, ...]
    """The root of today, and while a roll is not finished the one of before."""

    identities: tuple[str, ...] = field(repr=False)
    """The keys to which others seal envelopes, today's first; what came for an older one is still read."""

    seal_token: TokenPlace | None = None
    """Where the sealing key lies, if it lies in a token."""

    mail: str = ""
    """The address that takes envelopes by mail (`mail` in node.toml); empty where there is none."""

    sign_in: SignInRules
    """What the node asks of those who sign in (`[sign_in]`)."""

    rates: Rates
    """How much one sender may hand in within a minute (`[gate]`)."""

    stale_for: timedelta = timedelta(days=30)
    """How long a directory that is past its time still serves (`directory_days` in node.toml)."""

    recheck_every: timedelta = timedelta(days=7)
    """How often the worker compares the vaults with their seals; nothing means never (`recheck_days`)."""

    def vault_of(self, apart: str) -> Vault:
        """The vault of an exhibit, by its category."""
        return self.vault_apart if apart else self.vault

    def vault_with(self, digest: str) -> Vault:
        """The vault in which a file of a message lies: some hold what lies apart, and lie there too."""
        is_apart = not self.vault.has(digest) and self.vault_apart.has(digest)
        return self.vault_apart if is_apart else self.vault

    @property
    def signer(self) -> Signer:
        """What seals in the name of this node; raises while it was restored and signs nothing yet."""
        demand_awake(self.path)
        return self.seal

    def is_quiet(self) -> bool:
        """Whether it was restored, and has not yet asked everyone what they hold."""
        return is_quiet(self.path)

    @property
    def directory(self) -> Directory | None:
        """The directory that this node has joined, as it lies on the disk now; None before it joined."""
        return _read_pinned(self.path / DIRECTORY_FILE)

    def usable_directory(self) -> Directory:
        """The directory to send and to take by; past its time it serves known peers for some days."""
        directory = self.directory
        if directory is None:
            raise NoDirectoryError(
                say("This node has joined no directory."), remedy=say("Join one with `glacy directory join`.")
            )
        if directory.is_expired(at=self.clock() - self.stale_for):
            raise StaleDirectoryError(
                say(
                    "The directory is past its time since {until}, and serves {days} days longer at most.",
                    until=write_instant(directory.valid_until),
                    days=self.stale_for.days,
                ),
                remedy=say("Refresh it with `glacy directory refresh`, from a stick if there is no line."),
            )
        return directory

    def find_peer(self, country: str) -> NodeEntry | None:
        """The node of another State, or None where it has none."""
        directory = self.directory
        return None if directory is None else directory.find_entry(country)

    def peer(self, country: str) -> NodeEntry:
        """The node of another State; raises where there is none."""
        found = self.find_peer(country)
        if found is None:
            raise NoDirectoryError(
                say("The directory of this node names no node of {country}.", country=country),
                remedy=say("Send the sealed document on paper, or refresh with `glacy directory refresh`."),
                country=country,
            )
        return found

    @property
    def trust(self) -> Trust:
        """Whose seals this node believes: its own root and those that its directory names."""
        directory = self.directory
        others = Trust.none() if directory is None else directory.trust()
        own = self.entry.trust()
        return Trust(
            anchors=tuple(dict.fromkeys((*own.anchors, *others.anchors))),
            stamp_anchors=tuple(dict.fromkeys((*own.stamp_anchors, *others.stamp_anchors))),
            names={**own.names, **others.names},
        )

    @cached_property
    def entry(self) -> NodeEntry:
        """What this node hands to the operator of a directory."""
        offices = self.path / OFFICES_FILE
        return NodeEntry(
            country=self.country,
            name=self.name,
            url=self.url,
            seal_roots=self.roots,
            stamp_roots=self.roots,
            age_recipients=self._recipients(),
            journal_keys=tuple(write_verifier_key(key) for key in self.journal_verifiers),
            witness_keys=tuple(write_verifier_key(key.verifier) for key in self.witness_keys),
            exercise=self.exercise,
            withdrawn=read_withdrawn(self.path / "keys"),
            offices=read_offices(json.loads(offices.read_text("utf-8"))) if offices.is_file() else (),
            mail=self.mail,
        )

    def _recipients(self) -> tuple[str, ...]:
        withdrawn = {one.key for one in read_withdrawn(self.path / "keys") if one.use == "age"}
        found = tuple(recipient_of(one) for one in self.identities)
        return (found[0], *(one for one in found[1:] if one not in withdrawn))

    @property
    def journal_verifiers(self) -> tuple[VerifierKey, ...]:
        """The keys that check this node's checkpoints: Ed25519, and ML-DSA-44 where it has one."""
        keys = (self.journal_key, self.journal_beside, *self.journal_before)
        return tuple(key.verifier for key in keys if key is not None)

    @property
    def offices(self) -> tuple[Office, ...]:
        """This node's own authorities."""
        return self.entry.offices


def open_node(path: Path) -> Node:
    """The node in that folder; NotANodeError when it is none, or one that was begun and not finished."""
    try:
        with whole_files(path):
            return _open_whole(path)
    except (OSError, KeyError, ValueError, GlacyError) as fault:
        raise NotANodeError(
            say("{path} is not a complete node: {why}.", path=path, why=fault),
            remedy=say("Make it, or finish making it, with `glacy node init`."),
            path=str(path),
        ) from fault


def _open_whole(path: Path) -> Node:
    facts = tomllib.loads((path / NODE_FILE).read_text("utf-8"))
    country, name, url = str(facts["country"]), str(facts["name"]), str(facts["url"])
    exercise = facts["exercise"] is True
    keys = path / "keys"
    root, seal, stamp = ((keys / f"{one}.der").read_bytes() for one in KEYS)
    clock = clock_of(path, exercise=exercise)
    identity = (keys / "age.key").read_text("ascii").strip()
    seal_token = read_token_place(facts.get("seal_token"))
    use_accepted(path)
    register(identity)
    return Node(
        path=path.resolve(),
        country=country,
        name=name,
        url=url,
        exercise=exercise,
        clock=clock,
        seal=Signer(
            certificate=seal,
            key=TokenKey(seal_token) if seal_token else read_private_key((keys / "seal.pem").read_bytes()),
        ),
        seal_token=seal_token,
        roots=(root, *_overlapping(keys)),
        identities=_identities(keys, identity),
        stamper=LocalStamper(
            certificate=stamp, key=read_private_key((keys / "stamp.pem").read_bytes()), clock=clock
        ),
        root=root,
        journal_key=read_signing_key((keys / JOURNAL_KEY).read_text("ascii").strip()),
        journal_beside=next(_read_keys(keys, BESIDE_KEY), None),
        witness_keys=tuple(_read_keys(keys, *WITNESS_KEYS, WITNESS_BEFORE)),
        journal_before=tuple(_read_keys(keys, JOURNAL_BEFORE)),
        identity=identity,
        vault=Vault(path / "vault", identity=identity),
        vault_apart=Vault(path / "vault-apart", identity=_apart_identity(keys)),
        mail=str(facts.get("mail", "")),
        sign_in=read_sign_in_rules(facts.get("sign_in", {}), exercise=exercise),
        rates=read_rates(facts.get("gate", {}), exercise=exercise),
        stale_for=timedelta(days=int(facts.get("directory_days", 30))),
        recheck_every=timedelta(days=int(facts.get("recheck_days", 7))),
    )


def _read_keys(folder: Path, *names: str) -> Iterator[SigningKey]:
    """Those of these keys that the node has, each on a line; one made by an early version lacks them."""
    for name in names:
        if (folder / name).is_file():
            yield from map(read_signing_key, (folder / name).read_text("ascii").split())


def _overlapping(keys: Path) -> Iterator[bytes]:
    """Roots of before that still stand in the entry, while a roll is not finished."""
    if (keys / OVERLAP_FILE).is_file():
        for one in json.loads((keys / OVERLAP_FILE).read_text("ascii")):
            yield b64decode(one, validate=True)


def _identities(keys: Path, first: str) -> tuple[str, ...]:
    """The age identities for envelopes, the one of today first; the first of all is that of the vault."""
    if not (keys / EXCHANGE_KEY).is_file():
        return (first,)
    now = (keys / EXCHANGE_KEY).read_text("ascii").strip()
    return (now, *dict.fromkeys((*(keys / OLD_EXCHANGE).read_text("ascii").split(), first)))


def _apart_identity(keys: Path) -> str:
    """The key of the vault apart; a node that was made before there was one gets it now."""
    file = keys / "apart.key"
    if not file.is_file() and (keys / "age.key").is_file():
        write_durably(file, (new_identity() + "\n").encode("ascii"))
    return file.read_text("ascii").strip()


_open: dict[Path, tuple[int, Node]] = {}


def current_node(path: Path) -> Node:
    """The node in that folder, opened once a process, and again when its keys have changed."""
    changed = (path / "keys").stat().st_mtime_ns
    known = _open.get(path)
    if known is None or known[0] != changed:
        known = (changed, open_node(path))
        _open[path] = known
    return known[1]


_pinned: dict[Path, tuple[int, Directory]] = {}


def put_directory(path: Path, data: bytes, directory: Directory) -> None:
    """Pins a directory that was just read from these bytes; this process need not read it again."""
    file = path / DIRECTORY_FILE
    write_durably(file, data)
    written = file.stat().st_mtime_ns
    if file.read_bytes() == data:  # nobody has written another one meanwhile
        _pinned[file] = (written, directory)


def _read_pinned(file: Path) -> Directory | None:
    try:
        written = file.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    known = _pinned.get(file)
    if known is None or known[0] != written:
        known = (written, read_directory(file.read_bytes()))
        _pinned[file] = known
    return known[1]
