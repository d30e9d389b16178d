"""How evidence was read: who, where, when, with what, and what could not be read (`acquisition.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from glacy.canon import Digest, Json, write_canonical
from glacy.evidence.errors import EvidenceError
from glacy.evidence.forms import Fields, has_one_line, malformed, read_form
from glacy.evidence.items import FileFacts, malformed_line, read_facts, verify_long_name, write_facts
from glacy.evidence.listing import read_lines
from glacy.evidence.names import is_long, original_name, read_spelling, read_text
from glacy.sayings import say
from glacy.times import write_instant

ACQUISITION = "acquisition.json"
FOUND = "found.jsonl"
ACQUISITION_FORMAT = "glacy.acquisition/1"
FoundKind = Literal[
    "folder", "link", "fifo", "socket", "character_device", "block_device", "unread", "left_out", "other"
]
SourceKind = Literal["file", "folder", "device"]
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
FOUND_KINDS: tuple[FoundKind, ...] = get_args(FoundKind)
_FIELDS = frozenset(
    {
        "begun_at", "by", "changed", "ended_at", "found", "host", "images", "options", "runs", "sources",
        "tool", "unread", "write_blocker",
    }
)  # fmt: skip


class FoundThing(NamedTuple):
    """What was found and is no file under seal: a folder, a link and its target, what could not be read."""

    name: str
    kind: FoundKind
    facts: FileFacts | None = None
    path_spelled: str | None = None
    target: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing that was named to be sealed: its name in the listing, and where it lay."""

    name: str
    path: str
    kind: SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReading:
    """The medium inside a disk image, read through: its digest here, and the digests that the image bears.

    `agrees` is False where one of those differs from what was read, None where the image bears none.
    """

    name: str
    form: str
    size: int
    digest: Digest | None
    stored: tuple[tuple[str, str], ...]
    agrees: bool | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """The record of a reading. `unread` and `changed` count the files of which that must be said."""

    by: str
    host: str
    tool: str
    begun_at: datetime
    ended_at: datetime
    sources: tuple[Source, ...]
    options: tuple[tuple[str, str], ...]
    found: tuple[int, Digest]
    write_blocker: str | None = None
    unread: int = 0
    changed: int = 0
    runs: int = 1
    images: tuple[ImageReading, ...] = ()

    def __post_init__(self) -> None:
        for name in ("by", "host", "tool", "write_blocker"):
            value = getattr(self, name)
            if value is not None and not has_one_line(value):
                raise EvidenceError(
                    say("{name} is one line of text, found {found!r}.", name=name, found=value),
                    remedy=say("Say it in one line."),
                )
        if self.ended_at < self.begun_at or not self.sources:
            raise EvidenceError(say("A reading has a source, and ends after it begins."))

    @property
    def is_whole(self) -> bool:
        """Whether everything that was found could be read as it stood, and every image agrees with itself."""
        return not self.unread and not self.changed and all(one.agrees is not False for one in self.images)


def write_acquisition(record: Acquisition) -> bytes:
    """The canonical bytes of `acquisition.json`."""
    sources: list[Json] = [{"kind": one.kind, "name": one.name, "path": one.path} for one in record.sources]
    images: list[Json] = [
        {
            "agrees": one.agrees,
            "digest": one.digest,
            "form": one.form,
            "name": one.name,
            "says": str(one.says),
            "size": one.size,
            "stored": [{"algorithm": name, "digest": digest} for name, digest in one.stored],
        }
        for one in record.images
    ]
    options: list[Json] = [{"name": name, "value": value} for name, value in record.options]
    return write_canonical(
        {
            "begun_at": write_instant(record.begun_at),
            "by": record.by,
            "changed": record.changed,
            "ended_at": write_instant(record.ended_at),
            "format": ACQUISITION_FORMAT,
            "found": {"count": record.found[0], "digest": record.found[1]},
            "host": record.host,
            "images": images,
            "options": options,
            "runs": record.runs,
            "sources": sources,
            "tool": record.tool,
            "unread": record.unread,
            "write_blocker": record.write_blocker,
        }
    )


