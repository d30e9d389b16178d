"""The text files that make a bundle a bag, so that any BagIt tool can check it (RFC 8493)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from glacy.canon import Digest
from glacy.evidence.manifest import Seal

BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
LISTING = "manifest-sha256.txt"
TAG_LISTING = "tagmanifest-sha256.txt"


def write_bagit() -> bytes:
    """The declaration that opens every bag (RFC 8493, section 2.1.1)."""
    return b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write_bag_info(seal: Seal) -> bytes:
    """What the bag is, for a person (section 2.2.2); all of it is in the seal too."""
    lines = [
        ("Bagging-Date", seal.sealed_at.date().isoformat()),
        ("Contact-Name", seal.sealed_by),
        ("External-Identifier", seal.reference),
        ("Payload-Oxum", f"{seal.listing.size}.{seal.listing.count}"),
    ]
    if seal.exercise:
        lines.append(("External-Description", "Invented evidence of an exercise."))
    return "".join(f"{label}: {value}\n" for label, value in lines).encode()


def write_listing(digests: Mapping[str, Digest]) -> bytes:
    """The digest and path of each file (sections 2.1.3 and 2.2.1), in the order of the paths.

    A stored name has no CR, LF or %, so nothing in it needs the encoding of a listing.
    """
    return b"".join(listing_row(path, digests[path]) for path in sorted(digests))


def listing_row(path: str, digest: Digest) -> bytes:
    """The row of one file in a listing."""
    return f"{digest}  {path}\n".encode()


def is_payload(path: str) -> bool:
    """Whether a path is one of the evidence itself, not of what describes it."""
    return path.startswith("data/")


def tag_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """The files that the tag listing covers: all that are not evidence, but itself."""
    return tuple(sorted(path for path in paths if not is_payload(path) and path != TAG_LISTING))
