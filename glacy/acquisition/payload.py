"""Compares files that were left where they lay with the seal: which differs, is missing, was added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from glacy.acquisition.acquiring import Progress
from glacy.acquisition.errors import SourceError
from glacy.acquisition.pipeline import Ahead, in_batches, in_order
from glacy.acquisition.reading import look_at
from glacy.acquisition.sources import root_of
from glacy.acquisition.walking import Bounds, Found, FoundFile, Root, walk
from glacy.checks import Check
from glacy.evidence import Acquisition, Glance, Source, original_name, read_text
from glacy.sayings import say

_THREADS = 2
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where to look for files that were left: one that the reader names, and the one beside the bundle."""

    given: Path | None = None
    beside: Path | None = None


class _Seen(NamedTuple):
    """A file as it lies there now; `digest` is the legal one, or BLAKE3 in a quick check."""

    name: str
    size: int
    digest: str | None
    unread: bool


@dataclass(slots=True)
class _Found:
    """What was found so far."""

    same: int = 0
    faults: list[Check] = field(default_factory=list)
    faulty: int = 0
    unread: int = 0

    def note(self, holds: bool | None, about: str, says: str) -> None:
        self.faulty += holds is False
        self.unread += holds is None
        if len(self.faults) < _MOST_SHOWN:
            self.faults.append(Check(name="payload", holds=holds, about=about, says=says))


def examine_payload(
    items: Iterator[Glance],
    record: Acquisition | None,
    places: Places,
    *,
    quick: bool = False,
    only: str | None = None,
    progress: Progress | None = None,
) -> tuple[Check, ...]:
    """The checks of files that were left where they lay, read where they lie now.

    A quick check compares BLAKE3 alone, and says that it is not the legal one. With `only` (a stored name)
    one file is read.
    """
    sources = () if record is None else record.sources
    roots = tuple(filter(None, (_find_root(source, places, alone=len(sources) == 1) for source in sources)))
    if not roots or len(roots) < len(sources):
        lost = ", ".join(
            s.name for s in sources if original_name(s.name) not in {root.name for root in roots}
        )
        says = say(
            "The files were left where they lay, and {lost} is not found. Name the folder in which it lies"
            " now with --payload DIR.",
            lost=lost or "payload",
        )
        return (Check(name="payload", holds=None, about=lost or "payload", says=says),)
    stay = record is not None and dict(record.options).get("other file systems") == "told, not read"
    found = _Found()
    with ThreadPoolExecutor(_THREADS) as pool:
        ahead = Ahead(partial(_look, quick, progress or Progress()), pool)
        ahead.is_open = only is None
        walked = walk(roots, bounds=Bounds(stay=stay), ahead=ahead.offer)
        if only is not None:
            walked = (one for one in walked if one.name == only)
            items = (item for item in items if item.name == only)
        batches = in_order(in_batches(walked), ahead)
        _compare(items, chain.from_iterable(batches), found, quick=quick)
    return (*found.faults, *_summary(found, roots, quick=quick))


def _find_root(source: Source, places: Places, *, alone: bool) -> Root | None:
    """Where a source lies now: below the folder that was named, beside the bundle, or where it lay."""
    name = original_name(source.name)
    candidates = []
    if places.given is not None:
        candidates = [places.given / name]
        if alone:
            candidates.append(places.given)
    else:
        if places.beside is not None:
            candidates.append(places.beside / name)
        candidates.append(Path(read_text(source.path)))
    for path in candidates:
        try:
            root = root_of(path)
        except (SourceError, ValueError):
            continue
        if Path(root.path).is_dir() == (source.kind == "folder"):
            return Root(path=root.path, name=name, status=root.status)
    return None


def _look(quick: bool, progress: Progress, batch: list[Found]) -> list[_Seen]:
    seen = []
    for one in batch:
        if isinstance(one, FoundFile):
            looked = look_at(one, quick=quick, progress=progress)
            seen.append(_Seen(one.name, 0, None, True) if looked is None else _Seen(one.name, *looked))
            progress.files += 1
        elif one.kind == "unread":
            seen.append(_Seen(one.name, 0, None, True))
    return seen


def _compare(items: Iterator[Glance], seen: Iterator[_Seen], found: _Found, *, quick: bool) -> None:
    """Both stand in the order of the stored names; a file that is in one of them alone is told."""
    item, here = next(items, None), next(seen, None)
    while item is not None or here is not None:
        if here is None or (item is not None and item.name < here.name):
            assert item is not None
            found.note(False, item.name, say("The file was sealed and is missing."))
            item = next(items, None)
        elif item is None or here.name < item.name:
            if here.digest is not None:
                found.note(
                    False, here.name, say("The file was not sealed: it was added, or could not be read then.")
                )
            here = next(seen, None)
        else:
            _judge(item, here, found, quick=quick)
            item, here = next(items, None), next(seen, None)


def _judge(item: Glance, here: _Seen, found: _Found, *, quick: bool) -> None:
    expected = item.blake3 if quick else item.digest
    if here.digest is None:
        found.note(None, item.name, say("The file cannot be read now."))
    elif expected is None:
        found.note(
            None, item.name, say("The file was sealed without BLAKE3: it takes a check without --quick.")
        )
    elif (here.size, here.digest) == (item.size, expected):
        found.same += 1
    elif here.unread:
        found.note(None, item.name, say("Parts of the file cannot be read now."))
    else:
        says = say(
            "The file is not what was sealed: it has {size} bytes and {expected_size} were sealed, or other"
            " bytes.",
            size=here.size,
            expected_size=item.size,
        )
        found.note(False, item.name, says)


def _summary(found: _Found, roots: Sequence[Root], *, quick: bool) -> Iterator[Check]:
    where = ", ".join(root.path for root in roots)
    tell: Callable[[bool | None, str], Check] = partial(_check, "payload.quick" if quick else "payload")
    if found.faulty + found.unread > len(found.faults):
        says = say(
            "More files differ, are missing or were added: {count} in all.", count=found.faulty + found.unread
        )
        yield tell(False if found.faulty else None, says)
    if not found.faulty and not found.unread:
        says = say(
            "Files read again in {where}: {count}; each is what was sealed.", where=where, count=found.same
        )
        yield tell(True, says)
    if quick:
        says = say(
            "This was a quick check by BLAKE3. The legal digest is SHA-256: for a court, check without"
            " --quick."
        )
        yield Check(name="payload.legal", holds=None, about="payload", says=says, decisive=False)


def _check(name: str, holds: bool | None, says: str) -> Check:
    return Check(name=name, holds=holds, about="payload", says=says)
