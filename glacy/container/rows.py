"""The rows of a manifest, compared one by one with what stands in the container, in the same order."""

from __future__ import annotations

import hashlib

from glacy.container.archive import crc32, shown
from glacy.container.layout import order_of
from glacy.container.manifest import FOOT, LONGEST_ROW, read_row, write_archive_row, write_head, write_row
from glacy.container.opened import ContainerFile
from glacy.container.records import malformed
from glacy.sayings import say

Difference = tuple[str, str, str]
"""A key, a sentence and the name of a file that is not as the manifest says."""


class _Lines:
    """A manifest read line by line, its digests and its CRC-32 taken on the way."""

    def __init__(self, opened: ContainerFile, name: str, head: bytes) -> None:
        self.name = name
        self._entry = opened.seal_entry(name)
        self._cursor = opened.archive.cursor(self._entry)
        self._end = self._cursor.at + self._entry.size
        self._hash, self._long = hashlib.sha256(), hashlib.sha512()
        self._crc = 0
        if self._keep(self._cursor.take(len(head))) != head:
            raise malformed("manifest", say("The manifest is not in the one form"), name)
        self.line = b""
        self.next()

    def next(self) -> bytes:
        """Go on to the next line."""
        self.line = self._keep(self._cursor.line(LONGEST_ROW))
        if not self.line:
            raise malformed("manifest", say("The manifest is cut short"), self.name)
        return self.line

    def finish(self) -> None:
        """Raise unless its last line was the last, and its CRC-32 is right."""
        if self.line != FOOT or self._cursor.at != self._end:
            raise malformed("manifest", say("The manifest is not in the one form"), self.name)
        if self._crc != self._entry.crc:
            raise malformed("damaged", say("A file is damaged (CRC-32)"), self.name)

    @property
    def digest(self) -> bytes:
        """The SHA-256 digest of what was read."""
        return self._hash.digest()

    @property
    def long_digest(self) -> bytes:
        """The SHA-512 digest of what was read."""
        return self._long.digest()

    def _keep(self, line: bytes) -> bytes:
        self._hash.update(line)
        self._long.update(line)
        self._crc = crc32(line, self._crc)
        return line


class Rows:
    """The rows of the manifest that was signed."""

    def __init__(self, opened: ContainerFile, name: str) -> None:
        self._lines = _Lines(opened, name, write_head())
        self.name = name

    def compare(self, name: str, digest: bytes) -> list[Difference]:
        """What is to be said of the next file; nothing if its row is the next."""
        if write_row(name, digest) == self._lines.line:
            self._lines.next()
            return []
        found: list[Difference] = []
        encoded = name.encode("utf-8")
        while self._lines.line != FOOT:
            listed, _ = read_row(self._lines.line)
            if order_of(listed) > order_of(encoded):
                break
            self._next(listed)
            if listed == encoded:
                return [*found, ("digest", say("A file is not what was sealed"), name)]
            found.append(("missing", say("A file of the signed manifest is missing"), shown(listed)))
        return [*found, ("unsigned", say("A file is not in the signed manifest"), name)]

    def finish(self) -> list[Difference]:
        """What is left over: files that the manifest names and that are not there."""
        found: list[Difference] = []
        while self._lines.line != FOOT:
            listed, _ = read_row(self._lines.line)
            found.append(("missing", say("A file of the signed manifest is missing"), shown(listed)))
            self._next(listed)
        self._lines.finish()
        return found

    @property
    def digest(self) -> bytes:
        """The SHA-256 digest of the whole manifest."""
        return self._lines.digest

    @property
    def long_digest(self) -> bytes:
        """Its SHA-512 digest."""
        return self._lines.long_digest

    def _next(self, after: bytes) -> None:
        line = self._lines.next()
        if line != FOOT and order_of(read_row(line)[0]) <= order_of(after):
            raise malformed("manifest", say("The manifest is not in the one form"), self.name)


class ArchiveRows:
    """The rows of a renewal, which lists all that stands before it."""

    def __init__(self, opened: ContainerFile, name: str, token_name: str) -> None:
        self._lines = _Lines(opened, name, write_head(token_name))
        self.name = name
        self._differs = False

    def compare(self, name: str, digest: bytes, *, root: bool = False) -> list[Difference]:
        """What is to be said of the next file or part; nothing if its row is the next."""
        if self._differs:
            return []
        if write_archive_row(name, digest, root=root) == self._lines.line:
            self._lines.next()
            return []
        self._differs = True
        return [("renewal", say("It is not what was renewed, or the renewal does not list it"), name)]

    def finish(self) -> list[Difference]:
        """What is left over; the digest is that of the whole only if nothing was."""
        if self._differs:
            return []
        if self._lines.line != FOOT:
            return [("renewal", say("A renewal lists what is not there"), self.name)]
        self._lines.finish()
        return []

    @property
    def long_digest(self) -> bytes:
        """The SHA-512 digest of the archive manifest, over which the token was given."""
        return self._lines.long_digest
