"""The chain: a listing with the metadata of The Update Framework that sign it (docs/specs/exchange.md, 2).

Here it is judged without a clock or a line, from the operator's first root to the listing; whether its time
has passed is asked of the directory. Fetching a newer one is the work of a node (`glacy.node.refreshing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from securesystemslib.exceptions import UnverifiedSignatureError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Key, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from glacy.canon import Digest, digest_of, read_canonical, write_canonical
from glacy.errors import GlacyError
from glacy.exchange.directory import Directory
from glacy.exchange.directory_listing import LISTING, read_listing
from glacy.exchange.entry_file import ASK, read_body
from glacy.exchange.errors import DirectorySignatureError, MalformedDirectoryError
from glacy.exchange.fields import COUNTRY_FORM, Fields
from glacy.sayings import say
from glacy.times import read_instant

CHAIN_FORMAT = "glacy.directory-chain/1"
EARLIER = "glacy_earlier"
"""The field in which a root names the digests of all roots before it."""
MAX_ROOTS = 256
T = TypeVar("T", Root, Timestamp, Snapshot, Targets)
FindFile = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The files of a repository that lead from its first root to its listing, as they are published."""

    roots: tuple[bytes, ...]
    timestamp: bytes
    snapshot: bytes
    targets: bytes
    listing: bytes


def write_chain(chain: Chain) -> bytes:
    """The chain in one file, as it goes with evidence and lies at a node."""
    return write_canonical(
        {
            "format": CHAIN_FORMAT,
            "roots": [read_canonical(root) for root in chain.roots],
            "timestamp": read_canonical(chain.timestamp),
            "snapshot": read_canonical(chain.snapshot),
            "targets": read_canonical(chain.targets),
            "directory": read_canonical(chain.listing),
        }
    )


def read_chain(data: bytes) -> Chain:
    """The chain in a file; whether it holds is asked with `directory_of`."""
    fields = Fields(read_body(data), place="directory.json", error=MalformedDirectoryError, remedy=ASK)
    fields.constant("format", CHAIN_FORMAT)
    chain = Chain(
        roots=fields.list_of("roots", lambda value, _: write_canonical(value), most=MAX_ROOTS),
        timestamp=write_canonical(fields.take("timestamp")),
        snapshot=write_canonical(fields.take("snapshot")),
        targets=write_canonical(fields.take("targets")),
        listing=write_canonical(fields.take("directory")),
    )
    fields.end()
    return chain


def gather_chain(find: FindFile) -> Chain:
    """The chain in a published folder; `find` gives the file of a name such as `metadata/1.root.json`."""
    roots: list[bytes] = []
    while len(roots) < MAX_ROOTS and (root := find(f"metadata/{len(roots) + 1}.root.json")) is not None:
        roots.append(root)
    timestamp = _present(find, "metadata/timestamp.json")
    snapshot = _present(
        find, f"metadata/{_read(timestamp, Timestamp).signed.snapshot_meta.version}.snapshot.json"
    )
    version = _meta(_read(snapshot, Snapshot).signed, "targets.json").version
    targets = _present(find, f"metadata/{version}.targets.json")
    info = _target(_read(targets, Targets).signed)
    listing = _present(find, f"targets/{info.hashes.get('sha256', '')}.{LISTING}")
    return Chain(roots=tuple(roots), timestamp=timestamp, snapshot=snapshot, targets=targets, listing=listing)


