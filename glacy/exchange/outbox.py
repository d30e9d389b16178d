"""The life of a parcel on its way out: when to try again, when to stop and ask (docs/specs/exchange.md, 7).

Pure: the clock and the chance come in as arguments. A parcel is one sealed envelope in the outbox.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from glacy.exchange.errors import ParcelError
from glacy.sayings import say
from glacy.times import whole_seconds, write_instant

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=72)
"""After so long without an answer a parcel is stuck, and a person is asked."""
WAIT_FOR_POST = timedelta(days=7)
"""So long the reply to what left by mail or on a stick is waited for."""

_DOUBLINGS = 12


class ParcelState(StrEnum):
    """Where a parcel is."""

    PENDING = "pending"
    CARRYING = "carrying"
    POSTED = "posted"
    RECEIPTED = "receipted"
    REJECTED = "rejected"
    STUCK = "stuck"


OPEN_STATES = frozenset((ParcelState.PENDING, ParcelState.CARRYING))
"""The states in which the node still acts on its own, and the next message of the thread waits."""
LIVE_STATES = OPEN_STATES | {ParcelState.POSTED, ParcelState.STUCK}
"""The states that a reply ends, by whichever carrier it comes."""
_TO_CARRY = frozenset((ParcelState.PENDING, ParcelState.POSTED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A sealed envelope on its way: how often it was tried, when it is due, and what went wrong last.

    `posted_until` stands while the reply to what left by mail or on a stick is waited for.
    """

    queued_at: datetime
    next_at: datetime
    state: ParcelState = ParcelState.PENDING
    attempts: int = 0
    says: str = ""
    posted_until: datetime | None = None

    @classmethod
    def queued(cls, *, at: datetime) -> Parcel:
        """A new parcel, to be carried at once."""
        return cls(queued_at=at, next_at=at)

    def is_due(self, *, at: datetime) -> bool:
        """Whether it may be carried now."""
        return self.state in _TO_CARRY and self.next_at <= at


def next_try(attempt: int, at: datetime, *, jitter: float = 0.5) -> datetime:
    """When to try again after the `attempt`-th try (from 1) failed at an instant.

    The wait doubles from 2 seconds to 15 minutes. `jitter`, a chance between 0 and 1, takes up to half of it
    away, so that nodes that failed together do not come back together.
    """
    if attempt < 1 or not 0 <= jitter <= 1:
        raise ParcelError(
            say(
                "Attempts count from 1 and jitter lies between 0 and 1, found {attempt} and {jitter}.",
                attempt=attempt,
                jitter=jitter,
            )
        )
    wait = min(FIRST_WAIT * 2 ** min(attempt - 1, _DOUBLINGS), LONGEST_WAIT)
    shortened = wait.total_seconds() * (1 - jitter / 2)
    return whole_seconds(at) + timedelta(seconds=max(1, round(shortened)))


def start_carrying(parcel: Parcel, *, at: datetime) -> Parcel:
    """The parcel taken up by the loop; commit this before the connection is opened."""
    if not parcel.is_due(at=at):
        raise ParcelError(
            say(
                "A parcel that is {stands} and due {next_at} cannot be carried now.",
                stands=parcel.state,
                next_at=write_instant(whole_seconds(parcel.next_at)),
            ),
            remedy=say("Wait until it is due, or ask for another try."),
            state=str(parcel.state),
        )
    return replace(parcel, state=ParcelState.CARRYING, attempts=parcel.attempts + 1)


def post(parcel: Parcel, *, at: datetime, wait: timedelta = WAIT_FOR_POST) -> Parcel:
    """The parcel once it has left by mail or on a stick: its reply comes later, by any carrier.

    A parcel that is on the line just now stays there; it is posted once that try has failed.
    """
    _demand(parcel, LIVE_STATES)
    until = whole_seconds(at) + wait
    if parcel.posted_until is not None:
        until = max(until, parcel.posted_until)
    if parcel.state is ParcelState.CARRYING:
        return replace(parcel, posted_until=until)
    following = whole_seconds(at) + LONGEST_WAIT
    return replace(parcel, state=ParcelState.POSTED, posted_until=until, next_at=following, says="")


