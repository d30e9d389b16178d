"""Reads a source into a listing, and its files into a container where they are carried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from blake3 import blake3

from glacy.acquisition.errors import SourceChangedError
from glacy.acquisition.facts import is_as_recorded
from glacy.acquisition.links import Links
from glacy.acquisition.pipeline import Ahead, in_batches, in_order, is_large
from glacy.acquisition.reading import WIDE_PIECE, Opened, digest_file, item_of, load_file, paired, unread
from glacy.acquisition.walking import Bounds, Found, FoundFile, Root, walk
from glacy.acquisition.working import Work, write_entry
from glacy.canon import Digest
from glacy.container import ContainerWriter, Entry
from glacy.evidence import FileFacts, FoundThing, Listing, SealedItem, Tally, write_found, write_item
from glacy.sayings import say

_THREADS = 2
_AHEAD = 4
"""Batches of files that are held in memory, where files are carried."""


@dataclass(slots=True)
class Progress:
    """How far a reading has come; a display looks at it from time to time."""

    files: int = 0
    size: int = 0
    whole: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquired:
    """What a reading found: the listing, the things beside it, how much was unread or changed."""

    listing: Listing
    found: tuple[int, Digest]
    unread: int
    changed: int


class Sha256:
    """A SHA-256 digest in the making."""

    def __init__(self) -> None:
        self._hash = sha256()

    def update(self, data: bytes) -> None:
        """Take in bytes."""
        self._hash.update(data)

    @property
    def digest(self) -> Digest:
        """The digest so far."""
        return Digest(self._hash.hexdigest())


@dataclass(slots=True)
class _Counts:
    tally: Tally = field(default_factory=Tally)
    found: int = 0
    found_digest: Sha256 = field(default_factory=Sha256)
    unread: int = 0
    changed: int = 0
    links: Links = field(default_factory=Links)


def acquire(
    roots: Sequence[Root],
    work: Work,
    *,
    bounds: Bounds,
    with_blake3: bool,
    progress: Progress,
    writer: ContainerWriter | None = None,
    container: BinaryIO | None = None,
) -> Acquired:
    """Read all of a source once, from where an earlier run of this work stopped.

    With a writer, the files go into the container; else they stay where they lie.
    """
    counts = _Counts()
    with ThreadPoolExecutor(_THREADS) as pool, ThreadPoolExecutor(1) as beside:
        if writer is None or container is None:
            ahead = Ahead(partial(_digest, with_blake3, beside, progress), pool)
            walked = counts.links.mark(walk(roots, bounds=bounds, ahead=ahead.offer))
            found = _new(walked, work, counts, progress, ahead)
            for lines in in_order(in_batches(found), ahead):
                _take(_settled(lines, counts, progress, with_blake3=with_blake3), work, counts, progress)
                work.keep()
        else:
            loading = Ahead(partial(_load, with_blake3), pool)
            walked = counts.links.mark(walk(roots, bounds=bounds))
            found = _new(walked, work, counts, progress, loading)
            loaded = in_order(in_batches(found), loading, window=_AHEAD)
            for one in chain.from_iterable(loaded):
                _carry(one, writer, work, counts, progress, beside, with_blake3=with_blake3)
                work.keep(container)
    work.keep(container, now=True)
    return Acquired(
        listing=counts.tally.listing,
        found=(counts.found, counts.found_digest.digest),
        unread=counts.unread,
        changed=counts.changed,
    )


def _new(
    walked: Iterator[Found], work: Work, counts: _Counts, progress: Progress, ahead: Ahead[Any]
) -> Iterator[Found]:  # Any: whatever is made of them
    """What is still to be read; what was read before is counted, and must be as it was."""
    items, things = work.known_items(), work.known_found()
    item, thing = next(items, None), next(things, None)
    ahead.is_open = item is None and thing is None
    while item is not None or thing is not None:
        one = next(walked, None)
        if one is None:
            raise _source_changed((item or thing).name)  # type: ignore[union-attr]  # one of them is there
        if item is not None and one.name == item.name:
            _verify_same(one, item.facts)
            _count_item(item, counts, progress)
            item = next(items, None)
        elif thing is not None and one.name == thing.name:
            _verify_same(one, thing.facts)
            _count_thing(thing, counts)
            thing = next(things, None)
        else:
            raise _source_changed(one.name)
    ahead.is_open = True
    yield from walked


def _verify_same(one: Found, facts: FileFacts | None) -> None:
    if isinstance(one, FoundFile):
        same = facts is not None and is_as_recorded(facts, one.before)
    else:
        same = facts is None or one.facts is None or facts.inode == one.facts.inode
    if not same:
        raise _source_changed(one.name)


def _source_changed(name: str) -> SourceChangedError:
    return SourceChangedError(
        say("{name} is not as it was when this reading began, before it was interrupted.", name=name),
        remedy=say("Remove the folder that ends in .part, and begin anew."),
        name=name,
    )


class _Lines(NamedTuple):
    """What a thread made of a batch: items and their lines, and things; or all, with names met again."""

    items: list[SealedItem]
    lines: bytes
    things: list[FoundThing]
    unsettled: list[SealedItem | FoundThing | FoundFile] | None = None


def _digest(with_blake3: bool, beside: Executor, progress: Progress, batch: list[Found]) -> _Lines:
    made: list[SealedItem | FoundThing | FoundFile] = [
        digest_file(one, with_blake3=with_blake3, beside=beside, progress=progress)
        if isinstance(one, FoundFile) and not one.is_again
        else one
        for one in batch
    ]
    if any(isinstance(one, FoundFile) for one in made):
        return _Lines([], b"", [], made)
    return _lines_of(made)


def _lines_of(made: Iterable[SealedItem | FoundThing | FoundFile]) -> _Lines:
    items: list[SealedItem] = []
    things: list[FoundThing] = []
    for one in made:
        if isinstance(one, SealedItem):
            items.append(one)
        elif isinstance(one, FoundThing):
            things.append(one)
    return _Lines(items, b"".join(map(write_item, items)), things)


def _settled(made: _Lines, counts: _Counts, progress: Progress, *, with_blake3: bool) -> _Lines:
    """The lines of a batch, the further names of files (hard links) told by what was read before."""
    if made.unsettled is None:
        for item in made.items:
            counts.links.note(item)
        return made
    settled: list[SealedItem | FoundThing | FoundFile] = []
    for one in made.unsettled:
        if isinstance(one, FoundFile):
            known = counts.links.find(one)
            if known is None:
                settled.append(digest_file(one, with_blake3=with_blake3, progress=progress))
            else:
                settled.append(known[0])
                progress.size += known[0].size
        else:
            if isinstance(one, SealedItem):
                counts.links.note(one)
            settled.append(one)
    return _lines_of(settled)


def _take(made: _Lines, work: Work, counts: _Counts, progress: Progress) -> None:
    items, lines, things, _ = made
    counts.tally.add_all(items, lines)
    for item in items:
        _note(item, counts, progress)
    told = b"".join(map(write_found, things))
    for thing in things:
        counts.found += 1
        counts.unread += thing.kind == "unread"
    counts.found_digest.update(told)
    work.add(lines, told)


class _Loaded(NamedTuple):
    """A small file that a thread has read: its bytes, and its item but for the legal digest."""

    content: bytes
    item: SealedItem


def _load(with_blake3: bool, batch: list[Found]) -> list[_Loaded | Found]:
    """The files of a batch in memory; a large one is left to be read piece by piece."""
    return [
        _load_one(one, with_blake3=with_blake3)
        if isinstance(one, FoundFile) and not one.is_again and not is_large(one)
        else one
        for one in batch
    ]


def _load_one(found: FoundFile, *, with_blake3: bool) -> _Loaded | FoundThing:
    made = load_file(found, with_blake3=with_blake3)
    return made if isinstance(made, FoundThing) else _Loaded(*made)


def _carry(
    one: _Loaded | Found,
    writer: ContainerWriter,
    work: Work,
    counts: _Counts,
    progress: Progress,
    beside: Executor,
    *,
    with_blake3: bool,
) -> None:
    """Put one file into the container, and its lines into the listings."""
    made: tuple[SealedItem | FoundThing, Entry | None] = one, None  # type: ignore[assignment]  # or as below
    if isinstance(one, FoundFile):
        made = _carry_again(one, writer, counts, progress) or _carry_large(
            one, writer, progress, beside, with_blake3=with_blake3
        )
    elif isinstance(one, _Loaded):
        entry = writer.add(f"data/{one.item.name}", (one.content,))
        made = one.item._replace(digest=entry.digest), entry
        progress.size += one.item.size
    item, standing = made
    if isinstance(item, FoundThing):
        _count_thing(item, counts)
        work.add(b"", write_found(item))
        return
    counts.links.note(item, standing)
    entry_line = b"" if standing is None else write_entry(standing)
    line = write_item(item)
    counts.tally.add(item.size, line)
    _note(item, counts, progress)
    work.add(line, b"", entry_line)


def _carry_again(
    found: FoundFile, writer: ContainerWriter, counts: _Counts, progress: Progress
) -> tuple[SealedItem, Entry] | None:
    """A further name of a file that stands in the container: its bytes are taken from there."""
    known = counts.links.find(found) if found.is_again else None
    if known is None or known[1] is None:
        return None
    item, entry = known[0], writer.add_again(f"data/{found.name}", known[1])
    progress.size += item.size
    return item, entry


def _carry_large(
    found: FoundFile, writer: ContainerWriter, progress: Progress, beside: Executor, *, with_blake3: bool
) -> tuple[SealedItem | FoundThing, Entry | None]:
    try:
        opened = Opened(found)
    except OSError as fault:
        return unread(found, fault), None
    with opened:
        other = blake3() if with_blake3 else None
        pieces = paired(opened.pieces(progress, most=WIDE_PIECE), other, beside)
        entry = writer.add(f"data/{found.name}", pieces, size=opened.size)
        second = None if other is None else other.hexdigest()
        return item_of(found, opened.told(), entry.digest, second), entry


def _count_item(item: SealedItem, counts: _Counts, progress: Progress) -> None:
    counts.links.note(item)
    counts.tally.add(item.size, write_item(item))
    _note(item, counts, progress)
    progress.size += item.size


def _note(item: SealedItem, counts: _Counts, progress: Progress) -> None:
    counts.unread += bool(item.unread)
    counts.changed += item.changed
    progress.files += 1
    progress.at = item.name


def _count_thing(thing: FoundThing, counts: _Counts) -> None:
    counts.found += 1
    counts.unread += thing.kind == "unread"
    counts.found_digest.update(write_found(thing))
