"""The lines of an updated chart of signatures and ratifications, read from CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from glacy.countries import Country, UnknownCountryError
from glacy.sayings import join, say
from glacy.treaty.chart import read_instrument
from glacy.treaty.errors import ChartError, TreatyError
from glacy.treaty.facts import facts
from glacy.treaty.standing import name_of
from glacy.treaty.wish import LAST_DAY

Field = Literal["signature", "deposit", "entry_into_force"]
FIELDS: tuple[Field, ...] = ("signature", "deposit", "entry_into_force")
_NAMES = {
    "country_iso2": "country",
    "country_name": "name",
    "ratification_or_accession": "deposit",
    "source_url": "source",
    "source_seen_as_of": "seen_as_of",
}
_NEEDED = ("instrument", "country", *FIELDS, "source")
_LARGEST = 1 << 20
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """One line of an updated chart."""

    number: int
    instrument: str
    country: str
    days: Mapping[Field, date | None]
    source: str
    seen_as_of: str


def read_chart(data: bytes, *, whole: bool = True, on: date | None = None) -> tuple[ChartLine, ...]:
    """The lines of a chart in CSV; ChartError names the line and what was found there.

    A whole chart has a line for every State that the facts know for its instrument. With `on`, the day on
    which it is read, nothing has been signed or deposited later.
    """
    if len(data) > _LARGEST:
        raise ChartError(
            say("The file is too large for a chart."), remedy=say("Give one chart in CSV."), line=0
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ChartError(
            say("The chart is not in UTF-8."), remedy=say("Save it as CSV in UTF-8."), line=0
        ) from fault
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    names = [_NAMES.get(name, name) for name in reader.fieldnames or ()]
    columns = dict(zip(names, reader.fieldnames or (), strict=True))
    if len(columns) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ChartError(
            say("The column {name} stands twice.", name=twice), remedy=say("Keep one of the two."), line=1
        )
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise ChartError(
            say("The chart has no column {missing}.", missing=", ".join(missing)),
            remedy=say("Its first line must name {needed}.", needed=", ".join(_NEEDED)),
            line=1,
        )
    lines: dict[tuple[str, str], ChartLine] = {}
    try:
        for number, cells in enumerate(reader, start=2):
            _verify_cells(number, cells)
            line = _line(number, {name: cells.get(given) or "" for name, given in columns.items()})
            _verify_days(line, on)
            _verify_once(line, lines)
            lines[line.instrument, line.country] = line
    except csv.Error as fault:
        raise ChartError(
            say("The chart is not CSV: {why}.", why=fault), remedy=say("Save it as CSV."), line=0
        ) from fault
    if not lines:
        raise ChartError(
            say("The chart has no line."), remedy=say("Give a chart with at least one State."), line=1
        )
    if whole:
        _verify_whole(lines)
    return tuple(lines.values())


def _line(number: int, cells: Mapping[str, str]) -> ChartLine:
    def wrong(says: str, remedy: str, found: str) -> ChartError:
        return ChartError(
            say("Line {number}: {why}", number=number, why=says),
            remedy=join(remedy, say("Nothing was changed.")),
            line=number,
            found=found,
        )

    try:
        instrument = read_instrument(cells["instrument"].strip()).id
        country = Country(cells["country"].strip()).code
    except (UnknownCountryError, TreatyError) as fault:
        raise wrong(fault.says, fault.remedy, str(fault.fields.get("found", ""))) from fault
    territory = facts().territories.get(country)
    if territory is not None:
        says = say(
            "{state} is a territory of {other}; a chart has States.",
            state=name_of(country),
            other=name_of(territory.state),
        )
        raise wrong(
            says, say("Leave the line out: a territory comes by a declaration of its State."), country
        )
    days: dict[Field, date | None] = {}
    for field in FIELDS:
        text = cells[field].strip()
        try:
            days[field] = date.fromisoformat(text) if len(text) == len("2026-11-21") else None
        except ValueError:
            days[field] = None
        if text and days[field] is None:
            says = say("{found!r} is not a day in the form 2026-11-21 ({field}).", found=text, field=field)
            raise wrong(says, say("Write year, month and day."), text)
    if not cells["source"].strip():
        raise wrong(say("no source is given."), say("Write the address of the page."), "")
    return ChartLine(
        number=number,
        instrument=instrument,
        country=country,
        days=days,
        source=cells["source"].strip(),
        seen_as_of=cells.get("seen_as_of", "").strip(),
    )


def _verify_cells(number: int, cells: Mapping[str | None, object]) -> None:
    if None in cells or None in cells.values():
        raise ChartError(
            say("Line {number} has not as many cells as the first line.", number=number),
            remedy=say("Give each column one cell, an empty one too. Nothing was changed."),
            line=number,
        )


def _verify_days(line: ChartLine, on: date | None) -> None:
    """Raises ChartError where the days of a line cannot all be: in their order, and not before their time."""
    signed_on, deposited_on, in_force_on = (line.days[field] for field in FIELDS)
    opened_on, state = read_instrument(line.instrument).opened_on, name_of(line.country)
    acts = [day for day in (signed_on, deposited_on) if day]
    why = None
    if deposited_on and in_force_on and in_force_on < deposited_on:
        why = say(
            "{state} cannot be bound on {in_force_on}, before it deposited on {deposited_on}.",
            state=state,
            in_force_on=in_force_on,
            deposited_on=deposited_on,
        )
    elif signed_on and deposited_on and deposited_on < signed_on:
        why = say(
            "{state} cannot have deposited on {deposited_on}, before it signed on {signed_on}.",
            state=state,
            deposited_on=deposited_on,
            signed_on=signed_on,
        )
    elif (early := min((*acts, *([in_force_on] if in_force_on else ())), default=opened_on)) < opened_on:
        why = say(
            "{early} is before {instrument} was opened for signature on {opened_on}.",
            early=early,
            instrument=line.instrument,
            opened_on=opened_on,
        )
    elif on and (late := max(acts, default=on)) > on:
        why = say("{late} is after the day on which the chart is read ({on}).", late=late, on=on)
    elif in_force_on and in_force_on > LAST_DAY:
        why = say(
            "{in_force_on} is after {last_day}, further than the facts reach.",
            in_force_on=in_force_on,
            last_day=LAST_DAY,
        )
    if why is not None:
        raise ChartError(
            say("Line {number}: {why}", number=line.number, why=why),
            remedy=say("Compare the line with the register. Nothing was changed."),
            line=line.number,
            found=line.country,
        )


def _verify_once(line: ChartLine, lines: Mapping[tuple[str, str], ChartLine]) -> None:
    before = lines.get((line.instrument, line.country))
    if before is not None:
        raise ChartError(
            say(
                "Line {number}: {state} stands twice for {instrument}, also on line {number2}.",
                number=line.number,
                state=name_of(line.country),
                instrument=line.instrument,
                number2=before.number,
            ),
            remedy=say("Keep one of the two. Nothing was changed."),
            line=line.number,
            found=line.country,
        )


def _verify_whole(lines: Mapping[tuple[str, str], ChartLine]) -> None:
    for instrument in dict.fromkeys(name for name, _ in lines):
        had = {country for name, country in facts().status if name == instrument}
        missing = sorted(had - {country for name, country in lines if name == instrument})
        if missing:
            more = say("and {count} more", count=len(missing) - _NAMED) if len(missing) > _NAMED else ""
            names = ", ".join(name_of(code) for code in missing[:_NAMED])
            raise ChartError(
                say(
                    "The chart of {instrument} has no line for {names}.",
                    instrument=instrument,
                    names=join(names, more),
                ),
                remedy=say("Add the missing lines, or say that the chart is partial. Nothing was changed."),
                line=0,
                found=", ".join(missing),
            )
