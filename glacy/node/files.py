"""Files that are on the disk when the call returns: temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

_SIDE_BY_SIDE, _MOST_SYNCS = 2, 16


def write_durably(
    path: Path, data: bytes, *, mode: int = 0o600, sync_names: bool = True, lazily: bool = False
) -> None:
    """Writes a file whole or not at all; an older one of that name is replaced at once.

    Without `sync_names` the caller makes the folder durable; `lazily` is for what a start would write again.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if not lazily:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if sync_names and not lazily:
        sync_folder(path.parent)


def write_many(files: Sequence[tuple[Path, bytes]], *, mode: int = 0o600) -> None:
    """Writes files and their names durably, each whole or not at all.

    They are synced side by side: the disk then takes them in one go, where one after the other each waits for
    a turn of its own (decision 0044).
    """
    temporary = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp") for path, _ in files}
    descriptors: list[int] = []
    try:
        for path, data in files:
            descriptor = os.open(temporary[path], os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            descriptors.append(descriptor)
            _write_whole(descriptor, data)
        _sync_all(descriptors)
    except BaseException:
        for left in temporary.values():
            left.unlink(missing_ok=True)
        raise
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    for path, written in temporary.items():
        written.replace(path)
    sync_folders({path.parent for path in temporary})


def sync_folders(folders: Iterable[Path]) -> None:
    """Makes the names in some folders durable, side by side."""
    descriptors = [os.open(folder, os.O_RDONLY | os.O_DIRECTORY) for folder in folders]
    try:
        _sync_all(descriptors)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _sync_all(descriptors: Sequence[int]) -> None:
    if len(descriptors) < _SIDE_BY_SIDE:
        for descriptor in descriptors:
            os.fsync(descriptor)
        return
    list(_syncing().map(os.fsync, descriptors))


@cache
def _syncing() -> ThreadPoolExecutor:
    """The threads that wait for the disk; made at the first use, because most processes write little."""
    return ThreadPoolExecutor(_MOST_SYNCS, thread_name_prefix="sync")


def _write_whole(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, *, mode: int = 0o700) -> None:
    """Makes a folder and its parents, durably."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=mode, exist_ok=True)
        sync_folder(each.parent)
