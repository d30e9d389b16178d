"""Whether a State is a Party to an instrument on a day: yes, no or unknown, with the rows that say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from glacy.countries import Country
from glacy.treaty.facts import facts
from glacy.treaty.rows import Conflict, Instrument, StatusRow, Territory
from glacy.treaty.values import Applies


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a State is a Party (`party`), in words, on which rows, and what would make it one."""

    party: Applies
    says: str
    facts: tuple[str, ...]
    change: str | None = None


@cache
def name_of(code: str) -> str:
    """The English name of a country."""
    return Country(code).name()


def first_effect_of(deposited_on: date) -> date:
    """The day on which a deposit takes effect: first of a month, after three months (ETS 185 36(4))."""
    months = deposited_on.year * 12 + deposited_on.month - 1 + 4
    return date(months // 12, months % 12 + 1, 1)


def effect_in(instrument: Instrument, deposited_on: date) -> date:
    """The day on which a deposit takes effect under that instrument."""
    if instrument.effect_after_days:
        return deposited_on + timedelta(days=instrument.effect_after_days)
    return first_effect_of(deposited_on)


@lru_cache(maxsize=65536)
def standing(instrument: str, country: str, on: date) -> Standing:
    """The standing of a State or a territory towards an instrument on a day."""
    known = facts()
    row = known.status.get((instrument, country))
    territory = known.territories.get(country) if instrument == "ETS185" else None
    if territory is not None:
        return _of_territory(territory, on)
    if row is None:
        return _without_row(known.instruments[instrument], country, on)
    disputes = known.conflicts.get((instrument, country), ())
    conflicts = tuple(conflict.fact.id for conflict in disputes)
    open_ones = [found for found in (_undecided(row, conflict, on) for conflict in disputes) if found]
    if open_ones:
        return replace(open_ones[0], facts=(row.fact.id, *conflicts))
    found = _with_entry(row, row.in_force_on, on) if row.in_force_on else _without_entry(row, on)
    return Standing(party=found.party, says=found.says, facts=(*found.facts, *conflicts), change=found.change)


def _undecided(row: StatusRow, conflict: Conflict, on: date) -> Standing | None:
    """Unknown between two days of entry into force that sources give, until a person decides."""
    if conflict.handling != "undecided" or conflict.field != "entry_into_force":
        return None
    days = [date.fromisoformat(value) for value in (conflict.value_a, conflict.value_b) if value]
    if on < min(days) or (len(days) > 1 and on >= max(days)):
        return None
    name = name_of(row.country)
    return Standing(
        party="unknown",
        says=f"Whether {name} was a Party on {on} is unknown: {conflict.fact.says}",
        facts=(),
        change=f"A decision between the two days of entry into force for {name}.",
    )


def _with_entry(row: StatusRow, in_force_on: date, on: date) -> Standing:
    name, cites = name_of(row.country), (row.fact.id,)
    recalled = row.fact.confidence == "recalled"
    party_from = (row.in_force_at_latest or row.seen_on) if recalled else in_force_on
    if party_from is not None and on >= party_from:
        doubt = " (the exact day is recalled, not seen)" if recalled else ""
        return Standing(party="yes", says=f"{name} has been a Party since {in_force_on}{doubt}.", facts=cites)
    starts = facts().instruments[row.instrument].in_force_on
    party_not_before = (row.in_force_not_before or starts) if recalled else in_force_on
    if party_not_before is not None and on < party_not_before:
        return Standing(
            party="no",
            says=f"{name} was not yet a Party on {on}: in force for it from {in_force_on}.",
            facts=cites,
            change=f"It is in force for {name} from {in_force_on}.",
        )
    return Standing(
        party="unknown",
        says=(
            f"Whether {name} was a Party on {on} is unknown: {in_force_on} is recalled, and no page"
            " shows the day."
        ),
        facts=cites,
        change=f"A page that shows the day of entry into force for {name}.",
    )


def _without_entry(row: StatusRow, on: date) -> Standing:
    name, cites = name_of(row.country), (row.fact.id,)
    if row.deposited_on is not None:
        instrument = facts().instruments[row.instrument]
        not_before = instrument.in_force_not_before or effect_in(instrument, facts().read_on)
        if instrument.in_force == "no" and on < not_before:
            return Standing(
                party="no",
                says=f"{name} ratified on {row.deposited_on}; no entry into force was seen.",
                facts=cites,
                change="Entry into force of the instrument itself.",
            )
        return Standing(
            party="unknown",
            says=f"{name} deposited on {row.deposited_on}; the day of entry into force is not in the facts.",
            facts=cites,
            change=f"A page that shows the entry into force for {name}.",
        )
    if row.signed_on is not None and on < row.signed_on:
        says = f"{name} had not signed on {on}; it did on {row.signed_on}. No ratification was seen."
        return Standing(
            party="no", says=says, facts=cites, change=f"Ratification by {name}, in force on the day."
        )
    sure = row.fact.confidence != "recalled" and row.sure in ("", "high")
    seen = row.seen_on or row.fact.read_on
    change = f"Ratification by {name}, in force on the day."
    if on < first_effect_of(seen) or (sure and on < first_effect_of(row.fact.read_on)):
        says = f"{name} has only signed, on every page seen (latest as of {seen}): not a Party on the facts."
        return Standing(party="no", says=says, facts=cites, change=change)
    says = (
        f"{name} had only signed on the pages seen (as of {seen}); a later ratification cannot be excluded."
    )
    return Standing(party="unknown", says=says, facts=cites, change=change)


def _without_row(instrument: Instrument, country: str, on: date) -> Standing:
    known, name = facts(), name_of(country)
    doubt = known.doubts.get((instrument.id, country))
    cites = (instrument.fact.id, *((doubt.id,) if doubt else ()))
    remark = f" {doubt.says}" if doubt else ""
    act = "signature or ratification" if instrument.in_force == "no" else "accession or ratification"
    change = f"{act.capitalize()} by {name} on the page of the Treaty Office, in force on the day."
    if on < effect_in(instrument, known.read_on):
        return Standing(
            party="no",
            says=(
                f"No {act} by {name} was seen.{remark} The facts were read on {known.read_on}"
                f" (Parties last counted as of {instrument.parties_counted_on});"
                " the register may have changed."
            ),
            facts=cites,
            change=change,
        )
    return Standing(
        party="unknown",
        says=(
            f"No {act} by {name} was seen.{remark} But the facts were read on {known.read_on}:"
            f" one deposited since could be in force on {on}."
        ),
        facts=cites,
        change=change,
    )


def _of_territory(territory: Territory, on: date) -> Standing:
    name, state = name_of(territory.code), name_of(territory.state)
    of_state = standing("ETS185", territory.state, on)
    cites = (territory.fact.id, *of_state.facts)
    change = f"A declaration of {state} under Article 38 that extends the Convention to {name}."
    if of_state.party != "yes":
        says = f"{name} is a territory of {state}. {of_state.says}"
        return Standing(party=of_state.party, says=says, facts=cites, change=of_state.change)
    begun = territory.since is None or territory.since <= on
    if territory.covered == "yes" and begun:
        says = f"{state} is a Party and extended the Convention to {name} from {territory.since}."
        return Standing(party="yes", says=says, facts=cites)
    if territory.covered == "unknown":
        says = (
            f"{name} is a territory; whether {state} extended the Convention to it (Article 38) is unknown."
        )
        return Standing(party="unknown", says=says, facts=cites, change=change)
    says = f"{state} is a Party, but the Convention did not reach {name} on {on}. {territory.fact.says}"
    return Standing(party="no", says=says, facts=cites, change=change)