def directory_of(chain: Chain) -> Directory:
    """The directory that a chain signs; raises where a link of it does not hold.

    Every signature in it must be by a key that counts there: so there is one form of it, and a flipped bit
    is found.
    """
    roots = [_read(data, Root) for data in chain.roots]
    if not roots:
        raise MalformedDirectoryError(say("The directory names no root."), remedy=ASK)
    digests = tuple(digest_of(root.signed_bytes) for root in roots)
    for place, root in enumerate(roots):
        _check_root(root, before=roots[place - 1] if place else None, digests=digests[:place])
    last = roots[-1].signed
    timestamp = _verified(chain.timestamp, Timestamp, by=last)
    snapshot = _verified(chain.snapshot, Snapshot, by=last)
    targets = _verified(chain.targets, Targets, by=last)
    info = _target(targets)
    for meta, version, data in (
        (timestamp.snapshot_meta, snapshot.version, chain.snapshot),
        (_meta(snapshot, "targets.json"), targets.version, chain.targets),
        (info, None, chain.listing),
    ):
        if version is not None and getattr(meta, "version", None) != version:
            raise _unfit(say("its files are of different days"))
        _check_fits(meta.verify_length_and_hashes, data, has_hash=bool(meta.hashes))
    return read_listing(
        chain.listing,
        valid_until=min(one.expires for one in (last, timestamp, snapshot, targets)),
        version=targets.version,
        roots=digests,
        checked_at=_checks(info),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainParts:
    """The numbers of the parts of a chain, and until when each lasts."""

    snapshot: int
    timestamp: int
    listing: str
    root_until: datetime
    targets_until: datetime
    timestamp_until: datetime


def chain_parts(chain: Chain) -> ChainParts:
    """What the parts of a chain say of themselves; whether it holds is asked with `directory_of`."""
    snapshot, timestamp = _read(chain.snapshot, Snapshot).signed, _read(chain.timestamp, Timestamp).signed
    return ChainParts(
        snapshot=snapshot.version,
        timestamp=timestamp.version,
        listing=digest_of(chain.listing),
        root_until=_read(chain.roots[-1], Root).signed.expires,
        targets_until=min(_read(chain.targets, Targets).signed.expires, snapshot.expires),
        timestamp_until=timestamp.expires,
    )


def root_digest(data: bytes) -> Digest:
    """The digest of what a root says; signatures added to it do not change it."""
    return digest_of(_read(data, Root).signed_bytes)


def read_metadata(data: bytes, kind: type[T]) -> Metadata[T]:
    """A file of metadata in its one form; whether its signatures hold is another question."""
    return _read(data, kind)


def _check_root(root: Metadata[Root], *, before: Metadata[Root] | None, digests: tuple[Digest, ...]) -> None:
    expected = 1 if before is None else before.signed.version + 1
    if root.signed.version != expected or root.signed.unrecognized_fields.get(EARLIER) != list(digests):
        raise _unfit(say("a root does not follow the one before it"))
    for one in (root,) if before is None else (before, root):
        _check_threshold(root, "root", by=one.signed)
    known = dict(_keys_of(root.signed, "root"))
    if before is not None:
        known.update(_keys_of(before.signed, "root"))
    _check_signatures(root, known)


def _verified(data: bytes, kind: type[T], *, by: Root) -> T:
    metadata = _read(data, kind)
    role = metadata.signed.type
    _check_threshold(metadata, role, by=by)
    _check_signatures(metadata, dict(_keys_of(by, role)))
    return metadata.signed


def _keys_of(root: Root, role: str) -> Iterator[tuple[str, Key]]:
    for keyid in root.roles[role].keyids:
        yield keyid, root.keys[keyid]


def _check_threshold(metadata: Metadata[T], role: str, *, by: Root) -> None:
    try:
        by.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, ValueError) as fault:
        raise _unfit(say("{role} is not signed by enough of its keys", role=role)) from fault


def _check_signatures(metadata: Metadata[T], known: Mapping[str, Key]) -> None:
    """Every signature that stands there is good, in one order, and by a key that may sign there."""
    if list(metadata.signatures) != sorted(metadata.signatures):
        raise _unfit(say("its signatures do not stand in their order"))
    for keyid, signature in metadata.signatures.items():
        key = known.get(keyid)
        if key is None or signature.unrecognized_fields or signature.signature != signature.signature.lower():
            raise _unfit(say("it bears a signature that does not belong there"))
        try:
            key.verify_signature(signature, metadata.signed_bytes)
        except UnverifiedSignatureError as fault:
            raise _unfit(say("a signature does not fit")) from fault


def _read(data: bytes, kind: type[T]) -> Metadata[T]:
    try:
        body = read_canonical(data)
        # The parser takes its argument apart: it gets a copy.
        metadata: Metadata[T] = Metadata.from_bytes(data)
        same = metadata.to_dict() == body
    except (GlacyError, RepositoryError) as fault:
        raise MalformedDirectoryError(
            say("The metadata of the directory are damaged. {why}", why=str(fault)), remedy=ASK
        ) from fault
    if not same or not isinstance(metadata.signed, kind) or metadata.unrecognized_fields:
        raise MalformedDirectoryError(
            say("The metadata of the directory are not in their one form."), remedy=ASK
        )
    return metadata


def _meta(snapshot: Snapshot, name: str) -> MetaFile:
    found = snapshot.meta.get(name)
    if found is None:
        raise _unfit(say("a file that it must name is missing"))
    return found


def _target(targets: Targets) -> TargetFile:
    found = targets.targets.get(LISTING)
    if found is None or set(targets.targets) != {LISTING} or targets.delegations is not None:
        raise _unfit(say("it must name one listing and nothing else"))
    return found


def _check_fits(verify: Callable[[bytes], None], data: bytes, *, has_hash: bool) -> None:
    try:
        if has_hash:
            verify(data)
            return
    except RepositoryError:
        pass
    raise _unfit(say("its files do not belong together"))


def _checks(info: TargetFile) -> dict[str, datetime]:
    """When the operator compared each entry out of band, as it signed."""
    custom = info.custom or {}
    found = custom.get("checked", {}) if isinstance(custom, Mapping) else {}
    if not isinstance(found, Mapping) or not all(COUNTRY_FORM.fullmatch(code) for code in found):
        raise _unfit(say("what it says of the checks cannot be read"))
    try:
        return {code: read_instant(str(at)) for code, at in found.items()}
    except GlacyError as fault:
        raise _unfit(say("what it says of the checks cannot be read")) from fault


def _present(find: FindFile, name: str) -> bytes:
    data = find(name)
    if data is None:
        raise MalformedDirectoryError(
            say("The directory lacks its file {name}.", name=name),
            remedy=say("Copy the whole folder again."),
            name=name,
        )
    return data


def _unfit(why: str) -> DirectorySignatureError:
    return DirectorySignatureError(say("The directory does not hold together: {why}.", why=why), remedy=ASK)
