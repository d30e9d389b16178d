"""The seal over evidence: which files, by whom, when, and for what (`seal.json` beside `items.jsonl`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, get_args

from glacy.canon import Digest, Json, read_digest, write_canonical
from glacy.evidence.errors import ChangedItemError, EvidenceError
from glacy.evidence.forms import has_one_line, malformed, read_form
from glacy.evidence.items import Glance, SealedItem, write_item
from glacy.evidence.listing import Listing, listing_of, read_listing
from glacy.evidence.names import store_names, verify_stored_names
from glacy.sayings import say
from glacy.times import write_instant

SEAL_FORMAT = "glacy.seal/1"
Payload = Literal["carried", "left"]
"""Whether the files are in the bundle, or were left where they lay."""
Category = Literal["child_abuse_material"]
"""What must not be shown, stored or sent as other evidence is."""
CATEGORIES: tuple[Category, ...] = get_args(Category)
_FIELDS = frozenset(
    {"acquisition", "category", "exercise", "listing", "payload", "reference", "sealed_at", "sealed_by"}
)
_LISTING_FIELDS = frozenset({"count", "digest", "size"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSource:
    """A file to be sealed: its name, its size where it is known before, and its bytes piece by piece."""

    name: str
    chunks: Iterable[bytes]
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What `seal.json` says: by whom, when and for what, and the digest of the listing of all files.

    `acquisition` is the digest of the record of how the files were read, where there is one.
    """

    reference: str
    sealed_by: str
    sealed_at: datetime
    listing: Listing
    exercise: bool = False
    payload: Payload = "carried"
    category: Category | None = None
    acquisition: Digest | None = None

    def __post_init__(self) -> None:
        for name in ("reference", "sealed_by"):
            if not has_one_line(getattr(self, name)):
                raise EvidenceError(
                    say(
                        "{name} must be one line of text, found {found!r}.",
                        name=name,
                        found=getattr(self, name),
                    ),
                    remedy=say("Say to what the evidence belongs and who seals it."),
                    field=name,
                )
        write_instant(self.sealed_at)
        if self.listing.count < 1:
            raise EvidenceError(
                say("A seal covers at least one file."),
                remedy=say("Name a file, or a folder that holds one."),
            )

    @property
    def digest(self) -> Digest:
        """The digest of `seal.json`: it stands for all files together."""
        return Digest(sha256(write_seal(self)).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A seal with its files, all in memory: for bundles of no more than some thousand files."""

    reference: str
    sealed_by: str
    sealed_at: datetime
    items: tuple[SealedItem, ...]
    exercise: bool = False
    payload: Payload = "carried"
    category: Category | None = None
    acquisition: Digest | None = None

    def __post_init__(self) -> None:
        names = [item.name for item in self.items]
        if names != sorted(names) or len(set(names)) != len(names):
            raise EvidenceError(
                say("A seal covers each file once, in the order of their names."),
                remedy=say("Give the files to seal_items()."),
            )
        verify_stored_names(names)
        _ = self.seal

    @property
    def seal(self) -> Seal:
        """What `seal.json` says of it."""
        return Seal(
            reference=self.reference,
            sealed_by=self.sealed_by,
            sealed_at=self.sealed_at,
            listing=listing_of(self.items),
            exercise=self.exercise,
            payload=self.payload,
            category=self.category,
            acquisition=self.acquisition,
        )

    @property
    def size(self) -> int:
        """The bytes of all files together."""
        return sum(item.size for item in self.items)

    def find_item(self, name: str) -> SealedItem | None:
        """The file with this stored name."""
        return next((item for item in self.items if item.name == name), None)


def seal_items(
    sources: Iterable[ItemSource],
    *,
    reference: str,
    by: str,
    at: datetime,
    exercise: bool = False,
    category: Category | None = None,
) -> Manifest:
    """The seal over files, each read once; raises where a file has another size than was said before."""
    read = [(source.name, *_measure(source)) for source in sources]
    names = store_names(name for name, _, _ in read)
    items = [
        SealedItem(name=name, size=size, digest=digest)
        for name, (_, size, digest) in zip(names, read, strict=True)
    ]
    return Manifest(
        reference=reference,
        sealed_by=by,
        sealed_at=at,
        items=tuple(sorted(items, key=lambda item: item.name)),
        exercise=exercise,
        category=category,
    )


def checked_chunks(item: SealedItem, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces again; raises at the end when they are not the file that was sealed."""
    digest, size = sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        yield chunk
    compare_item(item, size, digest.hexdigest())


def verify_item(item: SealedItem, content: bytes) -> None:
    """Returns if this is the file that was sealed; raises otherwise."""
    compare_item(item, len(content), sha256(content).hexdigest())


def compare_item(item: SealedItem | Glance, size: int, digest: str) -> None:
    """Returns if a file of this size and digest is the one that was sealed; raises otherwise."""
    if size != item.size or digest != item.digest:
        raise ChangedItemError(
            say(
                "{path} is not the file that was sealed: it has {size} bytes and the digest {found}..., and "
                "{expected_size} bytes and {expected}... were sealed.",
                path=item.path,
                size=size,
                found=digest[:16],
                expected_size=item.size,
                expected=item.digest[:16],
            ),
            remedy=say(
                "Compare it with the source; seal the evidence again only if the source still has it."
            ),
            name=item.name,
            file=item.path,
            expected=item.digest,
            found=digest,
        )


def write_seal(seal: Seal) -> bytes:
    """The canonical bytes of `seal.json`."""
    listing: Json = {
        "count": seal.listing.count,
        "digest": seal.listing.digest,
        "size": seal.listing.size,
    }
    return write_canonical(
        {
            "acquisition": seal.acquisition,
            "category": seal.category,
            "exercise": seal.exercise,
            "format": SEAL_FORMAT,
            "listing": listing,
            "payload": seal.payload,
            "reference": seal.reference,
            "sealed_at": write_instant(seal.sealed_at),
            "sealed_by": seal.sealed_by,
        }
    )


def read_seal(data: bytes) -> Seal:
    """The seal in these bytes, without its files."""
    fields = read_form(data, place="seal.json", format_=SEAL_FORMAT, names=_FIELDS)
    listing = fields.inner("listing", names=_LISTING_FIELDS)
    category, acquisition = fields.optional("category"), fields.optional("acquisition")
    try:
        return Seal(
            reference=fields.text("reference"),
            sealed_by=fields.text("sealed_by"),
            sealed_at=fields.instant("sealed_at"),
            listing=Listing(
                count=listing.number("count"), size=listing.number("size"), digest=listing.digest("digest")
            ),
            exercise=fields.flag("exercise"),
            payload=_one_of(fields.text("payload"), ("carried", "left"), "payload"),
            category=None if category is None else _one_of(category, CATEGORIES, "category"),
            acquisition=None if acquisition is None else read_digest(acquisition),
        )
    except EvidenceError as fault:
        raise malformed("seal.json", say("a whole seal ({why})", why=fault.says)) from fault


def write_items(manifest: Manifest) -> bytes:
    """The listing of a seal in memory, as `items.jsonl` has it."""
    return b"".join(map(write_item, manifest.items))


def read_manifest(seal: bytes, items: bytes) -> Manifest:
    """The seal in these bytes, with the files of its listing."""
    head = read_seal(seal)
    try:
        return Manifest(
            reference=head.reference,
            sealed_by=head.sealed_by,
            sealed_at=head.sealed_at,
            items=tuple(read_listing((items,), expected=head.listing)),
            exercise=head.exercise,
            payload=head.payload,
            category=head.category,
            acquisition=head.acquisition,
        )
    except EvidenceError as fault:
        raise malformed("items.jsonl", say("a whole listing ({why})", why=fault.says)) from fault


def _one_of(text: str, known: tuple[str, ...], name: str) -> Any:  # Any: one of the literals of the field
    if text not in known:
        raise malformed(say("seal.json, {name}", name=name), say("one of {known}", known=known))
    return text


def _measure(source: ItemSource) -> tuple[int, Digest]:
    digest, size = sha256(), 0
    for chunk in source.chunks:
        digest.update(chunk)
        size += len(chunk)
    if source.size is not None and source.size != size:
        raise ChangedItemError(
            say(
                "{name!r} had {expected} bytes and gave {found}: it changed while it was read.",
                name=source.name,
                expected=source.size,
                found=size,
            ),
            remedy=say("Stop what writes to it, then seal it again."),
            name=source.name,
            expected=source.size,
            found=size,
        )
    return size, Digest(digest.hexdigest())
