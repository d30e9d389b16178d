"""Instants in UTC, calendar days and named zones: one written form for each (RFC 3339)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from glacy.errors import GlacyError
from glacy.sayings import say

Clock = Callable[[], datetime]
"""What tells the time. Libraries never hold one; the node hands over instants."""

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WORKING_DAYS = (0, 1, 2, 3, 4)
"""Monday to Friday, where nobody says otherwise."""
_FURTHEST = 367


class TimeFormError(GlacyError):
    """A text is not an instant, a day or the name of a zone."""


def read_instant(text: str) -> datetime:
    """The instant written as `2026-11-20T22:41:07Z`: UTC, whole seconds, no other form (RFC 3339)."""
    if not _INSTANT.fullmatch(text):
        raise TimeFormError(
            say("An instant was expected, found {found!r}.", found=text),
            remedy=say("Write it as 2026-11-20T22:41:07Z."),
            found=text,
        )
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as fault:
        raise TimeFormError(
            say("{found!r} is not an instant of the calendar.", found=text),
            remedy=say("Check month, day and time."),
            found=text,
        ) from fault


def write_instant(instant: datetime) -> str:
    """The one written form of an aware instant; whole seconds only."""
    if instant.tzinfo is None or instant.microsecond:
        raise TimeFormError(
            say("An aware instant in whole seconds was expected, found {instant!r}.", instant=instant),
            remedy=say("Give it a zone and round it with whole_seconds()."),
            found=repr(instant),
        )
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def whole_seconds(instant: datetime) -> datetime:
    """The same instant in UTC without its fraction of a second."""
    return instant.astimezone(UTC).replace(microsecond=0)


def read_day(text: str) -> date:
    """The calendar day written as `2026-11-21` (ISO 8601)."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as fault:
        raise TimeFormError(
            say("A day was expected, found {found!r}.", found=text),
            remedy=say("Write it as 2026-11-21."),
            found=text,
        ) from fault


def write_day(day: date) -> str:
    """The one written form of a calendar day."""
    return day.isoformat()


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name, such as `America/Santiago`; a name of this machine alone is none."""
    if name not in _zones():
        raise TimeFormError(
            say("{name!r} is not a time zone.", name=name),
            remedy=say("Use an IANA name such as Africa/Accra."),
            found=name,
        )
    return ZoneInfo(name)


@cache
def _zones() -> frozenset[str]:
    return frozenset((resources.files("tzdata") / "zones").read_text("ascii").split())


def local(instant: datetime, zone_name: str) -> datetime:
    """The same instant on the wall clock of a named zone."""
    return instant.astimezone(zone(zone_name))


def next_working_day(
    day: date, *, days: Collection[int] = WORKING_DAYS, holidays: Collection[date] = ()
) -> date:
    """The next day after `day` on which people work: one of these days of the week (Monday is 0), no holiday.

    Holidays are told by who knows them; a year without a working day is refused.
    """
    for ahead in range(1, _FURTHEST):
        following = day + timedelta(days=ahead)
        if following.weekday() in days and following not in holidays:
            return following
    raise TimeFormError(say("There is no working day within a year."), remedy=say("Name some days."))
