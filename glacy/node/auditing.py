"""Audits this node's own journal: rows, tiles, every head that was kept, and what its witnesses hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from glacy.checks import Check
from glacy.courier import CourierError
from glacy.journal import VerifierKey, examine_journal
from glacy.node.behind import find_held
from glacy.node.cosigning import Line, policy_of, witnesses_of
from glacy.node.opened import Node
from glacy.node.sequencer import alone_at_journal, published_checkpoint, tiles_of
from glacy.sayings import say
from glacy.store import journal


def audit(
    node: Node, *, line: Line | None = None, heads: Iterable[tuple[str, bytes]] = ()
) -> tuple[Check, ...]:
    """Every check of the journal as its keeper can make it; with a line the witnesses are asked as well."""
    with alone_at_journal(node):  # no tile comes or goes while they are looked at
        head = journal.find_head()
        known = [*_kept(node), *_asked(node, line), *heads]
        checks = examine_journal(
            None if head is None else head.note,
            keys=keys_of(node),
            find_tile=tiles_of(node),
            find_entries=lambda first, count: journal.all_entries(first=first, count=count),
            with_bundles=True,
            heads=known,
        )
    held = find_held(node)
    if held is None:
        return checks
    return (*checks, Check(name="journal.held", holds=False, about="journal", says=held.says))


def keys_of(node: Node) -> tuple[VerifierKey, ...]:
    """The keys of this journal and of its witnesses."""
    return tuple(dict.fromkeys((*node.entry.journal_history, *policy_of(node).keys)))


def _kept(node: Node) -> Iterator[tuple[str, bytes]]:
    """The heads that this node kept itself: as published, and as shown to witnesses."""
    published = published_checkpoint(node)
    if published is not None:
        yield "this node (published)", published
    for head in journal.all_published():
        yield "this node", head.note
    held = find_held(node)
    if held is not None and held.note:
        yield "a witness", held.note.encode("utf-8")


def _asked(node: Node, line: Line | None) -> Iterator[tuple[str, bytes]]:
    """What each witness holds; one that cannot be asked says nothing."""
    for peer in () if line is None else witnesses_of(policy_of(node)):
        try:
            note = line.find_latest(peer.url, origin=node.journal_key.name) if line else None
        except CourierError as fault:
            note = str(say("no answer: {why}", why=fault.says)).encode()
        if note is not None:
            yield f"the witness {peer.name}", note
