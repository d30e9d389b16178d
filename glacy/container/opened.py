"""A container in our form, opened: its names and sizes at once, its files as they are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from glacy.canon import Digest
from glacy.container.archive import Archive, Limits, crc32, read_name, shown
from glacy.container.layout import (
    MANIFEST_NAME,
    MEDIA_TYPE,
    MIMETYPE_NAME,
    MOST_RENEWALS,
    SEAL_FOLDER,
    SIGNATURE_NAME,
    Kind,
    is_reserved,
    kind_of,
    order_of,
    renewal_names,
)
from glacy.container.manifest import FOOT, LONGEST_ROW, read_row, write_head
from glacy.container.names import NamesApart
from glacy.container.records import Record, malformed
from glacy.sayings import say

WIDE = Limits(files=1 << 23, file_size=1 << 46, total_size=1 << 46)
"""What is stored cannot swell: a container that lies on a disk is as large as what it holds."""
_LARGEST_SEAL_PART = 1 << 24


def open_container(file: BinaryIO, *, limits: Limits | None = None) -> ContainerFile:
    """The container in a seekable file of our form; its directory is checked, its files are not read yet.

    Raises MalformedContainerError. Who sealed it, and whether each file is what was sealed, is told by
    `examine_container`; `ContainerFile.read` checks the one file that it reads.
    """
    return ContainerFile(file, limits=WIDE if limits is None else limits)


class ContainerFile:
    """The files of a container by their names, read from the disk as they are asked for.

    It keeps eight bytes to a file in memory. Names come in the order of their bytes.
    """

    def __init__(self, file: BinaryIO, *, limits: Limits) -> None:
        layout = _Layout()
        self._archive = Archive(file, limits=limits, visit=layout.visit)
        self._stop = layout.stop
        self.seal_names = tuple(layout.seal_names)
        self.kind: Kind = kind_of(layout.marks)
        layout.apart.verify(self.names)
        entry = self._archive.entry(0)
        marked = entry.name == MIMETYPE_NAME.encode() and entry.size == len(MEDIA_TYPE)
        if not marked or self._whole(entry) != MEDIA_TYPE:
            raise malformed("mimetype", say("It does not begin with the media type of ASiC-E"), MIMETYPE_NAME)
        if self.seal_names[:2] != (MANIFEST_NAME, SIGNATURE_NAME):
            raise malformed("unsigned", say("It does not end with a manifest and a signature"), MANIFEST_NAME)
        self.renewals = renewal_names((len(self.seal_names) - 2) // 2)
        if self.seal_names[2:] != tuple(name for pair in self.renewals for name in pair):
            raise malformed("renewal", say("Its renewals do not stand as they are named"), self.seal_names[2])

    def __len__(self) -> int:
        """How many files it holds, those of the seal apart."""
        return self._stop - 1

    @property
    def at(self) -> datetime:
        """The time that all entries bear, in steps of two seconds."""
        return self._archive.at

    @property
    def archive(self) -> Archive:
        """The ZIP itself."""
        return self._archive

    @property
    def stop(self) -> int:
        """The number of the first entry behind the files; the first file is entry 1."""
        return self._stop

    def names(self) -> Iterator[str]:
        """The names of the files, in their order."""
        return (entry.name.decode("utf-8") for entry in self._archive.entries(1, self._stop))

    def sizes(self) -> Iterator[tuple[str, int]]:
        """The name and the size of each file, in their order."""
        return ((entry.name.decode("utf-8"), entry.size) for entry in self._archive.entries(1, self._stop))

    def listed(self) -> Iterator[tuple[str, int, Digest]]:
        """The name, the size and the listed digest of each file, in their order.

        The digests are those of the files only if `examine_container` held.
        """
        entry = self.seal_entry(MANIFEST_NAME)
        rows = self._archive.cursor(entry)
        rows.take(len(write_head()))
        for each in self._archive.entries(1, self._stop):
            name, digest = read_row(rows.line(LONGEST_ROW))
            if name != each.name:
                raise malformed("unsigned", say("A file is not in the signed manifest"), shown(each.name))
            yield name.decode("utf-8"), each.size, digest

    def find(self, name: str) -> int | None:
        """The size of a file, or None if there is no file of that name."""
        entry = self._entry(name)
        return None if entry is None else entry.size

    def size(self, name: str) -> int:
        """The size of a file that is there."""
        return self._demand(name).size

    def read(self, name: str) -> Iterator[bytes]:
        """The content of one file, piece by piece; raises at its end if it is not what the manifest says.

        No other file is read. That the manifest is what was signed is a matter of `examine_container`.
        """
        entry, digest = self._demand(name), self.digest(name)
        found, left = hashlib.sha256(), entry.size
        for piece in self._archive.cursor(entry).pieces(entry.size):
            found.update(piece)
            left -= len(piece)
            yield piece
        if left or found.hexdigest() != digest:
            raise malformed("digest", say("A file is not what was sealed"), name)

    def digest(self, name: str) -> Digest:
        """The digest that the manifest gives for a file, found without reading the whole manifest."""
        wanted = name.encode("utf-8", "surrogatepass")
        entry = self.seal_entry(MANIFEST_NAME)
        begin = self._archive.cursor(entry).at
        low, high = begin + len(write_head()), begin + entry.size - len(FOOT)
        while low < high:
            start, line = self._row(low, high)
            found, digest = read_row(line)
            if found == wanted:
                return digest
            low, high = (start + len(line), high) if order_of(found) < order_of(wanted) else (low, start)
        raise malformed("unsigned", say("A file is not in the signed manifest"), name)

    def seal_entry(self, name: str) -> Record:
        """The entry of a file of the seal, by its name."""
        return self._archive.entry(self._stop + self.seal_names.index(name))

    def seal_part(self, name: str) -> bytes:
        """The content of a file of the seal, its CRC-32 checked."""
        entry = self.seal_entry(name)
        if name != MANIFEST_NAME and entry.size > _LARGEST_SEAL_PART:
            raise malformed("size", say("A file of the seal is too large"), name)
        return self._whole(entry)

    @property
    def manifest(self) -> bytes:
        """The manifest, whole."""
        return self.seal_part(MANIFEST_NAME)

    @property
    def signature(self) -> bytes:
        """The signature over the manifest (CMS)."""
        return self.seal_part(SIGNATURE_NAME)

    def _entry(self, name: str) -> Record | None:
        number = self._archive.find(name.encode("utf-8", "surrogatepass"), 1, self._stop)
        return None if number is None else self._archive.entry(number)

    def _demand(self, name: str) -> Record:
        entry = self._entry(name)
        if entry is None:
            raise malformed("missing", say("It holds no file of that name"), name)
        return entry

    def _whole(self, entry: Record) -> bytes:
        content = self._archive.cursor(entry).take(entry.size)
        if len(content) != entry.size or crc32(content) != entry.crc:
            raise malformed("damaged", say("A file is damaged (CRC-32)"), shown(entry.name))
        return content

    def _row(self, low: int, high: int) -> tuple[int, bytes]:
        """A row of the manifest about the middle of a stretch that begins and ends with whole rows."""
        middle = (low + high) // 2
        begin = max(low, middle - LONGEST_ROW)
        self._archive.file.seek(begin)
        window = self._archive.file.read(min(high, middle + LONGEST_ROW) - begin)
        start = window.rfind(b"\n", 0, middle - begin) + 1
        if not start and begin != low:
            raise malformed("form", say("The manifest is not in the one form"), MANIFEST_NAME)
        end = window.find(b"\n", start) + 1
        return begin + start, window[start:end] if end else window[start:]


class _Layout:
    """What the names of a directory say, taken in one by one."""

    def __init__(self) -> None:
        self.apart = NamesApart()
        self.marks: list[str] = []
        self.seal_names: list[str] = []
        self.stop = 1
        self._last = b""
        self._count = 0

    def visit(self, name: bytes) -> None:
        """Take the next name in: the media type, then files in order, then the parts of the seal."""
        self._count += 1
        if self._count == 1:
            return
        text = read_name(name)
        if self.seal_names or name.startswith(SEAL_FOLDER):
            self.seal_names.append(text)
            if len(self.seal_names) > 2 + 2 * MOST_RENEWALS:
                raise malformed("count", say("Its seal has too many parts"), text)
            return
        order = order_of(name)
        if order <= self._last:
            duplicate = order == self._last
            says = say("Two files have the same name") if duplicate else say("Its files are not in order")
            raise malformed("duplicate" if duplicate else "order", says, text)
        if is_reserved(text):
            raise malformed("reserved", say("A file has a name that is kept for the seal"), text)
        self._last = order
        self.stop = self._count
        self.apart.add(text)
        if "/" not in text:
            self.marks += [text] if kind_of([text]) != "other" else []
