"""Joins a directory: the operator's key is pinned, and a later one must be its successor."""

from __future__ import annotations

from django.db import transaction

from glacy.canon import digest_of
from glacy.exchange import Directory, read_directory, verify_successor
from glacy.node.errors import NoDirectoryError
from glacy.node.files import write_durably
from glacy.node.opened import DIRECTORY_FILE, Node
from glacy.store import journal


def join_directory(node: Node, data: bytes, *, fingerprint: str | None = None) -> Directory:
    """The directory that the node follows from now on."""
    found = read_directory(data, fingerprint=fingerprint)
    pinned = node.directory
    if pinned is not None:
        verify_successor(found, of=pinned)
    if found.exercise != node.exercise:
        raise NoDirectoryError(
            "Exercise nodes and real ones do not share a directory.", remedy="Ask for the right directory."
        )
    own = found.find_entry(node.country)
    if own is None or own.seal_roots != node.entry.seal_roots:
        raise NoDirectoryError(
            f"The directory does not list this node with its own keys for {node.country}.",
            remedy="Hand `glacy node entry` to the operator and ask for a new directory.",
        )
    write_durably(node.path / DIRECTORY_FILE, data)
    with transaction.atomic():
        what = {"directory": digest_of(data), "operator": found.fingerprint}
        journal.put_entry("directory.joined", by=None, what=dict(what), at=node.clock())
    return found
