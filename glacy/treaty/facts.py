"""The packaged facts, read once and indexed: `facts()` is the only way to them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any, Protocol, TypeVar

from glacy.treaty.errors import FactsError
from glacy.treaty.rows import (
    Agreement,
    Conflict,
    ContentOf,
    Declaration,
    GroundOf,
    Instrument,
    LimitOf,
    OffenceArticle,
    PracticeRow,
    Provider,
    Provision,
    SafeguardRow,
    StatusRow,
    Territory,
)
from glacy.treaty.values import FactRow

INSTRUMENTS = ("ETS185", "ETS189", "CETS224", "UNCC2024")

_Row = TypeVar("_Row")
_Cells = Mapping[str, str]
_Table = Mapping[str, Any]  # TOML: its shape is checked where each key is read


class _Cited(Protocol):
    @property
    def fact(self) -> FactRow: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Every packaged fact, by the key under which a ruling looks for it."""

    instruments: Mapping[str, Instrument]
    provisions: Mapping[str, Provision]
    status: Mapping[tuple[str, str], StatusRow]
    declarations: Mapping[tuple[str, str], tuple[Declaration, ...]]
    agreements: Mapping[str, tuple[Agreement, ...]]
    practice: Mapping[str, tuple[PracticeRow, ...]]
    providers: tuple[Provider, ...]
    territories: Mapping[str, Territory]
    safeguards: Mapping[str, tuple[SafeguardRow, ...]]
    doubts: Mapping[str, FactRow]
    conflicts: Mapping[tuple[str, str], tuple[Conflict, ...]]
    european_union: frozenset[str]
    order: Mapping[str, tuple[str, ...]]
    first: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, FactRow]
    read_on: date

    def cited(self, ids: Iterable[str]) -> tuple[FactRow, ...]:
        """The rows with those ids, each once, in order."""
        return tuple(self.rows[id_] for id_ in dict.fromkeys(ids))


@cache
def facts() -> Facts:
    """All packaged facts; the files are read on the first call only."""
    tables = {name: tomllib.loads(_text(f"instruments/{name}.toml")) for name in INSTRUMENTS}
    order = tomllib.loads(_text("order.toml"))
    instruments = {name: _instrument(name, table["instrument"]) for name, table in tables.items()}
    provisions = {
        entry["id"]: _provision(name, entry) for name, table in tables.items() for entry in table["provision"]
    }
    status = _read("status.csv", _status)
    declarations = _read("declarations.csv", _declaration)
    agreements = _read("agreements.csv", _agreement)
    practice = _read("practice.csv", _practice)
    providers = _read("providers.csv", _provider)
    territories = _read("territories.csv", _territory)
    doubts = _read("doubts.csv", lambda cells: (cells["country"], _fact("doubts.csv", cells, cells["says"])))
    conflicts = _read("conflicts.csv", _conflict)
    guards = _safeguards()
    groups: tuple[Iterable[_Cited], ...] = (
        *(instruments.values(), provisions.values(), status, declarations, agreements),
        *(practice, providers, territories, conflicts, guards),
    )
    every = [*(row.fact for group in groups for row in group), *(fact for _, fact in doubts)]
    return Facts(
        instruments=instruments,
        provisions=provisions,
        status={(row.instrument, row.country): row for row in status},
        declarations=_grouped(declarations, lambda row: (row.instrument, row.country)),
        agreements=_grouped(agreements, lambda row: row.state),
        practice=_grouped(practice, lambda row: row.country),
        providers=providers,
        territories={row.code: row for row in territories},
        safeguards={
            id_: tuple(row for row in guards if id_ in row.measures)
            for id_ in sorted({id_ for row in guards for id_ in row.measures})
        },
        doubts=dict(doubts),
        conflicts=_grouped(conflicts, lambda row: (row.instrument, row.country)),
        european_union=_european_union(agreements),
        order={key: tuple(value) for key, value in order.items() if isinstance(value, list)},
        first={key: tuple(value) for key, value in order["first"].items()},
        rows={fact.id: fact for fact in every},
        read_on=max(fact.read_on for fact in every),
    )


def providers() -> tuple[Provider, ...]:
    """Who holds data, as far as the facts go: a registration copy, not advice."""
    return facts().providers


@cache
def offences() -> tuple[OffenceArticle, ...]:
    """The offences of the Convention (Articles 2 to 11) and of its First Protocol (Articles 3 to 7)."""
    return tuple(
        OffenceArticle(
            id=entry.id,
            instrument=entry.instrument,
            number=entry.article,
            title=entry.title,
            summary=entry.summary,
            fact=entry.fact,
        )
        for entry in facts().provisions.values()
        if entry.kind == "offence"
    )


def _text(name: str) -> str:
    return resources.files("glacy.facts").joinpath(name).read_text(encoding="utf-8")


def _read(name: str, make: Callable[[_Cells], _Row]) -> tuple[_Row, ...]:
    rows = []
    for number, cells in enumerate(csv.DictReader(_text(name).splitlines()), start=2):
        try:
            rows.append(make(cells))
        except (KeyError, ValueError) as fault:
            raise FactsError(
                f"Line {number} of {name} is not in its form: {fault}.",
                remedy="Compare it with docs/reference/facts.md.",
                file=name,
                line=number,
            ) from fault
    return tuple(rows)


_Key = TypeVar("_Key")


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], _Key]) -> dict[_Key, tuple[_Row, ...]]:
    found: dict[_Key, tuple[_Row, ...]] = {}
    for name, group in groupby(rows, key):
        found[name] = (*found.get(name, ()), *group)
    return found


