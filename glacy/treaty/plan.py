"""The plan that chains roads: keep first, then have; what must leave by which day, what gives evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from glacy.canon import Json
from glacy.sayings import join, say
from glacy.times import write_day
from glacy.treaty.measures import of_family
from glacy.treaty.roads import Errand, Road


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the plan: which road, what to do, by which day at the latest, and why then."""

    road: str
    does: str
    by: date | None
    why: str

    def to_json(self) -> Json:
        """The step as JSON."""
        by = write_day(self.by) if self.by else None
        return {"road": self.road, "does": self.does, "by": by, "why": self.why}


def plan(errand: Errand, roads: Sequence[Road]) -> tuple[Step, ...]:
    """The steps in order; a road that is not allowed has no place in it, an unknown one says so."""
    usable = {road.key: road for road in roads if road.answer != "not_allowed"}
    steps = [*_in_need(errand, usable), *_keep(errand, usable)]
    if errand.aim == "obtain":
        steps += _have(errand, usable)
    return tuple(steps)


def _in_need(errand: Errand, usable: dict[str, Road]) -> Iterator[Step]:
    if errand.wish.urgency != "emergency":
        return
    today = errand.wish.on
    why = say("Life or safety is at risk: the fastest road first, the papers afterwards.")
    for key in ("emergency_disclosure", *of_family("network"), *of_family("emergency")):
        if key in usable:
            yield _step(usable[key], say("{title}: at once.", title=usable[key].title), today, why)


def _keep(errand: Errand, usable: dict[str, Road]) -> Iterator[Step]:
    if errand.wish.data == "any" and errand.aim == "obtain" and "open_source" in usable:
        yield _step(
            usable["open_source"],
            say("Seal what is public."),
            errand.wish.on,
            say("It may be gone tomorrow."),
        )
    why = say("Logs vanish: keep first, and ask for the data while they are kept.")
    for key in ("provider_preservation", *of_family("preservation")):
        if key in usable:
            yield _step(usable[key], f"{usable[key].title}: today.", errand.wish.on, why)


def _have(errand: Errand, usable: dict[str, Road]) -> Iterator[Step]:
    if "home_order" in usable:
        why = say("No other State is asked; what comes back is evidence, if our law gives the order.")
        yield _step(usable["home_order"], say("Order the provider at home."), None, why)
    for key in ("voluntary_disclosure", "police_channel"):
        if key in usable:
            why = say("A lead meanwhile: ask for it as evidence too where the court wants it.")
            yield _step(usable[key], say("{title}: for a lead.", title=usable[key].title), None, why)
    treaties = [key for key in usable if key.startswith("treaty:")]
    chosen = next((usable[key] for key in (*_assistance(), *treaties, "reciprocity") if key in usable), None)
    if chosen is None:
        return
    by = _lapses_on(errand, usable)
    why = (
        say(
            "Before the preservation lapses, counted by its least term; the end date that the other "
            "State gives governs."
        )
        if by
        else say("What comes back by this road is evidence.")
    )
    yield _step(chosen, say("{title}: the request for the data.", title=chosen.title), by, why)


def _assistance() -> tuple[str, ...]:
    return (*of_family("production"), *of_family("assistance"), *of_family("live"))


def _lapses_on(errand: Errand, usable: dict[str, Road]) -> date | None:
    preserving = (usable[key].ruling for key in of_family("preservation") if key in usable)
    limits = (limit for ruling in preserving if ruling is not None for limit in ruling.time_limits)
    days = (limit.falls_on(errand.wish.on) for limit in limits)
    return min((day for day in days if day), default=None)


def _step(road: Road, does: str, by: date | None, why: str) -> Step:
    doubt = say("Unknown first: {change}", change=road.what_would_change) if road.answer == "unknown" else ""
    return Step(road=road.key, does=does, by=by, why=join(why, doubt))
