"""Several files of a node changed as one: after a kill none is new, or the next start makes all new."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from glacy.node.files import sync_folder, write_durably

_NOTE = "keys/exchange-of-files.json"
_NEW = ".next"


def exchange_files(path: Path, files: Mapping[str, bytes | None]) -> None:
    """Puts the new content of each file (named from the node's folder) in place; None takes a file away.

    The new contents are written beside the old ones, then a note that they are all there: from then on the
    exchange goes on whatever happens, by itself or in `finish_exchange` at the next start.
    """
    with _held(path, fcntl.LOCK_EX):
        _exchange(path, files)


def _exchange(path: Path, files: Mapping[str, bytes | None]) -> None:
    for name, content in files.items():
        if content is not None:
            public = name.endswith((".der", ".toml"))
            write_durably(path / f"{name}{_NEW}", content, mode=0o644 if public else 0o600)
    note = {name: content is not None for name, content in files.items()}
    write_durably(path / _NOTE, json.dumps(note, sort_keys=True).encode("utf-8"))
    finish_exchange(path)


@contextmanager
def whole_files(path: Path) -> Iterator[None]:
    """For who reads several of these files: all before an exchange, or all after one, also while it goes on.

    An exchange that a kill left in its middle is ended first.
    """
    if (path / _NOTE).exists():
        with _held(path, fcntl.LOCK_EX):
            finish_exchange(path)
    with _held(path, fcntl.LOCK_SH):
        yield


@contextmanager
def _held(path: Path, how: int) -> Iterator[None]:
    folder = os.open(path / "keys", os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, how)
        yield
    finally:
        os.close(folder)


def finish_exchange(path: Path) -> None:
    """Ends an exchange of files that was begun; nothing where none was. Who calls it holds the files."""
    try:
        note = json.loads((path / _NOTE).read_text("utf-8"))
    except FileNotFoundError:
        return
    for name, is_new in note.items():
        if not is_new:
            (path / name).unlink(missing_ok=True)
        elif (path / f"{name}{_NEW}").exists():
            (path / f"{name}{_NEW}").replace(path / name)
    for folder in {(path / name).parent for name in note}:
        sync_folder(folder)
    (path / _NOTE).unlink(missing_ok=True)
    sync_folder((path / _NOTE).parent)