def fail(
    parcel: Parcel,
    *,
    at: datetime,
    says: str,
    jitter: float = 0.5,
    is_final: bool = False,
    asked_wait: timedelta = timedelta(0),
) -> Parcel:
    """The parcel after a try without an answer that counts: pending again, or stuck when it is time to ask.

    `is_final` is for a failure that the same bytes would meet again. A posted one waits on for its reply.
    What a busy receiver asked to wait is waited, up to the longest wait that there is.
    """
    _demand(parcel, {ParcelState.CARRYING})
    asked_at = whole_seconds(at) + min(asked_wait, LONGEST_WAIT)
    following = max(next_try(parcel.attempts, at, jitter=jitter), asked_at)
    if parcel.posted_until is not None:
        if at < parcel.posted_until:
            next_at = parcel.posted_until if is_final else min(following, parcel.posted_until)
            return replace(parcel, state=ParcelState.POSTED, next_at=next_at, says=says)
        return replace(parcel, state=ParcelState.STUCK, posted_until=None, says=says)
    if is_final or following - parcel.queued_at > GIVE_UP_AFTER:
        return replace(parcel, state=ParcelState.STUCK, says=says)
    return replace(parcel, state=ParcelState.PENDING, next_at=following, says=says)


def come_back(parcel: Parcel, *, at: datetime, says: str) -> Parcel:
    """The posted parcel whose mail came back, or whose receiver asks for the same bytes later: due again."""
    if parcel.state is ParcelState.CARRYING:
        return replace(parcel, posted_until=None, says=says)
    if parcel.state is not ParcelState.POSTED:
        return parcel
    if at - parcel.queued_at > GIVE_UP_AFTER:
        return replace(parcel, state=ParcelState.STUCK, posted_until=None, says=says)
    following = next_try(max(1, parcel.attempts), at, jitter=0)
    return replace(parcel, state=ParcelState.PENDING, posted_until=None, next_at=following, says=says)


def ask_person(parcel: Parcel, *, says: str) -> Parcel:
    """The parcel that no carrier is left for: stuck, unless it was settled."""
    if parcel.state in (ParcelState.PENDING, ParcelState.POSTED):
        return replace(parcel, state=ParcelState.STUCK, posted_until=None, says=says)
    return parcel


def give_up(parcel: Parcel, *, at: datetime, says: str) -> Parcel:
    """The parcel that nobody carried for 72 hours, or whose reply was waited for in vain: stuck."""
    if parcel.state is ParcelState.POSTED and parcel.posted_until is not None and at >= parcel.posted_until:
        return replace(parcel, state=ParcelState.STUCK, posted_until=None, says=says)
    if parcel.state is ParcelState.PENDING and at - parcel.queued_at > GIVE_UP_AFTER:
        return replace(parcel, state=ParcelState.STUCK, says=says)
    return parcel


def deliver(parcel: Parcel) -> Parcel:
    """The parcel after a receipt that was verified, by whichever carrier it came: done."""
    _demand(parcel, LIVE_STATES)
    return replace(parcel, state=ParcelState.RECEIPTED, posted_until=None, says="")


def reject(parcel: Parcel, *, says: str) -> Parcel:
    """The parcel after a signed rejection or conflict: the same bytes are never sent again."""
    _demand(parcel, LIVE_STATES)
    return replace(parcel, state=ParcelState.REJECTED, posted_until=None, says=says)


def resume(parcel: Parcel, *, at: datetime) -> Parcel:
    """The parcel after a restart: what was being carried when the node died is due again.

    The receiver may have it already and then answers with the receipt it has stored.
    """
    if parcel.state is not ParcelState.CARRYING:
        return parcel
    state = ParcelState.PENDING if parcel.posted_until is None else ParcelState.POSTED
    return replace(parcel, state=state, next_at=at)


def ask_again(parcel: Parcel, *, at: datetime) -> Parcel:
    """The stuck parcel after a person asked for another try: its time begins anew."""
    _demand(parcel, {ParcelState.STUCK})
    return Parcel.queued(at=at)


def _demand(parcel: Parcel, states: AbstractSet[ParcelState]) -> None:
    if parcel.state not in states:
        raise ParcelError(
            say(
                "The parcel must be {stands} for this step, found {found}.",
                stands=", ".join(sorted(states)),
                found=parcel.state,
            ),
            state=str(parcel.state),
        )
