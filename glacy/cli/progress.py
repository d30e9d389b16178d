"""The bar of a long reading on a terminal: how much, how fast, and how long it still takes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from glacy.acquisition import Progress as Reading

_LOOKS_AGAIN = 0.25


@contextmanager
def shown(reading: Reading, paths: Sequence[Path], *, stay: bool) -> Iterator[None]:
    """Shows a reading on stderr while it goes on; what there is to read is counted beside it."""
    ended = threading.Event()
    bar = Progress(
        TextColumn("{task.fields[files]} files"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )

    def count() -> None:
        whole = sum(size for path in paths for size in _sizes(path, ended, stay=stay))
        reading.whole = None if ended.is_set() else whole

    def show() -> None:
        task = bar.add_task("", total=None, files=0)
        while not ended.wait(_LOOKS_AGAIN):
            bar.update(task, completed=reading.size, total=reading.whole, files=reading.files)

    threads = [threading.Thread(target=run, daemon=True) for run in (count, show)]
    with bar:
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()


def _sizes(path: Path, ended: threading.Event, *, stay: bool) -> Iterator[int]:
    """The sizes of the files below a path, as far as they can be seen."""
    try:
        status = path.stat()
    except OSError:
        return
    if not path.is_dir():
        yield status.st_size
        return
    for folder, folders, files, descriptor in os.fwalk(path, onerror=None):
        if ended.is_set():
            return
        if stay and os.fstat(descriptor).st_dev != status.st_dev:
            folders.clear()
            continue
        for name in files:
            try:
                yield os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_size
            except OSError:
                continue
        del folder
