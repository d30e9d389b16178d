"""The plan that chains roads: keep first, then have; what must leave by which day, what gives evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from glacy.canon import Json
from glacy.times import write_day
from glacy.treaty.roads import Errand, Road

_ASSISTANCE = ("CETS224-8", "ETS185-31", "ETS185-33", "ETS185-34")


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
    why = "Life or safety is at risk: the fastest road first, the papers afterwards."
    for key in ("emergency_disclosure", "ETS185-35", "CETS224-9", "CETS224-10"):
        if key in usable:
            yield _step(usable[key], f"{usable[key].title}: at once.", today, why)


def _keep(errand: Errand, usable: dict[str, Road]) -> Iterator[Step]:
    if errand.wish.data == "any" and errand.aim == "obtain" and "open_source" in usable:
        yield _step(usable["open_source"], "Seal what is public.", errand.wish.on, "It may be gone tomorrow.")
    why = "Logs vanish: keep first, and ask for the data while they are kept."
    for key in ("provider_preservation", "ETS185-29"):
        if key in usable:
            yield _step(usable[key], f"{usable[key].title}: today.", errand.wish.on, why)


def _have(errand: Errand, usable: dict[str, Road]) -> Iterator[Step]:
    if "home_order" in usable:
        why = "No other State is asked; what comes back is evidence, if our law gives the order."
        yield _step(usable["home_order"], "Order the provider at home.", None, why)
    for key in ("voluntary_disclosure", "police_channel"):
        if key in usable:
            why = "A lead meanwhile: ask for it as evidence too where the court wants it."
            yield _step(usable[key], f"{usable[key].title}: for a lead.", None, why)
    treaties = [key for key in usable if key.startswith("treaty:")]
    chosen = next((usable[key] for key in (*_ASSISTANCE, *treaties, "reciprocity") if key in usable), None)
    if chosen is None:
        return
    by = _lapses_on(errand, usable)
    why = (
        "Before the preservation lapses, counted by its least term; the end date that the other State"
        " gives governs."
        if by
        else "What comes back by this road is evidence."
    )
    yield _step(chosen, f"{chosen.title}: the request for the data.", by, why)


def _lapses_on(errand: Errand, usable: dict[str, Road]) -> date | None:
    preserving = usable.get("ETS185-29")
    if preserving is None or preserving.ruling is None:
        return None
    days = (limit.falls_on(errand.wish.on) for limit in preserving.ruling.time_limits)
    return min((day for day in days if day), default=None)


def _step(road: Road, does: str, by: date | None, why: str) -> Step:
    doubt = f" Unknown first: {road.what_would_change}" if road.answer == "unknown" else ""
    return Step(road=road.key, does=does, by=by, why=why + doubt)
