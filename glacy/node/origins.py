"""A new origin: a journal that has lost entries for good goes on under another name, and cites the old one.

The new journal begins with every entry that the node still has, in their places, and says in the next what
it goes on from. So nobody is shown two heads of one name, and what was proved under the old name still is.
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from glacy.canon import Json, digest_of
from glacy.exchange import WithdrawnKey
from glacy.journal import (
    CHECKPOINT_PATH,
    Checkpoint,
    SigningKey,
    sign_checkpoint,
    write_signing_key,
    write_verifier_key,
)
from glacy.node.behind import Held, release
from glacy.node.files import make_folder, sync_folder, write_durably
from glacy.node.opened import BESIDE_KEY, JOURNAL_KEY, Node, open_node
from glacy.node.own_withdrawn import add_withdrawn
from glacy.node.quiet import Mark, write_mark
from glacy.node.sequencer import alone_at_journal, tiles_of
from glacy.store import journal

EARLIER = "earlier"


def open_new_origin(node: Node, mark: Mark, held: Held | None) -> Node:
    """The node with its new journal; a run that was cut short is simply repeated.

    `held` is what others know of the old one. The old key signs no more, and is removed.
    """
    if not mark.origin:
        mark = replace(mark, origin=_new_name(node.journal_key.name, node.clock()))
        write_mark(node.path, mark)
    if node.journal_key.name != mark.origin:
        _put_away(node, held)
        _make_keys(node, mark.origin)
        node = open_node(node.path)
    with alone_at_journal(node):
        _sign_anew(node, held)
    release(node)
    return node


def _new_name(old: str, at: datetime) -> str:
    """The name of the journal with the day and four letters, so that no two restores choose the same."""
    base = "/".join(old.split("/")[:2])
    return f"{base}/{at:%Y%m%d}-{secrets.token_hex(2)}"


def _put_away(node: Node, held: Held | None) -> None:
    """What was signed under the old name stays in the journal's folder, beside what others hold of it."""
    folder = node.path / "journal" / EARLIER / digest_of(node.journal_key.name.encode())[:16]
    make_folder(folder)
    head = journal.find_head()
    if head is not None:
        write_durably(folder / CHECKPOINT_PATH, head.note, mode=0o644)
    if held is not None:
        write_durably(folder / "held-elsewhere", held.note.encode("utf-8"), mode=0o644)
    keys = "".join(f"{write_verifier_key(key)}\n" for key in node.journal_verifiers)
    write_durably(folder / "keys", keys.encode("ascii"), mode=0o644)
    for one in journal.all_published():
        write_durably(folder / f"checkpoint.{one.size}", one.note, mode=0o644, sync_names=False)
    sync_folder(folder)


def _make_keys(node: Node, name: str) -> None:
    folder, until = node.path / "keys", node.clock()
    add_withdrawn(
        node,
        [
            WithdrawnKey(use="journal", key=write_verifier_key(key), until=until, why="rolled_over")
            for key in node.journal_verifiers
        ],
    )
    new = folder / "new-origin"
    shutil.rmtree(new, ignore_errors=True)
    make_folder(new)
    log = SigningKey(name=name, seed=secrets.token_bytes(32))
    beside = SigningKey(name=name, seed=secrets.token_bytes(32), use="cosigner")
    for file, key in ((BESIDE_KEY, beside), (JOURNAL_KEY, log)):
        write_durably(new / file, (write_signing_key(key) + "\n").encode("ascii"))
    for file in (BESIDE_KEY, JOURNAL_KEY):
        (new / file).replace(folder / file)
    new.rmdir()
    sync_folder(folder)


def _sign_anew(node: Node, held: Held | None) -> None:
    """The head that stands, under the new name; and the entry that says what it goes on from."""
    head, at = journal.find_head(), node.clock()
    what: dict[str, Json] = {
        "origin": node.journal_key.name,
        "size": 0 if head is None else head.size,
        "root": "" if head is None else head.root.hex(),
        "known_elsewhere": None if held is None else held.size,
        "checkpoint": None if held is None else digest_of(held.note.encode("utf-8")),
        "old_checkpoint": None if head is None else digest_of(head.note),
    }
    if head is not None:
        checkpoint = Checkpoint(origin=node.journal_key.name, size=head.size, root=head.root)
        note = sign_checkpoint(checkpoint, key=node.journal_key, beside=node.journal_beside, at=at)
        head = replace(head, note=note)
    with transaction.atomic():
        if not journal.has_origin(node.journal_key.name):
            journal.put_entry("journal.origin_opened", by=None, what=what, at=at)
        journal.begin_origin(head, at=at)
    if head is not None:
        write_durably(node.path / "journal" / CHECKPOINT_PATH, head.note, mode=0o644)
    elif tiles_of(node)(CHECKPOINT_PATH) is not None:
        (node.path / "journal" / CHECKPOINT_PATH).unlink()
