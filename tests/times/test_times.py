"""Instants, days and zones have one written form, the same on every machine."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.times import (
    TimeFormError,
    local,
    next_working_day,
    read_day,
    read_instant,
    write_day,
    write_instant,
    zone,
)


@given(st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0)))
def test_an_instant_that_is_written_is_read_again(at: datetime) -> None:
    assert read_instant(write_instant(at)) == at


@given(st.dates())
def test_a_day_that_is_written_is_read_again(day: date) -> None:
    assert read_day(write_day(day)) == day


@given(st.text())
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    for read in (read_instant, read_day, zone):
        with contextlib.suppress(TimeFormError):
            read(text)


@pytest.mark.parametrize("name", ["localtime", "right/UTC", "posix/UTC", "posixrules", "../UTC", "America"])
def test_a_zone_is_the_same_on_every_machine(name: str) -> None:
    with pytest.raises(TimeFormError):
        zone(name)


@pytest.mark.parametrize(
    ("at", "there"),
    [
        ("2026-04-05T02:59:59Z", "2026-04-04T23:59:59-03:00"),
        ("2026-04-05T03:00:00Z", "2026-04-04T23:00:00-04:00"),
        ("2026-09-06T03:59:59Z", "2026-09-05T23:59:59-04:00"),
        ("2026-09-06T04:00:00Z", "2026-09-06T01:00:00-03:00"),
    ],
)
def test_the_clock_of_santiago_changes_at_midnight(at: str, there: str) -> None:
    assert local(read_instant(at), "America/Santiago").isoformat() == there


@pytest.mark.parametrize(("day", "following"), [(19, 20), (20, 23), (21, 23), (22, 23), (23, 24)])
def test_the_next_working_day_is_no_saturday_and_no_sunday(day: int, following: int) -> None:
    assert next_working_day(date(2026, 11, day)) == date(2026, 11, following)
