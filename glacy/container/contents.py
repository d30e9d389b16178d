"""Compares each file of a container with its manifests, in one pass, with the memory of one piece."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from glacy.canon import Digest
from glacy.container.archive import crc32, shown
from glacy.container.cursor import Cursor
from glacy.container.layout import MANIFEST_NAME
from glacy.container.opened import ContainerFile
from glacy.container.records import Record, malformed
from glacy.container.rows import ArchiveRows, Difference, Rows
from glacy.sayings import say

_MOST_DIFFERENCES = 20
Long = Callable[[str, bytes], None]
"""What is told of each name and its SHA-512 digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a pass over all files found: the digest of the manifest, and each file that differs from it.

    A difference is a key, a sentence and the name of the file. `renewed` are the SHA-512 digests of the
    archive manifests, over which the renewals were given.
    """

    manifest_digest: Digest
    differences: tuple[Difference, ...]
    renewed: tuple[bytes, ...] = ()


def compare_contents(opened: ContainerFile, *, tell: Long | None = None) -> Contents:
    """Read every file once; raises MalformedContainerError where what stands around them has another form.

    `tell` is told of every file and part of the seal, in the order in which a renewal lists them.
    """
    return _Pass(opened, tell).run()


class _Pass:
    """One reading of all files, beside their rows in the manifest and in each renewal."""

    def __init__(self, opened: ContainerFile, tell: Long | None) -> None:
        self._opened = opened
        self._rows = Rows(opened, MANIFEST_NAME)
        self._archives = [ArchiveRows(opened, *names) for names in opened.renewals]
        self._tell = tell
        self._differences: list[Difference] = []

    def run(self) -> Contents:
        archive = self._opened.archive
        last = archive.entry(len(archive) - 1)
        cursor = Cursor(archive.file, at=archive.entry(1).start, end=last.start)
        for entry in archive.entries(1, self._opened.stop):
            self._read(entry, cursor)
        self._note(*self._rows.finish())
        self._long(MANIFEST_NAME, self._rows.long_digest, self._archives)
        for name in self._opened.seal_names[1:]:
            self._read_part(name)
        return Contents(
            manifest_digest=Digest(self._rows.digest.hex()),
            differences=tuple(self._differences),
            renewed=tuple(each.long_digest for each in self._archives),
        )

    def _read(self, entry: Record, cursor: Cursor) -> None:
        header = self._opened.archive.header(entry)
        if cursor.take(len(header)) != header:
            raise malformed("form", say("The header of a file is not in the one form"), shown(entry.name))
        found, crc, size = hashlib.sha256(), 0, 0
        long = hashlib.sha512() if self._archives or self._tell else None
        for piece in cursor.pieces(entry.size):
            found.update(piece)
            crc = crc32(piece, crc)
            size += len(piece)
            if long is not None:
                long.update(piece)
        name = entry.name.decode("utf-8")
        if size != entry.size:
            raise malformed("size", say("A file is cut short"), name)
        self._note(*self._rows.compare(name, found.digest()))
        if crc != entry.crc:
            self._note(("damaged", say("A file is damaged (CRC-32)"), name))
        if long is not None:
            self._long(name, long.digest(), self._archives)

    def _read_part(self, name: str) -> None:
        """A part of the seal behind the manifest: the renewals after it list it."""
        for number, rows in enumerate(self._archives):
            if name == rows.name:
                self._note(*rows.finish())
                root = number + 1 < len(self._archives)
                self._long(name, rows.long_digest, self._archives[number + 1 :], root=root)
                return
        after = next((n + 1 for n, pair in enumerate(self._opened.renewals) if name == pair[1]), 0)
        part = hashlib.sha512(self._opened.seal_part(name)).digest()
        self._long(name, part, self._archives[after:])

    def _long(self, name: str, digest: bytes, archives: list[ArchiveRows], *, root: bool = False) -> None:
        for number, rows in enumerate(archives):
            self._note(*rows.compare(name, digest, root=root and not number))
        if self._tell is not None:
            self._tell(name, digest)

    def _note(self, *differences: Difference) -> None:
        """Keep the first of many; one file is named once."""
        for each in differences:
            known = any(other[2] == each[2] for other in self._differences)
            if not known and len(self._differences) < _MOST_DIFFERENCES:
                self._differences.append(each)
