"""The bundle: sealed files, their custody and their conditions in one sealed container, laid out as a bag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import BinaryIO

from glacy.canon import Digest, digest_of
from glacy.container import seal_container, write_container
from glacy.evidence.acquisition import ACQUISITION, Acquisition, read_acquisition, write_acquisition
from glacy.evidence.bag import (
    BAG_INFO,
    BAGIT,
    LISTING,
    TAG_LISTING,
    listing_row,
    tag_paths,
    write_bag_info,
    write_bagit,
    write_listing,
)
from glacy.evidence.conditions import Condition, read_conditions, write_conditions
from glacy.evidence.custody import (
    CustodyRecord,
    proof_path,
    read_custody,
    verify_order,
    write_custody,
)
from glacy.evidence.description import write_description
from glacy.evidence.errors import CustodyError, EvidenceError, MissingItemError
from glacy.evidence.forms import malformed
from glacy.evidence.items import SealedItem
from glacy.evidence.listing import ITEMS
from glacy.evidence.manifest import Manifest, Seal, checked_chunks, read_seal, write_items, write_seal
from glacy.evidence.papers import Paper, read_papers, write_papers
from glacy.evidence.redactions import (
    REDACTIONS,
    Redaction,
    read_redactions,
    verify_redactions,
    write_redactions,
)
from glacy.journal import JournalError, read_proof
from glacy.sayings import say
from glacy.signing import Signer, Stamper

SEAL = "seal.json"
CUSTODY = "custody.json"
CONDITIONS = "conditions.json"
DESCRIPTION = "description.jsonld"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleHead:
    """What a bundle says, without its listing: all that is kept in memory, however many files it has."""

    seal: Seal
    custody: tuple[CustodyRecord, ...] = ()
    conditions: tuple[Condition, ...] = ()
    papers: tuple[Paper, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    acquisition: Acquisition | None = None

    def __post_init__(self) -> None:
        verify_order(self.custody)

    @property
    def named(self) -> frozenset[Digest]:
        """The digests of single files that are spoken of: by an event, or as put instead of another."""
        overs = {record.event.over for record in self.custody}
        return frozenset(overs | {one.instead for one in self.redactions if one.instead is not None})

    def verify_named(self, present: frozenset[Digest]) -> None:
        """Returns if all that is spoken of is among the files that are present; raises otherwise."""
        verify_redactions(self.redactions, present=present)
        for record in self.custody:
            if record.event.over not in present and record.event.over != self.seal.digest:
                raise CustodyError(
                    say(
                        "The event {kind} is about {over}..., which is neither a file of this bundle nor its"
                        " seal.",
                        kind=record.event.kind,
                        over=record.event.over[:16],
                    ),
                    remedy=say("Leave it out, or put the file in."),
                    over=record.event.over,
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a bundle says of its files: the seal, custody, conditions of use, papers, what is withheld."""

    manifest: Manifest
    custody: tuple[CustodyRecord, ...] = ()
    conditions: tuple[Condition, ...] = ()
    papers: tuple[Paper, ...] = ()
    redactions: tuple[Redaction, ...] = ()

    def __post_init__(self) -> None:
        self.head.verify_named(frozenset(item.digest for item in self.manifest.items))

    @property
    def head(self) -> BundleHead:
        """The same without the files."""
        return BundleHead(
            seal=self.manifest.seal,
            custody=self.custody,
            conditions=self.conditions,
            papers=self.papers,
            redactions=self.redactions,
        )

    @property
    def seal(self) -> Digest:
        """The digest of `seal.json`: it stands for all files of the bundle."""
        return self.manifest.seal.digest


def write_bundle(
    bundle: Bundle,
    read_item: Callable[[SealedItem], Iterable[bytes]],
    *,
    by: Signer,
    at: datetime,
    stamper: Stamper,
) -> bytes:
    """The sealed container of a bundle; `read_item` gives the bytes of a file; they are checked again."""
    return write_container(_files(bundle, read_item), by=by, at=at, stamper=stamper, kind="bundle")


