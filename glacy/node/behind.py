"""A journal that is held: another head of it is known than the database's, and nothing is signed.

A database that was restored from an older copy does not know what it signed since. Whoever signs on from
there signs a fork: other entries at the same places. So the sequencer stops where the published head or a
witness knows more. A restored node whose entries are lost for good opens a new origin (glacy.node.origins).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from glacy.journal import (
    CHECKPOINT_PATH,
    Checkpoint,
    FindTile,
    JournalError,
    TileHashes,
    open_checkpoint,
)
from glacy.node.errors import JournalHeldError
from glacy.node.files import write_durably
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import journal

HELD = "held.json"
REMEDY = say(
    "Stop the node, keep a copy of its folder and its database as they are, and restore the newest backup; "
    "then ask again with `glacy journal witness DIR --ask`. Nothing is signed until then, and nothing is "
    "lost: what comes in waits. If the entries are lost for good, restore the node from its backup with "
    "`glacy restore`: it then opens a new origin."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Why nothing is signed: which size is known elsewhere, to whom, and the checkpoint that shows it."""

    says: str
    size: int
    note: str


def find_held(node: Node) -> Held | None:
    """Why the journal is held, or None while it is free."""
    try:
        found = json.loads(_file(node).read_text("utf-8"))
        return Held(says=str(found["says"]), size=int(found["size"]), note=str(found["note"]))
    except FileNotFoundError:
        return None
    except (ValueError, LookupError, TypeError):
        return Held(says=say("The file {file} cannot be read.", file=_file(node)), size=0, note="")


def hold(node: Node, checkpoint: Checkpoint, note: bytes, *, says: str) -> Held:
    """Nothing is signed from now on, in any process of the node and after any start."""
    held = Held(says=str(says), size=checkpoint.size, note=note.decode("utf-8"))
    facts = {"says": held.says, "size": held.size, "note": held.note}
    write_durably(_file(node), json.dumps(facts, ensure_ascii=False).encode("utf-8"))
    return held


def release(node: Node) -> None:
    """Signing goes on; only after every witness was asked and none knows more."""
    _file(node).unlink(missing_ok=True)


def verify_free(node: Node, head: journal.Head | None, published: bytes | None) -> None:
    """Returns if a next head may be signed; raises while the journal is held, or a later one is published."""
    held = find_held(node)
    if held is None and published is not None and (head is None or published != head.note):
        held = _by_published(node, head, published)
    if held is not None:
        raise JournalHeldError(held.says, remedy=REMEDY, size=held.size)


def compare_head(
    checkpoint: Checkpoint, *, head: journal.Head | None, find_tile: FindTile, who: str
) -> str | None:
    """What is wrong with signing on where another holds this checkpoint of the journal; None if nothing."""
    size = 0 if head is None else head.size
    if checkpoint.size > size:
        return say(
            "{who} holds a head of this journal over {size} entries, signed with its own key, and the "
            "database knows {known}: it was restored from an older copy.",
            who=who,
            size=checkpoint.size,
            known=size,
        )
    hashes = TileHashes(size=size, find_tile=find_tile)
    if hashes.root_at(checkpoint.size) != checkpoint.root:
        return say(
            "{who} holds another head of this journal over {size} entries, signed with its own key: the "
            "journal was signed on from an older copy, and has forked.",
            who=who,
            size=checkpoint.size,
        )
    return None


def _by_published(node: Node, head: journal.Head | None, published: bytes) -> Held | None:
    try:
        checkpoint, _ = open_checkpoint(published, keys=node.entry.journal_history)
    except JournalError:
        return None  # the file is damaged; it is written again from the head
    known = 0 if head is None else head.size
    if checkpoint.size <= known:
        return None
    says = say(
        "A head over {size} entries was published ({file}), and the database knows {known}: it was restored "
        "from an older copy.",
        size=checkpoint.size,
        file=node.path / "journal" / CHECKPOINT_PATH,
        known=known,
    )
    return Held(says=says, size=checkpoint.size, note=published.decode("utf-8"))


def _file(node: Node) -> Path:
    return node.path / "journal" / HELD
