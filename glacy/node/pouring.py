"""Chunks as a file to read from."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable


class Pouring(io.RawIOBase):
    """A readable stream over chunks that counts and hashes what passes."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.hash = hashlib.sha256()
        self.size = 0
        self.fault: BaseException | None = None

    def readable(self) -> bool:
        """It is to be read."""
        return True

    def _next(self) -> bytes | None:
        """The next chunk; a fault of its source is kept, because age tells it as one of the disk."""
        try:
            return next(self._chunks, None)
        except BaseException as fault:
            self.fault = fault
            raise

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]  # a buffer, as documented
        """Fills a buffer from the chunks; how many bytes, none at their end."""
        while not self._rest:
            chunk = self._next()
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self.hash.update(self._rest[:count])
        self.size += count
        self._rest = self._rest[count:]
        return count
