"""The files of a ZIP made by any software, within limits: nothing is held that was not asked for."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from glacy.container.archive import Limits
from glacy.container.errors import MalformedContainerError
from glacy.container.names import verify_name, verify_names_apart
from glacy.sayings import say

_MOST_RATIO = 100
_SMALL = 1 << 16
_MOST_HELD = 16 << 20
_MOST_RECORD = 512
_LONGEST_END = 22 + (1 << 16)
_LOCAL = 30
_CHUNK = 1 << 18
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    ValueError,
    LookupError,
    ArithmeticError,
    EOFError,
    OSError,
)


class Unpacked:
    """The files of an archive by their names; each is unpacked when it is asked for, and never into a folder.

    `clash` is what cannot stand beside another where case does not count: lawful in a ZIP, and to be told.
    """

    def __init__(self, archive: zipfile.ZipFile, clash: MalformedContainerError | None) -> None:
        self.clash = clash
        self._archive = archive
        self._entries = {each.filename: each for each in archive.infolist() if not each.is_dir()}
        self._digests: dict[tuple[str, str], bytes] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files."""
        return tuple(self._entries)

    def digest(self, name: str, algorithm: str) -> bytes:
        """The digest of a file, read piece by piece."""
        known = self._digests.get((name, algorithm))
        if known is None:
            found = hashlib.new(algorithm)
            with self._archive.open(self._entries[name]) as file:
                while piece := file.read(_CHUNK):
                    found.update(piece)
            known = self._digests[name, algorithm] = found.digest()
        return known

    def content(self, name: str) -> bytes | None:
        """The content of a file, or None if there is none, or it is too large to be held."""
        entry = self._entries.get(name)
        if entry is None or entry.file_size > _MOST_HELD:
            return None
        return self._archive.read(entry)


@contextmanager
def unpack(file: BinaryIO, *, limits: Limits) -> Iterator[Unpacked]:
    """The files of a ZIP; what is damaged, hidden, too large or swells is refused, now or when it is read."""
    try:
        _verify_directory(file, limits)
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _verify_sizes(entries, limits)
            _verify_apart(entries, archive.start_dir)
            names = [entry.filename for entry in entries if not entry.is_dir()]
            for name in names:
                verify_name(name)
            yield Unpacked(archive, _find_clash(names))
    except _FAULTS as fault:
        raise _unreadable(say("it is not a ZIP file that can be read ({why})", why=str(fault))) from fault


def _find_clash(names: list[str]) -> MalformedContainerError | None:
    try:
        verify_names_apart(names)
    except MalformedContainerError as fault:
        if fault.fields.get("fault") != "clash":
            raise
        return fault
    return None


def _verify_directory(file: BinaryIO, limits: Limits) -> None:
    """Refuse a directory that would fill the memory before it is counted."""
    length = file.seek(0, 2)
    file.seek(max(0, length - _LONGEST_END))
    tail = file.read(_LONGEST_END)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise _unreadable(say("it is not a ZIP file, or is cut short"))
    count, size = struct.unpack_from("<HL", tail, end + 10)
    wide = tail.rfind(b"PK\x06\x06", 0, end)
    if wide >= 0 and wide + 56 <= len(tail):
        count, size = struct.unpack_from("<2Q", tail, wide + 32)
    if count > limits.files or size > limits.files * _MOST_RECORD:
        raise _unreadable(say("it holds more files than the limits allow"))


def _verify_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.files or total > limits.total_size:
        raise _unreadable(say("it holds more than the limits allow"))
    for entry in entries:
        swollen = entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1)
        if (
            entry.file_size > limits.file_size
            or swollen
            or entry.flag_bits & 1
            or entry.compress_type not in _PACKINGS
        ):
            raise _unreadable(
                say("{name!r} is encrypted, too large, or swells when it is unpacked", name=entry.filename),
                entry.filename,
            )


def _verify_apart(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse files that lie over each other, by which a small archive becomes a large one."""
    below = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < below:
            raise _unreadable(say("{name!r} lies over another file", name=entry.filename), entry.filename)
        below = entry.header_offset + _LOCAL + entry.compress_size
    if below > end:
        raise _unreadable(say("a file lies over the directory"))


def _unreadable(why: str, file: str | None = None) -> MalformedContainerError:
    return MalformedContainerError(
        say("The container cannot be opened: {why}.", why=why),
        remedy=say("Ask the sender for the file again."),
        fault="zip",
        file=file,
    )
