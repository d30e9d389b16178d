"""A parcel on its way: tried again, later and later, and never for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.exchange import (
    GIVE_UP_AFTER,
    OPEN_STATES,
    Parcel,
    ParcelError,
    ParcelState,
    ask_again,
    deliver,
    fail,
    next_try,
    reject,
    resume,
    start_carrying,
)
from tests.nodes import NOW

QUEUED = Parcel.queued(at=NOW)
CARRIED = start_carrying(QUEUED, at=NOW)


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [(next_try(n, NOW, jitter=0) - NOW).total_seconds() for n in range(1, 14)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]


@given(attempt=st.integers(1, 10**9), jitter=st.floats(0, 1))
def test_chance_takes_at_most_half_of_the_wait(attempt: int, jitter: float) -> None:
    longest = next_try(attempt, NOW, jitter=0) - NOW
    wait = next_try(attempt, NOW, jitter=jitter) - NOW
    assert longest / 2 <= wait <= longest


@pytest.mark.parametrize(("attempt", "jitter"), [(0, 0.5), (-1, 0.5), (1, -0.1), (1, 1.1)])
def test_a_wait_without_a_try_or_with_a_strange_chance_is_refused(attempt: int, jitter: float) -> None:
    with pytest.raises(ParcelError):
        next_try(attempt, NOW, jitter=jitter)


def test_a_parcel_is_carried_at_once_and_then_when_it_is_due() -> None:
    assert QUEUED.is_due(at=NOW)
    assert CARRIED.attempts == 1
    failed = fail(CARRIED, at=NOW, says="No way to CL.", jitter=0)
    assert failed.state is ParcelState.PENDING
    assert failed.says == "No way to CL."
    assert not failed.is_due(at=NOW + timedelta(seconds=1))
    with pytest.raises(ParcelError, match="cannot be carried now"):
        start_carrying(failed, at=NOW + timedelta(seconds=1))
    assert start_carrying(failed, at=NOW + timedelta(seconds=2)).attempts == 2


@given(st.floats(0, 1))
def test_nothing_is_retried_for_ever(jitter: float) -> None:
    parcel, now, tries = QUEUED, NOW, 0
    while parcel.state in OPEN_STATES:
        now = max(now, parcel.next_at)
        parcel = fail(start_carrying(parcel, at=now), at=now, says="down", jitter=jitter)
        tries += 1
        assert tries < 2000
    assert parcel.state is ParcelState.STUCK
    assert now - NOW <= GIVE_UP_AFTER
    again = ask_again(parcel, at=now)
    assert again == Parcel.queued(at=now)


def test_a_failure_that_would_come_again_stops_at_once() -> None:
    assert fail(CARRIED, at=NOW, says="Too large.", is_final=True).state is ParcelState.STUCK


def test_an_answer_ends_the_way() -> None:
    assert deliver(CARRIED).state is ParcelState.RECEIPTED
    rejected = reject(CARRIED, says="Unknown sender.")
    assert (rejected.state, rejected.says) == (ParcelState.REJECTED, "Unknown sender.")


def test_what_was_carried_when_the_node_died_is_due_again() -> None:
    later = NOW + timedelta(hours=1)
    resumed = resume(CARRIED, at=later)
    assert resumed.is_due(at=later)
    assert resumed.attempts == 1
    for parcel in (QUEUED, deliver(CARRIED), reject(CARRIED, says="x")):
        assert resume(parcel, at=later) == parcel


@pytest.mark.parametrize("parcel", [QUEUED, deliver(CARRIED), reject(CARRIED, says="x")])
def test_no_step_is_taken_from_another_state(parcel: Parcel) -> None:
    for step in (
        lambda: deliver(parcel),
        lambda: reject(parcel, says="x"),
        lambda: fail(parcel, at=NOW, says="x"),
        lambda: ask_again(parcel, at=NOW),
    ):
        with pytest.raises(ParcelError):
            step()
