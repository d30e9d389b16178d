"""Looks through the files of a bundle once, however many there are, and says whether they fit each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Protocol

from glacy.canon import Digest, digest_of
from glacy.container import ContainerFile
from glacy.evidence.acquisition import FOUND, read_all_found
from glacy.evidence.bag import LISTING, TAG_LISTING, is_payload, listing_row, tag_paths, write_listing
from glacy.evidence.bundle import BundleHead, missing, read_head, write_small_tags
from glacy.evidence.errors import CustodyError, EvidenceError, ItemNameError
from glacy.evidence.forms import malformed
from glacy.evidence.items import Glance, SealedItem
from glacy.evidence.listing import ITEMS, NamesTold, glance_listing, read_listing
from glacy.evidence.manifest import compare_item
from glacy.sayings import say

STREAMED = frozenset({ITEMS, FOUND, LISTING})
_MOST_TAGS = 20_000
LARGEST_TAG = 64 << 20


class BundleFiles(Protocol):
    """The files of a container in the order of their names: evidence and the rest, with size and digest."""

    def tags(self) -> Iterator[tuple[str, int, Digest]]: ...

    def payload(self) -> Iterator[tuple[str, int, Digest]]: ...

    def read(self, name: str) -> Iterator[bytes]: ...


class FilesInMemory:
    """The files of a container that was read whole."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def tags(self) -> Iterator[tuple[str, int, Digest]]:
        """Each file that is not evidence, in the order of the names."""
        return self._those(False)

    def payload(self) -> Iterator[tuple[str, int, Digest]]:
        """Each file of evidence, in the order of the names."""
        return self._those(True)

    def _those(self, wanted: bool) -> Iterator[tuple[str, int, Digest]]:
        for name in sorted(self._files):
            if is_payload(name) == wanted:
                yield name, len(self._files[name]), digest_of(self._files[name])

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of one file."""
        yield self._files[name]


class FilesOfContainer:
    """The files of a container that lies on a disk: evidence stands first in it, the rest behind."""

    def __init__(self, opened: ContainerFile) -> None:
        self._opened = opened
        low, high = 1, opened.stop
        while low < high:
            middle = (low + high) // 2
            if opened.archive.entry(middle).name.startswith(b"data/"):
                low = middle + 1
            else:
                high = middle
        self._first = low

    def tags(self) -> Iterator[tuple[str, int, Digest]]:
        """Each file that is not evidence, in the order of the names."""
        for entry in self._opened.archive.entries(self._first, self._opened.stop):
            name = entry.name.decode("utf-8")
            yield name, entry.size, self._opened.digest(name)

    def payload(self) -> Iterator[tuple[str, int, Digest]]:
        """Each file of evidence, in the order of the names."""
        return islice(self._opened.listed(), self._first - 1)

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of one file."""
        return self._opened.read(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a bundle says, and where the files lie that its events and redactions speak of."""

    head: BundleHead
    paths: Mapping[Digest, str]


def look_through(files: BundleFiles, *, visit: Callable[[SealedItem], object] | None = None) -> Contents:
    """What is in a bundle; raises at the first file that does not fit the others.

    `visit` is shown each item.
    """
    tags = _tags_of(files)
    head = read_head(_small(files, tags))
    for path in (ITEMS, LISTING):
        if path not in tags:
            raise missing(path, say("is missing"))
    listed = _Listed(head)
    carried = files.payload() if head.seal.payload == "carried" else None
    lines, listing = files.read(ITEMS), head.seal.listing
    items: Iterator[SealedItem | Glance] = (
        glance_listing(lines, expected=listing)
        if visit is None
        else _shown(read_listing(lines, expected=listing), visit)
    )
    _compare_rows(files.read(LISTING), listed.rows(items if carried is None else _matched(items, carried)))
    if carried is None and next(files.payload(), None) is not None:
        raise missing("data/", say("does not belong into a bundle whose files were left where they lay"))
    _verify_found(files, head, tags)
    _verify_tags(head, tags, listing=listed.digest)
    try:
        head.verify_named(frozenset(listed.paths))
    except CustodyError as fault:
        raise malformed("custody.json", say("a chain of events ({why})", why=fault.says)) from fault
    except EvidenceError as fault:
        raise malformed("redactions.json", say("what is withheld ({why})", why=fault.says)) from fault
    return Contents(head=head, paths=listed.paths)


class _Listed:
    """Gathers what is wanted of the items while they pass."""

    def __init__(self, head: BundleHead) -> None:
        self.paths: dict[Digest, str] = {}
        self._named = head.named
        self._names, self._rows = NamesTold(), sha256()

    def rows(self, items: Iterable[SealedItem | Glance]) -> Iterator[bytes]:
        """The row of each item in the listing of the bag."""
        for item in items:
            row = listing_row(item.path, item.digest)
            self._rows.update(row)
            self._names.add(item.name)
            if item.digest in self._named:
                self.paths.setdefault(item.digest, item.path)
            yield row
        if not self._names.is_apart:
            says = say("Two names are the same, or differ only by case.")
            raise ItemNameError(says, remedy=say("Ask the sender for the bundle again, unchanged."))

    @property
    def digest(self) -> Digest:
        """The digest of all rows."""
        return Digest(self._rows.hexdigest())


def _tags_of(files: BundleFiles) -> dict[str, Digest]:
    tags: dict[str, Digest] = {}
    for name, size, digest in files.tags():
        if len(tags) == _MOST_TAGS or (name not in STREAMED and name != TAG_LISTING and size > LARGEST_TAG):
            raise malformed(name, say("fewer and smaller files beside the evidence"))
        tags[name] = digest
    return tags


def _small(files: BundleFiles, tags: Iterable[str]) -> dict[str, bytes]:
    return {path: b"".join(files.read(path)) for path in tags if path not in STREAMED}


def _shown(items: Iterable[SealedItem], visit: Callable[[SealedItem], object]) -> Iterator[SealedItem]:
    for item in items:
        visit(item)
        yield item


def _matched(
    items: Iterable[SealedItem | Glance], payload: Iterator[tuple[str, int, Digest]]
) -> Iterator[SealedItem | Glance]:
    """The items, each compared with the file that lies in the bundle under its name."""
    here = next(payload, None)
    for item in items:
        path = item.path
        if here is not None and here[0] < path:
            raise missing(here[0], say("was not sealed"))
        if here is None or here[0] != path:
            raise missing(path, say("was sealed and is missing"))
        if here[1] != item.size or here[2] != item.digest:
            compare_item(item, here[1], here[2])
        yield item
        here = next(payload, None)
    if here is not None:
        raise missing(here[0], say("was not sealed"))


def _compare_rows(chunks: Iterable[bytes], rows: Iterable[bytes]) -> None:
    """Returns if the listing of the bag is these rows; all rows are drawn in any case."""
    source, have, at, same = iter(chunks), b"", 0, True
    for row in rows:
        while same and len(have) - at < len(row):
            more = next(source, b"")
            same = bool(more)
            have, at = have[at:] + more, 0
        same = same and have.startswith(row, at)
        at += len(row)
    if not same or at != len(have) or next(source, b""):
        raise malformed(LISTING, say("what follows from items.jsonl"))


def _verify_found(files: BundleFiles, head: BundleHead, tags: Mapping[str, Digest]) -> None:
    """The list of what was found beside the files is the one that the record of the reading names."""
    record = head.acquisition
    if (record is None) != (FOUND not in tags):
        raise malformed(FOUND, say("the list that acquisition.json names, or none where there is no record"))
    if record is None:
        return
    last, count = "", 0
    for thing in read_all_found(files.read(FOUND)):
        if thing.name <= last:
            raise malformed(
                FOUND, say("each thing once, in the order of the names, not {name!r}", name=thing.name)
            )
        last, count = thing.name, count + 1
    if (count, tags[FOUND]) != record.found:
        raise malformed(FOUND, say("the list that acquisition.json names"))


def _verify_tags(head: BundleHead, tags: Mapping[str, Digest], *, listing: Digest) -> None:
    """Every file beside the evidence follows from the others, byte for byte, and there is no other."""
    expected = write_small_tags(head, listing=listing)
    digests = {path: digest_of(content) for path, content in expected.items()}
    digests |= {path: tags[path] for path in STREAMED if path in tags}
    digests[TAG_LISTING] = digest_of(write_listing({path: digests[path] for path in tag_paths(digests)}))
    for path in sorted(digests.keys() | tags.keys()):
        if path not in tags:
            raise missing(path, say("is missing"))
        if path not in digests:
            raise missing(path, say("does not belong into this bundle"))
        if tags[path] != digests[path]:
            raise malformed(path, say("what follows from seal.json, custody.json and conditions.json"))
