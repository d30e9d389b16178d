"""Restores a node from a backup: everything is checked before the node stands, and it stands quiet."""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

from glacy.canon import Digest, digest_of
from glacy.checks import Check
from glacy.errors import GlacyError
from glacy.exchange import open_stream
from glacy.node.backups import (
    FORMAT,
    Backup,
    RecoveryKey,
    all_blobs,
    all_stamps,
    blob_file,
    keys_file,
    pieces_of,
    read_backup,
    read_keys,
    verify_blob,
    verify_snapshot,
)
from glacy.node.clock import machine_clock
from glacy.node.errors import BackupError, ForeignBackupError, NodeExistsError
from glacy.node.files import make_folder, sync_folder, write_durably
from glacy.node.quiet import mark_restored
from glacy.sayings import say
from glacy.times import read_instant, whole_seconds

SUFFIX = ".restoring"
KEYS = "run/content-keys.jsonl"
"""Where the keys of content lie for `fill`, until the rows stand."""
_DATABASE = re.compile(r"^database = .*\n", re.MULTILINE)
_ANOTHER = say("Use another copy of this backup, or an older one (--which). Nothing was restored.")
Step = Callable[[str], None]
Fill = Callable[[Path, Iterator[bytes]], None]
"""Puts the rows into the database of the node in a folder, and brings its tables up to this version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored: which backup, of which node, and with how many large files."""

    path: Path
    backup: Backup
    name: str
    files: int


def find_backup(folder: Path, key: RecoveryKey, *, which: str | None = None) -> Backup:
    """The newest backup of this node in a folder, or the one that is named; its note is verified."""
    stamps = [one for one in all_stamps(folder) if one.startswith(f"{key.country}-")]
    if not stamps:
        others = sorted({one[:2] for one in all_stamps(folder)})
        raise ForeignBackupError(
            say("{folder} holds no backup of {country}.", folder=folder, country=key.country),
            remedy=say("It holds those of: {others}.", others=tuple(others) or "-"),
        )
    if which is not None and which not in stamps:
        raise BackupError(
            say("There is no backup {which} in {folder}.", which=which, folder=folder),
            remedy=say("The newest is {newest}.", newest=stamps[-1]),
        )
    return read_backup(folder, which or stamps[-1], verifier=key.verifier, country=key.country)


def examine_backup(backup: Backup) -> tuple[Check, ...]:
    """Every check of a backup that takes no secret: its note, its snapshot, and each large file."""
    checks = [_check("note", backup.stamp, say("The node signed the backup of {at}.", at=backup.made_at))]
    try:
        verify_snapshot(backup)
        checks.append(_check("snapshot", backup.stamp, say("The snapshot is whole.")))
        blobs = all_blobs(backup)
    except GlacyError as fault:
        return (*checks, _check("snapshot", backup.stamp, fault.says, holds=False))
    size = 0
    for digest in blobs:
        try:
            size += verify_blob(backup.folder, digest)
        except GlacyError as fault:
            checks.append(_check("files", digest, fault.says, holds=False))
    if len(checks) == 2:
        says = say("{count} large files with {size} bytes are whole.", count=len(blobs), size=size)
        checks.append(_check("files", backup.stamp, says))
    return tuple(checks)


