"""Hands files to threads, small ones in batches, and gives what they made in the order of the walk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

from glacy.acquisition.reading import SMALL
from glacy.acquisition.walking import Found, FoundFile

WINDOW = 64
_MOST_FILES = 128
_MOST_BYTES = 8 << 20
Made = TypeVar("Made")


def in_batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """What was found in batches of some small files; a large file is a batch of its own.

    A thread to each small file would cost a quarter more.
    """
    batch: list[Found] = []
    size = 0
    for one in found:
        if isinstance(one, FoundFile) and not one.is_again:
            length = one.before.st_size
            if length > SMALL or one.is_device:
                if batch:
                    yield batch
                yield [one]
                batch, size = [], 0
                continue
            size += length
        batch.append(one)
        if len(batch) == _MOST_FILES or size > _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def is_large(found: Found) -> bool:
    """Whether a file is read piece by piece."""
    return isinstance(found, FoundFile) and (found.is_device or found.before.st_size > SMALL)


class Ahead(Generic[Made]):
    """A large file that a thread begins to read while the walk is still on its way to it.

    No more than one at a time: what was read ahead is read again by a run that goes on after a stop.
    """

    def __init__(self, work: Callable[[list[Found]], Made], pool: Executor) -> None:
        self._work, self._pool = work, pool
        self._name = ""
        self._running: Future[Made] | None = None
        self.is_open = True

    def offer(self, found: FoundFile) -> bool:
        """Begin with a large file, if no other is being read ahead; whether that is done."""
        if not self.is_open or self._running is not None:
            return False
        self._name, self._running = found.name, self._pool.submit(self._work, [found])
        return True

    def submit(self, batch: list[Found]) -> Future[Made]:
        """What is made of the next batch, or is being made of it already."""
        if self._running is not None and batch[0].name == self._name:
            running, self._running = self._running, None
            return running
        return self._pool.submit(self._work, batch)

    def cancel(self) -> None:
        """Let go of what was not begun."""
        if self._running is not None:
            self._running.cancel()


def in_order(batches: Iterable[list[Found]], ahead: Ahead[Made], *, window: int = WINDOW) -> Iterator[Made]:
    """What the threads make of each batch, in the order of the batches, no more than a window ahead."""
    running: deque[Future[Made]] = deque()
    try:
        for batch in batches:
            running.append(ahead.submit(batch))
            while len(running) >= window or (running and running[0].done()):
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        ahead.cancel()
        for left in running:
            left.cancel()
