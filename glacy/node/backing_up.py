"""Backs a node up while it runs: one instant of its tables, its keys, and what is new in its vault."""

from __future__ import annotations

import fcntl
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, cast

from django.db import transaction

from glacy.canon import Digest, digest_of
from glacy.exchange import new_identity, recipient_of, seal_stream
from glacy.journal import SigningKey, read_signing_key, write_signing_key, write_verifier_key
from glacy.node.backups import (
    FORMAT,
    Backup,
    all_stamps,
    blob_file,
    prune,
    put_blob,
    read_backup,
    stamp_of,
    sweep,
    write_backup_note,
    write_keys,
)
from glacy.node.clock import machine_clock
from glacy.node.errors import BackupError
from glacy.node.files import make_folder, write_durably
from glacy.node.opened import Node
from glacy.node.pouring import Pouring
from glacy.sayings import say
from glacy.store import dumping, journal
from glacy.times import read_instant, whole_seconds, write_instant

SIGNING_KEY, RECIPIENT = "backup.key", "backup.recipient"
LAST = "last.json"
OWN_FOLDER = "backups"
AS_THEY_LIE = ("vault", "vault-apart", "payloads")
"""Folders whose files are sealed already and never change: they are copied as they lie, each once."""
_LEFT_OUT = re.compile(
    r"(run|backups|journal/tile|vault/new|vault-apart/new)(/.*)?|journal/checkpoint|glacy\.sqlite3.*"
    r"|payloads/.*\.part"
    r"|(.*/)?([^/]*\.)?lock|(.*/)?\.[^/]*\.tmp"
)
"""What is made again from the rest, or belongs to one running machine."""
_LARGE = 1 << 20
_ROWS = 1 << 22
_TRIES = 5
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBackup:
    """What a run came to: how much was there already, and what was copied now."""

    backup: Backup
    copied: int
    copied_size: int
    removed: tuple[str, ...]


def make_recovery_key(node: Node) -> bytes:
    """The file of a new recovery key, to be taken off this machine; the node keeps only what seals to it."""
    secret = new_identity()
    signing = SigningKey(name=f"{node.journal_key.name}/backup", seed=os.urandom(32))
    verifier = write_verifier_key(signing.verifier)
    at = whole_seconds(machine_clock())
    with transaction.atomic():
        what = {"verifier": verifier, "recipient": recipient_of(secret)}
        journal.put_entry("backup.key_made", by=None, what=dict(what), at=node.clock())
        write_durably(node.path / "keys" / RECIPIENT, (recipient_of(secret) + "\n").encode("ascii"))
        write_durably(node.path / "keys" / SIGNING_KEY, (write_signing_key(signing) + "\n").encode("ascii"))
    facts = {"country": node.country, "node": node.name, "verifier": verifier, "secret": secret}
    told = (
        f"# The recovery key of {json.dumps(node.name, ensure_ascii=False)}, made {write_instant(at)}.\n"
        "# Who has it reads every backup of that node. Keep it off every network, in two places.\n"
    )
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items())
    return (told + "".join(lines)).encode("utf-8")


def backup_key(node: Node) -> SigningKey:
    """The key with which the node signs its backups."""
    try:
        return read_signing_key((node.path / "keys" / SIGNING_KEY).read_text("ascii").strip())
    except FileNotFoundError as fault:
        raise BackupError(
            say("This node has no recovery key, so that nobody could open its backup."),
            remedy=say("Make one first, and take it off this machine: glacy backup DIR --new-key FILE"),
        ) from fault


def make_backup(
    node: Node, folder: Path, *, keep: int | None = None, before: Step = lambda _: None
) -> MadeBackup:
    """Backs up the node into a folder, where its earlier backups may lie; it may go on serving.

    A run that is cut short leaves the earlier backups as they were, and the next one goes on from what it
    copied. `before` is called with the name of each step; a test stops a run there.
    """
    key = backup_key(node)
    recipient = (node.path / "keys" / RECIPIENT).read_text("ascii").strip()
    with _alone(node):
        try:
            return _make(node, folder, key=key, recipient=recipient, keep=keep, before=before)
        except OSError as fault:
            raise BackupError(
                say("The backup could not be written: {why}.", why=fault.strerror or fault),
                remedy=say(
                    "Free some space there, or give another folder; the backups that were whole still are."
                ),
            ) from fault


