"""What a backup is on its disk: a signed note to a night, a sealed snapshot, and each large file once.

docs/specs/backup.md. The note is written last, so that what was cut short counts for nothing. Who has the
disk alone reads nothing: the snapshot is sealed to the recovery key, and files of the vault lie as the vault
has them.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from glacy.canon import Digest
from glacy.errors import GlacyError
from glacy.exchange import open_stream, seal_stream
from glacy.journal import (
    SigningKey,
    VerifierKey,
    read_note,
    read_verifier_key,
    sign_note,
    verify_note,
    write_note,
)
from glacy.node.errors import BackupError, ForeignBackupError
from glacy.node.files import make_folder, sync_folder, write_durably
from glacy.sayings import say
from glacy.times import read_instant, write_instant

FORMAT = "glacy.backup/1"
PIECE = 1 << 20
_NOTE = re.compile(
    r"glacy\.backup/1\nnode (?P<country>[A-Z]{2})\nmade (?P<made>[0-9TZ:-]{20})\n"
    r"snapshot (?P<snapshot>[0-9a-f]{64}) (?P<size>[0-9]{1,15})\n"
    r"blobs (?P<blobs>[0-9a-f]{64}) (?P<count>[0-9]{1,12})\n"
)
_STAMP = re.compile(r"[A-Z]{2}-[0-9]{8}T[0-9]{6}Z")
_ANOTHER = say("Use another copy of this backup, or an older one (--which).")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryKey:
    """What opens the backups of one node and tells that they are its own; it is kept offline."""

    country: str
    verifier: VerifierKey
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One night: what its signed note says."""

    folder: Path
    stamp: str
    country: str
    made_at: datetime
    snapshot: Digest
    size: int
    blobs: Digest
    count: int

    @property
    def note_file(self) -> Path:
        """The signed note."""
        return self.folder / f"{self.stamp}.note"

    @property
    def snapshot_file(self) -> Path:
        """The sealed snapshot."""
        return self.folder / f"{self.stamp}.age"

    @property
    def list_file(self) -> Path:
        """The list of the large files that it needs."""
        return self.folder / f"{self.stamp}.blobs"


def read_recovery_key(data: bytes) -> RecoveryKey:
    """The recovery key in its file."""
    try:
        facts = tomllib.loads(data.decode("utf-8"))
        verifier = read_verifier_key(str(facts["verifier"]))
        return RecoveryKey(country=str(facts["country"]), verifier=verifier, secret=str(facts["secret"]))
    except (ValueError, LookupError, GlacyError) as fault:
        raise BackupError(
            say("This is not a recovery key: {why}.", why=fault),
            remedy=say("Give the file that `glacy backup DIR --new-key FILE` wrote."),
        ) from fault


def stamp_of(country: str, at: datetime) -> str:
    """The name of a backup: whose it is, and when it was made."""
    return f"{country}-{at:%Y%m%dT%H%M%SZ}"


def all_stamps(folder: Path) -> tuple[str, ...]:
    """Every backup in a folder that has its note, the oldest first."""
    if not folder.is_dir():
        raise BackupError(
            say("{folder} is no folder with backups.", folder=folder),
            remedy=say("Is the disk with the backups there?"),
        )
    found = (file.stem for file in folder.glob("*.note"))
    return tuple(sorted((one for one in found if _STAMP.fullmatch(one)), key=lambda one: one[3:]))


def write_backup_note(backup: Backup, *, key: SigningKey) -> None:
    """Signs the backup and writes its note, with which it begins to count."""
    text = (
        f"{FORMAT}\nnode {backup.country}\nmade {write_instant(backup.made_at)}\n"
        f"snapshot {backup.snapshot} {backup.size}\nblobs {backup.blobs} {backup.count}\n"
    )
    write_durably(backup.note_file, write_note(sign_note(text, keys=[key])))


def read_backup(folder: Path, stamp: str, *, verifier: VerifierKey, country: str) -> Backup:
    """What the note of a backup says; raises unless the key of this node has signed it."""
    try:
        note = read_note((folder / f"{stamp}.note").read_bytes())
    except (OSError, GlacyError) as fault:
        raise BackupError(
            say("The note of the backup {stamp} cannot be read: {why}.", stamp=stamp, why=fault),
            remedy=_ANOTHER,
        ) from fault
    found = _NOTE.fullmatch(note.text)
    try:
        verify_note(note, keys=[verifier])
    except GlacyError as fault:
        raise ForeignBackupError(
            say("The backup {stamp} is not signed with the key of this node: {why}", stamp=stamp, why=fault),
            remedy=say(
                "Take the recovery key that was made for this node, or the folder of its own backups."
            ),
            stamp=stamp,
        ) from fault
    if (
        found is None
        or found["country"] != country
        or stamp[3:] != f"{read_instant(found['made']):%Y%m%dT%H%M%SZ}"
    ):
        raise ForeignBackupError(
            say("The backup {stamp} is not what its name says, or in a newer form.", stamp=stamp),
            remedy=_ANOTHER,
        )
    return Backup(
        folder=folder,
        stamp=stamp,
        country=country,
        made_at=read_instant(found["made"]),
        snapshot=Digest(found["snapshot"]),
        size=int(found["size"]),
        blobs=Digest(found["blobs"]),
        count=int(found["count"]),
    )


