"""The rules of authority of a node as one written value: who may act alone and when, and who holds office.

Where nothing was decided the rules of the design stand: two persons disclose, always; one duty officer alone
sends or executes a preservation or a message under Article 35 outside working hours, reviewed on the next
working day. That two disclose is not in the value, because no node can decide otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final, Literal, get_args  # Any: JSON that is judged here

from glacy.canon import Json
from glacy.countries import get_country
from glacy.errors import GlacyError
from glacy.node.errors import RulesError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, people
from glacy.store import rules as stored
from glacy.store.people import Officer
from glacy.times import local, next_working_day, read_day, write_day, zone

Alone = Literal["at_night", "always", "never"]
"""When one duty officer may act alone: outside working hours, at any hour, or not at all."""
WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEAST_HOLDERS: Final = 2
_MOST_NAMES, _MOST_DAYS = 50, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of authority of a node; hours and days are those of `zone`."""

    zone: str
    alone: Alone = "at_night"
    opens: time = time(8)
    closes: time = time(18)
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: tuple[date, ...] = ()
    office_holders: tuple[str, ...] = ()
    """Sign-in names of those who may break the glass and decide on rules, two at a time."""
    on_duty: tuple[str, ...] = ()
    """Whom an emergency calls that nobody takes, in this order; where empty, every duty officer."""
    escalate_minutes: int = 10
    glass_hours: int = 24
    """The most hours for which a case may be seen through broken glass."""
    keep_days: int = 3650
    """How long a case is kept after it was closed, before it may be erased."""

    def is_night(self, at: datetime) -> bool:
        """Whether nobody works at that instant: outside the hours of a working day."""
        there = local(at, self.zone)
        is_working = self.is_working_day(there.date()) and self.opens <= there.time() < self.closes
        return not is_working

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.weekday() in self.working_days and day not in self.holidays

    def next_working_day(self, at: datetime) -> date:
        """The working day on which an act of that instant is looked at: after its own day, or the same
        day where the act was done before that day's work began."""
        there = local(at, self.zone)
        if self.is_working_day(there.date()) and there.time() < self.opens:
            return there.date()
        return next_working_day(there.date(), days=self.working_days, holidays=self.holidays)


def rules_of(node: Node) -> Rules:
    """The rules that stand at this node."""
    row = stored.find_standing()
    return default_rules(node) if row is None else read_rules(row.value)


def office_holders(node: Node) -> frozenset[str]:
    """The sign-in names of the named office-holders; nobody before two were named."""
    return frozenset(rules_of(node).office_holders)


def may_decide(rules: Rules, by: Officer) -> bool:
    """Whether this officer may be the second person for rules and for officers.

    That is an office-holder; before two are named, who may approve. Never an administrator.
    """
    if by.has("administrator"):
        return False
    named = [one for one in rules.office_holders if people.find_officer(one) is not None]
    return by.username in named if len(named) >= LEAST_HOLDERS else by.has(*access.APPROVERS)


def default_rules(node: Node) -> Rules:
    """The rules where nobody decided: the design's, in the zone of the node's first office."""
    zones = [office.zone for office in node.offices if office.zone]
    return Rules(zone=(*zones, *get_country(node.country).zones, "UTC")[0])


def write_rules(rules: Rules) -> dict[str, Json]:
    """The rules as JSON."""
    return {
        "alone": rules.alone,
        "zone": rules.zone,
        "opens": rules.opens.strftime("%H:%M"),
        "closes": rules.closes.strftime("%H:%M"),
        "working_days": [WEEK[day] for day in rules.working_days],
        "holidays": [write_day(day) for day in rules.holidays],
        "office_holders": list(rules.office_holders),
        "on_duty": list(rules.on_duty),
        "escalate_minutes": rules.escalate_minutes,
        "glass_hours": rules.glass_hours,
        "keep_days": rules.keep_days,
    }


def read_rules(value: Mapping[str, Any]) -> Rules:
    """The rules of a JSON object; RulesError names the field that is wrong."""
    unknown = sorted(set(value) - set(_READERS))
    if unknown:
        raise _wrong(unknown[0], say("one of {fields}", fields=", ".join(_READERS)))
    if "zone" not in value:
        raise _wrong("zone", say("an IANA name such as Africa/Accra"))
    read = {name: _READERS[name](name, found) for name, found in value.items()}
    rules = replace(Rules(zone=str(read["zone"])), **read)
    if rules.opens >= rules.closes:
        raise _wrong("closes", say("a time after {opens}", opens=rules.opens.strftime("%H:%M")))
    if rules.office_holders and len(rules.office_holders) < LEAST_HOLDERS:
        raise _wrong("office_holders", say("two persons at least, or nobody"))
    return rules


def changed(rules: Rules, values: Mapping[str, Any]) -> Rules:
    """The rules with some values replaced, each as JSON has it."""
    return read_rules({**write_rules(rules), **values})


def _alone(name: str, found: object) -> str:
    if found not in get_args(Alone):
        raise _wrong(name, say("one of {fields}", fields=", ".join(get_args(Alone))))
    return str(found)


def _zone(name: str, found: object) -> str:
    try:
        return zone(str(found)).key
    except GlacyError as fault:
        raise _wrong(name, say("an IANA name such as Africa/Accra")) from fault


def _time(name: str, found: object) -> time:
    try:
        return datetime.strptime(str(found), "%H:%M").time()  # noqa: DTZ007  # a time of day has no zone
    except ValueError as fault:
        raise _wrong(name, say("a time such as 08:30")) from fault


def _days(name: str, found: object) -> tuple[int, ...]:
    if not isinstance(found, list) or not found or any(day not in WEEK for day in found):
        raise _wrong(name, say("some of {fields}", fields=", ".join(WEEK)))
    return tuple(sorted({WEEK.index(day) for day in found}))


def _holidays(name: str, found: object) -> tuple[date, ...]:
    try:
        assert isinstance(found, list)
        assert len(found) <= _MOST_DAYS
        return tuple(sorted({read_day(str(day)) for day in found}))
    except (AssertionError, GlacyError) as fault:
        raise _wrong(name, say("days such as 2026-12-25, at most {most}", most=_MOST_DAYS)) from fault


def _names(name: str, found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > _MOST_NAMES or not all(isinstance(x, str) for x in found):
        raise _wrong(name, say("sign-in names, at most {most}", most=_MOST_NAMES))
    return tuple(dict.fromkeys(one.strip().lower() for one in found if one.strip()))


def _between(least: int, most: int) -> Callable[[str, object], int]:
    def read(name: str, found: object) -> int:
        if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
            raise _wrong(name, say("a whole number between {least} and {most}", least=least, most=most))
        return found

    return read


_READERS: Final[Mapping[str, Callable[[str, object], Any]]] = {
    "alone": _alone,
    "zone": _zone,
    "opens": _time,
    "closes": _time,
    "working_days": _days,
    "holidays": _holidays,
    "office_holders": _names,
    "on_duty": _names,
    "escalate_minutes": _between(1, 24 * 60),
    "glass_hours": _between(1, 24 * 7),
    "keep_days": _between(0, 36500),
}


def _wrong(field: str, expected: str) -> RulesError:
    return RulesError(
        say("In the rules, {field} is to be {expected}.", field=field, expected=expected),
        remedy=say("Correct it; nothing was changed."),
        field=field,
    )
