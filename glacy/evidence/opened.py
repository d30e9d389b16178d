"""A small bundle opened in memory: what it says, and the bytes of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from glacy.container import Limits, MalformedContainerError, read_container
from glacy.evidence.bundle import Bundle
from glacy.evidence.contents import FilesInMemory, look_through
from glacy.evidence.errors import MalformedBundleError
from glacy.evidence.items import SealedItem
from glacy.evidence.manifest import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBundle:
    """A bundle and the content of its files by their stored names, each checked against the seal."""

    bundle: Bundle
    payload: Mapping[str, bytes]


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
    items: list[SealedItem] = []
    head = look_through(FilesInMemory(files), visit=items.append).head
    manifest = Manifest(
        reference=head.seal.reference,
        sealed_by=head.seal.sealed_by,
        sealed_at=head.seal.sealed_at,
        items=tuple(items),
        exercise=head.seal.exercise,
        payload=head.seal.payload,
        category=head.seal.category,
        acquisition=head.seal.acquisition,
    )
    bundle = Bundle(
        manifest=manifest,
        custody=head.custody,
        conditions=head.conditions,
        papers=head.papers,
        redactions=head.redactions,
    )
    is_carried = head.seal.payload == "carried"
    return OpenBundle(
        bundle=bundle, payload={item.name: files[item.path] for item in items} if is_carried else {}
    )
