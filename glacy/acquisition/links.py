"""Files with more than one name (hard links): read by the first of them, and told under each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from glacy.acquisition.facts import facts_of, is_as_recorded
from glacy.acquisition.walking import Found, FoundFile
from glacy.container import Entry
from glacy.evidence import SealedItem

_MOST = 20_000
"""How many are remembered at once; what is beyond them is read by each of its names."""


class _First(NamedTuple):
    """What was read by the first name, where it stands in the container, and how many names are to come."""

    item: SealedItem
    entry: Entry | None
    left: int


class Links:
    """The files of which one name was met, until the last of their names was."""

    def __init__(self) -> None:
        self._met: set[str] = set()
        self._first: dict[str, _First] = {}

    def mark(self, walked: Iterator[Found]) -> Iterator[Found]:
        """What was walked, each further name of a file marked as one."""
        for one in walked:
            if isinstance(one, FoundFile) and one.before.st_nlink > 1:
                place = _place_of(one)
                if place in self._met:
                    yield one._replace(is_again=True)
                    continue
                if len(self._met) < _MOST:
                    self._met.add(place)
            yield one

    def note(self, item: SealedItem, entry: Entry | None = None) -> None:
        """Take in what was read, in the order of the walk."""
        facts = item.facts
        if facts is not None and facts.inode in self._met and facts.inode not in self._first:
            self._first[facts.inode] = _First(item, entry, facts.links - 1)

    def find(self, again: FoundFile) -> tuple[SealedItem, Entry | None] | None:
        """The item of a further name, and where its bytes stand; None where it must be read itself.

        So it must where the first was not read whole, or where the file was written to since.
        """
        place = _place_of(again)
        first = self._first.get(place)
        if first is None:
            return None
        item, entry, left = first
        if left > 1:  # names that lie elsewhere are waited for in vain
            self._first[place] = _First(item, entry, left - 1)
        else:
            del self._first[place]
            self._met.discard(place)
        if item.unread or item.changed or item.facts is None or not is_as_recorded(item.facts, again.before):
            return None
        return item._replace(name=again.name, path_spelled=again.spelled, facts=facts_of(again.before)), entry


def _place_of(found: FoundFile) -> str:
    return facts_of(found.before).inode
