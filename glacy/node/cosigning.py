"""Brings each new head of this node's journal to its witnesses, and keeps what they cosigned.

A witness that holds a head which the database does not know stops the sequencer (glacy.node.behind).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.db import close_old_connections

from glacy.courier import Answer
from glacy.errors import GlacyError
from glacy.exchange import make_policy
from glacy.journal import (
    Checkpoint,
    JournalError,
    Note,
    Policy,
    Submission,
    TileHashes,
    VerifierKey,
    consistency_proof,
    open_checkpoint,
    read_note,
    read_policy,
    read_size,
    take_cosignatures,
    thin_note,
    verify_note,
    with_lines,
    write_note,
    write_submission,
)
from glacy.node.behind import Held, compare_head, find_held, hold, release
from glacy.node.errors import WitnessError
from glacy.node.opened import Node
from glacy.node.sequencer import publish, tiles_of
from glacy.sayings import say
from glacy.store import journal, witnesses

POLICY_FILE = "witness-policy"
FIRST_WAIT, LONGEST_WAIT = 2.0, 900.0
FRESH_FOR = 6 * 3600.0
"""Seconds after which a head that stands is cosigned again, so that a witness's word is not old."""
_OK, _CONFLICT = 200, 409
_IS_FORK = 422


class Line(Protocol):
    """What speaks with witnesses."""

    def add_checkpoint(self, url: str, submission: bytes) -> Answer:
        """The answer of the witness at this prefix."""
        ...

    def find_latest(self, url: str, *, origin: str) -> bytes | None:
        """The checkpoint of a journal that it cosigned last."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A witness of this node's journal: its name, its place in the policy, its address and its keys."""

    name: str
    group: str
    url: str
    keys: tuple[VerifierKey, ...]


@dataclass(slots=True)
class Due:
    """When each witness is to be tried again, and how often it failed; lives as long as its process."""

    next_at: dict[str, float] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    fresh_until: dict[str, float] = field(default_factory=dict)

    def is_due(self, name: str, *, is_behind: bool, now: float) -> bool:
        """Whether the witness is to be tried now."""
        if now < self.next_at.get(name, 0.0):
            return False
        return is_behind or now >= self.fresh_until.get(name, 0.0)

    def note(self, name: str, *, went_well: bool, now: float) -> None:
        """Takes down how a try went: after the n-th failure it waits twice as long as before."""
        failures = 0 if went_well else self.failures.get(name, 0) + 1
        self.failures[name] = failures
        self.next_at[name] = now + (min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT) if failures else 0.0)
        if went_well:
            self.fresh_until[name] = now + FRESH_FOR


def policy_file(node: Node) -> Path:
    """Where a node's own policy lies, if it has one (C2SP tlog-policy)."""
    return node.path / POLICY_FILE


def policy_of(node: Node) -> Policy:
    """Who witnesses this node's journal, and who is enough: the node's own policy, or the directory's."""
    file = policy_file(node)
    if file.is_file():
        return read_policy(file.read_bytes())
    return make_policy(node.entry, node.directory)


def witnesses_of(policy: Policy) -> tuple[Peer, ...]:
    """The witnesses of a policy that have an address; keys of one name are one witness."""
    groups = {member: group.name for group in policy.groups for member in group.members}
    peers: dict[str, Peer] = {}
    for one in policy.witnesses:
        if one.url:
            new = Peer(name=one.key.name, group=groups.get(one.name, one.name), url=one.url, keys=())
            known = peers.get(one.key.name, new)
            peers[known.name] = replace(known, keys=(*known.keys, one.key))
    return tuple(peers.values())


def submit_due(node: Node, line: Line, due: Due, *, pool: ThreadPoolExecutor | None = None) -> int:
    """Brings the head to every witness that has not cosigned it and is due; how many cosigned it."""
    head = journal.find_head()
    if head is None or node.is_quiet() or find_held(node) is not None:
        return 0
    now = time.monotonic()
    waiting = [
        peer
        for peer in witnesses_of(policy_of(node))
        if due.is_due(
            peer.name,
            is_behind=witnesses.get_witness(peer.name, group=peer.group).size < head.size,
            now=now,
        )
    ]
    if not waiting:
        return 0

    def submit(peer: Peer) -> Note | None:
        try:
            return _try(node, line, peer, head, due)
        finally:
            if pool is not None:
                close_old_connections()

    found = list(map(submit, waiting) if pool is None else pool.map(submit, waiting))
    return _keep(node, head, [note for note in found if note is not None])


def ask_witnesses(node: Node, line: Line, *, peers: Iterable[Peer] | None = None) -> tuple[str, ...]:
    """Asks every witness which head it cosigned last; the sentences of those that could not be asked.

    The journal is held where one knows more than the database, and free again where all answered and none
    does.
    """
    asked = witnesses_of(policy_of(node)) if peers is None else tuple(peers)
    head = journal.find_head()
    failed, held = [], None
    for peer, found in zip(asked, _latest(line, asked, origin=node.journal_key.name), strict=True):
        try:
            if isinstance(found, GlacyError):
                raise found
            held = (None if found is None else _hold_if_behind(node, found, head, peer)) or held
        except GlacyError as fault:
            failed.append(f"{peer.name}: {fault.says}")
    if held is None and not failed and asked:
        release(node)
    return tuple(failed)


