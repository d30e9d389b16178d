"""Carries on a stick, or in any folder: whole files under the names of their digests (exchange.md, 11).

Everything lies in the folder GLACY of the stick, whatever else the stick holds is never touched. A file is
copied under another name, synced, and renamed; a copy that was cut goes on where it ended.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from glacy.canon import Json, write_canonical
from glacy.courier.errors import CourierError, fault
from glacy.sayings import say

FOLDER = "GLACY"
MANIFEST = "manifest.json"
README = "README.txt"
FORMAT = "glacy.stick/1"
MOST_FILES = 10_000
PARCEL, REPLY, PIECE = ".age", ".asice", ".piece.age"
PART = ".part"
_PIECE = 1 << 20
_NAME = re.compile(r"([0-9a-f]{64})(\.age|\.asice)")
_PIECE_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9]{5}\.piece\.age", re.ASCII)
_LEFT = re.compile(
    r"[0-9a-f]{64}(\.age|\.asice)\.part|[0-9a-f-]{36}\.[0-9]{5}\.piece\.age\.part|\.manifest\.json\.part"
)
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_SHUT = frozenset((errno.EROFS, errno.EACCES, errno.EPERM))
_TOLD = """\
Sealed parcels of the GLACY exchange, and signed replies to them. Nobody but the node of the receiver can
open a parcel. To take them in: "Carry on a stick" at the desk, or glacy courier import NODE STICK
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StickFile:
    """A parcel (.age) or a reply (.asice) on a stick, by the digest that its name promises.

    A piece of a large payload (.piece.age) has no digest in its name: its list knows it.
    """

    path: Path
    digest: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What lies on a stick: files of the exchange, those that its manifest misses, names of others."""

    files: tuple[StickFile, ...]
    missing: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    says: str = ""


class Stick:
    """A stick or a folder that somebody carries."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise fault(
                "no_stick",
                say("{path} is no folder.", path=root),
                remedy=say("Put the stick in, and name the folder where it is mounted."),
            )
        self._folder = root / FOLDER

    def contents(self) -> Contents:
        """What lies there; nothing is opened, no link is followed, and nothing of others is touched."""
        files, foreign = [], []
        for name, facts in self._listed():
            found = _NAME.fullmatch(name)
            if found and stat.S_ISREG(facts.st_mode):
                path = self._folder / name
                files.append(StickFile(path=path, digest=found[1], kind=found[2], size=facts.st_size))
            elif _PIECE_NAME.fullmatch(name) and stat.S_ISREG(facts.st_mode):
                path = self._folder / name
                files.append(StickFile(path=path, digest="", kind=PIECE, size=facts.st_size))
            elif name not in (MANIFEST, README) and not _LEFT.fullmatch(name):
                foreign.append(name)
        named, says = self._read_manifest()
        missing = sorted(named - {file.path.name for file in files})
        return Contents(files=tuple(files), missing=tuple(missing), foreign=tuple(foreign), says=says)

    def put(self, content: bytes, *, kind: str) -> bool:
        """Puts a file there whole, or not at all; False where it lay there whole already.

        A copy that was cut goes on at the first byte that differs.
        """
        digest = hashlib.sha256(content).hexdigest()
        place = self._folder / f"{digest}{kind}"
        with _telling(self._folder):
            self._begin()
            if _is_whole(place, digest):
                return False
            _copy(content, place.with_name(place.name + PART)).replace(place)
            _sync(self._folder)
        return True

    def put_file(self, source: Path, *, name: str, digest: str) -> bool:
        """Puts a large file there under a name, piece by piece; False where it lay there whole already."""
        place = self._folder / name
        with _telling(self._folder):
            self._begin()
            if _digest_at(place) == digest:
                return False
            with source.open("rb") as content:
                part = _pour(content, place.with_name(name + PART))
            if _digest_at(part) != digest:
                part.unlink(missing_ok=True)
                raise OSError(errno.EIO, "the copy is not what was copied")
            part.replace(place)
            _sync(self._folder)
        return True

    def open(self, file: StickFile) -> BinaryIO:
        """A large file of the stick, to be read once; no link is followed."""
        with _telling(self._folder):
            return _open(file.path)

    def read(self, file: StickFile, *, most: int) -> bytes | None:
        """The content of a file that is what its name promises, else None: cut, altered or too large."""
        if file.size > most:
            return None
        with _telling(self._folder):
            content = _read(file.path, most)
        return content if hashlib.sha256(content).hexdigest() == file.digest else None

    def remove(self, file: StickFile) -> bool:
        """Takes a file of ours away; False where the stick takes no writing."""
        try:
            file.path.unlink(missing_ok=True)
            _sync(self._folder)
        except OSError:
            return False
        return True

    def list_again(self) -> None:
        """Writes the manifest of what lies there now: digests and sizes, and nothing else."""
        files = [file for file in self.contents().files if file.path.name.endswith((PARCEL, REPLY))]
        listed: list[Json] = [
            {"name": file.path.name, "size": file.size}
            for file in sorted(files, key=lambda one: one.path.name)
        ]
        data = write_canonical({"format": FORMAT, "files": listed})
        with _telling(self._folder):
            self._begin()
            _copy(data, self._folder / f".{MANIFEST}{PART}").replace(self._folder / MANIFEST)
            _sync(self._folder)

    def _begin(self) -> None:
        if self._folder.is_symlink():
            raise OSError(errno.ELOOP, "a link stands in its place")
        self._folder.mkdir(exist_ok=True)
        readme = self._folder / README
        if not readme.exists():
            readme.write_text(_TOLD, "utf-8")

    def _listed(self) -> Iterator[tuple[str, os.stat_result]]:
        try:
            if self._folder.is_symlink():
                raise OSError(errno.ELOOP, "a link stands in its place")
            with os.scandir(self._folder) as found:
                entries = [one for one, _ in zip(found, range(MOST_FILES + 1), strict=False)]
        except FileNotFoundError:
            return
        except OSError as cause:
            raise _named(cause, self._folder) from cause
        if len(entries) > MOST_FILES:
            raise fault(
                "no_stick",
                say("{path} holds more than {most} files.", path=self._folder, most=MOST_FILES),
                remedy=say("Take what is settled off the stick, or use another."),
            )
        for entry in sorted(entries, key=lambda one: one.name):
            with contextlib.suppress(FileNotFoundError):
                yield entry.name, entry.stat(follow_symlinks=False)

    def _read_manifest(self) -> tuple[set[str], str]:
        """The names that the manifest lists; it shows a copy that was cut, and no more."""
        try:
            told = json.loads(_read(self._folder / MANIFEST, _PIECE * 8))
            names = {str(one["name"]) for one in told["files"]}
            return {name for name in names if _NAME.fullmatch(name) or _PIECE_NAME.fullmatch(name)}, ""
        except FileNotFoundError:
            return set(), ""
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return set(), say("The manifest of the stick is damaged; its files were judged one by one.")


