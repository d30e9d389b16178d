"""A file for a moment, under a key that nobody keeps: what lies in it is never readable on the disk.

It has no name, so that it is gone with the process. Several threads may read and write stretches of it.
"""

from __future__ import annotations

import io
import os
import secrets
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

_BLOCK = 16
_BUFFER = 1 << 20


class Veiled(io.RawIOBase):
    """Bytes that can be read and written anywhere, encrypted (AES-256-CTR) under a key in memory alone."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115  # closed with this
        self._key = algorithms.AES(secrets.token_bytes(32))
        self._first = int.from_bytes(secrets.token_bytes(8), "big") << 64
        self._place = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def writable(self) -> bool:
        """It can be written."""
        return True

    def seekable(self) -> bool:
        """It can be read and written anywhere."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self.size}[whence]
        self._place = begin + offset
        return self._place

    def tell(self) -> int:
        """The place."""
        return self._place

    def truncate(self, size: int | None = None) -> int:
        """Cut it off."""
        return self._file.truncate(self._place if size is None else size)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return os.fstat(self._file.fileno()).st_size

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]  # a buffer
        """Fill a buffer from the place on."""
        count = self.read_at(memoryview(target).cast("B"), self._place)
        self._place += count
        return count

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]  # any bytes
        """Write at the place."""
        self.write_at(data, self._place)
        count = len(data)
        self._place += count
        return count

    def read_at(self, target: memoryview, place: int) -> int:
        """Fill a buffer from a place on; how many bytes there were."""
        count = os.preadv(self._file.fileno(), (target,), place)
        if count:
            self._stream(place).update_into(target[:count], target[:count])
        return count

    def write_at(self, data: bytes | memoryview, place: int) -> None:
        """Write bytes at a place, all of them; OSError where the disk is full."""
        veiled = memoryview(self._stream(place).update(data))
        while veiled:
            written = os.pwrite(self._file.fileno(), veiled, place)
            place, veiled = place + written, veiled[written:]

    def close(self) -> None:
        """Let it go."""
        self._file.close()
        super().close()

    def _stream(self, place: int) -> CipherContext:
        """What veils bytes from a place on, or unveils them: it is the same."""
        block, skip = divmod(place, _BLOCK)
        counter = (self._first + block).to_bytes(_BLOCK, "big")
        stream = Cipher(self._key, modes.CTR(counter)).encryptor()
        if skip:
            stream.update(bytes(skip))
        return stream


class VeiledFile:
    """Where something large lies for a moment: a file to read and write, and its stretches for threads."""

    def __init__(self, folder: Path) -> None:
        self.raw = Veiled(folder)
        self.file = cast(BinaryIO, io.BufferedRandom(self.raw, _BUFFER))  # it reads, writes and seeks

    def __enter__(self) -> VeiledFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let it go, with all that is in it."""
        self.raw.close()


class Stretch(io.RawIOBase):
    """A stretch of a veiled file, to be read from its beginning to its end, or written."""

    def __init__(self, veiled: Veiled, *, start: int, size: int) -> None:
        self._veiled, self._place, self._end = veiled, start, start + size
        self.taken = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def writable(self) -> bool:
        """It can be written."""
        return True

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]  # a buffer
        """Fill a buffer from where the last one ended."""
        view = memoryview(target).cast("B")
        count = self._veiled.read_at(view[: min(len(view), self._end - self._place)], self._place)
        self._place += count
        return count

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]  # any bytes
        """Write where the last bytes ended; more than the stretch has is refused."""
        if len(data) > self._end - self._place:
            raise ValueError("more than the stretch holds")
        self._veiled.write_at(data, self._place)
        self._place += len(data)
        self.taken += len(data)
        return len(data)
