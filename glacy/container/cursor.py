"""A place in a file from which one reads on, whatever else is read from the same file meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

PIECE = 1 << 18
"""How much is read at once: small enough to stay in the processor's cache while it is hashed."""


class Cursor:
    """Reads a stretch of a file from `at` up to `end`, in pieces."""

    def __init__(self, file: BinaryIO, *, at: int, end: int) -> None:
        self._file = file
        self._end = end
        self._buffer = b""
        self._start = at
        self._used = 0

    @property
    def at(self) -> int:
        """The place in the file that comes next."""
        return self._start + self._used

    def ahead(self, size: int) -> tuple[bytes, int]:
        """A buffer and the place in it from where the next `size` bytes stand, if the stretch has so many."""
        if len(self._buffer) - self._used < size:
            self._fill(size)
        return self._buffer, self._used

    def skip(self, size: int) -> None:
        """Go on by so many bytes that were seen ahead."""
        self._used += size

    def take(self, size: int) -> bytes:
        """The next bytes: as many as were asked for, or less at the end of the stretch."""
        buffer, used = self.ahead(size)
        taken = buffer[used : used + size]
        self._used += len(taken)
        return taken

    def line(self, most: int) -> bytes:
        """The next bytes up to and with a line feed, or as many as `most`."""
        buffer, used = self.ahead(most)
        found = buffer.find(b"\n", used, used + most)
        end = min(len(buffer), used + most) if found < 0 else found + 1
        self._used = end
        return buffer[used:end]

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes, piece by piece; less if the stretch ends before."""
        held = self.take(min(size, len(self._buffer) - self._used))
        if held:
            yield held
        left = size - len(held)
        if left and left < PIECE:
            yield self.take(left)
            return
        while left:
            self._file.seek(self.at)
            piece = self._file.read(min(left, PIECE, self._end - self.at))
            if not piece:
                return
            self._start, self._buffer, self._used = self.at + len(piece), b"", 0
            left -= len(piece)
            yield piece

    def _fill(self, size: int) -> None:
        """Read on, so that at least `size` bytes are ahead where the stretch has them."""
        left = self._buffer[self._used :]
        begin = self.at + len(left)
        wanted = min(max(size, PIECE), self._end - begin)
        if wanted > 0:
            self._file.seek(begin)
            more = self._file.read(wanted)
            self._start, self._buffer, self._used = self.at, left + more, 0
