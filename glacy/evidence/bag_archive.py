"""A bag that came packed, as a ZIP or tar file (RFC 8493, section 4), read where it lies."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO

from glacy.evidence.other_bag import DECLARATION
from glacy.sayings import say

_PIECE = 1 << 20
_MOST_FILES = 1_000_000
_MOST_RATIO = 200
_SPARED = 1 << 30
_SAYS_UTF8 = 0x800
_FAULTS = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)


_Archive = zipfile.ZipFile | tarfile.TarFile
_Member = zipfile.ZipInfo | tarfile.TarInfo


class PackedBag:
    """The files of a bag in an archive, below the folder that its `bagit.txt` lies in."""

    def __init__(self, archive: _Archive, *, below: str, most: int) -> None:
        self._archive = archive
        self._below = below
        self._most = most
        self._members: dict[str, _Member] = {}

    def names(self) -> Iterator[str]:
        """Each file once, in the order of the archive; a doubled name or one too large is refused."""
        total = 0
        for name, size, member in _entries(self._archive):
            if not name.startswith(self._below):
                raise ValueError(say("{name} lies beside the bag", name=name))
            if name.startswith("/") or ".." in name.replace("\\", "/").split("/"):
                raise ValueError(say("{name} leads out of the bag", name=name))
            total += size
            if name in self._members or len(self._members) >= _MOST_FILES:
                raise ValueError(say("{name} is there twice, or there are too many files", name=name))
            if total > self._most:
                raise ValueError(say("it swells without bound when it is unpacked"))
            self._members[name] = member
            yield name.removeprefix(self._below)

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of one file."""
        member = self._members[self._below + name]
        try:
            with self._opened(member) as file:
                while piece := file.read(_PIECE):
                    yield piece
        except _FAULTS as fault:
            raise ValueError(str(fault)) from fault

    def _opened(self, member: _Member) -> IO[bytes]:
        if isinstance(self._archive, zipfile.ZipFile) and isinstance(member, zipfile.ZipInfo):
            return self._archive.open(member)
        if (
            isinstance(self._archive, tarfile.TarFile)
            and isinstance(member, tarfile.TarInfo)
            and member.isreg()
        ):
            file = self._archive.extractfile(member)
            if file is not None:
                return file
        raise ValueError(say("it is a link or no plain file, and is not followed"))


def find_packed_bag(file: BinaryIO, *, most: int | None = None) -> PackedBag | None:
    """The bag in an archive; None where it is no archive, or no bag, or one of the signed containers.

    It is unpacked up to `most` bytes, as a rule two hundred times its size and a GiB.
    """
    size = file.seek(0, 2)
    file.seek(0)
    try:
        archive = _open(file)
        if archive is None:
            return None
        names = [name for name, _, _ in _entries(archive)]
    except (OSError, ValueError, KeyError, *_FAULTS):
        return None
    if any(name == "mimetype" or name.startswith("META-INF/") for name in names):
        return None
    places = [name for name in names if name.rpartition("/")[2] == DECLARATION and name.count("/") <= 1]
    if len(places) != 1:
        return None
    below = places[0].removesuffix(DECLARATION)
    return PackedBag(archive, below=below, most=_MOST_RATIO * size + _SPARED if most is None else most)


def _open(file: BinaryIO) -> _Archive | None:
    if zipfile.is_zipfile(file):
        file.seek(0)
        return zipfile.ZipFile(file)
    file.seek(0)
    try:
        return tarfile.open(fileobj=file, mode="r:")
    except tarfile.TarError:
        return None


def _entries(archive: _Archive) -> Iterator[tuple[str, int, _Member]]:
    """Each file with its name and size; folders are left out."""
    if isinstance(archive, zipfile.ZipFile):
        yield from ((_name_of(one), one.file_size, one) for one in archive.infolist() if not one.is_dir())
        return
    yield from ((one.name.removeprefix("./"), one.size, one) for one in archive if not one.isdir())


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; many tools write UTF-8 and do not say so, and Python then takes it for cp437."""
    if entry.flag_bits & _SAYS_UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename
