"""The listing of what is under seal, line by line, however many files there are (`items.jsonl`).

Nothing here holds more than one line: a listing of a million files takes no more memory than one of ten,
but for eight bytes to a name that tell names apart which differ only by case.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import TypeVar

from glacy.canon import Digest
from glacy.evidence.errors import ItemNameError
from glacy.evidence.forms import malformed
from glacy.evidence.items import (
    LONGEST_LINE,
    Glance,
    SealedItem,
    glance_at,
    glance_through,
    read_item,
    write_item,
)
from glacy.evidence.names import fold_name, verify_stored_names
from glacy.sayings import say

ITEMS = "items.jsonl"
Item = TypeVar("Item", SealedItem, Glance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a seal says of its listing: how many files of how many bytes, and its digest."""

    count: int
    size: int
    digest: Digest


class Tally:
    """Counts and digests a listing while its lines pass."""

    def __init__(self) -> None:
        self.count = self.size = 0
        self._digest = sha256()

    def add(self, size: int, line: bytes) -> None:
        """Take in the line of one file of that size."""
        self.count += 1
        self.size += size
        self._digest.update(line)

    def add_all(self, items: Sequence[SealedItem], lines: bytes) -> None:
        """Take in the lines of some files."""
        self.count += len(items)
        self.size += sum(item.size for item in items)
        self._digest.update(lines)

    @property
    def listing(self) -> Listing:
        """What passed so far."""
        return Listing(count=self.count, size=self.size, digest=Digest(self._digest.hexdigest()))


def listing_of(items: Iterable[SealedItem]) -> Listing:
    """What a seal says of a listing of these files."""
    tally = Tally()
    for item in items:
        tally.add(item.size, write_item(item))
    return tally.listing


def read_listing(chunks: Iterable[bytes], *, expected: Listing) -> Iterator[SealedItem]:
    """The files of a listing one by one; raises at the end if it is not the one that the seal is over.

    Each line is in the one form, and the names stand in their order.
    """
    return _read_listing(chunks, read_item, expected=expected)


def glance_listing(chunks: Iterable[bytes], *, expected: Listing) -> Iterator[Glance]:
    """The same of each file in short: its name, its size and its digests."""
    return _read_listing(chunks, glance_at, expected=expected)


def glance_again(chunks: Iterable[bytes], *, expected: Listing) -> Iterator[Glance]:
    """The same of a listing that was read before; raises at the end if it is not the one under seal."""
    found, count, rest = sha256(), 0, b""
    for chunk in chunks:
        found.update(chunk)
        whole, newline, left = chunk.rpartition(b"\n")
        if newline:
            items = glance_through(rest + whole + newline)
            count += len(items)
            yield from items
            rest = left
        else:
            rest += chunk
    if rest or count != expected.count or found.hexdigest() != expected.digest:
        raise malformed(ITEMS, say("the listing that seal.json is over"))


def _read_listing(
    chunks: Iterable[bytes], read: Callable[[bytes], Item], *, expected: Listing
) -> Iterator[Item]:
    tally, last = Tally(), ""
    for line in read_lines(chunks):
        item = read(line)
        if item.name <= last:
            raise malformed(
                ITEMS, say("each file once, in the order of the names, not {name!r}", name=item.name)
            )
        last = item.name
        tally.add(item.size, line)
        yield item
    if tally.listing != expected:
        raise malformed(ITEMS, say("the listing that seal.json is over"))


def read_lines(chunks: Iterable[bytes], *, place: str = ITEMS) -> Iterator[bytes]:
    """The lines in pieces of a file, each with its newline; raises where one has no end."""
    rest = b""
    for chunk in chunks:
        whole, newline, left = chunk.rpartition(b"\n")
        if not newline:
            rest += chunk
        else:
            lines = (rest + whole).split(b"\n")
            rest = left
            for line in lines:
                yield line + b"\n"
        if len(rest) > LONGEST_LINE:
            raise malformed(place, say("shorter lines"))
    if rest:
        raise malformed(place, say("a newline at the end"))


class NamesTold:
    """Looks whether stored names differ by more than case, with eight bytes of memory to a name."""

    def __init__(self) -> None:
        self._keys = array("q")

    def add(self, name: str) -> None:
        """Take one name in."""
        self._keys.append(hash(fold_name(name)))

    @property
    def is_apart(self) -> bool:
        """Whether no two names are the same where case does not count."""
        return all(one != other for one, other in pairwise(sorted(self._keys)))


def verify_apart(items: Iterable[SealedItem]) -> None:
    """Returns if the names of these files can stand beside each other; raises otherwise."""
    names = [item.name for item in items]
    if not names:
        raise ItemNameError(say("There is no name."), remedy=say("Give at least one file."))
    verify_stored_names(names)
