"""A parcel on its way: tried again, later and later, and never for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.exchange import (
    GIVE_UP_AFTER,
    OPEN_STATES,
    WAIT_FOR_POST,
    Parcel,
    ParcelError,
    ParcelState,
    ask_again,
    come_back,
    deliver,
    fail,
    give_up,
    next_try,
    post,
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


@pytest.mark.parametrize(("asked", "waited"), [(0, 2), (1, 2), (61, 61), (900, 900), (86_400, 900)])
def test_what_a_busy_receiver_asks_is_waited_within_bounds(asked: int, waited: int) -> None:
    failed = fail(CARRIED, at=NOW, says="busy", jitter=0, asked_wait=timedelta(seconds=asked))
    assert failed.next_at - NOW == timedelta(seconds=waited)


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


@pytest.mark.parametrize("parcel", [deliver(CARRIED), reject(CARRIED, says="x")])
def test_no_step_is_taken_once_it_is_settled(parcel: Parcel) -> None:
    for step in (
        lambda: deliver(parcel),
        lambda: reject(parcel, says="x"),
        lambda: fail(parcel, at=NOW, says="x"),
        lambda: post(parcel, at=NOW),
        lambda: ask_again(parcel, at=NOW),
    ):
        with pytest.raises(ParcelError):
            step()
    for unmoved in (come_back(parcel, at=NOW, says="x"), give_up(parcel, at=NOW, says="x")):
        assert unmoved == parcel


def test_a_parcel_that_is_not_on_the_line_cannot_fail_there() -> None:
    for step in (lambda: fail(QUEUED, at=NOW, says="x"), lambda: ask_again(QUEUED, at=NOW)):
        with pytest.raises(ParcelError):
            step()


POSTED = post(fail(CARRIED, at=NOW, says="No way to CL.", jitter=0), at=NOW)


def test_what_left_by_mail_waits_for_its_reply_and_https_may_still_deliver_it() -> None:
    assert (POSTED.state, POSTED.posted_until) == (ParcelState.POSTED, NOW + WAIT_FOR_POST)
    assert not POSTED.is_due(at=NOW)
    tried = start_carrying(POSTED, at=NOW + timedelta(minutes=15))
    assert deliver(tried).state is ParcelState.RECEIPTED
    failed = fail(tried, at=NOW + timedelta(minutes=15), says="down")
    assert (failed.state, failed.posted_until) == (ParcelState.POSTED, POSTED.posted_until)


@pytest.mark.parametrize("parcel", [QUEUED, CARRIED, POSTED])
def test_a_reply_ends_the_way_by_whichever_carrier_it_comes(parcel: Parcel) -> None:
    assert deliver(parcel) == replace(parcel, state=ParcelState.RECEIPTED, posted_until=None, says="")
    assert reject(parcel, says="Unknown sender.").state is ParcelState.REJECTED


def test_what_is_on_the_line_when_it_is_posted_stays_there_until_that_try_failed() -> None:
    posted = post(CARRIED, at=NOW)
    assert posted.state is ParcelState.CARRYING
    assert fail(posted, at=NOW, says="down").state is ParcelState.POSTED
    assert resume(posted, at=NOW).state is ParcelState.POSTED


def test_a_posted_parcel_does_not_wait_for_ever() -> None:
    assert POSTED.posted_until is not None
    at = POSTED.posted_until
    assert give_up(POSTED, at=at - timedelta(seconds=1), says="x") == POSTED
    assert give_up(POSTED, at=at, says="no reply").state is ParcelState.STUCK
    assert fail(start_carrying(POSTED, at=at), at=at, says="down").state is ParcelState.STUCK


def test_nobody_carried_it_and_a_person_is_asked() -> None:
    assert give_up(QUEUED, at=NOW + GIVE_UP_AFTER, says="x") == QUEUED
    assert give_up(QUEUED, at=NOW + GIVE_UP_AFTER + timedelta(seconds=1), says="x").state is ParcelState.STUCK


def test_a_mail_that_comes_back_makes_the_parcel_due_again_while_there_is_time() -> None:
    back = come_back(POSTED, at=NOW, says="The mail came back.")
    assert (back.state, back.posted_until, back.says) == (ParcelState.PENDING, None, "The mail came back.")
    late = come_back(POSTED, at=NOW + GIVE_UP_AFTER + timedelta(seconds=1), says="The mail came back.")
    assert late.state is ParcelState.STUCK
    assert come_back(QUEUED, at=NOW, says="x") == QUEUED


def test_posted_again_it_waits_longer_and_never_shorter() -> None:
    again = post(POSTED, at=NOW + timedelta(days=1))
    assert again.posted_until == NOW + timedelta(days=1) + WAIT_FOR_POST
    assert post(again, at=NOW).posted_until == again.posted_until