def other_names(root: Path, *, most: int = 100) -> tuple[str, ...]:
    """The names of what else lies on the stick, beside the folder GLACY; it is left untouched."""
    try:
        with os.scandir(root) as found:
            names = [one.name for one, _ in zip(found, range(most + 1), strict=False) if one.name != FOLDER]
    except OSError:
        return ()
    return tuple(sorted(names)[:most])


def _is_whole(place: Path, digest: str) -> bool:
    return _digest_at(place) == digest


def _digest_at(place: Path) -> str:
    """The SHA-256 of a file, or nothing where there is none that can be read."""
    try:
        with _open(place) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _open(path: Path) -> io.BufferedReader:
    """A regular file; a link on a stick is not followed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file")
    return os.fdopen(descriptor, "rb")


def _read(path: Path, most: int) -> bytes:
    with _open(path) as file:
        return file.read(most + 1)


def _copy(content: bytes, part: Path) -> Path:
    return _pour(io.BytesIO(content), part)


def _pour(source: BinaryIO, part: Path) -> Path:
    """What a source gives in a file, synced; what a cut copy left is kept as far as it is right."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        with os.fdopen(descriptor, "r+b") as file:
            right, is_right = 0, True
            while piece := source.read(_PIECE):
                is_right = is_right and file.read(len(piece)) == piece
                if not is_right:
                    file.seek(right)
                    file.write(piece)
                right += len(piece)
            file.seek(right)
            file.truncate()
            file.flush()
            os.fsync(descriptor)
    except OSError as cause:
        if cause.errno in _FULL:  # what does not fit makes room for what does
            part.unlink(missing_ok=True)
        raise
    return part


def _sync(folder: Path) -> None:
    """Makes the names durable, where the file system of the stick can."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # FAT says EINVAL
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        raise _named(cause, folder) from cause


def _named(cause: OSError, folder: Path) -> CourierError:
    if cause.errno in _FULL:
        return fault(
            "no_room",
            say("The stick is full. What lies on it whole stays good."),
            remedy=say("Put in another stick and do it again: it takes what is left."),
        )
    if cause.errno in _SHUT:
        return fault(
            "no_stick",
            say("The stick takes no writing ({path}): {why}.", path=folder, why=cause.strerror),
            remedy=say("Take off its write protection, or use another stick."),
        )
    return fault(
        "no_stick",
        say(
            "The stick in {path} cannot be read or written: {why}.", path=folder, why=cause.strerror or cause
        ),
        remedy=say("Pull it out and put it in again, then do it again: nothing is lost."),
    )
