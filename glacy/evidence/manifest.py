"""The seal over evidence: each file with its size and SHA-256 digest, by whom and when (`seal.json`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from glacy.canon import Digest, write_canonical
from glacy.evidence.errors import ChangedItemError, EvidenceError
from glacy.evidence.forms import has_one_line, malformed, read_form
from glacy.evidence.names import original_name, store_names, verify_stored_names
from glacy.times import write_instant

MANIFEST_FORMAT = "glacy.seal/1"
PAYLOAD = "data/"
_FIELDS = frozenset({"exercise", "items", "reference", "sealed_at", "sealed_by"})
_ITEM_FIELDS = frozenset({"digest", "name", "size"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSource:
    """A file to be sealed: its name, its size where it is known before, and its bytes piece by piece."""

    name: str
    chunks: Iterable[bytes]
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedItem:
    """A file under seal: its stored name, its size in bytes and its digest."""

    name: str
    size: int
    digest: Digest

    @property
    def original(self) -> str:
        """The name that the file had where it was taken."""
        return original_name(self.name)

    @property
    def path(self) -> str:
        """Where the file lies in a bundle."""
        return PAYLOAD + self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What was sealed: the files in the order of their stored names, by whom, when, and for what."""

    reference: str
    sealed_by: str
    sealed_at: datetime
    items: tuple[SealedItem, ...]
    exercise: bool = False

    def __post_init__(self) -> None:
        for name in ("reference", "sealed_by"):
            if not has_one_line(getattr(self, name)):
                raise EvidenceError(
                    f"{name} must be one line of text, found {getattr(self, name)!r}.",
                    remedy="Say to what the evidence belongs and who seals it.",
                    field=name,
                )
        write_instant(self.sealed_at)
        names = [item.name for item in self.items]
        if not names or names != sorted(names) or len(set(names)) != len(names):
            raise EvidenceError(
                "A seal covers at least one file, each once, in the order of their names.",
                remedy="Give the files to seal_items().",
            )
        verify_stored_names(names)

    @property
    def size(self) -> int:
        """The bytes of all files together."""
        return sum(item.size for item in self.items)

    def find_item(self, name: str) -> SealedItem | None:
        """The file with this stored name."""
        return next((item for item in self.items if item.name == name), None)


def seal_items(
    sources: Iterable[ItemSource], *, reference: str, by: str, at: datetime, exercise: bool = False
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
    )


def checked_chunks(item: SealedItem, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces again; raises at the end when they are not the file that was sealed."""
    digest, size = sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        yield chunk
    _compare(item, size, digest.hexdigest())


def verify_item(item: SealedItem, content: bytes) -> None:
    """Returns if this is the file that was sealed; raises otherwise."""
    _compare(item, len(content), sha256(content).hexdigest())


def write_manifest(manifest: Manifest) -> bytes:
    """The canonical bytes of `seal.json`."""
    return write_canonical(
        {
            "exercise": manifest.exercise,
            "format": MANIFEST_FORMAT,
            "items": [
                {"digest": item.digest, "name": item.name, "size": item.size} for item in manifest.items
            ],
            "reference": manifest.reference,
            "sealed_at": write_instant(manifest.sealed_at),
            "sealed_by": manifest.sealed_by,
        }
    )


def read_manifest(data: bytes) -> Manifest:
    """The seal in these bytes."""
    fields = read_form(data, place="seal.json", format_=MANIFEST_FORMAT, names=_FIELDS)
    try:
        return Manifest(
            reference=fields.text("reference"),
            sealed_by=fields.text("sealed_by"),
            sealed_at=fields.instant("sealed_at"),
            exercise=fields.flag("exercise"),
            items=tuple(
                SealedItem(name=one.text("name"), size=one.number("size"), digest=one.digest("digest"))
                for one in fields.each("items", names=_ITEM_FIELDS)
            ),
        )
    except EvidenceError as fault:
        raise malformed("seal.json", f"a whole seal ({fault.says})") from fault


def _measure(source: ItemSource) -> tuple[int, Digest]:
    digest, size = sha256(), 0
    for chunk in source.chunks:
        digest.update(chunk)
        size += len(chunk)
    if source.size is not None and source.size != size:
        raise ChangedItemError(
            f"{source.name!r} had {source.size} bytes and gave {size}: it changed while it was read.",
            remedy="Stop what writes to it, then seal it again.",
            name=source.name,
            expected=source.size,
            found=size,
        )
    return size, Digest(digest.hexdigest())


def _compare(item: SealedItem, size: int, digest: str) -> None:
    if size != item.size or digest != item.digest:
        raise ChangedItemError(
            f"{item.path} is not the file that was sealed: it has {size} bytes and the digest "
            f"{digest[:16]}..., and {item.size} bytes and {item.digest[:16]}... were sealed.",
            remedy="Compare it with the source; seal the evidence again only if the source still has it.",
            name=item.name,
            expected=item.digest,
            found=digest,
        )
