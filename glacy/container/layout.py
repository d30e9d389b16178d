"""Which files a container has, by their names: the media type, the marks of a kind, the parts of the seal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from glacy.container.manifest import SIGNATURE_NAME

Kind = Literal["envelope", "receipt", "bundle", "other"]

MEDIA_TYPE = b"application/vnd.etsi.asic-e+zip"
MIMETYPE_NAME = "mimetype"
MANIFEST_NAME = "META-INF/ASiCManifest.xml"
SEAL_FOLDER = b"META-INF/"
MARKS: Mapping[str, Kind] = {"message.json": "envelope", "receipt.json": "receipt", "bagit.txt": "bundle"}
"""The file by which a container is known for what it is."""
_PAYLOAD = b"data/"
ARCHIVE_MANIFEST = "META-INF/ASiCArchiveManifest.xml"
_NUMBERED = "META-INF/ASiCArchiveManifest{:03}.xml"
_TOKEN = "META-INF/timestamp{:03}.tst"
MOST_RENEWALS = 200
_RESERVED = ("meta-inf", MIMETYPE_NAME)

__all__ = [
    "ARCHIVE_MANIFEST",
    "MANIFEST_NAME",
    "MARKS",
    "MEDIA_TYPE",
    "MIMETYPE_NAME",
    "MOST_RENEWALS",
    "SEAL_FOLDER",
    "SIGNATURE_NAME",
    "Kind",
    "is_reserved",
    "kind_of",
    "order_of",
    "renewal_names",
]


def kind_of(files: Iterable[str]) -> Kind:
    """What a container is, by the first file that marks a kind."""
    names = {name for name in files if name in MARKS}
    return next((kind for mark, kind in MARKS.items() if mark in names), "other")


def renewal_names(count: int) -> tuple[tuple[str, str], ...]:
    """The archive manifest and the token of each of so many renewals; the last manifest has no number."""
    return tuple(
        (ARCHIVE_MANIFEST if number == count else _NUMBERED.format(number), _TOKEN.format(number))
        for number in range(1, count + 1)
    )


def is_reserved(name: str) -> bool:
    """Whether a name is kept for the media type or the seal."""
    return name[:8].casefold() in _RESERVED and name.split("/")[0].casefold() in _RESERVED


def order_of(name: bytes) -> bytes:
    """What files are ordered by: those below `data/` first, then the others, by the bytes of their names."""
    return (b"0" if name.startswith(_PAYLOAD) else b"1") + name
