"""The work begun beside a bundle: what was read so far, so that a reading that was killed goes on.

Everything is appended. Every few seconds it is made durable and its lengths are written down; a reading that
is taken up again cuts what stands behind these lengths, and goes on from there.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hmac
import os
import shutil
import stat
import struct
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

from glacy.acquisition.errors import WorkingStateError
from glacy.canon import Json, read_canonical, write_canonical
from glacy.container import Entry
from glacy.errors import GlacyError
from glacy.evidence import FoundThing, SealedItem, read_found, read_item, read_lines
from glacy.sayings import say

SUFFIX = ".part"
STATE = "state.json"
_FORMAT = "glacy.reading/1"
_ITEMS, _FOUND, _ENTRIES = "items.jsonl", "found.jsonl", "entries.bin"
_LOGS = (_ITEMS, _FOUND, _ENTRIES)
_ENTRY = struct.Struct("<QI")
_EVERY = 4.0
_PIECE = 1 << 20
_GATHERED = 1 << 17
"""What is written at once of small files; a piece of a large one is more, and is written as it is."""


class Work:
    """The folder `OUT.part`: two listings that grow, and the container where the files are carried.

    What stands in it counts for a seal, so it must be our own: a folder of this account alone, no link, and a
    state that bears a code (HMAC) under `secret`, which also covers the listings. All else in it is removed.
    """

    def __init__(self, out: Path, *, parameters: Json, secret: bytes = b"") -> None:
        self.folder = out.with_name(out.name + SUFFIX)
        self.facts: dict[str, Json] = {}
        self._secret = secret
        self._spools: list[BinaryIO] = []
        self._sums = {name: sha256() for name in _LOGS}
        self._kept: tuple[dict[str, Json], dict[str, Json]] = ({}, {})
        try:
            with contextlib.suppress(FileExistsError):
                self.folder.mkdir(mode=0o700)
            self._lock = self._open_own()
            try:
                self._take()
                self.was_begun = (self.folder / STATE).exists()
                if self.was_begun:
                    self._resume(parameters)
                else:
                    self._begin(parameters)
                self._logs = {name: self._append(name) for name in _LOGS}
            except BaseException:
                os.close(self._lock)
                raise
        except OSError as fault:
            raise no_room(self.folder, fault) from fault
        self._durable_at = time.monotonic()

    def _open_own(self) -> int:
        """The folder, held open; refused where somebody else could have put something into it."""
        try:
            folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError as fault:
            if fault.errno not in (errno.ELOOP, errno.ENOTDIR):
                raise
            raise self._not_ours() from fault
        told = os.fstat(folder)
        if told.st_uid != os.geteuid() or (told.st_mode & 0o022 and _keeps_modes(folder, told.st_mode)):
            os.close(folder)
            raise self._not_ours()
        return folder

    def _not_ours(self) -> WorkingStateError:
        return WorkingStateError(
            say("{folder} is a link, or others can write into it; nothing was read.", folder=self.folder),
            remedy=say("Look at what it is, remove it, or name another --out in a folder of your own."),
        )

    def _append(self, name: str) -> BinaryIO:
        return open(self.folder / name, "ab", opener=_no_link)

    def close(self) -> None:
        """Lets go of the folder, and leaves it as it is."""
        for log in (*self._logs.values(), *self._spools):
            with contextlib.suppress(OSError):  # a full disk: what is not on it is read again
                log.close()
        os.close(self._lock)

    def remove(self) -> None:
        """Removes the folder, when its bundle stands."""
        self.close()
        shutil.rmtree(self.folder)

    def open_container(self) -> BinaryIO:
        """The container in the making, to be read and written."""
        path = self.container
        return open(path, "r+b" if path.exists() else "x+b", buffering=_GATHERED, opener=_no_link)

    def open_spool(self) -> BinaryIO:
        """An empty file that is gone when it is closed."""
        spool = cast(BinaryIO, tempfile.TemporaryFile(dir=self.folder))  # noqa: SIM115  # closed with the work
        self._spools.append(spool)
        return spool

    @property
    def container(self) -> Path:
        """Where the container is made."""
        return self.folder / "bundle.asice"

    def known_items(self) -> Iterator[SealedItem]:
        """The files that were read before this run."""
        with (self.folder / _ITEMS).open("rb") as log:
            yield from map(read_item, read_lines(iter(lambda: log.read(_PIECE), b"")))

    def known_found(self) -> Iterator[FoundThing]:
        """The things that were told before this run."""
        with (self.folder / _FOUND).open("rb") as log:
            yield from map(read_found, read_lines(iter(lambda: log.read(_PIECE), b"")))

    def known_entries(self) -> Iterator[Entry]:
        """The files that stand in the container since before this run."""
        with (self.folder / _ENTRIES).open("rb") as log:
            for item in self.known_items():
                start, crc = _ENTRY.unpack(log.read(_ENTRY.size))
                yield Entry(item.path, start, item.size, crc, item.digest)

    def add(self, items: bytes, found: bytes, entries: bytes = b"") -> None:
        """Append lines to the listings."""
        for name, data in zip(_LOGS, (items, found, entries), strict=True):
            self._logs[name].write(data)
            self._sums[name].update(data)

    def remember(self, name: str, value: Json) -> None:
        """Keep a fact of the work durably; what was read since the last time is not kept with it."""
        self.facts[name] = value
        self._write_state(*self._kept)

    def keep(self, container: BinaryIO | None = None, *, now: bool = False) -> None:
        """Make what was read so far durable, if some seconds have passed since that was done."""
        if not now and time.monotonic() - self._durable_at < _EVERY:
            return
        if container is not None:
            container.flush()
            os.fsync(container.fileno())
        for log in self._logs.values():
            log.flush()
            os.fsync(log.fileno())
        lengths: dict[str, Json] = {name: log.tell() for name, log in self._logs.items()}
        self._write_state(lengths, {name: one.hexdigest() for name, one in self._sums.items()})
        self._durable_at = time.monotonic()

    def write(self, name: str, data: bytes) -> None:
        """Write a small file of the work durably, whole or not at all."""
        temporary = self.folder / f"{name}.new"
        temporary.unlink(missing_ok=True)
        with open(temporary, "xb", opener=_no_link) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.folder / name)
        os.fsync(self._lock)

    def path(self, name: str) -> Path:
        """Where a file of the work lies."""
        return self.folder / name

    def settle(self, out: Path) -> None:
        """Put the container in its place, durably, without ever replacing a file."""
        with self.container.open("rb") as made:
            os.fsync(made.fileno())
        try:
            os.link(self.container, out)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links, such as exFAT
            self.container.rename(out)
        _sync(out.parent)
        self.container.unlink(missing_ok=True)

    def _take(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise WorkingStateError(
                say("Another process is at work in {folder}.", folder=self.folder),
                remedy=say("Wait for it, or end it."),
            ) from fault

    def _begin(self, parameters: Json) -> None:
        for path in self.folder.iterdir():
            path.unlink()  # nobody has begun here: what lies here counts for nothing
        for name in _LOGS:
            open(self.folder / name, "xb", opener=_no_link).close()
        self.facts = {"parameters": parameters, "runs": 1}
        self._write_state(
            dict.fromkeys(_LOGS, 0), {name: one.hexdigest() for name, one in self._sums.items()}
        )
        _sync(self.folder.parent)

    def _resume(self, parameters: Json) -> None:
        try:
            with open(self.folder / STATE, "rb", opener=_no_link) as file:
                state = read_canonical(file.read())
            if not isinstance(state, dict) or state["format"] != _FORMAT:
                raise ValueError
            code, lengths, sums = state.pop("code"), state["lengths"], state["sums"]
            self.facts = state["facts"]
            if self.facts["parameters"] == parameters:
                if not hmac.compare_digest(str(code), self._code(state)):
                    raise ValueError
                for name in _LOGS:
                    self._cut(name, lengths[name], sums[name])
            self._kept = lengths, sums
            self.facts["runs"] = self.facts["runs"] + 1  # type: ignore[operator]  # a number, as it was written
        except (ValueError, LookupError, TypeError, GlacyError, FileNotFoundError) as fault:
            raise WorkingStateError(
                say("What was begun in {folder} cannot be taken up again.", folder=self.folder),
                remedy=say("Remove that folder, and begin anew."),
            ) from fault
        if self.facts["parameters"] != parameters:
            raise WorkingStateError(
                say(
                    "What was begun in {folder} is of other paths, or with other options.", folder=self.folder
                ),
                remedy=say("Repeat the command that began it, or remove that folder, or name another --out."),
            )

    def _cut(self, name: str, length: int, digest: str) -> None:
        """Cuts a log at the length that was kept; ValueError if it is not what was written till then."""
        with open(self.folder / name, "r+b", opener=_no_link) as log:
            left = length
            while left and (piece := log.read(min(left, _PIECE))):
                self._sums[name].update(piece)
                left -= len(piece)
            if left or self._sums[name].hexdigest() != digest:
                raise ValueError
            log.truncate(length)

    def _write_state(self, lengths: dict[str, Json], sums: dict[str, Json]) -> None:
        self._kept = lengths, sums
        state: dict[str, Json] = {"facts": self.facts, "format": _FORMAT, "lengths": lengths, "sums": sums}
        self.write(STATE, write_canonical({**state, "code": self._code(state)}))

    def _code(self, state: dict[str, Json]) -> str:
        return hmac.new(self._secret, write_canonical(state), "sha256").hexdigest()


def write_entry(entry: Entry) -> bytes:
    """What of an entry of the container does not stand in its item."""
    return _ENTRY.pack(entry.start, entry.crc)


def no_room(folder: Path, fault: OSError) -> WorkingStateError:
    """The error for work that cannot be written."""
    if fault.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EROFS):
        return WorkingStateError(
            say("{folder} cannot be written: {why}.", folder=folder, why=fault.strerror or str(fault)),
            remedy=say(
                "Nothing was written. Name an --out in a folder that is there and that you may write."
            ),
        )
    return WorkingStateError(
        say("{folder} cannot be written: {why}.", folder=folder, why=fault.strerror or str(fault)),
        remedy=say(
            "Free some space or name another --out; then repeat the command: it goes on where it stopped."
        ),
    )


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _keeps_modes(folder: int, mode: int) -> bool:
    """Whether the file system knows modes; exFAT and the like show the same for everything."""
    os.fchmod(folder, mode & 0o7700)
    return stat.S_IMODE(os.fstat(folder).st_mode) & 0o022 == 0


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
