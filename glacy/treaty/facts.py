"""The packaged facts, read once and indexed: `facts()` is the only way to them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, Protocol, TypeVar

from glacy.sayings import say
from glacy.treaty.entries import instrument_of, provision_of, roads_of, safeguards_of
from glacy.treaty.errors import FactsError
from glacy.treaty.instrument_files import (
    read_instruments,
    read_safeguard_tables,
    read_words,
    verify_measures,
    verify_safeguards,
)
from glacy.treaty.keeping import kept
from glacy.treaty.lines import (
    agreement_of,
    conflict_of,
    declaration_of,
    fact_of,
    hub_of,
    practice_of,
    provider_of,
    state_of,
    status_of,
    territory_of,
)
from glacy.treaty.rows import (
    Agreement,
    Conflict,
    Declaration,
    Hub,
    Instrument,
    OffenceArticle,
    PracticeRow,
    Provider,
    Provision,
    RoadRow,
    SafeguardRow,
    State,
    StatusRow,
    Territory,
)
from glacy.treaty.tables import instrument_files, instrument_text, text_of
from glacy.treaty.values import FactRow

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
    states: Mapping[str, State]
    hubs: Mapping[str, Hub]
    roads: tuple[RoadRow, ...]
    safeguards: Mapping[str, tuple[SafeguardRow, ...]]
    doubts: Mapping[tuple[str, str], FactRow]
    conflicts: Mapping[tuple[str, str], tuple[Conflict, ...]]
    words: Mapping[str, Mapping[str, str]]
    european_union: frozenset[str]
    order: Mapping[str, tuple[str, ...]]
    first: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, FactRow]
    read_on: date

    def cited(self, ids: Iterable[str]) -> tuple[FactRow, ...]:
        """The rows with those ids, each once, in order."""
        return tuple(self.rows[id_] for id_ in dict.fromkeys(ids))


@kept(1)
def facts() -> Facts:
    """All packaged facts; the files are read on the first call only."""
    tables = read_instruments()
    words = read_words(tables)
    order = tomllib.loads(text_of("order.toml"))
    instruments = {name: instrument_of(name, table["instrument"]) for name, table in tables.items()}
    provisions = {
        entry["id"]: provision_of(name, entry)
        for name, table in tables.items()
        for entry in table["provision"]
    }
    status = (*_of_folders("status.csv", status_of), *_read("status.csv", status_of))
    declarations = (
        *_of_folders("declarations.csv", declaration_of),
        *_read("declarations.csv", declaration_of),
    )
    agreements = _read("agreements.csv", agreement_of)
    practice = _read("practice.csv", practice_of)
    providers = _read("providers.csv", provider_of)
    territories = _read("territories.csv", territory_of)
    doubts = _read(
        "doubts.csv",
        lambda cells: ((cells["instrument"], cells["country"]), fact_of("doubts.csv", cells, cells["says"])),
    )
    conflicts = _read("conflicts.csv", conflict_of)
    roads = roads_of(tomllib.loads(text_of("roads.toml")))
    guards = tuple(
        row for name, table in read_safeguard_tables(tables).items() for row in safeguards_of(name, table)
    )
    verify_measures(
        provisions, words, [id_ for ids in order.values() if isinstance(ids, list) for id_ in ids]
    )
    verify_safeguards(guards, provisions, words)
    states = _read("states.csv", state_of)
    hubs = _read("hubs.csv", hub_of)
    groups: tuple[Iterable[_Cited], ...] = (
        *(instruments.values(), provisions.values(), status, declarations, agreements),
        *(practice, providers, territories, conflicts, guards, states, hubs, roads),
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
        states={row.code: row for row in states},
        roads=roads,
        hubs={row.country: row for row in hubs},
        safeguards={
            id_: tuple(row for row in guards if id_ in row.measures)
            for id_ in sorted({id_ for row in guards for id_ in row.measures})
        },
        doubts=dict(doubts),
        conflicts=_grouped(conflicts, lambda row: (row.instrument, row.country)),
        words=words,
        european_union=_european_union(agreements),
        order={key: tuple(value) for key, value in order.items() if isinstance(value, list)},
        first={key: tuple(value) for key, value in order["first"].items()},
        rows={fact.id: fact for fact in every},
        read_on=max(fact.read_on for fact in every),
    )


def providers() -> tuple[Provider, ...]:
    """Who holds data, as far as the facts go: a registration copy, not advice."""
    return facts().providers


def instruments() -> tuple[Instrument, ...]:
    """The instruments of the facts."""
    return tuple(facts().instruments.values())


def articles(instrument: str) -> tuple[Provision, ...]:
    """The articles of an instrument as far as the facts have them, in the order of its file."""
    return tuple(entry for entry in facts().provisions.values() if entry.instrument == instrument)


def regions() -> Mapping[str, Mapping[str, tuple[State, ...]]]:
    """Every State by region and subregion: what maps and matrices draw."""
    found: dict[str, dict[str, tuple[State, ...]]] = {}
    for state in facts().states.values():
        inner = found.setdefault(state.region, {})
        inner[state.subregion] = (*inner.get(state.subregion, ()), state)
    return found


def territories(state: str) -> tuple[Territory, ...]:
    """The territories of a State that have a code of their own."""
    return tuple(row for row in facts().territories.values() if row.state == state)


def agreements_of(country: str) -> tuple[Agreement, ...]:
    """The rows about assistance treaties and arrangements of a State, from its own side or the other's."""
    rows = facts().agreements
    others = (row for state, found in rows.items() if state != country for row in found)
    return (*rows.get(country, ()), *(row for row in others if row.with_ == country or country in row.others))