def read_acquisition(data: bytes) -> Acquisition:
    """The record in these bytes."""
    fields = read_form(data, place=ACQUISITION, format_=ACQUISITION_FORMAT, names=_FIELDS)
    found = fields.inner("found", names=frozenset({"count", "digest"}))
    try:
        return Acquisition(
            by=fields.text("by"),
            host=fields.text("host"),
            tool=fields.text("tool"),
            begun_at=fields.instant("begun_at"),
            ended_at=fields.instant("ended_at"),
            sources=tuple(
                map(_read_source, fields.each("sources", names=frozenset({"kind", "name", "path"})))
            ),
            options=tuple(
                (one.text("name"), one.text("value"))
                for one in fields.each("options", names=frozenset({"name", "value"}))
            ),
            found=(found.number("count"), found.digest("digest")),
            write_blocker=fields.optional("write_blocker"),
            unread=fields.number("unread"),
            changed=fields.number("changed"),
            runs=fields.number("runs"),
            images=tuple(map(_read_image, fields.each("images", names=_IMAGE_FIELDS))),
        )
    except EvidenceError as fault:
        raise malformed(ACQUISITION, say("a whole record ({why})", why=fault.says)) from fault


def write_found(thing: FoundThing) -> bytes:
    """The line of `found.jsonl` for a thing: canonical JSON and a newline."""
    name, kind, facts, spelled, target, why = thing
    return (
        ("{" if facts is None else f'{{"found":{write_facts(facts)},')
        + f'"kind":"{kind}","name":"{name}"'
        + ("" if spelled is None else f',"path":"{spelled}"')
        + ("" if target is None else f',"target":"{target}"')
        + ("}\n" if why is None else f',"why":"{why}"}}\n')
    ).encode()


def read_found(line: bytes) -> FoundThing:
    """The thing that one line of `found.jsonl` is about; any other spelling of it is refused."""
    try:
        value = json.loads(line)
        thing = FoundThing(
            name=value["name"],
            kind=value["kind"],
            facts=read_facts(value["found"]) if "found" in value else None,
            path_spelled=value.get("path"),
            target=value.get("target"),
            why=value.get("why"),
        )
        _verify_found(thing)
        if write_found(thing) != line:
            raise ValueError
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, EvidenceError) as fault:
        raise malformed_line(FOUND, line, fault) from fault
    return thing


def read_all_found(chunks: Iterable[bytes]) -> Iterator[FoundThing]:
    """The things in pieces of `found.jsonl`, one by one."""
    for line in read_lines(chunks, place=FOUND):
        yield read_found(line)


_IMAGE_FIELDS = frozenset({"agrees", "digest", "form", "name", "says", "size", "stored"})


def _verify_found(thing: FoundThing) -> None:
    original_name(thing.name)
    if thing.kind not in FOUND_KINDS or is_long(thing.name) != (thing.path_spelled is not None):
        raise ValueError("no thing of that kind")
    if thing.path_spelled is not None:
        verify_long_name(thing.name, read_spelling(thing.path_spelled))
    if thing.target is not None:
        read_text(thing.target)
    if thing.why is not None and not thing.why.replace("_", "").isalnum():
        raise ValueError("no reason")


def _read_source(fields: Fields) -> Source:
    kind = fields.text("kind")
    known = next((one for one in SOURCE_KINDS if one == kind), None)
    if known is None:
        raise malformed(ACQUISITION, say("a source that is a file, a folder or a device"))
    return Source(name=fields.text("name"), path=fields.text("path"), kind=known)


def _read_image(fields: Fields) -> ImageReading:
    return ImageReading(
        name=fields.text("name"),
        form=fields.text("form"),
        size=fields.number("size"),
        digest=None if fields.optional("digest") is None else fields.digest("digest"),
        stored=tuple(
            (one.text("algorithm"), one.text("digest"))
            for one in fields.each("stored", names=frozenset({"algorithm", "digest"}))
        ),
        agrees=fields.perhaps("agrees"),
        says=fields.text("says"),
    )