def rehearse(backup: Backup, key: RecoveryKey, *, folder: Path) -> tuple[Check, ...]:
    """The checks that take the secret: that the snapshot opens, and that all in it is what it should be."""
    part = folder / "rehearsal"
    try:
        make_folder(part)
        with closing(_open(backup, key, part)) as reading:
            count = sum(1 for _ in reading.lines())
            _read_keys(backup, key, is_needed=reading.has_keys_apart)
        return (
            _check("opens", backup.stamp, say("The recovery key opens the snapshot.")),
            _check(
                "rows", backup.stamp, say("It holds {count} lines of rows, all of them whole.", count=count)
            ),
        )
    except GlacyError as fault:
        return (_check("opens", backup.stamp, fault.says, holds=False),)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def restore(
    backup: Backup,
    key: RecoveryKey,
    path: Path,
    *,
    fill: Fill,
    database: str | None = None,
    before: Step = lambda _: None,
) -> Restored:
    """The node as it was at the instant of its backup, in a new folder; it signs nothing yet.

    `database` is where the rows go: an address, or empty for SQLite in the folder; None for where they were.
    A run that is cut short leaves a folder beside, which the next one removes.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise NodeExistsError(
            say("{path} is not empty.", path=path),
            remedy=say("Restore into a new folder: nothing is ever written over."),
        )
    part = path.resolve().with_name(path.resolve().name + SUFFIX)
    shutil.rmtree(part, ignore_errors=True)
    make_folder(part)
    try:
        return _restore(backup, key, path.resolve(), part, fill=fill, database=database, before=before)
    except OSError as fault:
        raise BackupError(
            say("The node could not be restored: {why}.", why=fault.strerror or fault),
            remedy=say("Free some space there, and restore again: nothing stands at {path} yet.", path=path),
        ) from fault


def _restore(
    backup: Backup,
    key: RecoveryKey,
    path: Path,
    part: Path,
    *,
    fill: Fill,
    database: str | None,
    before: Step,
) -> Restored:
    verify_snapshot(backup)
    before("snapshot")
    with closing(_open(backup, key, part)) as reading:
        before("files")
        reading.put_files()
        if database is not None:
            _set_database(part, database)
        count = reading.put_blobs(set(all_blobs(backup)), before=before)
        before("mark")
        mark_restored(part, backup_at=backup.made_at, at=whole_seconds(machine_clock()), size=reading.size)
        before("rows")
        _put_keys(backup, key, part, is_needed=reading.has_keys_apart)
        fill(part, reading.lines())
        (part / KEYS).unlink(missing_ok=True)
    before("folder")
    if path.exists():
        path.rmdir()
    part.rename(path)
    sync_folder(path.parent)
    return Restored(path=path, backup=backup, name=reading.name, files=count)


def _put_keys(backup: Backup, key: RecoveryKey, part: Path, *, is_needed: bool) -> None:
    """Lays the newest keys of content beside the rows, whatever backup is restored."""
    found = _read_keys(backup, key, is_needed=is_needed)
    if found is not None:
        write_durably(part / KEYS, found)


def _read_keys(backup: Backup, key: RecoveryKey, *, is_needed: bool) -> bytes | None:
    found = read_keys(backup.folder, backup.country, secret=key.secret)
    if found is None and is_needed:
        raise BackupError(
            say(
                "The file of content keys {file} is missing.",
                file=keys_file(backup.folder, backup.country).name,
            ),
            remedy=say("Copy the newest one beside the backups: without it no case can be read."),
        )
    return found


def _open(backup: Backup, key: RecoveryKey, part: Path) -> _Reading:
    """The snapshot, opened with the secret into a file that is removed at the end."""
    verify_snapshot(backup)
    opened = part / "run" / "snapshot.tar"
    make_folder(opened.parent)
    with backup.snapshot_file.open("rb") as sealed, opened.open("xb") as target:
        opened.chmod(0o600)
        try:
            open_stream(sealed, target, identities=(key.secret,))
        except GlacyError as fault:
            raise ForeignBackupError(
                say(
                    "The recovery key does not open the backup {stamp}: {why}",
                    stamp=backup.stamp,
                    why=fault.says,
                ),
                remedy=say("Take the recovery key that the node had when the backup was made."),
            ) from fault
    return _Reading(backup, key, part, opened)


class _Reading:
    """An opened snapshot: what its manifest says, and what is taken out of it."""

    def __init__(self, backup: Backup, key: RecoveryKey, part: Path, opened: Path) -> None:
        self._backup, self._key, self._part, self._opened = backup, key, part, opened
        self._tar: tarfile.TarFile | None = None
        try:
            self._tar = tarfile.open(opened, "r:")  # noqa: SIM115  # it stays open until `close`
            manifest = json.loads(self._read("manifest.json"))
            self._files = {str(name): dict(one) for name, one in manifest["files"].items()}
            self._rows, self._blobs = str(manifest["rows"]), str(manifest["blobs"])
            self.has_keys_apart = manifest.get("keys") == "apart"
            self.name, self.size = str(manifest["name"]), int(manifest["size"])
            told = (manifest["format"], manifest["country"], read_instant(manifest["made_at"]))
        except (tarfile.TarError, ValueError, LookupError, TypeError, AttributeError, GlacyError) as fault:
            self.close()
            raise _damaged(backup, fault) from fault
        if told != (FORMAT, backup.country, backup.made_at):
            self.close()
            raise _damaged(backup, say("it holds another backup than its note says"))

    @property
    def _archive(self) -> tarfile.TarFile:
        assert self._tar is not None  # it is closed by whoever opened this
        return self._tar

    def put_files(self) -> None:
        """Puts the small files in their places."""
        for name, one in self._files.items():
            data = self._read(f"files/{name}")
            if digest_of(data) != one["digest"]:
                raise _damaged(self._backup, name)
            place = self._place(name)
            make_folder(place.parent)
            write_durably(place, data, mode=int(one["mode"]) & 0o777, sync_names=False)

    def put_blobs(self, signed: set[Digest], *, before: Step) -> int:
        """Puts the large files in their places, each checked as it is copied; how many."""
        listed = self._read("blobs.jsonl")
        if digest_of(listed) != self._blobs:
            raise _damaged(self._backup, say("its list of files"))
        lines = listed.splitlines()
        for line in lines:
            before("file")
            one = json.loads(line)
            if one["blob"] not in signed:
                raise _damaged(self._backup, one["name"])
            self._put_blob(self._place(one["name"]), str(one["blob"]), is_sealed=one["sealed"] is True)
        return len(lines)

    def lines(self) -> Iterator[bytes]:
        """The lines of the rows; the last comes only if all of them are what was kept."""
        found, held, number = sha256(), b"", 0
        names = set(self._archive.getnames())
        while f"rows/{number:08}" in names:
            piece = held + self._read(f"rows/{number:08}")
            *whole, held = piece.splitlines(keepends=True) if piece else [b""]
            for line in whole:
                found.update(line)
                yield line
            number += 1
        found.update(held)
        if found.hexdigest() != self._rows:
            raise _damaged(self._backup, say("its rows"))
        yield held

    def close(self) -> None:
        """Removes the opened snapshot."""
        if self._tar is not None:
            self._tar.close()
        self._opened.unlink(missing_ok=True)

    def _put_blob(self, place: Path, digest: str, *, is_sealed: bool) -> None:
        make_folder(place.parent)
        try:
            with blob_file(self._backup.folder, digest).open("rb") as source, place.open("xb") as target:
                place.chmod(0o600)
                if is_sealed:
                    open_stream(source, target, identities=(self._key.secret,))
                else:
                    found = sha256()
                    for piece in pieces_of(source):
                        found.update(piece)
                        target.write(piece)
                    if found.hexdigest() != digest:
                        raise _damaged(self._backup, place.relative_to(self._part))
                target.flush()
                os.fsync(target.fileno())
        except (FileNotFoundError, FileExistsError) as fault:
            raise _damaged(self._backup, fault) from fault

    def _place(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\0" in name:
            raise _damaged(self._backup, name)
        return self._part.joinpath(*parts)

    def _read(self, name: str) -> bytes:
        try:
            member = self._archive.extractfile(name)
        except KeyError as fault:
            raise _damaged(self._backup, fault) from fault
        if member is None:
            raise _damaged(self._backup, name)
        return member.read()


def _set_database(part: Path, database: str) -> None:
    file = part / "node.toml"
    text = _DATABASE.sub("", file.read_text("utf-8"))
    if database:
        text += f"database = {json.dumps(database)}\n"
    tomllib.loads(text)
    write_durably(file, text.encode("utf-8"))


def _check(name: str, about: str, says: str, *, holds: bool = True, when: datetime | None = None) -> Check:
    return Check(name=name, holds=holds, about=about, says=says, when=when)


def _damaged(backup: Backup, why: object) -> BackupError:
    return BackupError(
        say("The backup {stamp} is damaged: {why}.", stamp=backup.stamp, why=why), remedy=_ANOTHER
    )