def find_last(path: Path) -> dict[str, str] | None:
    """When the last backup of a node was made, and where to; None where there was none."""
    try:
        found = json.loads((path / OWN_FOLDER / LAST).read_text("utf-8"))
        return {"at": str(found["at"]), "to": str(found["to"]), "stamp": str(found["stamp"])}
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _make(
    node: Node, folder: Path, *, key: SigningKey, recipient: str, keep: int | None, before: Step
) -> MadeBackup:
    for one in (folder, folder / "blobs", node.path / OWN_FOLDER, node.path / "run"):
        make_folder(one)
    sweep(folder)
    made_at = _free_instant(node, folder)
    stamp = stamp_of(node.country, made_at)
    index = _Index(node, folder)
    snapshot_file, list_file = folder / f"{stamp}.age", folder / f"{stamp}.blobs"
    before("snapshot")
    writing = _Snapshot(node, made_at, index, recipient=recipient, before=before)
    source = Pouring(writing.tar())
    hashing = _Hashing(snapshot_file)
    try:
        seal_stream(
            cast(BinaryIO, io.BufferedReader(source, _LARGE)), cast(BinaryIO, hashing), to=(recipient,)
        )
    except OSError:
        if source.fault is not None:
            raise source.fault from None
        raise
    finally:
        hashing.close()
    before("list")
    listed = "".join(f"{digest}\n" for digest in sorted(writing.needed)).encode("ascii")
    write_durably(list_file, listed)
    write_keys(folder, node.country, writing.keys, to=recipient)
    backup = Backup(
        folder=folder,
        stamp=stamp,
        country=node.country,
        made_at=made_at,
        snapshot=Digest(hashing.hash.hexdigest()),
        size=hashing.size,
        blobs=digest_of(listed),
        count=len(writing.needed),
    )
    before("note")
    write_backup_note(backup, key=key)
    index.write()
    last = {"at": write_instant(made_at), "to": str(folder.resolve()), "stamp": stamp}
    write_durably(node.path / OWN_FOLDER / LAST, json.dumps(last).encode("utf-8"))
    removed = () if keep is None else prune(_own(node, folder, key), keep=keep)
    return MadeBackup(backup=backup, copied=index.copied, copied_size=index.copied_size, removed=removed)


def _own(node: Node, folder: Path, key: SigningKey) -> list[Backup]:
    return [
        read_backup(folder, stamp, verifier=key.verifier, country=node.country)
        for stamp in all_stamps(folder)
    ]


def _free_instant(node: Node, folder: Path) -> datetime:
    at = whole_seconds(machine_clock())
    while (folder / f"{stamp_of(node.country, at)}.note").exists():
        at += timedelta(seconds=1)
    return at


class _Snapshot:
    """The tar of what is not in the vault, made while it is read."""

    def __init__(self, node: Node, made_at: datetime, index: _Index, *, recipient: str, before: Step) -> None:
        self._node, self._made_at, self._index = node, made_at, index
        self._recipient, self._before = recipient, before
        self.needed: set[str] = set()
        self.keys = b""

    def tar(self) -> Iterator[bytes]:
        """The pieces of the archive: rows, files, the list of large files, and what all of it should be."""
        node = self._node
        for last in range(_TRIES):
            files = dict(_small_files(node.path))
            with dumping.snapshot(node.path / "run") as using:
                if dict(_small_files(node.path)) != files and last < _TRIES - 1:
                    continue  # keys or settings were being changed: both must be of one moment
                yield from self._rows(using)
                self.keys = dumping.dump_keys(using)
                break
        facts = {}
        for name, (mode, data) in files.items():
            facts[name] = {"digest": digest_of(data), "mode": mode, "size": len(data)}
            yield from _member(f"files/{name}", data)
        self._before("blobs")
        blobs = b"".join(self._blobs())
        yield from _member("blobs.jsonl", blobs)
        yield from _member("manifest.json", json.dumps(self._manifest(facts, blobs)).encode("utf-8"))
        yield bytes(2 * tarfile.BLOCKSIZE)

    def _rows(self, using: str) -> Iterator[bytes]:
        piece, number = bytearray(), 0
        self._hash = sha256()
        for line in dumping.dump_rows(using):
            piece += line
            self._hash.update(line)
            if len(piece) >= _ROWS:
                yield from _member(f"rows/{number:08}", bytes(piece))
                piece, number = bytearray(), number + 1
        yield from _member(f"rows/{number:08}", bytes(piece))

    def _blobs(self) -> Iterator[bytes]:
        for name in _large_files(self._node.path):
            is_kept = name.split("/", 1)[0] in AS_THEY_LIE
            found = self._index.put(name, to=None if is_kept else self._recipient)
            if found is not None:
                self.needed.add(str(found["blob"]))
                yield json.dumps({"name": name, "sealed": not is_kept, **found}).encode("utf-8") + b"\n"

    def _manifest(self, files: dict[str, dict[str, object]], blobs: bytes) -> dict[str, object]:
        head = journal.find_head()
        return {
            "format": FORMAT,
            "country": self._node.country,
            "name": self._node.name,
            "made_at": write_instant(self._made_at),
            "program": version("glacy"),
            "origin": self._node.journal_key.name,
            "size": 0 if head is None else head.size,
            "files": files,
            "rows": self._hash.hexdigest(),
            "blobs": digest_of(blobs),
            "keys": "apart",
        }


