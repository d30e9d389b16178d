"""The bundle: sealed files, their custody and their conditions in one sealed container, laid out as a bag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Digest, digest_of
from glacy.container import Limits, MalformedContainerError, read_container, write_container
from glacy.evidence.bag import (
    BAG_INFO,
    BAGIT,
    LISTING,
    TAG_LISTING,
    is_payload,
    payload_digests,
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
from glacy.evidence.errors import CustodyError, EvidenceError, MalformedBundleError, MissingItemError
from glacy.evidence.forms import malformed
from glacy.evidence.manifest import (
    Manifest,
    SealedItem,
    checked_chunks,
    read_manifest,
    verify_item,
    write_manifest,
)
from glacy.journal import JournalError, read_proof
from glacy.signing import Signer, Stamper

SEAL = "seal.json"
CUSTODY = "custody.json"
CONDITIONS = "conditions.json"
DESCRIPTION = "description.jsonld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a bundle says of its files: the seal, the custody with its proofs, the conditions of use."""

    manifest: Manifest
    custody: tuple[CustodyRecord, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        verify_order(self.custody)
        known = {item.digest for item in self.manifest.items} | {self.seal}
        for record in self.custody:
            if record.event.over not in known:
                raise CustodyError(
                    f"The event {record.event.kind} is about {record.event.over[:16]}..., which is neither a "
                    "file of this bundle nor its seal.",
                    remedy="Leave it out, or put the file in.",
                    over=record.event.over,
                )

    @property
    def seal(self) -> Digest:
        """The digest of `seal.json`: it stands for all files of the bundle."""
        return digest_of(write_manifest(self.manifest))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBundle:
    """A bundle and the content of its files by their stored names, each checked against the seal."""

    bundle: Bundle
    payload: Mapping[str, bytes]


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


def read_bundle(data: bytes, *, limits: Limits | None = None) -> OpenBundle:
    """The bundle in these bytes, each file and each description checked against the seal.

    Who sealed it, and what the journal proves, is asked with `examine_bundle`.
    """
    try:
        container = read_container(data) if limits is None else read_container(data, limits=limits)
    except MalformedContainerError as fault:
        raise MalformedBundleError(fault.says, remedy=fault.remedy, **fault.fields) from fault
    return open_bundle(container.files)


def open_bundle(files: Mapping[str, bytes]) -> OpenBundle:
    """The bundle in the files of a container; raises at the first file that does not fit the others."""
    bundle = _read_tags(files)
    expected = write_tags(bundle)
    for path in sorted(expected.keys() | {path for path in files if not is_payload(path)}):
        if path not in files:
            raise _missing(path, "is missing")
        if path not in expected:
            raise _missing(path, "does not belong into this bundle")
        if files[path] != expected[path]:
            raise malformed(path, "what follows from seal.json, custody.json and conditions.json")
    payload = {path: content for path, content in files.items() if is_payload(path)}
    items = {item.path: item for item in bundle.manifest.items}
    for path in sorted(payload.keys() | items.keys()):
        if path not in payload:
            raise _missing(path, "was sealed and is missing")
        if path not in items:
            raise _missing(path, "was not sealed")
        verify_item(items[path], payload[path])
    return OpenBundle(
        bundle=bundle, payload={item.name: payload[item.path] for item in bundle.manifest.items}
    )


def write_tags(bundle: Bundle) -> dict[str, bytes]:
    """All files of a bundle that are not evidence, by their paths."""
    listing = write_listing(payload_digests(bundle.manifest))
    events = tuple(record.event for record in bundle.custody)
    tags = {
        BAGIT: write_bagit(),
        BAG_INFO: write_bag_info(bundle.manifest),
        CONDITIONS: write_conditions(bundle.conditions),
        CUSTODY: write_custody(bundle.custody),
        DESCRIPTION: write_description(bundle.manifest, events, listing=digest_of(listing)),
        LISTING: listing,
        SEAL: write_manifest(bundle.manifest),
    }
    for number, record in enumerate(bundle.custody, start=1):
        if record.proof is not None:
            tags[proof_path(number)] = record.proof
    tags[TAG_LISTING] = write_listing({path: digest_of(tags[path]) for path in tag_paths(tags)})
    return tags


def _files(
    bundle: Bundle, read_item: Callable[[SealedItem], Iterable[bytes]]
) -> Iterator[tuple[str, bytes | Iterable[bytes]]]:
    yield from write_tags(bundle).items()
    for item in bundle.manifest.items:
        yield item.path, checked_chunks(item, read_item(item))


def _read_tags(files: Mapping[str, bytes]) -> Bundle:
    for path in (SEAL, CUSTODY, CONDITIONS):
        if path not in files:
            raise _missing(path, "is missing")
    try:
        return Bundle(
            manifest=read_manifest(files[SEAL]),
            custody=tuple(
                CustodyRecord(event=event, proof=None if path is None else _read_proof(files, path))
                for event, path in read_custody(files[CUSTODY])
            ),
            conditions=read_conditions(files[CONDITIONS]),
        )
    except CustodyError as fault:
        raise malformed(CUSTODY, f"a chain of events ({fault.says})") from fault


def _read_proof(files: Mapping[str, bytes], path: str) -> bytes:
    if path not in files:
        raise _missing(path, "is missing")
    try:
        read_proof(files[path])
    except JournalError as fault:
        raise malformed(path, f"a proof of the journal ({fault.says})") from fault
    return files[path]


def _missing(path: str, says: str) -> EvidenceError:
    return MissingItemError(
        f"{path} {says}.", remedy="Ask the sender for the bundle again, unchanged.", file=path
    )