def verify_snapshot(backup: Backup) -> None:
    """Returns if the sealed snapshot is whole."""
    _verify_file(backup.snapshot_file, backup.snapshot, backup.size)


def all_blobs(backup: Backup) -> tuple[Digest, ...]:
    """The large files that a backup needs, by their digest as they lie there."""
    try:
        data = backup.list_file.read_bytes()
    except OSError as fault:
        raise _damaged(backup.list_file, fault) from fault
    if hashlib.sha256(data).hexdigest() != backup.blobs:
        raise _damaged(backup.list_file, say("it is not what was signed"))
    return tuple(Digest(line) for line in data.decode("ascii").split())


def blob_file(folder: Path, digest: str) -> Path:
    """Where a large file lies."""
    return folder / "blobs" / digest[:2] / digest


def verify_blob(folder: Path, digest: str) -> int:
    """The size of a large file that is whole."""
    return _verify_file(blob_file(folder, digest), digest, None)


def put_blob(folder: Path, source: Path, *, to: str | None) -> tuple[Digest, int]:
    """Copies a file there, sealed to a recipient where one is given; its digest as it lies there, its size.

    The same bytes lie there once.
    """
    new = folder / "blobs" / "new"
    make_folder(new)
    temporary = new / secrets.token_hex(8)
    try:
        with source.open("rb") as file, temporary.open("x+b") as target:
            temporary.chmod(0o600)
            if to is None:
                _pour(file, target)
            else:
                seal_stream(file, target, to=(to,))
            target.flush()
            os.fsync(target.fileno())
            target.seek(0)
            digest, size = _digest_of(target)
        place = blob_file(folder, digest)
        make_folder(place.parent)
        temporary.replace(place)
        sync_folder(place.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return digest, size


def keys_file(folder: Path, country: str) -> Path:
    """The one file of content keys beside the backups of a node; each backup writes it over."""
    return folder / f"{country}.keys.age"


def write_keys(folder: Path, country: str, data: bytes, *, to: str) -> None:
    """Writes the keys of content over those of the backup before: what was destroyed is then nowhere."""
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(data), sealed, to=(to,))
    write_durably(keys_file(folder, country), sealed.getvalue())


def read_keys(folder: Path, country: str, *, secret: str) -> bytes | None:
    """The keys of content as they stand today; None where there is no such file."""
    opened = io.BytesIO()
    try:
        with keys_file(folder, country).open("rb") as file:
            open_stream(file, opened, identities=(secret,))
    except FileNotFoundError:
        return None
    except GlacyError as fault:
        raise BackupError(
            say(
                "The file of content keys {file} does not open: {why}.",
                file=keys_file(folder, country),
                why=fault.says,
            ),
            remedy=say("Take another copy of it: without it no case can be read."),
        ) from fault
    return opened.getvalue()


def sweep(folder: Path) -> None:
    """Removes what an interrupted run left: files without a note, and what was half copied."""
    for left in (folder / "blobs" / "new").glob("*"):
        left.unlink()
    kept = set(all_stamps(folder))
    for file in (*folder.glob("*.age"), *folder.glob("*.blobs")):
        if _STAMP.fullmatch(file.stem) and file.stem not in kept:
            file.unlink()


def prune(backups: Iterable[Backup], *, keep: int) -> tuple[str, ...]:
    """Removes all but the newest so many, and the large files that none of those needs; what was removed."""
    found = sorted(backups, key=lambda one: one.stamp[3:])
    going, staying = found[:-keep], found[-keep:]
    needed = {digest for one in staying for digest in all_blobs(one)}
    for one in going:
        one.note_file.unlink()
        one.snapshot_file.unlink(missing_ok=True)
        one.list_file.unlink(missing_ok=True)
    if going:
        sync_folder(going[0].folder)
        for place in (going[0].folder / "blobs").glob("??/*"):
            if place.name not in needed:
                place.unlink()
    return tuple(one.stamp for one in going)


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file from where it stands."""
    while piece := file.read(PIECE):
        yield piece


def _pour(source: BinaryIO, target: BinaryIO) -> None:
    for piece in pieces_of(source):
        target.write(piece)


def _digest_of(file: BinaryIO) -> tuple[Digest, int]:
    found, size = hashlib.sha256(), 0
    for piece in pieces_of(file):
        found.update(piece)
        size += len(piece)
    return Digest(found.hexdigest()), size


def _verify_file(file: Path, digest: str, size: int | None) -> int:
    try:
        with file.open("rb") as opened:
            found, length = _digest_of(opened)
    except OSError as fault:
        raise _damaged(file, fault) from fault
    if found != digest or size not in (None, length):
        raise _damaged(file, say("it is not what was signed"))
    return length


def _damaged(file: Path, why: object) -> BackupError:
    return BackupError(
        say("The backup is damaged: {file}: {why}.", file=file, why=why), remedy=_ANOTHER, file=str(file)
    )
