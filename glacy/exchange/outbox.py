"""The life of a parcel on its way out: when to try again, when to stop and ask (docs/specs/exchange.md, 7).

Pure: the clock and the chance come in as arguments. A parcel is one sealed envelope in the outbox.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from glacy.exchange.errors import ParcelError
from glacy.times import whole_seconds, write_instant

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=72)
"""After so long without an answer a parcel is stuck, and a person is asked."""

_DOUBLINGS = 12


class ParcelState(StrEnum):
    """Where a parcel is."""

    PENDING = "pending"
    CARRYING = "carrying"
    RECEIPTED = "receipted"
    REJECTED = "rejected"
    STUCK = "stuck"


OPEN_STATES = frozenset((ParcelState.PENDING, ParcelState.CARRYING))
"""The states in which the node still acts on its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A sealed envelope on its way: how often it was tried, when it is due, and what went wrong last."""

    queued_at: datetime
    next_at: datetime
    state: ParcelState = ParcelState.PENDING
    attempts: int = 0
    says: str = ""

    @classmethod
    def queued(cls, *, at: datetime) -> Parcel:
        """A new parcel, to be carried at once."""
        return cls(queued_at=at, next_at=at)

    def is_due(self, *, at: datetime) -> bool:
        """Whether it may be carried now."""
        return self.state is ParcelState.PENDING and self.next_at <= at


def next_try(attempt: int, at: datetime, *, jitter: float = 0.5) -> datetime:
    """When to try again after the `attempt`-th try (from 1) failed at an instant.

    The wait doubles from 2 seconds to 15 minutes. `jitter`, a chance between 0 and 1, takes up to half of it
    away, so that nodes that failed together do not come back together.
    """
    if attempt < 1 or not 0 <= jitter <= 1:
        raise ParcelError(
            f"Attempts count from 1 and jitter lies between 0 and 1, found {attempt} and {jitter}."
        )
    wait = min(FIRST_WAIT * 2 ** min(attempt - 1, _DOUBLINGS), LONGEST_WAIT)
    shortened = wait.total_seconds() * (1 - jitter / 2)
    return whole_seconds(at) + timedelta(seconds=max(1, round(shortened)))


def start_carrying(parcel: Parcel, *, at: datetime) -> Parcel:
    """The parcel taken up by the loop; commit this before the connection is opened."""
    if not parcel.is_due(at=at):
        raise ParcelError(
            f"A parcel that is {parcel.state} and due {write_instant(whole_seconds(parcel.next_at))} "
            "cannot be carried now.",
            remedy="Wait until it is due, or ask for another try.",
            state=str(parcel.state),
        )
    return replace(parcel, state=ParcelState.CARRYING, attempts=parcel.attempts + 1)


def fail(parcel: Parcel, *, at: datetime, says: str, jitter: float = 0.5, is_final: bool = False) -> Parcel:
    """The parcel after a try without an answer that counts: pending again, or stuck when it is time to ask.

    `is_final` is for a failure that the same bytes would meet again.
    """
    _demand(parcel, ParcelState.CARRYING)
    following = next_try(parcel.attempts, at, jitter=jitter)
    if is_final or following - parcel.queued_at > GIVE_UP_AFTER:
        return replace(parcel, state=ParcelState.STUCK, says=says)
    return replace(parcel, state=ParcelState.PENDING, next_at=following, says=says)


def deliver(parcel: Parcel) -> Parcel:
    """The parcel after a receipt that was verified: done."""
    _demand(parcel, ParcelState.CARRYING)
    return replace(parcel, state=ParcelState.RECEIPTED, says="")


def reject(parcel: Parcel, *, says: str) -> Parcel:
    """The parcel after a signed rejection or conflict: the same bytes are never sent again."""
    _demand(parcel, ParcelState.CARRYING)
    return replace(parcel, state=ParcelState.REJECTED, says=says)


def resume(parcel: Parcel, *, at: datetime) -> Parcel:
    """The parcel after a restart: what was being carried when the node died is due again.

    The receiver may have it already and then answers with the receipt it has stored.
    """
    if parcel.state is ParcelState.CARRYING:
        return replace(parcel, state=ParcelState.PENDING, next_at=at)
    return parcel


def ask_again(parcel: Parcel, *, at: datetime) -> Parcel:
    """The stuck parcel after a person asked for another try: its time begins anew."""
    _demand(parcel, ParcelState.STUCK)
    return Parcel.queued(at=at)


def _demand(parcel: Parcel, state: ParcelState) -> None:
    if parcel.state is not state:
        raise ParcelError(
            f"The parcel must be {state} for this step, found {parcel.state}.", state=str(parcel.state)
        )
