"""A node that is open: its keys, clock, vault and directory, ready for acts."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from glacy.errors import GlacyError
from glacy.exchange import Directory, NodeEntry, Office, read_directory, recipient_of
from glacy.journal import SigningKey, read_signing_key, write_verifier_key
from glacy.node.clock import clock_of
from glacy.node.errors import NoDirectoryError, NotANodeError
from glacy.node.facts import use_accepted
from glacy.node.vault import Vault
from glacy.signing import LocalStamper, Signer, Stamper, Trust, read_private_key
from glacy.times import Clock

NODE_FILE = "node.toml"
DIRECTORY_FILE = "directory.json"
OFFICES_FILE = "offices.json"
KEYS = ("root", "seal", "stamp")


@dataclass(frozen=True, kw_only=True)
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
    root: bytes
    journal_key: SigningKey = field(repr=False)
    identity: str = field(repr=False)
    vault: Vault

    @property
    def directory(self) -> Directory | None:
        """The directory that this node has joined, as it lies on the disk now; None before it joined."""
        return _read_pinned(self.path / DIRECTORY_FILE)

    def find_peer(self, country: str) -> NodeEntry | None:
        """The node of another State, or None where it has none."""
        directory = self.directory
        return None if directory is None else directory.find_entry(country)

    def peer(self, country: str) -> NodeEntry:
        """The node of another State; raises where there is none."""
        found = self.find_peer(country)
        if found is None:
            raise NoDirectoryError(
                f"The directory of this node names no node of {country}.",
                remedy="Send the sealed document on paper, or join a newer directory with `glacy node join`.",
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
            seal_roots=(self.root,),
            stamp_roots=(self.root,),
            age_recipients=(recipient_of(self.identity),),
            journal_keys=(write_verifier_key(self.journal_key.verifier),),
            exercise=self.exercise,
            offices=_read_offices(offices) if offices.is_file() else (),
        )

    @property
    def offices(self) -> tuple[Office, ...]:
        """This node's own authorities."""
        return self.entry.offices


def open_node(path: Path) -> Node:
    """The node in that folder; NotANodeError when it is none, or one that was begun and not finished."""
    try:
        facts = tomllib.loads((path / NODE_FILE).read_text("utf-8"))
        country, name, url = str(facts["country"]), str(facts["name"]), str(facts["url"])
        exercise = facts["exercise"] is True
        keys = path / "keys"
        root, seal, stamp = ((keys / f"{one}.der").read_bytes() for one in KEYS)
        clock = clock_of(path, exercise=exercise)
        identity = (keys / "age.key").read_text("ascii").strip()
        use_accepted(path)
        return Node(
            path=path.resolve(),
            country=country,
            name=name,
            url=url,
            exercise=exercise,
            clock=clock,
            signer=Signer(certificate=seal, key=read_private_key((keys / "seal.pem").read_bytes())),
            stamper=LocalStamper(
                certificate=stamp, key=read_private_key((keys / "stamp.pem").read_bytes()), clock=clock
            ),
            root=root,
            journal_key=read_signing_key((keys / "journal.key").read_text("ascii").strip()),
            identity=identity,
            vault=Vault(path / "vault", identity=identity),
        )
    except (OSError, KeyError, ValueError, GlacyError) as fault:
        raise NotANodeError(
            f"{path} is not a complete node: {fault}.",
            remedy="Make it, or finish making it, with `glacy node init`.",
            path=str(path),
        ) from fault


def _read_offices(file: Path) -> tuple[Office, ...]:
    return tuple(
        Office(**(office | {"languages": tuple(office.get("languages", ()))}))
        for office in json.loads(file.read_text("utf-8"))
    )


_pinned: dict[Path, tuple[int, Directory]] = {}


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
