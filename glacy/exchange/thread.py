"""The order of a thread: what to do with a message that arrives (docs/specs/exchange.md, 6).

Pure: the state comes in, a decision goes out, and the caller commits both in one transaction. One state
stands for one direction of a thread: what `sender` sends in it to us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from glacy.canon import Digest
from glacy.exchange.errors import ThreadError
from glacy.exchange.header import Header
from glacy.sayings import say

MAX_WAITING = 256
"""How many messages may wait in one direction of a thread, and how far ahead of the next they may be."""

RefusalCode = Literal["wrong_thread", "exercise_mixed", "broken_chain", "too_early"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A message that arrived before the one it follows: enough of it to know when its turn comes."""

    id: str
    sequence: int
    previous: Digest
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadState:
    """What the receiver knows of one direction of a thread.

    `sequence` and `last` are the number and digest of the last message taken in order (0 and None before the
    first), `waiting` those that came early. `known` gives the digest under which an id was accepted or held,
    for the ids of every thread; it may be as small as the one id that is asked about.
    """

    thread: str
    sender: str
    receiver: str
    exercise: bool
    sequence: int = 0
    last: Digest | None = None
    waiting: tuple[Held, ...] = ()
    known: Mapping[str, Digest] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.sequence == 0) != (self.last is None) or self.sequence < 0:
            raise ThreadError(say("A thread that took a message knows its digest, and the reverse."))
        if len(self.waiting) > MAX_WAITING:
            raise ThreadError(
                say("At most {max_waiting} messages wait in a thread.", max_waiting=MAX_WAITING)
            )
        numbers = [held.sequence for held in self.waiting]
        if numbers != sorted(set(numbers)) or (numbers and numbers[0] <= self.sequence + 1):
            raise ThreadError(say("Waiting messages stand once, in order, and beyond a gap."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The message is next: take it, then those of `released`, in this order.

    `broken` waited for this turn and cites another message than the one that came: quarantine it, answer with
    a rejection (`broken_chain`), and wait for the right one.
    """

    state: ThreadState
    released: tuple[Held, ...] = ()
    broken: Held | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The message came before one that it follows: keep it, receipt it as waiting, act on it later."""

    state: ThreadState
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """The very same message was taken before: answer with the stored receipt, do nothing else."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicting:
    """The sender has said two things: another message had this id, or this place in the thread.

    `known` is the digest of the other one, where the state still has it.
    """

    about: Literal["id", "place"]
    known: Digest | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The message cannot be taken. `may_retry` says whether the same bytes can be taken later."""

    code: RefusalCode
    says: str
    may_retry: bool = False


Decision: TypeAlias = Accepted | Waiting | Duplicate | Conflicting | Refused


def accept(state: ThreadState, header: Header, digest: Digest) -> Decision:
    """What to do with a message whose signature has been checked: `digest` is that of its envelope."""
    known = state.known.get(header.id)
    if known is not None:
        return Duplicate(id=header.id) if known == digest else _two_of_one_id(header, known)
    refused = _misplaced(state, header)
    if refused is not None:
        return refused
    if header.sequence <= state.sequence:
        return Conflicting(
            about="place",
            known=state.last if header.sequence == state.sequence else None,
            says=say(
                "Another message already stands at number {sequence} of this thread.",
                sequence=header.sequence,
            ),
        )
    if header.sequence == state.sequence + 1:
        return _take(state, header, digest)
    return _hold(state, header, digest)


def _misplaced(state: ThreadState, header: Header) -> Refused | None:
    if (header.thread, header.sender, header.receiver) != (state.thread, state.sender, state.receiver):
        return Refused(
            code="wrong_thread",
            says=say(
                "This thread goes from {sender} to {receiver}, the message from {sender2} to {receiver2}.",
                sender=state.sender,
                receiver=state.receiver,
                sender2=header.sender,
                receiver2=header.receiver,
            ),
        )
    if header.exercise != state.exercise:
        return Refused(code="exercise_mixed", says=say("Exercises and real cases never share a thread."))
    return None


def _take(state: ThreadState, header: Header, digest: Digest) -> Accepted | Refused:
    if header.previous != state.last:
        return Refused(
            code="broken_chain",
            says=say(
                "Message {sequence} does not cite message {sequence2} as it was received here.",
                sequence=header.sequence,
                sequence2=state.sequence,
            ),
        )
    known = {**state.known, header.id: digest}
    number, last = header.sequence, digest
    released: list[Held] = []
    waiting = list(state.waiting)
    while waiting and waiting[0].sequence == number + 1 and waiting[0].previous == last:
        held = waiting.pop(0)
        released.append(held)
        number, last = held.sequence, held.digest
    broken = waiting.pop(0) if waiting and waiting[0].sequence == number + 1 else None
    if broken is not None:
        known.pop(broken.id, None)
    after = replace(state, sequence=number, last=last, waiting=tuple(waiting), known=known)
    return Accepted(state=after, released=tuple(released), broken=broken)


def _hold(state: ThreadState, header: Header, digest: Digest) -> Waiting | Refused:
    if any(held.sequence == header.sequence for held in state.waiting):
        return _too_early(
            say(
                "Another message waits for place {sequence}; number {sequence2} is next.",
                sequence=header.sequence,
                sequence2=state.sequence + 1,
            )
        )
    too_far = header.sequence > state.sequence + MAX_WAITING
    if too_far or len(state.waiting) >= MAX_WAITING or header.previous is None:
        return _too_early(
            say(
                "Message {sequence} is too far ahead: number {sequence2} is next.",
                sequence=header.sequence,
                sequence2=state.sequence + 1,
            )
        )
    held = Held(id=header.id, sequence=header.sequence, previous=header.previous, digest=digest)
    waiting = tuple(sorted((*state.waiting, held), key=lambda one: one.sequence))
    after = replace(state, waiting=waiting, known={**state.known, header.id: digest})
    there = {one.sequence for one in waiting}
    missing = tuple(n for n in range(state.sequence + 1, header.sequence) if n not in there)
    return Waiting(state=after, missing=missing)


def _too_early(says: str) -> Refused:
    return Refused(code="too_early", says=says, may_retry=True)


def _two_of_one_id(header: Header, known: Digest) -> Conflicting:
    return Conflicting(
        about="id",
        known=known,
        says=say("The id {id} was already used for an envelope with other bytes.", id=header.id),
    )
