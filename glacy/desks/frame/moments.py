"""Days and instants in words: "21 November 2026, 00:41 UTC (21:41 in Santiago, 20 November)"."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, get_timezone_location
from django.utils.translation import get_language, gettext, ngettext

from glacy.times import local


def locale() -> Locale:
    """The reader's locale; English is written with the day first."""
    code = (get_language() or "en").replace("-", "_")
    return Locale.parse("en_GB" if code == "en" else code)


def say_day(on: date) -> str:
    """The day in words: 21 November 2026."""
    return format_date(on, format="long", locale=locale())


def say_short_day(on: date) -> str:
    """The day without its year: 20 November."""
    pattern = {"en": "d MMMM", "fr": "d MMMM"}.get(locale().language, "d 'de' MMMM")
    return format_date(on, format=pattern, locale=locale())


def place_of(zone_name: str) -> str:
    """The city that names a zone: Santiago for America/Santiago."""
    return get_timezone_location(zone_name, locale=locale(), return_city=True)


def say_time(at: datetime, *, seconds: bool = False) -> str:
    """The time of day, 00:41; with its seconds where they matter."""
    return at.strftime("%H:%M:%S" if seconds else "%H:%M")


def say_local(at: datetime, zone_name: str, *, seconds: bool = False) -> str:
    """The same instant on the wall of a place, with the day where it is another one."""
    there = local(at, zone_name)
    time, place = say_time(there, seconds=seconds), place_of(zone_name)
    if there.date() == at.astimezone(UTC).date():
        return gettext("%(time)s in %(place)s") % {"time": time, "place": place}
    words = {"time": time, "place": place, "day": say_short_day(there.date())}
    return gettext("%(time)s in %(place)s, %(day)s") % words


def say_instant(at: datetime, zones: tuple[str, ...] = (), *, seconds: bool = False) -> str:
    """The instant in UTC, and on the wall of each place where the clock shows something else."""
    utc = at.astimezone(UTC)
    walls = [name for name in dict.fromkeys(zones) if name and name != "UTC"]
    same = [
        place_of(name) for name in walls if local(utc, name).replace(tzinfo=None) == utc.replace(tzinfo=None)
    ]
    words = {"day": say_day(utc.date()), "time": say_time(utc, seconds=seconds), "places": ", ".join(same)}
    said = (
        gettext("%(day)s, %(time)s UTC and %(places)s") if same else gettext("%(day)s, %(time)s UTC")
    ) % words
    others = [say_local(utc, name, seconds=seconds) for name in walls if place_of(name) not in same]
    return f"{said} ({'; '.join(others)})" if others else said


def say_days_left(days: int | None) -> str:
    """How long there is still: 12 days left, today, or 3 days over."""
    if days is None:
        return gettext("no day set")
    if days == 0:
        return gettext("today")
    if days < 0:
        return ngettext("%(n)d day over", "%(n)d days over", -days) % {"n": -days}
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def say_span(span: timedelta) -> str:
    """A length of time in its largest fitting unit: 40 minutes, 5 hours, 3 days."""
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 1:
        return gettext("under a minute")
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def say_changed(at: datetime, now: datetime) -> str:
    """How long ago a number was changed."""
    days = max(0, (now - at).days)
    if not days:
        return gettext("! New number, changed today")
    told = ngettext("! New number, changed %(days)s day ago", "! New number, changed %(days)s days ago", days)
    return told % {"days": days}
