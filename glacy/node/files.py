"""Files that are on the disk when the call returns: temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


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
