"""Joins a directory: fingerprints are compared on the telephone first, then the operator's root is pinned."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient import FetcherInterface

from glacy.canon import digest_of, read_digest
from glacy.courier import open_repository
from glacy.errors import GlacyError
from glacy.exchange import (
    Directory,
    fingerprint_of,
    gather_chain,
    read_directory,
    verify_successor,
    write_chain,
    write_node_entry,
)
from glacy.node.errors import JoiningError, NoDirectoryError
from glacy.node.files import write_durably
from glacy.node.opened import Node, put_directory
from glacy.sayings import say
from glacy.store import directory as listed
from glacy.store import journal

SOURCE_FILE = "directory.source"
_MOST = 16 * 1024 * 1024


def find_offered(source: str) -> bytes:
    """The directory that lies at a source, with all that signs it: a file, a folder, or an https address."""
    if Path(source).is_file():
        return Path(source).read_bytes()
    fetcher, begins = open_repository(source)
    try:
        return write_chain(gather_chain(lambda name: _fetch(fetcher, f"{begins}{name}")))
    except DownloadError as fault:
        raise NoDirectoryError(
            say("No directory came from {source}: {why}.", source=source, why=fault),
            remedy=say("Check the address or the stick, and try again."),
            source=source,
        ) from fault


def record_call(
    node: Node, offered: Directory, *, by: str, spoke_to: str, number: str, called_at: datetime, heard: str
) -> None:
    """Writes down the call to the operator; the fingerprint that was heard must be that of the root here.

    What this side reads aloud is `entry_fingerprint`: the operator types it in on theirs.
    """
    if not all(value.strip() for value in (by, spoke_to, number, heard)):
        raise JoiningError(
            say("A call has two people, a number and what was heard."),
            remedy=say("Say who called, whom, by which number, and the fingerprint that was read to you."),
        )
    bare = "".join(heard.split()).lower()
    fits = bool(offered.roots) and bare == offered.roots[-1]
    try:
        digest = read_digest(bare)
    except GlacyError as fault:
        raise JoiningError(
            say("A fingerprint has sixteen groups of four digits, 0 to 9 and a to f."),
            remedy=say("Ask them to read it again, and type what you hear."),
        ) from fault
    call = listed.JoiningCall(
        by=by,
        spoke_to=spoke_to,
        number=number,
        called_at=called_at,
        heard=digest,
        entry=digest_of(write_node_entry(node.entry)),
    )
    at = node.clock()
    with transaction.atomic():
        listed.put_joining_call(call, fits=fits, at=at)
        kind = "directory.compared" if fits else "directory.comparison_failed"
        journal.put_entry(kind, by=None, what={"by": by, "heard": digest, "entry": call.entry}, at=at)
    if not fits:
        raise JoiningError(
            say(
                "What was heard is not the fingerprint of the root that lies here: {root}.",
                root=offered.fingerprint,
            ),
            remedy=say("Do not join. Ask for the directory by another way, and call again."),
        )


def entry_fingerprint(node: Node) -> str:
    """The fingerprint of this node's own entry, to be read to the operator."""
    return fingerprint_of(write_node_entry(node.entry))


def join_directory(node: Node, data: bytes, *, fingerprint: str | None = None, source: str = "") -> Directory:
    """The directory that the node follows from now on; one whose time is over brings no new key.

    A node for real cases joins only after the call to the operator was written down; an exercise may do
    without. `source` is where it is refreshed from.
    """
    found = read_directory(data, fingerprint=fingerprint)
    pinned = node.directory
    if pinned is not None and not _is_anew(pinned, found):
        verify_successor(found, of=pinned)
    if found.exercise != node.exercise:
        raise NoDirectoryError(
            say("Exercise nodes and real ones do not share a directory."),
            remedy=say("Ask for the right directory."),
        )
    if found.is_expired(at=node.clock()):
        raise NoDirectoryError(
            say(
                "The validity of this directory ended {at}; no key is taken from it any more.",
                at=found.valid_until,
            ),
            remedy=say("Ask its operator for the directory of today."),
        )
    own = found.find_entry(node.country)
    if own is None or own.seal_roots != node.entry.seal_roots:
        raise NoDirectoryError(
            say(
                "The directory does not list this node with its own keys for {country}.", country=node.country
            ),
            remedy=say("Hand `glacy node entry` to the operator and ask for a new directory."),
        )
    if not node.exercise and listed.find_joining_call(found.roots) is None:
        raise JoiningError(
            say("Nobody has compared the fingerprint of this directory with its operator."),
            remedy=say("Call the operator, and write the call down with `glacy directory compare`."),
        )
    with transaction.atomic():
        what = {"directory": digest_of(data), "operator": found.fingerprint}
        journal.put_entry("directory.joined", by=None, what=dict(what), at=node.clock())
    put_directory(node.path, data, found)
    if source and not Path(source).is_file():
        write_durably(node.path / SOURCE_FILE, source.encode("utf-8"))
    return found


def source_of(node: Node) -> str:
    """Where this node refreshes its directory from; empty where nothing was set."""
    file = node.path / SOURCE_FILE
    return file.read_text("utf-8").strip() if file.is_file() else ""


def _is_anew(pinned: Directory, found: Directory) -> bool:
    """Whether the pinned one is of before there were roots: it is followed by a joining, not a refresh."""
    return pinned.is_older_form and pinned.exercise == found.exercise


def _fetch(fetcher: FetcherInterface, url: str) -> bytes | None:
    try:
        return fetcher.download_bytes(url, _MOST)
    except DownloadHTTPError:
        return None
