"""Walks a source in the order of the listing: every file to be read, and every other thing that was found.

Links are told and never followed, special files are told and never opened. Nothing is held but the names in
the folders that lead to the place: each folder is visited in the order of its stored names.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple, TypeAlias, Union

from glacy.acquisition.facts import facts_of
from glacy.acquisition.opening import name_of, open_folder
from glacy.evidence import (
    FoundKind,
    FoundThing,
    long_part,
    original_name,
    spell_name,
    spell_text,
    store_siblings,
)

LARGE = 1 << 20
"""A file of more bytes is read piece by piece, and not together with others."""
_LOOKED_AT = 1000
DEEP = 600
"""The length of a stored name from which on what lies below is stored flat (evidence.md, section 2.5)."""
_KINDS: dict[int, FoundKind] = {
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "character_device",
    stat.S_IFBLK: "block_device",
}
Place: TypeAlias = tuple[int, int]
"""The device and number of a folder."""


class FoundFile(NamedTuple):
    """A file to be read: its stored name, where it lies, and what the system said of it before.

    `is_again` marks a further name (hard link) of a file that was met.
    """

    name: str
    path: str
    before: os.stat_result
    spelled: str | None = None
    is_device: bool = False
    is_again: bool = False


Found: TypeAlias = Union[FoundFile, FoundThing]
Offer: TypeAlias = Callable[[FoundFile], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """One thing that was named: its whole path, its name, and what it is."""

    path: str
    name: str
    status: os.stat_result


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where a walk stops: at other file systems if it is to stay on one, and before our own work."""

    stay: bool = False
    left_out: frozenset[str] = frozenset()


def walk(roots: Sequence[Root], *, bounds: Bounds, ahead: Offer = lambda _: False) -> Iterator[Found]:
    """All that lies at and below the roots, in the order of the stored names.

    Large files that lie beside folders are offered `ahead`, before the walk goes through these; it says
    whether it begins to read that one.
    """
    names = [root.name for root in roots]
    stored = store_siblings(names)
    spelled = [_spell(kept, name) for kept, name in zip(stored, names, strict=True)]
    level = _Level("", "", None, (), bounds, ahead)
    by_name = dict(zip(names, roots, strict=True))
    for place, is_inside in _in_order(stored, [stat.S_ISDIR(root.status.st_mode) for root in roots]):
        root = by_name[names[place]]
        if is_inside:
            yield from _folder(root.path, stored[place], spelled[place], root.status, level)
        elif stat.S_ISBLK(root.status.st_mode):
            yield FoundFile(stored[place], root.path, root.status, spelled[place], is_device=True)
        else:
            yield _told(stored[place], root.path, spelled[place], root.status, level)


class _Level(NamedTuple):
    """The folder in which something lies: its stored name and spelling, its device, and the folders above."""

    name: str
    spelled: str | None
    device: int | None
    above: tuple[Place, ...]
    bounds: Bounds
    ahead: Offer


def _folder(
    path: str, name: str, spelled: str | None, status: os.stat_result, level: _Level
) -> Iterator[Found]:
    """What lies in a folder, which was told already."""
    place = (status.st_dev, status.st_ino)
    if _closed(status, level) or path in level.bounds.left_out:
        return
    inside = _Level(name, spelled, status.st_dev, (*level.above, place), level.bounds, level.ahead)
    try:
        descriptor = open_folder(path)
    except OSError:
        return  # told as unread where it was told
    if len(name.encode()) > DEEP:
        os.close(descriptor)
        yield from _deep(path, inside)
        return
    try:
        names, are_folders = _names_in(descriptor)
        stored = store_siblings(names)
        yield from _inside(descriptor, path, names, are_folders, stored, inside)
    finally:
        os.close(descriptor)


def _inside(
    descriptor: int,
    path: str,
    names: Sequence[str],
    are_folders: Sequence[bool],
    stored: Sequence[str],
    level: _Level,
) -> Iterator[Found]:
    """The things in an open folder, and what lies in its folders."""

    def spelled_of(number: int) -> str | None:
        if level.spelled is not None:
            return f"{level.spelled}/{spell_name(names[number])}"
        if stored[number].startswith("=~"):
            return f"{_spelled_from(level.name)}/{spell_name(names[number])}"
        return None

    begun = {
        number: status
        for number, status in _large_beside(descriptor, names, are_folders)
        if f"{path}/{names[number]}" not in level.bounds.left_out
        and level.ahead(
            FoundFile(f"{level.name}/{stored[number]}", f"{path}/{names[number]}", status, spelled_of(number))
        )
    }
    for number, is_inside in _in_order(stored, are_folders):
        part, kept = names[number], f"{level.name}/{stored[number]}"
        whole = spelled_of(number)
        try:
            found = begun.get(number) or os.stat(part, dir_fd=descriptor, follow_symlinks=False)
        except OSError as fault:
            if not is_inside:
                yield FoundThing(kept, "unread", None, whole, None, name_of(fault))
            continue
        if is_inside:
            yield from _folder(f"{path}/{part}", kept, whole, found, level)
        else:
            yield _told(kept, f"{path}/{part}", whole, found, level)


