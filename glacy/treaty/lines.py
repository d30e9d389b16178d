"""A line of a CSV table of the facts as a value; a cell that is out of form raises KeyError or ValueError."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from glacy.treaty.rows import (
    Agreement,
    Conflict,
    Declaration,
    Hub,
    PracticeRow,
    Provider,
    State,
    StatusRow,
    Territory,
)
from glacy.treaty.values import FactRow

_Cells = Mapping[str, str]
_Table = Mapping[str, Any]  # TOML: its shape is checked where each key is read


def fact_of(file: str, cells: _Table, says: str) -> FactRow:
    """The fact row of a line; `says` is what it says in a sentence."""
    return FactRow(
        id=cells["id"],
        file=file,
        says=says,
        source=cells["source"],
        read_on=date.fromisoformat(cells["read_on"]),
        confidence=cells["confidence"],
    )


def day_of(text: str) -> date | None:
    """The day of a cell, or None where it is empty."""
    return date.fromisoformat(text) if text else None


def end_of(text: str) -> date | None:
    """The last day of a day, a month or a year as a table writes it; None for anything else."""
    head = text[:10].split(" ")[0]
    try:
        match head.count("-"):
            case 2:
                return date.fromisoformat(head)
            case 1:
                year, month = (int(part) for part in head.split("-"))
                return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            case _:
                return date(int(head), 12, 31)
    except ValueError:
        return None


def status_of(cells: _Cells) -> StatusRow:
    """A line of status.csv."""
    days = {key: day_of(cells[key]) for key in ("signature", "deposit", "entry_into_force")}
    known = [f"{key.replace('_', ' ')} {day}" for key, day in days.items() if day]
    says = f"{cells['name']}, {cells['instrument']}: {', '.join(known) or 'no date seen'}."
    return StatusRow(
        instrument=cells["instrument"],
        country=cells["country"],
        name=cells["name"],
        signed_on=days["signature"],
        deposited_on=days["deposit"],
        in_force_on=days["entry_into_force"],
        in_force_not_before=day_of(cells["in_force_not_before"]),
        in_force_at_latest=day_of(cells["in_force_at_latest"]),
        seen_on=end_of(cells["seen_as_of"]),
        sure=cells["sure"],
        note=cells["note"],
        fact=fact_of("status.csv", cells, " ".join(filter(None, (says, cells["note"] or cells["sure_why"])))),
    )


def declaration_of(cells: _Cells) -> Declaration:
    """A line of declarations.csv."""
    article = "" if cells["article"] == "-" else f" to Article {cells['article']}"
    says = (
        f"{cells['country']}, {cells['instrument']}, {cells['kind'].replace('_', ' ')}{article}:"
        f" {cells['says']}"
    )
    return Declaration(
        instrument=cells["instrument"],
        country=cells["country"],
        article=cells["article"],
        kind=cells["kind"],
        says=cells["says"],
        wording=cells["wording"],
        territory=cells["territory"],
        since=day_of(cells["since"]),
        until=day_of(cells["until"]),
        fact=fact_of("declarations.csv", cells, says),
    )


def agreement_of(cells: _Cells) -> Agreement:
    """A line of agreements.csv."""
    says = (
        f"{cells['name']}: {cells['state']} with {cells['with']}, in force: {cells['in_force']}."
        f" {cells['says']}"
    )
    return Agreement(
        kind=cells["kind"],
        treaty=cells["treaty"],
        name=cells["name"],
        state=cells["state"],
        with_=cells["with"],
        others=tuple(cells["others"].split()),
        in_force=cells["in_force"],
        scope=cells["scope"],
        says=cells["says"],
        seen_on=end_of(cells["seen_as_of"]),
        fact=fact_of("agreements.csv", cells, says),
    )


def practice_of(cells: _Cells) -> PracticeRow:
    """A line of practice.csv."""
    says = f"{cells['country']}, {cells['topic'].replace('_', ' ')}: {cells['value']}. {cells['says']}"
    return PracticeRow(
        country=cells["country"],
        with_=cells["with"],
        topic=cells["topic"],
        value=cells["value"],
        says=cells["says"],
        fact=fact_of("practice.csv", cells, says),
    )


def provider_of(cells: _Cells) -> Provider:
    """A line of providers.csv."""
    return Provider(
        provider=cells["provider"],
        service=cells["service"],
        entity=cells["entity"],
        states=tuple(cells["states"].split()),
        portal=cells["portal"],
        preservation_days=cells["preservation_days"],
        user_notice=cells["user_notice"],
        emergency=cells["emergency"],
        keeps=cells["keeps"],
        to_foreign=cells["to_foreign"],
        says=cells["says"],
        fact=fact_of("providers.csv", cells, f"{cells['provider']}, {cells['service']}: {cells['says']}"),
    )


def territory_of(cells: _Cells) -> Territory:
    """A line of territories.csv."""
    return Territory(
        code=cells["code"],
        state=cells["state"],
        covered=cells["covered"],
        since=day_of(cells["since"]),
        fact=fact_of("territories.csv", cells, cells["says"]),
    )


def state_of(cells: _Cells) -> State:
    """A line of states.csv."""
    says = f"{cells['country']}: {cells['standing']} of the United Nations, region {cells['region']}."
    return State(
        code=cells["country"],
        region=cells["region"],
        subregion=cells["subregion"],
        standing=cells["standing"],
        fact=fact_of("states.csv", cells, says),
    )


def hub_of(cells: _Cells) -> Hub:
    """A line of hubs.csv."""
    says = f"{cells['country']} is a hub of {cells['project']} since {cells['since']}: {cells['serves']}."
    return Hub(
        country=cells["country"],
        project=cells["project"],
        serves=cells["serves"],
        since=cells["since"],
        fact=fact_of("hubs.csv", cells, says),
    )


def conflict_of(cells: _Cells) -> Conflict:
    """A line of conflicts.csv."""
    says = (
        f"{cells['country']}, {cells['instrument']}, {cells['field']}: sources say {cells['value_a']}"
        f" and {cells['value_b']}. {cells['handling']}."
    )
    return Conflict(
        instrument=cells["instrument"],
        country=cells["country"],
        field=cells["field"],
        value_a=cells["value_a"],
        value_b=cells["value_b"],
        handling=cells["handling"],
        fact=fact_of("conflicts.csv", cells, says),
    )
