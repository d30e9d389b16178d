"""The map, the curve and the list of doubts as sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Table
from glacy.desks.frame.plain import sureness
from glacy.desks.frame.sayings import said
from glacy.desks.treaty.curves import curve_svg
from glacy.desks.treaty.folds import Fold, folds_of
from glacy.desks.treaty.sheets import Sheet
from glacy.desks.treaty.tiles import legend, pictures
from glacy.desks.treaty.words import REGIONS, STEPS, TROUBLES, step_tag
from glacy.treaty import Chart, Doubt, Instrument, Place, Point, regions

_DAYS = ("signed_on", "deposited_on", "in_force_on")


def map_sheet(chart: Chart) -> Sheet:
    """The chart of an instrument on a day."""
    counts = ", ".join(f"{STEPS[step]}: {count}" for step, count in chart.counts.items() if count)
    seen = [place for place in (*chart.states, *chart.territories) if not _is_silent(place)]
    seen.sort(key=lambda place: nation(place.country))
    return Sheet(
        name=f"{chart.instrument.id}-{chart.on}",
        title=f"{said(chart.instrument.name)} ({chart.instrument.series})",
        lines=(
            _("As the facts stand on %(day)s") % {"day": say_day(chart.on)},
            counts,
            said(chart.instrument.fact.says),
            "; ".join(f"{sign} {says}" for sign, says in legend()),
        ),
        tables=(_chart_table(seen), _silent_table(chart)),
        columns=("country", "name", "status", *_DAYS, "confidence", "says"),
        rows=[_line(place) for place in (*chart.states, *chart.territories)],
        json=chart.to_json(),
        pictures=tuple((f"{one.name}: {one.says}", one.svg) for one in pictures(chart)),
    )


def map_folds(chart: Chart) -> tuple[Fold, ...]:
    """The chart by region: who has acted, the territories, and of whom nothing is known."""
    seen = {place.country: place for place in chart.states if not _is_silent(place)}
    tables = []
    for region, groups in regions().items():
        codes = [state.code for inner in groups.values() for state in inner if state.code in seen]
        places = sorted((seen[code] for code in codes), key=lambda place: nation(place.country))
        tables.append((region, _chart_table(places, caption=str(REGIONS[region]))))
    elsewhere = sorted(
        (place for place in chart.territories if not _is_silent(place)),
        key=lambda place: nation(place.country),
    )
    if elsewhere:
        tables.append(("territories", _chart_table(elsewhere, caption=_("Territories"))))
    silent = _silent_table(chart)
    number = sum(map(_is_silent, chart.states))
    return (*folds_of(tables), Fold(id="silent", says=silent.caption, count=number, table=silent))


def _chart_table(seen: Sequence[Place], *, caption: str = "") -> Table:
    heads = (_("State or territory"), _("Status"), _("Signed"), _("Deposited"), _("In force"), _("How sure"))
    return Table(
        caption=caption or _("Who has acted"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (
                Link(says=nation(place.country), url=reverse("treaty:country", args=[place.country])),
                step_tag(place.step),
                *(_day(getattr(place, name)) for name in _DAYS),
                _sure(place),
            )
            for place in seen
        ),
        empty=_("Nobody had acted on this day."),
    )


def _sure(place: Place) -> str:
    said = str(sureness(place.confidence))
    return f"{said}; {_('sources disagree')}" if place.conflicts else said


def _silent_table(chart: Chart) -> Table:
    silent = [place for place in chart.states if _is_silent(place)]
    named = {
        step: sorted(nation(place.country) for place in silent if place.step == step)
        for step in ("unknown", "none")
    }
    return Table(
        caption=_("Of whom the facts have no day"),
        columns=(
            Column(says=_("Status")),
            Column(says=_("Number"), is_number=True),
            Column(says=_("States")),
        ),
        rows=tuple(
            (str(STEPS[step]), str(len(names)), ", ".join(names)) for step, names in named.items() if names
        ),
        empty=_("Every State has acted."),
    )


def _is_silent(place: Place) -> bool:
    """Whether nothing was seen of it, or whether it is unknown without a day or a contradiction."""
    has_day = any(getattr(place, name) for name in _DAYS)
    return place.step == "none" or (place.step == "unknown" and not has_day and not place.conflicts)


def _day(on: date | None) -> str:
    return say_day(on) if on else "–"


def _line(place: Place) -> tuple[str, ...]:
    days = (getattr(place, name) for name in _DAYS)
    written = (day.isoformat() if day else "" for day in days)
    return (place.country, place.name, place.step, *written, place.confidence, place.says)


def curve_sheet(instrument: Instrument, points: Sequence[Point], *, until: date) -> Sheet:
    """How the number of Parties grew."""
    title = _("Accessions to %(what)s") % {"what": f"{said(instrument.name)} ({instrument.series})"}
    svg = curve_svg(points, until=until, title=title)
    heads = (_("From"), _("At least"), _("At most"))
    return Sheet(
        name=f"{instrument.id}-accessions",
        title=title,
        lines=(said(instrument.fact.says),),
        tables=(
            Table(
                caption=_("Number of Parties"),
                columns=tuple(Column(says=says, is_number=number > 0) for number, says in enumerate(heads)),
                rows=tuple((say_day(one.on), one.at_least, one.at_most) for one in reversed(points)),
                empty=_("No State is a Party on the facts."),
            ),
        ),
        columns=("on", "at_least", "at_most"),
        rows=[(one.on.isoformat(), one.at_least, one.at_most) for one in points],
        json={
            "instrument": instrument.id,
            "points": [
                {"on": one.on.isoformat(), "at_least": one.at_least, "at_most": one.at_most} for one in points
            ],
        },
        pictures=(("", svg),) if svg else (),
    )


def doubts_sheet(found: Sequence[Doubt], shown: Sequence[Doubt], *, on: date) -> Sheet:
    """What the facts do not know; `shown` is the part that the page lists."""
    counts = Counter(doubt.trouble for doubt in found)
    heads = (_("About"), _("What is not settled"), _("Source"), _("Read on"))
    return Sheet(
        name=f"unknown-{on}",
        title=_("What is unknown"),
        lines=(
            _("As the facts stand on %(day)s") % {"day": say_day(on)},
            ", ".join(f"{TROUBLES[trouble]}: {count}" for trouble, count in counts.items()),
        ),
        tables=(
            Table(
                caption=_("Not settled"),
                columns=tuple(Column(says=says) for says in heads),
                rows=tuple(
                    (
                        nation(doubt.about),
                        said(doubt.says),
                        _source(doubt),
                        say_day(doubt.fact.read_on) if doubt.fact else "–",
                    )
                    for doubt in shown
                ),
                empty=_("Nothing of this kind."),
            ),
        ),
        columns=("trouble", "about", "says", "id", "source", "read_on", "confidence"),
        rows=[_doubt_line(doubt) for doubt in found],
        json={"on": on.isoformat(), "unknown": [doubt.to_json() for doubt in found]},
    )


def _source(doubt: Doubt) -> str | Link:
    if doubt.fact is None:
        return _("no row")
    address = doubt.fact.source.split(" ")[0]
    if not address.startswith(("https://", "http://")):
        return said(doubt.fact.source)
    return Link(says=address.split("/")[2], url=address, about=doubt.fact.id)


def _doubt_line(doubt: Doubt) -> tuple[str, ...]:
    fact = doubt.fact
    about = (doubt.trouble, doubt.about, doubt.says)
    return (
        (*about, fact.id, fact.source, fact.read_on.isoformat(), fact.confidence)
        if fact
        else (*about, "", "", "", "")
    )
