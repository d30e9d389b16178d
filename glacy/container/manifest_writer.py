"""Writes a manifest row by row into a file, and takes what a ZIP, a signature and a stamp need of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from glacy.container.archive import crc32
from glacy.container.cursor import PIECE
from glacy.container.manifest import FOOT, read_row
from glacy.container.packing import ArchiveWriter


class ManifestWriter:
    """A manifest that is being written."""

    def __init__(self, rows: BinaryIO, head: bytes, *, algorithm: str = "sha256") -> None:
        self._rows = rows
        self._head = len(head)
        self._hash = hashlib.new(algorithm)
        self._crc = self._size = 0
        self.add(head)

    def add(self, line: bytes) -> None:
        """The next line."""
        self._rows.write(line)
        self._hash.update(line)
        self._crc = crc32(line, self._crc)
        self._size += len(line)

    def names(self) -> Iterator[str]:
        """The names in the rows so far."""
        self._rows.seek(self._head)
        for line in self._rows:
            yield read_row(line)[0].decode("utf-8")

    def finish(self, writer: ArchiveWriter, name: str) -> None:
        """Put the manifest into the container."""
        self._rows.seek(0, 2)
        self.add(FOOT)
        self._rows.seek(0)
        pieces = iter(lambda: self._rows.read(PIECE), b"")
        writer.copy(name, pieces, crc=self._crc, size=self._size)

    def digest(self) -> bytes:
        """The digest of what was written."""
        return self._hash.digest()
