"""Instants in UTC, calendar days and named zones: one written form for each (RFC 3339)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from glacy.errors import GlacyError

Clock = Callable[[], datetime]
"""What tells the time. Libraries never hold one; the node hands over instants."""

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SATURDAY = 5


class TimeFormError(GlacyError):
    """A text is not an instant, a day or the name of a zone."""


def read_instant(text: str) -> datetime:
    """The instant written as `2026-11-20T22:41:07Z`: UTC, whole seconds, no other form (RFC 3339)."""
    if not _INSTANT.fullmatch(text):
        raise TimeFormError(
            f"An instant was expected, found {text!r}.",
            remedy="Write it as 2026-11-20T22:41:07Z.",
            found=text,
        )
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as fault:
        raise TimeFormError(
            f"{text!r} is not an instant of the calendar.", remedy="Check month, day and time.", found=text
        ) from fault


def write_instant(instant: datetime) -> str:
    """The one written form of an aware instant; whole seconds only."""
    if instant.tzinfo is None or instant.microsecond:
        raise TimeFormError(
            f"An aware instant in whole seconds was expected, found {instant!r}.",
            remedy="Give it a zone and round it with whole_seconds().",
            found=repr(instant),
        )
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
            f"A day was expected, found {text!r}.", remedy="Write it as 2026-11-21.", found=text
        ) from fault


def write_day(day: date) -> str:
    """The one written form of a calendar day."""
    return day.isoformat()


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name, such as `America/Santiago`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise TimeFormError(
            f"{name!r} is not a time zone.", remedy="Use an IANA name such as Africa/Accra.", found=name
        ) from fault


def local(instant: datetime, zone_name: str) -> datetime:
    """The same instant on the wall clock of a named zone."""
    return instant.astimezone(zone(zone_name))


def next_working_day(day: date) -> date:
    """The next Monday-to-Friday day after `day`; public holidays are not known here."""
    following = day + timedelta(days=1)
    while following.weekday() >= _SATURDAY:
        following += timedelta(days=1)
    return following