def hubs() -> Mapping[str, Hub]:
    """The States that are hubs, by code."""
    return facts().hubs


def reservations(country: str) -> tuple[Declaration, ...]:
    """Reservations and declarations of a State under every instrument, as far as the facts go."""
    return tuple(
        row
        for instrument in facts().instruments
        for row in facts().declarations.get((instrument, country), ())
        if row.kind != "authority_designation"
    )


@kept(1)
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


def _of_folders(file: str, make: Callable[[_Cells], _Row]) -> tuple[_Row, ...]:
    """The rows that the folders of the instruments have of a table, each only of its own instrument."""
    texts = {name: instrument_text(name, file) for name in instrument_files()}
    return tuple(
        row
        for name, text in texts.items()
        if text is not None
        for row in _read(f"instruments/{name}/{file}", partial(_of_one, name, make), text)
    )


def _of_one(name: str, make: Callable[[_Cells], _Row], cells: _Cells) -> _Row:
    if cells["instrument"] != name:
        raise ValueError(
            say("a row of {instrument} is not of this instrument", instrument=cells["instrument"])
        )
    return make(cells)


def _read(name: str, make: Callable[[_Cells], _Row], text: str | None = None) -> tuple[_Row, ...]:
    rows = []
    for number, cells in enumerate(csv.DictReader((text or text_of(name)).splitlines()), start=2):
        try:
            _verify_whole(cells)
            rows.append(make(cells))
        except (KeyError, ValueError) as fault:
            raise FactsError(
                say(
                    "Line {number} of {name} is not in its form: {why}.",
                    number=number,
                    name=name,
                    why=fault,
                ),
                remedy=say("Compare it with docs/reference/facts.md."),
                file=name,
                line=number,
            ) from fault
    return tuple(rows)


def _verify_whole(cells: Mapping[object, object]) -> None:
    """A line has as many cells as the first line of its table has names."""
    if None in cells or None in cells.values():
        raise ValueError("it has not as many cells as the first line")


_Key = TypeVar("_Key")


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], _Key]) -> dict[_Key, tuple[_Row, ...]]:
    found: dict[_Key, tuple[_Row, ...]] = {}
    for name, group in groupby(rows, key):
        found[name] = (*found.get(name, ()), *group)
    return found


def _european_union(agreements: Iterable[Agreement]) -> frozenset[str]:
    group = tomllib.loads(text_of("groups.toml"))["group"][0]
    return frozenset((*group["and_also"], *(r.state for r in agreements if r.treaty == group["from_treaty"])))