def _large_beside(
    descriptor: int, names: Sequence[str], are_folders: Sequence[bool]
) -> Iterator[tuple[int, os.stat_result]]:
    """The large files that lie beside folders, by their numbers; the first thousand files are looked at."""
    if not any(are_folders):
        return
    files = (number for number, is_folder in enumerate(are_folders) if not is_folder)
    for number in islice(files, _LOOKED_AT):
        try:
            status = os.stat(names[number], dir_fd=descriptor, follow_symlinks=False)
        except OSError:
            continue  # told where its turn comes
        if stat.S_ISREG(status.st_mode) and status.st_size > LARGE and status.st_nlink == 1:
            yield number, status


def _names_in(descriptor: int) -> tuple[list[str], list[bool]]:
    """The names in a folder in their order, and which are folders."""
    folders = set()
    names = []
    with os.scandir(descriptor) as entries:
        for entry in entries:
            names.append(entry.name)
            if entry.is_dir(follow_symlinks=False):
                folders.add(entry.name)
    names.sort()
    return names, [name in folders for name in names]


def _in_order(stored: Sequence[str], are_folders: Sequence[bool]) -> Iterator[tuple[int, bool]]:
    """The numbers of siblings in the order of the listing; a folder comes twice: itself, and its inside."""
    numbers: Sequence[int] = range(len(stored))
    if any(one > other for one, other in pairwise(stored)):
        numbers = sorted(numbers, key=stored.__getitem__)
    insides = sorted((f"{stored[number]}/", number) for number in numbers if are_folders[number])
    waiting = 0
    for number in numbers:
        while waiting < len(insides) and insides[waiting][0] < stored[number]:
            yield insides[waiting][1], True
            waiting += 1
        yield number, False
    for _, number in insides[waiting:]:
        yield number, True


def _told(name: str, path: str, spelled: str | None, status: os.stat_result, level: _Level) -> Found:
    """What something is: a file that can be read, or a thing that is told."""
    if stat.S_ISREG(status.st_mode) and path not in level.bounds.left_out:
        return FoundFile(name, path, status, spelled)
    facts = facts_of(status)
    if path in level.bounds.left_out:
        return FoundThing(name, "left_out", facts, spelled, None, "bundle")
    if stat.S_ISDIR(status.st_mode):
        why = _closed(status, level)
        if why == "stay":
            return FoundThing(name, "left_out", facts, spelled, None, "mount")
        crossed = level.device is not None and status.st_dev != level.device
        unread = _why_unread(path)
        if unread is not None:
            return FoundThing(name, "unread", facts, spelled, None, unread)
        return FoundThing(name, "folder", facts, spelled, None, why or ("mount" if crossed else None))
    kind = _KINDS.get(stat.S_IFMT(status.st_mode), "other")
    target = _target_of(path) if kind == "link" else None
    return FoundThing(name, kind, facts, spelled, target)


def _closed(status: os.stat_result, level: _Level) -> str | None:
    """Why a folder is not entered: a loop, or another file system; None where it is."""
    if (status.st_dev, status.st_ino) in level.above:
        return "loop"
    if level.bounds.stay and level.device is not None and status.st_dev != level.device:
        return "stay"
    return None


def _why_unread(path: str) -> str | None:
    try:
        os.close(open_folder(path))
    except OSError as fault:
        return name_of(fault)
    return None


def _target_of(path: str) -> str | None:
    folder, _, name = path.rpartition("/")
    try:
        descriptor = open_folder(folder or "/")
        try:
            return spell_text(os.readlink(name, dir_fd=descriptor))
        finally:
            os.close(descriptor)
    except OSError:
        return None


def _deep(path: str, level: _Level) -> Iterator[Found]:
    """All that lies below a folder with a long name, flat: each under the digest of the rest."""
    prefix = level.spelled if level.spelled is not None else _spelled_from(level.name)
    below = sorted((long_part(rest), rest, status) for rest, status in _all_below(path, level))
    for kept, rest, status in below:
        spelled = f"{prefix}/{spell_name(rest)}"
        yield _told(f"{level.name}/{kept}", f"{path}/{rest}", spelled, status, level)


def _all_below(path: str, level: _Level) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below a folder, with the path that leads to it from there."""
    stack: list[tuple[str, tuple[Place, ...]]] = [("", level.above)]
    while stack:
        rest, above = stack.pop()
        try:
            folder = open_folder(f"{path}/{rest}" if rest else path)
        except OSError:
            continue  # told as unread where it is told
        try:
            for name in _names_in(folder)[0]:
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
                inside = f"{rest}/{name}" if rest else name
                yield inside, status
                place = (status.st_dev, status.st_ino)
                stays = not level.bounds.stay or status.st_dev == level.device
                if stat.S_ISDIR(status.st_mode) and place not in above and stays:
                    stack.append((inside, (*above, place)))
        finally:
            os.close(folder)


def _spell(kept: str, name: str) -> str | None:
    return spell_name(name) if kept.startswith("=~") else None


def _spelled_from(name: str) -> str:
    """The spelling of a stored name in which nothing was shortened."""
    return spell_name(original_name(name))
