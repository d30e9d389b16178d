"""Refreshes the directory as The Update Framework says, and tells what changed (docs/specs/exchange.md, 2).

What is pinned is one file, written whole or not at all. A refresh works on a copy of its parts: cut it at any
moment, and the node goes on with what it had.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from django.db import close_old_connections, transaction
from tuf.api import exceptions as tuf
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from glacy.canon import Json, digest_of
from glacy.courier import CourierError, open_repository
from glacy.errors import GlacyError
from glacy.exchange import (
    LISTING,
    Chain,
    Change,
    Directory,
    directory_changes,
    read_chain,
    read_directory,
    verify_successor,
    write_chain,
)
from glacy.node.errors import NoDirectoryError, RefreshError
from glacy.node.health import beat
from glacy.node.joining import source_of
from glacy.node.opened import DIRECTORY_FILE, Node, put_directory
from glacy.sayings import say
from glacy.store import directory as listed
from glacy.store import journal

EVERY = 3600.0
"""Seconds between two refreshes of the worker."""
LOOK = 20.0
Outcome = Literal["newer", "same"]
_LIMITS = UpdaterConfig(
    max_root_rotations=64,
    root_max_length=512 * 1024,
    timestamp_max_length=64 * 1024,
    snapshot_max_length=256 * 1024,
    targets_max_length=1024 * 1024,
)
_WAIT = say("What was known stays in use. It is tried again by itself; tell the operator if it stays so.")
_ALARM = say("What was known stays in use. Call the operator on the number that you know.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """The directory that holds now, and what it changed."""

    directory: Directory
    changes: tuple[Change, ...]
    outcome: Outcome


def refresh(node: Node, *, source: str = "", fetcher: FetcherInterface | None = None) -> Refreshed:
    """The newest directory of the pinned operator; every end of it is written down and can be seen.

    `source` is a folder or an address; without one it is that from which the node joined. `fetcher` is
    another way to the same files.
    """
    where = source or source_of(node)
    try:
        done = _refresh(node, where, fetcher)
    except RefreshError as fault:
        _note(node, str(fault.fields["kind"]), says=str(fault.says), source=where, version=None)
        raise
    _note(node, done.outcome, says="", source=where, version=done.directory.version)
    return done


def keep_directory(node: Node, *, stop: threading.Event, tell: Callable[[str], None]) -> None:
    """Refreshes once an hour until told to stop, where a source is known; a fault is told and waits."""
    due = 0.0
    while not stop.is_set():
        beat(node, "directory", within=10 * LOOK)
        if due <= 0 and source_of(node) and node.directory is not None:
            try:
                refresh(node)
            except GlacyError as fault:
                tell(str(fault))
            except Exception as fault:  # a loop of the worker outlives whatever a round meets
                tell(f"The directory could not be refreshed: {fault!r}")
            close_old_connections()
            due = EVERY
        stop.wait(LOOK)
        due -= LOOK


def _refresh(node: Node, where: str, fetcher: FetcherInterface | None) -> Refreshed:
    pinned = node.directory
    if pinned is None or pinned.is_older_form:
        raise NoDirectoryError(
            say("This node follows no directory that can be refreshed."),
            remedy=say("Join one with `glacy directory join`."),
        )
    if fetcher is None and not where:
        raise _fault("no_source", say("This node does not know where its directory is published."))
    held = (node.path / DIRECTORY_FILE).read_bytes()
    known = read_chain(held)
    chain = _fetch_newer(known, where, fetcher, at=node.clock())
    if chain == known:
        return Refreshed(directory=pinned, changes=(), outcome="same")
    data = write_chain(chain)
    try:
        found = read_directory(data)
        verify_successor(found, of=pinned)
    except GlacyError as fault:
        raise _fault("refused", str(fault.says)) from fault
    return _take(node, pinned, found, data)


def _take(node: Node, pinned: Directory, found: Directory, data: bytes) -> Refreshed:
    changes, at = directory_changes(pinned, found), node.clock()
    if (pinned.version, pinned.roots) != (found.version, found.roots):
        with transaction.atomic():
            listed.put_changes(changes, version=found.version, at=at)
            states = sorted({change.country for change in changes})
            what: dict[str, Json] = {"directory": digest_of(data), "version": found.version, "states": states}
            journal.put_entry("directory.changed", by=None, what=what, at=at)
    put_directory(node.path, data, found)
    return Refreshed(directory=found, changes=changes, outcome="newer" if changes else "same")


def _fetch_newer(held: Chain, where: str, fetcher: FetcherInterface | None, *, at: datetime) -> Chain:
    """The newest chain behind the one that is held; the framework's own client judges each file."""
    try:
        found, begins = (fetcher, "memory:/") if fetcher is not None else open_repository(where)
        with TemporaryDirectory(prefix="glacy-directory-") as folder:
            place = Path(folder)
            for name, data in (
                ("timestamp", held.timestamp), ("snapshot", held.snapshot), ("targets", held.targets)
            ):  # fmt: skip
                (place / f"{name}.json").write_bytes(data)
            updater = Updater(
                metadata_dir=folder,
                metadata_base_url=f"{begins}metadata/",
                target_dir=folder,
                target_base_url=f"{begins}targets/",
                fetcher=found,
                config=_LIMITS,
                bootstrap=held.roots[-1],
            )
            # The clock is the node's: an exercise lives on the day of its story. There is no door for it.
            updater._trusted_set.reference_time = at
            updater.refresh()
            return _gather(updater, place, held)
    except CourierError as fault:
        raise _fault("unreachable", str(fault.says)) from fault
    except OSError as fault:
        raise _fault("no_room", say("The files could not be written or read: {why}.", why=fault)) from fault
    except (tuf.RepositoryError, tuf.DownloadError) as fault:
        raise _named(fault) from fault


