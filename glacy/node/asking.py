"""A restored node asks its witnesses and peers what they hold, takes back what it forgot, and goes on.

docs/specs/exchange.md, 12. One round asks whoever has not answered yet; when all have, or the administrator
goes on without the rest, what was forgotten is taken back and the node signs again: under the name of its
journal if nothing signed was lost, else under a new one that cites it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

from django.db import close_old_connections, transaction

from glacy.canon import Json, digest_of
from glacy.errors import GlacyError
from glacy.exchange import (
    Directory,
    HeldQuestion,
    HeldState,
    KnownThread,
    NodeEntry,
    open_sealed,
    read_held,
    write_question,
)
from glacy.journal import open_checkpoint, read_checkpoint, read_note, verify_note
from glacy.node.behind import compare_head, find_held, hold
from glacy.node.cosigning import Line, ask_witnesses
from glacy.node.opened import Node
from glacy.node.origins import open_new_origin
from glacy.node.quiet import Mark, end_quiet, find_mark, write_mark
from glacy.node.recalling import Recalled, recall
from glacy.node.sequencer import tiles_of
from glacy.sayings import say
from glacy.store import holding, journal
from glacy.times import write_instant

AT_ONCE = 8
Tell = Callable[[str], None]


class Asking(Protocol):
    """What brings a question to a node, and its answer back."""

    def ask(self, question: bytes, *, to: NodeEntry) -> bytes:
        """What the node answered."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How a round of asking ended: who has not answered, and the node if it signs again."""

    mark: Mark
    awake: Node | None


def ask_round(node: Node, courier: Asking, line: Line, *, tell: Tell = lambda _: None) -> Round:
    """Asks all, and wakes the node if nobody is missing; what each of those said why is in the mark."""
    mark = find_mark(node.path)
    if mark is None:
        return Round(mark=_nothing(node), awake=node)
    failed = dict(one.split(": ", 1) for one in ask_witnesses(node, line))
    peers = [one for one in _peers(node) if one.country not in mark.without]
    answers: dict[str, HeldState] = {}
    for country, found in _ask_all(node, courier, peers).items():
        if isinstance(found, GlacyError):
            failed[country] = found.says
        else:
            answers[country] = found
    failed = {who: why for who, why in failed.items() if who not in mark.without}
    mark = replace(mark, answered=tuple(sorted(answers)), failed=failed)
    write_mark(node.path, mark)
    if failed:
        return Round(mark=mark, awake=None)
    try:
        return Round(mark=mark, awake=_wake(node, courier, mark, answers, tell=tell))
    except GlacyError as fault:
        who = str(fault.fields.get("country", node.country))
        mark = replace(find_mark(node.path) or mark, failed={who: fault.says})
        write_mark(node.path, mark)
        return Round(mark=mark, awake=None)


def ask_peer(node: Node, courier: Asking, peer: NodeEntry, directory: Directory) -> HeldState:
    """What a peer holds of this node; raises where its answer is not one."""
    threads = tuple(
        KnownThread(thread=row.pk, received=row.received_sequence, sent=row.sent_sequence)
        for row in holding.threads_with(peer.country)
    )
    at = node.clock()
    question = write_question(
        HeldQuestion(by=node.country, to=peer.country, exercise=node.exercise, asked_at=at, threads=threads),
        by=node.seal,
        at=at,
        stamper=node.stamper,
    )
    answer = open_sealed(courier.ask(question, to=peer), identities=node.identities)
    return read_held(
        answer,
        directory=directory,
        receiver=node.country,
        at=node.clock(),
        giver=peer.country,
        question=digest_of(question),
    )


def _wake(node: Node, courier: Asking, mark: Mark, answers: dict[str, HeldState], *, tell: Tell) -> Node:
    recalled = Recalled()
    for country, held in answers.items():
        recalled += recall(node, courier, node.peer(country), held)
        _hold_if_lost(node, held)
        _take_witnessed(node, held)
    lost = find_held(node)
    if lost is not None or mark.origin:
        old = node.journal_key.name
        node = open_new_origin(node, mark, lost)
        tell(
            say(
                "The journal {old} has lost entries that others hold; it goes on as {new}. Hand the entry of "
                "this node to the operator of the directory: glacy node entry DIR",
                old=old,
                new=node.journal_key.name,
            )
        )
    _log(node, mark, answers, recalled)
    end_quiet(node.path)
    tell(
        say(
            "The restored node signs again: it took back {count} messages of its own.",
            count=recalled.taken_back,
        )
    )
    return node


def _log(node: Node, mark: Mark, answers: dict[str, HeldState], recalled: Recalled) -> None:
    what: dict[str, Json] = {
        "backup_at": write_instant(mark.backup_at),
        "restored_at": write_instant(mark.restored_at),
        "answered": sorted(answers),
        "without": list(mark.without),
        "taken_back": recalled.taken_back,
        "given_up": recalled.given_up,
        "origin": node.journal_key.name,
    }
    with transaction.atomic():
        journal.put_entry("node.restored", by=None, what=what, at=node.clock())


def _hold_if_lost(node: Node, held: HeldState) -> None:
    """Notes that a peer has seen a head of this journal that the database does not know."""
    if held.checkpoint is None:
        return
    note = held.checkpoint.encode("utf-8")
    try:
        checkpoint, _ = open_checkpoint(note, keys=node.entry.journal_history)
    except GlacyError:
        return  # not this node's word: a peer alone cannot make it give up its name
    who = say("The node of {country}", country=held.by)
    head = journal.find_head()
    says = compare_head(checkpoint, head=head, find_tile=tiles_of(node), who=who)
    known = find_held(node)
    if says is not None and (known is None or known.size < checkpoint.size):
        hold(node, checkpoint, note, says=says)


def _take_witnessed(node: Node, held: HeldState) -> None:
    """What this node cosigned for a peer before it was restored, by its line on that peer's checkpoint."""
    if held.journal is None or not node.witness_keys:
        return
    try:
        note = read_note(held.journal.encode("utf-8"))
        verify_note(note, keys=node.entry.witness_history)
        checkpoint, _ = open_checkpoint(note, keys=node.peer(held.by).journal_history)
        assert checkpoint == read_checkpoint(note.text)
    except GlacyError:
        return  # it is no witness of theirs
    holding.put_witnessed(
        origin=checkpoint.origin,
        country=held.by,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        note=held.journal,
        at=node.clock(),
    )


def _peers(node: Node) -> Sequence[NodeEntry]:
    directory = node.directory
    return [] if directory is None else [one for one in directory.nodes if one.country != node.country]


def _ask_all(node: Node, courier: Asking, peers: Sequence[NodeEntry]) -> dict[str, HeldState | GlacyError]:
    directory = node.directory
    if directory is None or not peers:
        return {}

    def ask(peer: NodeEntry) -> HeldState | GlacyError:
        try:
            return ask_peer(node, courier, peer, directory)
        except GlacyError as fault:
            return fault
        finally:
            if len(peers) > 1:
                close_old_connections()

    if len(peers) == 1:
        return {peers[0].country: ask(peers[0])}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="asking") as pool:
        return dict(zip((one.country for one in peers), pool.map(ask, peers), strict=True))


def _nothing(node: Node) -> Mark:
    at = node.clock()
    return Mark(backup_at=at, restored_at=at, size=0)