class _Index:
    """What lies in the folder of the backups already, by name, size and time; lost, it is made anew."""

    def __init__(self, node: Node, folder: Path) -> None:
        self._node, self._folder = node, folder
        of = sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self._file = node.path / OWN_FOLDER / f"{of}.index"
        self._known = self._read()
        self._new: dict[str, dict[str, object]] = {}
        self.copied = self.copied_size = 0

    def put(self, name: str, *, to: str | None) -> dict[str, object] | None:
        """Where a file lies there, copied now if it does not yet; None where it is gone meanwhile."""
        source = self._node.path / name
        try:
            seen = source.stat()
            known = self._known.get(name)
            is_known = known is not None and [known["size"], known["at"]] == [seen.st_size, seen.st_mtime_ns]
            if known is None or not is_known or not self._lies(known):
                digest, length = put_blob(self._folder, source, to=to)
                known = {"size": seen.st_size, "at": seen.st_mtime_ns, "blob": digest, "length": length}
                self.copied, self.copied_size = self.copied + 1, self.copied_size + length
        except FileNotFoundError:
            return None  # evidence was destroyed, or a parcel settled, since the folder was listed
        self._new[name] = known
        return known

    def write(self) -> None:
        """Keeps for the next run what lies there now."""
        write_durably(self._file, json.dumps(self._new).encode("utf-8"))

    def _lies(self, known: dict[str, object]) -> bool:
        try:
            return blob_file(self._folder, str(known["blob"])).stat().st_size == known["length"]
        except FileNotFoundError:
            return False

    def _read(self) -> dict[str, dict[str, object]]:
        try:
            found = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


class _Hashing(io.RawIOBase):
    """A file that is written durably and hashed as it is written."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        path.chmod(0o600)
        self.hash, self.size = sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # any bytes
        self.hash.update(data)
        self.size += len(data)
        return self._file.write(data)

    def close(self) -> None:
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        super().close()


def _files(path: Path) -> Iterator[tuple[str, int]]:
    """Every file of the node that belongs in its backup, and its size, in the order of their names."""
    for folder, names, files in os.walk(path):
        at = Path(folder).relative_to(path)
        names[:] = sorted(name for name in names if not _LEFT_OUT.fullmatch((at / name).as_posix()))
        for name in sorted(files):
            place, full = (at / name).as_posix(), Path(folder) / name
            if _LEFT_OUT.fullmatch(place) or full.is_symlink() or not full.is_file():
                continue
            try:
                yield place, full.stat().st_size
            except FileNotFoundError:
                continue


def _is_large(name: str, size: int) -> bool:
    return size > _LARGE or name.split("/", 1)[0] in AS_THEY_LIE


def _small_files(path: Path) -> Iterable[tuple[str, tuple[int, bytes]]]:
    for name, size in _files(path):
        if not _is_large(name, size):
            try:
                yield name, ((path / name).stat().st_mode & 0o777, (path / name).read_bytes())
            except FileNotFoundError:
                continue


def _large_files(path: Path) -> Iterator[str]:
    return (name for name, size in _files(path) if _is_large(name, size))


def _member(name: str, data: bytes) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    yield info.tobuf(format=tarfile.PAX_FORMAT)
    yield data
    yield bytes(-len(data) % tarfile.BLOCKSIZE)


@contextmanager
def _alone(node: Node) -> Iterator[None]:
    descriptor = os.open(node.path / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as fault:
        raise BackupError(
            say("A backup of this node is being made just now."), remedy=say("Wait for it to end.")
        ) from fault
    finally:
        os.close(descriptor)


def backup_age(path: Path, *, at: datetime) -> timedelta | None:
    """How long ago the last backup was made, by the machine's clock; None where there was none."""
    last = find_last(path)
    return None if last is None else at - read_instant(last["at"])
