"""One worker for a node: a lock that its process holds while it lives, and whose file names it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from glacy.node.errors import WorkerRunsError
from glacy.sayings import say

LOCK = "worker.lock"
_LOOKS_AGAIN = 0.1


@contextmanager
def alone_at_work(path: Path) -> Iterator[None]:
    """Holds the lock of the node's worker; WorkerRunsError where another process has it.

    The system frees it when the process ends, however it ends.
    """
    descriptor = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _takes(descriptor):
            raise _held(path, descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def wait_for_worker(path: Path, *, patience: float, stop: Callable[[], bool] = lambda: False) -> None:
    """Returns when no worker of the node runs; WorkerRunsError where one goes on longer than that.

    One whose supervisor was killed needs a moment to end.
    """
    ends_at = time.monotonic() + patience
    descriptor = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not stop() and not _takes(descriptor):
            if time.monotonic() >= ends_at:
                raise _held(path, descriptor)
            time.sleep(_LOOKS_AGAIN)
    finally:
        os.close(descriptor)


def _takes(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _held(path: Path, descriptor: int) -> WorkerRunsError:
    number = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
    who = f"process {number}" if number.isdecimal() else "another process"
    return WorkerRunsError(
        say(
            "A worker of the node in {path} runs already: {who} holds {path2}.",
            path=path,
            who=who,
            path2=path / LOCK,
        ),
        remedy=say("Use the node as it is served, or end the `glacy serve` that started it, and try again."),
        process=number,
    )
