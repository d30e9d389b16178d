"""A plain bag (RFC 8493) of sealed files, path by path, for any BagIt tool; it bears no signature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from glacy.canon import digest_of
from glacy.evidence.bag import (
    BAG_INFO,
    BAGIT,
    LISTING,
    TAG_LISTING,
    write_bag_info,
    write_bagit,
    write_listing,
)
from glacy.evidence.conditions import Condition, write_conditions
from glacy.evidence.items import SealedItem
from glacy.evidence.manifest import Manifest, checked_chunks

CONDITIONS = "conditions.json"


def bag_files(
    manifest: Manifest,
    read_item: Callable[[SealedItem], Iterable[bytes]],
    *,
    conditions: Sequence[Condition] = (),
    tags: Mapping[str, bytes] | None = None,
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of the bag: those that describe it first, then each sealed file, checked while it is read.

    The conditions of use go with it, as with every copy; `tags` are more files that describe it.
    """
    described = {
        BAGIT: write_bagit(),
        BAG_INFO: write_bag_info(manifest.seal),
        CONDITIONS: write_conditions(conditions),
        LISTING: write_listing({item.path: item.digest for item in manifest.items}),
        **(tags or {}),
    }
    described[TAG_LISTING] = write_listing({path: digest_of(data) for path, data in described.items()})
    for path, data in described.items():
        yield path, (data,)
    for item in manifest.items:
        yield item.path, checked_chunks(item, read_item(item))