def _latest(line: Line, peers: Sequence[Peer], *, origin: str) -> list[bytes | GlacyError | None]:
    """What each witness cosigned last, or why it could not be asked; all are asked at once."""

    def ask(peer: Peer) -> bytes | GlacyError | None:
        try:
            return line.find_latest(peer.url, origin=origin)
        except GlacyError as fault:
            return fault

    if len(peers) < 2:
        return list(map(ask, peers))
    with ThreadPoolExecutor(len(peers), thread_name_prefix="asking") as pool:
        return list(pool.map(ask, peers))


def _try(node: Node, line: Line, peer: Peer, head: journal.Head, due: Due) -> Note | None:
    at = node.clock()
    try:
        note = _submit(node, line, peer, head)
    except (GlacyError, ValueError) as fault:
        says = fault.says if isinstance(fault, GlacyError) else str(fault)
        witnesses.set_witness(peer.name, group=peer.group, tried_at=at, says=str(says))
        due.note(peer.name, went_well=False, now=time.monotonic())
        return None
    seen = _seen_at(note, peer)
    values = {"size": head.size, "cosigned_at": seen or at, "tried_at": at, "says": "", "group": peer.group}
    witnesses.set_witness(peer.name, **values)
    due.note(peer.name, went_well=True, now=time.monotonic())
    return note


def _submit(node: Node, line: Line, peer: Peer, head: journal.Head) -> Note:
    """The head with the lines of this witness; a second try where it had seen another size."""
    old = witnesses.get_witness(peer.name, group=peer.group).size
    note = read_note(head.note)
    answer = line.add_checkpoint(peer.url, _body(node, note, old, head.size))
    if answer.status == _CONFLICT:
        old = read_size(answer.body)
        if old > head.size:
            _look_closer(node, line, peer, head)
            raise WitnessError(
                say("It says that it cosigned {size} entries, and shows no such head.", size=old),
                remedy=say("Ask its administrator."),
            )
        answer = line.add_checkpoint(peer.url, _body(node, note, old, head.size))
    if answer.status == _IS_FORK:
        _look_closer(node, line, peer, head)
    if answer.status != _OK:
        says = answer.body[:300].decode("utf-8", "replace").strip()
        raise WitnessError(
            say("It answered {status}: {why}", status=answer.status, why=says),
            remedy=say("Ask its administrator."),
        )
    return take_cosignatures(note, answer.body, keys=peer.keys)


def _body(node: Node, note: Note, old: int, size: int) -> bytes:
    hashes = TileHashes(size=size, find_tile=tiles_of(node))
    proof = consistency_proof(min(old, size), size, hashes.hash_at)
    own = {(key.name, key.key_id) for key in node.journal_verifiers}
    lines = tuple(line for line in note.signatures if (line.name, line.key_id) in own)
    return write_submission(
        Submission(old_size=old, proof=proof, note=Note(text=note.text, signatures=lines))
    )


def _look_closer(node: Node, line: Line, peer: Peer, head: journal.Head) -> None:
    """What the witness holds instead: where it is signed with our own key, the journal is held."""
    note = line.find_latest(peer.url, origin=node.journal_key.name)
    held = None if note is None else _hold_if_behind(node, note, head, peer)
    if held is not None:
        raise WitnessError(held.says, remedy=say("Nothing is signed until this is settled."))


def _hold_if_behind(node: Node, note: bytes, head: journal.Head | None, peer: Peer) -> Held | None:
    """Holds the journal if this checkpoint, signed with its own key, does not go with the database."""
    try:
        checkpoint, _ = open_checkpoint(note, keys=node.entry.journal_history)
    except JournalError:
        return None  # not our word: a witness alone cannot stop the journal
    who = say("The witness {name}", name=peer.name)
    says = compare_head(checkpoint, head=head, find_tile=tiles_of(node), who=who)
    if says is None:
        return None
    held = find_held(node) or hold(node, checkpoint, note, says=says)
    if head is not None:
        _put_fork(node, checkpoint, note, head)
    return held


def _put_fork(node: Node, checkpoint: Checkpoint, note: bytes, head: journal.Head) -> None:
    witnesses.put_own_fork(checkpoint, country=node.country, note=note, held=head, at=node.clock())


def _keep(node: Node, head: journal.Head, notes: list[Note]) -> int:
    """Keeps the cosignatures with the head and publishes it with them; older heads keep their short lines."""
    if not notes:
        return 0
    known = next((one for one in journal.all_published(least=head.size) if one.size == head.size), head)
    note = read_note(known.note)
    for one in notes:
        note = with_lines(note, one.signatures)
    before = journal.find_published(below=head.size)
    journal.put_published(replace(head, note=write_note(note)), at=node.clock())
    if before is not None:
        journal.put_thinned(before.size, write_note(thin_note(read_note(before.note))))
    publish(node)
    return len(notes)


def _seen_at(note: Note, peer: Peer) -> datetime | None:
    """When the witness says that it saw the note."""
    try:
        return max((one.at for one in verify_note(note, keys=peer.keys) if one.at is not None), default=None)
    except JournalError:
        return None