def seal_bundle(
    out: BinaryIO,
    bundle: Bundle,
    read_item: Callable[[SealedItem], Iterable[bytes]],
    *,
    by: Signer,
    at: datetime,
    stamper: Stamper,
    spool: Callable[[], BinaryIO],
) -> None:
    """Write the same into an open file piece by piece; memory does not grow with the evidence."""
    tags = write_tags(bundle)
    payload = ((item.path, checked_chunks(item, read_item(item)), item.size) for item in _in_order(bundle))
    rest = ((path, (tags[path],), len(tags[path])) for path in sorted(tags, key=str.encode))
    seal_container(out, chain(payload, rest), by=by, at=at, stamper=stamper, kind="bundle", spool=spool)


def _in_order(bundle: Bundle) -> list[SealedItem]:
    """The files as they stand in a container: below `data/` first, by the bytes of their paths."""
    return sorted(bundle.manifest.items, key=lambda item: item.path.encode())


def write_tags(bundle: Bundle) -> dict[str, bytes]:
    """All files of a bundle that are not evidence, by their paths."""
    listing = b"".join(listing_row(item.path, item.digest) for item in bundle.manifest.items)
    tags = write_small_tags(bundle.head, listing=digest_of(listing))
    tags |= {ITEMS: write_items(bundle.manifest), LISTING: listing}
    tags[TAG_LISTING] = write_listing({path: digest_of(tags[path]) for path in tag_paths(tags)})
    return tags


def write_small_tags(head: BundleHead, *, listing: Digest) -> dict[str, bytes]:
    """The small files of a bundle, by their paths; `listing` is the digest of `manifest-sha256.txt`."""
    events = tuple(record.event for record in head.custody)
    tags = {
        BAGIT: write_bagit(),
        BAG_INFO: write_bag_info(head.seal),
        CONDITIONS: write_conditions(head.conditions),
        CUSTODY: write_custody(head.custody),
        DESCRIPTION: write_description(head.seal, events, listing=listing),
        SEAL: write_seal(head.seal),
    }
    if head.acquisition is not None:
        tags[ACQUISITION] = write_acquisition(head.acquisition)
    for number, record in enumerate(head.custody, start=1):
        if record.proof is not None:
            tags[proof_path(number)] = record.proof
    tags |= write_papers(head.papers)
    if head.redactions:
        tags[REDACTIONS] = write_redactions(head.redactions)
    return tags


def read_head(files: Mapping[str, bytes]) -> BundleHead:
    """What the small files of a bundle say; whether they fit each other is told by writing them again."""
    for path in (SEAL, CUSTODY, CONDITIONS):
        if path not in files:
            raise missing(path, say("is missing"))
    seal = read_seal(files[SEAL])
    if seal.acquisition != (digest_of(files[ACQUISITION]) if ACQUISITION in files else None):
        raise malformed(ACQUISITION, say("the record that seal.json names, or none where it names none"))
    try:
        return BundleHead(
            seal=seal,
            custody=tuple(
                CustodyRecord(event=event, proof=None if path is None else _read_proof(files, path))
                for event, path in read_custody(files[CUSTODY])
            ),
            conditions=read_conditions(files[CONDITIONS]),
            papers=read_papers(files),
            redactions=read_redactions(files[REDACTIONS]) if REDACTIONS in files else (),
            acquisition=read_acquisition(files[ACQUISITION]) if ACQUISITION in files else None,
        )
    except CustodyError as fault:
        raise malformed(CUSTODY, say("a chain of events ({why})", why=fault.says)) from fault


def missing(path: str, says: str) -> EvidenceError:
    """The error for a file that should be there, or should not."""
    return MissingItemError(
        say("{path} {says}.", path=path, says=says),
        remedy=say("Ask the sender for the bundle again, unchanged."),
        file=path,
    )


def _files(
    bundle: Bundle, read_item: Callable[[SealedItem], Iterable[bytes]]
) -> Iterator[tuple[str, bytes | Iterable[bytes]]]:
    yield from write_tags(bundle).items()
    for item in bundle.manifest.items:
        yield item.path, checked_chunks(item, read_item(item))


def _read_proof(files: Mapping[str, bytes], path: str) -> bytes:
    if path not in files:
        raise missing(path, say("is missing"))
    try:
        read_proof(files[path])
    except JournalError as fault:
        raise malformed(path, say("a proof of the journal ({why})", why=fault.says)) from fault
    return files[path]