def _european_union(agreements: Iterable[Agreement]) -> frozenset[str]:
    group = tomllib.loads(_text("groups.toml"))["group"][0]
    return frozenset((*group["and_also"], *(r.state for r in agreements if r.treaty == group["from_treaty"])))


def _fact(file: str, cells: _Table, says: str) -> FactRow:
    return FactRow(
        id=cells["id"],
        file=file,
        says=says,
        source=cells["source"],
        read_on=date.fromisoformat(cells["read_on"]),
        confidence=cells["confidence"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _end_of(text: str) -> date | None:
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


def _status(cells: _Cells) -> StatusRow:
    days = {key: _day(cells[key]) for key in ("signature", "deposit", "entry_into_force")}
    known = [f"{key.replace('_', ' ')} {day}" for key, day in days.items() if day]
    says = f"{cells['name']}, {cells['instrument']}: {', '.join(known) or 'no date seen'}."
    return StatusRow(
        instrument=cells["instrument"],
        country=cells["country"],
        name=cells["name"],
        signed_on=days["signature"],
        deposited_on=days["deposit"],
        in_force_on=days["entry_into_force"],
        in_force_not_before=_day(cells["in_force_not_before"]),
        in_force_at_latest=_day(cells["in_force_at_latest"]),
        seen_on=_end_of(cells["seen_as_of"]),
        sure=cells["sure"],
        note=cells["note"],
        fact=_fact("status.csv", cells, " ".join(filter(None, (says, cells["note"] or cells["sure_why"])))),
    )


def _declaration(cells: _Cells) -> Declaration:
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
        since=_day(cells["since"]),
        until=_day(cells["until"]),
        fact=_fact("declarations.csv", cells, says),
    )


def _agreement(cells: _Cells) -> Agreement:
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
        seen_on=_end_of(cells["seen_as_of"]),
        fact=_fact("agreements.csv", cells, says),
    )


def _practice(cells: _Cells) -> PracticeRow:
    says = f"{cells['country']}, {cells['topic'].replace('_', ' ')}: {cells['value']}. {cells['says']}"
    return PracticeRow(
        country=cells["country"],
        topic=cells["topic"],
        value=cells["value"],
        says=cells["says"],
        fact=_fact("practice.csv", cells, says),
    )


def _provider(cells: _Cells) -> Provider:
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
        says=cells["says"],
        fact=_fact("providers.csv", cells, f"{cells['provider']}, {cells['service']}: {cells['says']}"),
    )


def _territory(cells: _Cells) -> Territory:
    return Territory(
        code=cells["code"],
        state=cells["state"],
        covered=cells["covered"],
        since=_day(cells["since"]),
        fact=_fact("territories.csv", cells, cells["says"]),
    )


def _conflict(cells: _Cells) -> Conflict:
    says = (
        f"{cells['country']}, {cells['instrument']}, {cells['field']}: sources say {cells['value_a']}"
        f" and {cells['value_b']}. {cells['handling']}."
    )
    return Conflict(
        instrument=cells["instrument"],
        country=cells["country"],
        field=cells["field"],
        handling=cells["handling"],
        fact=_fact("conflicts.csv", cells, says),
    )


def _instrument(name: str, table: _Table) -> Instrument:
    return Instrument(
        id=table["id"],
        name=table["name"],
        short=table["short"],
        series=table["series"],
        in_force=table["in_force"],
        in_force_on=_day(table["entry_into_force"]),
        in_force_not_before=_day(table["in_force_not_before"]),
        effect_after_days=table.get("effect_after_days", 0),
        consents_needed=table["consents_needed"],
        consents_seen=table["consents_seen"],
        parties_counted=table["parties_counted"],
        parties_counted_on=date.fromisoformat(table["parties_counted_on"]),
        fact=_fact(
            f"instruments/{name}.toml", table, f"{table['name']} ({table['series']}): {table['says']}"
        ),
    )


def _provision(instrument: str, table: _Table) -> Provision:
    says = f"{instrument} Article {table['article']}, {table['title']}: {table['summary']}"
    return Provision(
        id=table["id"],
        instrument=instrument,
        article=table["article"],
        title=table["title"],
        kind=table["kind"],
        summary=table["summary"],
        data=tuple(table["data"]),
        goes_to=table.get("goes_to", ""),
        channel=table.get("channel", ""),
        questions=tuple(table.get("questions", ())),
        reserved_by=tuple(table.get("reserved_by", ())),
        reserved_for=tuple(table.get("reserved_for", ())),
        dual_criminality=table.get("dual_criminality", ""),
        grounds=tuple(GroundOf(**entry) for entry in table.get("grounds", ())),
        time_limits=tuple(_limit(entry) for entry in table.get("time_limits", ())),
        content=tuple(ContentOf(**entry) for entry in table.get("content", ())),
        follow_up=table.get("follow_up"),
        urgent_channel=table.get("urgent_channel"),
        fact=_fact(f"instruments/{instrument}.toml", table, says),
    )


def _safeguards() -> tuple[SafeguardRow, ...]:
    table = tomllib.loads(_text("safeguards.toml"))
    return tuple(
        SafeguardRow(
            key=entry["key"],
            article=entry["article"],
            measures=tuple(entry["measures"]),
            data=tuple(entry["data"]),
            when=entry["when"],
            binds=entry["binds"],
            says=entry["says"],
            rests_on=tuple(entry["rests_on"]),
            fact=_fact("safeguards.toml", {"read_on": table["read_on"], **entry}, entry["says"]),
        )
        for entry in table["safeguard"]
    )


def _limit(entry: _Table) -> LimitOf:
    return LimitOf(
        key=entry["key"],
        what=entry["what"],
        days=entry["days"] or None,
        from_=entry["from"] or None,
        rule=entry["rule"],
        article=entry["article"],
    )
