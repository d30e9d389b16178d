"""Status through time: who has signed, deposited or is a Party on a day, how many, and the curve of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from glacy.canon import Json
from glacy.sayings import say
from glacy.times import write_day
from glacy.treaty.errors import UnknownInstrumentError, WishError
from glacy.treaty.facts import facts
from glacy.treaty.keeping import kept
from glacy.treaty.rows import Conflict, Instrument, StatusRow
from glacy.treaty.standing import is_signing_known, name_of, standing
from glacy.treaty.values import Applies, FactRow
from glacy.treaty.wish import FIRST_DAY, LAST_DAY

Step = Literal["party", "deposited", "signed", "none", "unknown"]
STEPS: tuple[Step, ...] = get_args(Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a State or territory stands towards an instrument on a day; days that are None are unknown."""

    country: str
    step: Step
    says: str
    signed_on: date | None
    deposited_on: date | None
    in_force_on: date | None
    confidence: str
    facts: tuple[FactRow, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def name(self) -> str:
        """The English name."""
        return name_of(self.country)

    def to_json(self) -> Json:
        """The place as JSON; an unknown day is null."""
        days = {
            "signed_on": self.signed_on,
            "deposited_on": self.deposited_on,
            "in_force_on": self.in_force_on,
        }
        return {
            "country": self.country,
            "name": self.name,
            "status": self.step,
            "says": self.says,
            **{key: write_day(day) if day else None for key, day in days.items()},
            "confidence": self.confidence,
            "facts": [row.to_json() for row in self.facts],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The chart of an instrument on a day: every State of the list, then every territory."""

    instrument: Instrument
    on: date
    states: tuple[Place, ...]
    territories: tuple[Place, ...]

    @property
    def counts(self) -> Mapping[Step, int]:
        """How many States stand at each step."""
        found = Counter(place.step for place in self.states)
        return {step: found[step] for step in STEPS}

    def to_json(self) -> Json:
        """The chart as JSON."""
        return {
            "instrument": self.instrument.id,
            "name": self.instrument.name,
            "on": write_day(self.on),
            "fact": self.instrument.fact.to_json(),
            "counts": {step: count for step, count in self.counts.items()},
            "states": [place.to_json() for place in self.states],
            "territories": [place.to_json() for place in self.territories],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """From this day on: how many Parties at least, and at most (with those whose day is unknown)."""

    on: date
    at_least: int
    at_most: int


def read_instrument(text: str) -> Instrument:
    """The instrument with that id, such as `ETS185`."""
    found = facts().instruments.get(text)
    if found is None:
        raise UnknownInstrumentError(
            say("{found!r} is not an instrument of the facts.", found=text),
            remedy=say("Use one of {instruments}.", instruments=", ".join(facts().instruments)),
            found=text,
        )
    return found


@kept(256)
def status(instrument: str, on: date) -> Chart:
    """The chart of the instrument on that day."""
    found = read_instrument(instrument)
    _verify_day(on)
    known = facts()
    territories = known.territories if instrument == "ETS185" else {}
    return Chart(
        instrument=found,
        on=on,
        states=tuple(place(instrument, code, on) for code in known.states),
        territories=tuple(place(instrument, code, on) for code in territories),
    )


def place(instrument: str, country: str, on: date) -> Place:
    """Where one State or territory stands towards an instrument on a day."""
    known = facts()
    row = known.status.get((instrument, country))
    found = standing(instrument, country, on)
    cited = known.cited(found.facts)
    territory = known.territories.get(country) if instrument == "ETS185" else None
    return Place(
        country=country,
        step="party"
        if found.party == "yes"
        else _step_before(found.party, row, known.instruments[instrument], on),
        says=found.says,
        signed_on=row.signed_on if row else None,
        deposited_on=row.deposited_on if row else None,
        in_force_on=row.in_force_on if row else territory.since if territory else None,
        confidence=row.fact.confidence if row else cited[0].confidence,
        facts=cited,
        conflicts=known.conflicts.get((instrument, country), ()),
    )


def _step_before(party: Applies, row: StatusRow | None, instrument: Instrument, on: date) -> Step:
    if party == "unknown" or (row is None and not is_signing_known(instrument, on)):
        return "unknown"
    if row and row.deposited_on and row.deposited_on <= on:
        return "deposited"
    return "signed" if row and row.signed_on and row.signed_on <= on else "none"


@kept(8)
def curve(instrument: str) -> tuple[Point, ...]:
    """How the number of Parties grew, one point to each day on which it changed on the facts."""
    read_instrument(instrument)
    known = facts()
    rows = [row for (name, _), row in known.status.items() if name == instrument]
    days = {
        day
        for row in rows
        for day in (row.in_force_on, row.in_force_not_before, row.in_force_at_latest, row.seen_on)
        if day and FIRST_DAY <= day <= known.read_on
    }
    points: list[Point] = []
    for day in sorted(days):
        parties = Counter(standing(instrument, row.country, day).party for row in rows)
        point = Point(on=day, at_least=parties["yes"], at_most=parties["yes"] + parties["unknown"])
        if point.at_most and (
            not points or (points[-1].at_least, points[-1].at_most) != (point.at_least, point.at_most)
        ):
            points.append(point)
    return tuple(points)


def _verify_day(on: date) -> None:
    if not FIRST_DAY <= on <= LAST_DAY:
        raise WishError(
            say("The facts do not reach {on}.", on=write_day(on)),
            remedy=say(
                "Ask for a day from {first_day} to {last_day}.",
                first_day=write_day(FIRST_DAY),
                last_day=write_day(LAST_DAY),
            ),
            field="on",
            found=write_day(on),
        )
