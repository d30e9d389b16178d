"""Files as a ZIP that is written while it is sent, so that a large bag is never held whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime


class _Passing(io.RawIOBase):
    """What is written is kept until it is taken; nothing is ever read or sought."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # any bytes
        self._kept.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._kept)
        self._kept.clear()
        return taken


def zip_of(files: Iterable[tuple[str, Iterable[bytes]]], *, at: datetime) -> Iterator[bytes]:
    """The pieces of a ZIP of these files, stored as they are, each dated `at`."""
    passing = _Passing()
    with zipfile.ZipFile(passing, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for path, chunks in files:
            info = zipfile.ZipInfo(path, date_time=at.timetuple()[:6])
            with archive.open(info, "w", force_zip64=True) as entry:
                for chunk in chunks:
                    entry.write(chunk)
                    yield passing.take()
            yield passing.take()
    yield passing.take()