def _gather(updater: Updater, place: Path, held: Chain) -> Chain:
    target = updater.get_targetinfo(LISTING)
    if target is None:
        raise _fault("refused", say("The newer directory names no listing."))
    known = digest_of(held.listing) == target.hashes.get("sha256")
    listing = held.listing if known else Path(updater.download_target(target)).read_bytes()
    roots = list(held.roots)
    while (file := place / "root_history" / f"{len(roots) + 1}.root.json").is_file():
        roots.append(file.read_bytes())
    timestamp, snapshot, targets = (
        (place / f"{name}.json").read_bytes() for name in ("timestamp", "snapshot", "targets")
    )
    return Chain(roots=tuple(roots), timestamp=timestamp, snapshot=snapshot, targets=targets, listing=listing)


def _named(fault: Exception) -> RefreshError:
    """The fault of the framework's client in words that an administrator can act on."""
    match fault:
        case tuf.DownloadLengthMismatchError():
            return _fault("too_much", say("What was sent does not end where it must."), is_alarm=True)
        case tuf.DownloadError():
            return _fault("unreachable", say("There is no way to the directory: {why}.", why=fault))
        case tuf.ExpiredMetadataError():
            return _fault(
                "expired",
                say("What is published is past its time: not renewed, or held back."),
            )
        case tuf.BadVersionNumberError():
            return _fault("older", say("What was offered is older than what this node has."), is_alarm=True)
        case tuf.UnsignedMetadataError():
            return _fault(
                "wrong_keys",
                say("What was offered is not signed by enough of its keys."),
                is_alarm=True,
            )
        case tuf.LengthOrHashMismatchError():
            return _fault("mixed", say("The files that were offered do not belong together."), is_alarm=True)
        case _:
            return _fault("damaged", say("What was offered cannot be read: {why}.", why=fault))


def _fault(kind: str, says: str, *, is_alarm: bool = False) -> RefreshError:
    return RefreshError(says, remedy=_ALARM if is_alarm else _WAIT, kind=kind)


def _note(node: Node, outcome: str, *, says: str, source: str, version: int | None) -> None:
    at = node.clock()
    with transaction.atomic():
        is_new = listed.put_refresh(outcome, says=says, source=source, version=version, at=at)
        if is_new and outcome not in ("newer", "same"):
            journal.put_entry("directory.not_refreshed", by=None, what={"why": outcome}, at=at)
