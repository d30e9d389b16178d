"""What the operator of a directory signs: roots, the listing, and the files that say which are the newest.

Every function here takes what it needs and gives bytes; keys, clock and folder are those of the operator
(`glacy.operator`). The keys are Ed25519.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Role,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from glacy.canon import Json, digest_of, write_canonical
from glacy.exchange.directory import Directory, write_fingerprint
from glacy.exchange.directory_chain import EARLIER, Chain, T, read_metadata, root_digest
from glacy.exchange.directory_listing import LISTING, write_listing
from glacy.exchange.errors import MalformedDirectoryError
from glacy.sayings import say
from glacy.times import write_instant

ROLE_NAMES = ("root", "targets", "snapshot", "timestamp")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorKey:
    """A key with which an operator signs: 32 secret bytes."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The half that everyone may know."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return PublicKey(raw=key.public_bytes_raw())


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """The public half of an operator's key: 32 bytes."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """Its SHA-256 in groups of four."""
        return write_fingerprint(digest_of(self.raw))

    @property
    def id(self) -> str:
        """What the metadata call it."""
        return self.known.keyid

    @property
    def known(self) -> SSlibKey:
        """The key as the metadata hold it."""
        return _key_of(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """Which keys may sign what, and how many of them must: the root is offline, `online` renews daily."""

    root: tuple[PublicKey, ...]
    root_threshold: int
    targets: tuple[PublicKey, ...]
    targets_threshold: int
    online: tuple[PublicKey, ...]

    def __post_init__(self) -> None:
        for name, keys, least in (
            ("root", self.root, self.root_threshold),
            ("targets", self.targets, self.targets_threshold),
            ("online", self.online, 1),
        ):
            if not 1 <= least <= len(set(keys)) or len(set(keys)) != len(keys):
                raise MalformedDirectoryError(
                    say(
                        "{role} needs {least} of {count} keys, each named once.",
                        role=name,
                        least=least,
                        count=len(keys),
                    ),
                    remedy=say("Name more keys, or ask for fewer of them."),
                    field=name,
                )

    def roles(self) -> dict[str, tuple[tuple[PublicKey, ...], int]]:
        """The keys and the threshold of each role."""
        return {
            "root": (self.root, self.root_threshold),
            "targets": (self.targets, self.targets_threshold),
            "snapshot": (self.online, 1),
            "timestamp": (self.online, 1),
        }


def make_root(keyring: Keyring, *, after: Sequence[bytes], expires_at: datetime) -> bytes:
    """The next root, not yet signed; `after` are all the roots before it, the first one first."""
    keys = {key.id: key.known for one, _ in keyring.roles().values() for key in one}
    root = Root(
        version=len(after) + 1,
        expires=expires_at,
        keys=dict(keys),
        roles={name: Role([key.id for key in one], least) for name, (one, least) in keyring.roles().items()},
        consistent_snapshot=True,
        unrecognized_fields={EARLIER: [root_digest(data) for data in after]},
    )
    return write_metadata(Metadata(root))


def keyring_of(root: bytes) -> Keyring:
    """The keys that a root names."""
    signed = read_metadata(root, Root).signed

    def of(role: str) -> tuple[PublicKey, ...]:
        values = (signed.keys[keyid].keyval["public"] for keyid in signed.roles[role].keyids)
        return tuple(PublicKey(raw=bytes.fromhex(value)) for value in values)

    return Keyring(
        root=of("root"),
        root_threshold=signed.roles["root"].threshold,
        targets=of("targets"),
        targets_threshold=signed.roles["targets"].threshold,
        online=of("timestamp"),
    )


def make_targets(
    directory: Directory, *, expires_at: datetime, checked: Mapping[str, datetime], record: str
) -> tuple[bytes, bytes]:
    """The targets file, not yet signed, and the listing that it names; `record` is the head of the record."""
    listing = write_listing(directory)
    target = TargetFile.from_data(LISTING, listing, ["sha256"])
    target.unrecognized_fields["custom"] = {
        "checked": {code: write_instant(at) for code, at in sorted(checked.items())},
        "record": record,
    }
    targets = Targets(version=directory.version, expires=expires_at, targets={LISTING: target})
    return write_metadata(Metadata(targets)), listing


def make_snapshot(targets: bytes, *, version: int, expires_at: datetime) -> bytes:
    """The snapshot that says which targets file is the newest, not yet signed."""
    meta = {"targets.json": _meta_of(targets, read_metadata(targets, Targets).signed.version)}
    return write_metadata(Metadata(Snapshot(version=version, expires=expires_at, meta=meta)))


def make_timestamp(snapshot: bytes, *, version: int, expires_at: datetime) -> bytes:
    """The timestamp that says which snapshot is the newest, not yet signed."""
    meta = _meta_of(snapshot, read_metadata(snapshot, Snapshot).signed.version)
    return write_metadata(Metadata(Timestamp(version=version, expires=expires_at, snapshot_meta=meta)))


def add_signatures(data: bytes, keys: Iterable[OperatorKey]) -> bytes:
    """A file of metadata with the signatures of these keys beside those that it bears."""
    metadata = _parse(data)
    for key in keys:
        private = Ed25519PrivateKey.from_private_bytes(key.seed)
        metadata.sign(CryptoSigner(private, key.public.known), append=True)
    return write_metadata(metadata)


def count_signers(data: bytes, *, role: str, by: bytes) -> tuple[int, int]:
    """How many keys of a role, as that root names them, have signed a file, and how many must."""
    metadata = _parse(data)
    found = read_metadata(by, Root).signed.get_verification_result(
        role, metadata.signed_bytes, metadata.signatures
    )
    return len(found.signed), found.threshold


def sign_directory(
    directory: Directory,
    *,
    roots: Sequence[bytes],
    keys: Sequence[OperatorKey],
    online: Sequence[OperatorKey],
    expires_at: datetime,
    checked: Mapping[str, datetime],
    record: str = "",
) -> Chain:
    """All the files of a directory, signed in one go; its number is that of all of them."""
    targets, listing = make_targets(directory, expires_at=expires_at, checked=checked, record=record)
    targets = add_signatures(targets, keys)
    snapshot = make_snapshot(targets, version=directory.version, expires_at=expires_at)
    snapshot = add_signatures(snapshot, online)
    timestamp = make_timestamp(snapshot, version=directory.version, expires_at=expires_at)
    return Chain(
        roots=tuple(roots),
        timestamp=add_signatures(timestamp, online),
        snapshot=snapshot,
        targets=targets,
        listing=listing,
    )


def write_metadata(metadata: Metadata[T]) -> bytes:
    """A file of metadata in its one form: canonical, its signatures in the order of their keys."""
    metadata.signatures = {keyid: metadata.signatures[keyid] for keyid in sorted(metadata.signatures)}
    body: Json = metadata.to_dict()
    return write_canonical(body)


def _parse(data: bytes) -> Metadata[Root]:
    """A file of metadata of any kind: their signatures are alike."""
    try:
        return Metadata.from_bytes(data)
    except RepositoryError as fault:
        raise MalformedDirectoryError(
            say("This is no file of a directory's metadata: {why}", why=fault),
            remedy=say("Name the file that is to be signed, such as 1.root.json."),
        ) from fault


def _meta_of(data: bytes, version: int) -> MetaFile:
    return MetaFile(version=version, length=len(data), hashes={"sha256": digest_of(data)})


def _key_of(raw: bytes) -> SSlibKey:
    keyval = {"public": raw.hex()}
    body: Json = {"keytype": "ed25519", "scheme": "ed25519", "keyval": keyval}
    return SSlibKey(digest_of(write_canonical(body)), "ed25519", "ed25519", keyval)
