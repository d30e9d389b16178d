"""Whether a State is a Party to an instrument on a day: yes, no or unknown, with the rows that say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from glacy.countries import Country
from glacy.sayings import join, say
from glacy.treaty.facts import facts
from glacy.treaty.keeping import kept
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


@kept(65536)
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
        says=say(
            "Whether {state} was a Party on {on} is unknown: {why}", state=name, on=on, why=conflict.fact.says
        ),
        facts=(),
        change=say("A decision between the two days of entry into force for {state}.", state=name),
    )


def _with_entry(row: StatusRow, in_force_on: date, on: date) -> Standing:
    name, cites = name_of(row.country), (row.fact.id,)
    recalled = row.fact.confidence == "recalled"
    party_from = (row.in_force_at_latest or row.seen_on) if recalled else in_force_on
    if party_from is not None and on >= party_from:
        says = (
            say(
                "{state} has been a Party since {in_force_on} (the exact day is recalled, not seen).",
                state=name,
                in_force_on=in_force_on,
            )
            if recalled
            else say("{state} has been a Party since {in_force_on}.", state=name, in_force_on=in_force_on)
        )
        return Standing(party="yes", says=says, facts=cites)
    starts = facts().instruments[row.instrument].in_force_on
    party_not_before = (row.in_force_not_before or starts) if recalled else in_force_on
    if party_not_before is not None and on < party_not_before:
        return Standing(
            party="no",
            says=say(
                "{state} was not yet a Party on {on}: in force for it from {in_force_on}.",
                state=name,
                on=on,
                in_force_on=in_force_on,
            ),
            facts=cites,
            change=say("It is in force for {state} from {in_force_on}.", state=name, in_force_on=in_force_on),
        )
    return Standing(
        party="unknown",
        says=(
            say(
                "Whether {state} was a Party on {on} is unknown: {in_force_on} is recalled, and no "
                "page shows the day.",
                state=name,
                on=on,
                in_force_on=in_force_on,
            )
        ),
        facts=cites,
        change=say("A page that shows the day of entry into force for {state}.", state=name),
    )


def _without_entry(row: StatusRow, on: date) -> Standing:
    name, cites = name_of(row.country), (row.fact.id,)
    if row.deposited_on is not None:
        instrument = facts().instruments[row.instrument]
        not_before = instrument.in_force_not_before or effect_in(instrument, facts().read_on)
        if instrument.in_force == "no" and on < not_before:
            return Standing(
                party="no",
                says=say(
                    "{state} ratified on {deposited_on}; no entry into force was seen.",
                    state=name,
                    deposited_on=row.deposited_on,
                ),
                facts=cites,
                change=say("Entry into force of the instrument itself."),
            )
        return Standing(
            party="unknown",
            says=say(
                "{state} deposited on {deposited_on}; the day of entry into force is not in the facts.",
                state=name,
                deposited_on=row.deposited_on,
            ),
            facts=cites,
            change=say("A page that shows the entry into force for {state}.", state=name),
        )
    if row.signed_on is not None and on < row.signed_on:
        says = say(
            "{state} had not signed on {on}; it did on {signed_on}. No ratification was seen.",
            state=name,
            on=on,
            signed_on=row.signed_on,
        )
        return Standing(
            party="no",
            says=says,
            facts=cites,
            change=say("Ratification by {state}, in force on the day.", state=name),
        )
    sure = row.fact.confidence != "recalled" and row.sure in ("", "high")
    seen = row.seen_on or row.fact.read_on
    change = say("Ratification by {state}, in force on the day.", state=name)
    if on < first_effect_of(seen) or (sure and on < first_effect_of(row.fact.read_on)):
        says = say(
            "{state} has only signed, on every page seen (latest as of {seen}): not a Party on the facts.",
            state=name,
            seen=seen,
        )
        return Standing(party="no", says=says, facts=cites, change=change)
    says = say(
        "{state} had only signed on the pages seen (as of {seen}); a later ratification cannot be excluded.",
        state=name,
        seen=seen,
    )
    return Standing(party="unknown", says=says, facts=cites, change=change)


def is_signing_known(instrument: Instrument, on: date) -> bool:
    """Whether a State without a row had not signed by then: signatories are listed, or nobody could."""
    return instrument.lists_signatories or on < instrument.opened_on


def _without_row(instrument: Instrument, country: str, on: date) -> Standing:
    known, name = facts(), name_of(country)
    doubt = known.doubts.get((instrument.id, country))
    cites = (instrument.fact.id, *((doubt.id,) if doubt else ()))
    act = (
        say("signature or ratification") if instrument.in_force == "no" else say("accession or ratification")
    )
    seen = join(say("No {act} by {state} was seen.", act=act, state=name), doubt.says if doubt else "")
    if not is_signing_known(instrument, on):
        seen = join(
            say("Whether {state} has signed is unknown: who signed is not in the facts.", state=name),
            say("No ratification by {state} was seen.", state=name),
            doubt.says if doubt else "",
        )
    change = (
        say(
            "Signature or ratification by {state} on the page of the Treaty Office, in force on the day.",
            state=name,
        )
        if instrument.in_force == "no"
        else say(
            "Accession or ratification by {state} on the page of the Treaty Office, in force on the day.",
            state=name,
        )
    )
    if on < effect_in(instrument, known.read_on):
        return Standing(
            party="no",
            says=(
                join(
                    seen,
                    say(
                        "The facts were read on {read_on} (Parties last counted as of {counted_on}); the"
                        " register may have changed.",
                        read_on=known.read_on,
                        counted_on=instrument.parties_counted_on,
                    ),
                )
            ),
            facts=cites,
            change=change,
        )
    return Standing(
        party="unknown",
        says=(
            join(
                seen,
                say(
                    "But the facts were read on {read_on}: one deposited since could be in force on {on}.",
                    read_on=known.read_on,
                    on=on,
                ),
            )
        ),
        facts=cites,
        change=change,
    )


def _of_territory(territory: Territory, on: date) -> Standing:
    name, state = name_of(territory.code), name_of(territory.state)
    of_state = standing("ETS185", territory.state, on)
    cites = (territory.fact.id, *of_state.facts)
    change = say(
        "A declaration of {state} under Article 38 that extends the Convention to {other}.",
        state=state,
        other=name,
    )
    if of_state.party != "yes":
        says = join(say("{state} is a territory of {other}.", state=name, other=state), of_state.says)
        return Standing(party=of_state.party, says=says, facts=cites, change=of_state.change)
    begun = territory.since is None or territory.since <= on
    if territory.covered == "yes" and begun:
        says = say(
            "{state} is a Party and extended the Convention to {other} from {since}.",
            state=state,
            other=name,
            since=territory.since,
        )
        return Standing(party="yes", says=says, facts=cites)
    if territory.covered == "unknown":
        says = say(
            "{state} is a territory; whether {other} extended the Convention to it (Article 38) is unknown.",
            state=name,
            other=state,
        )
        return Standing(party="unknown", says=says, facts=cites, change=change)
    unreached = say(
        "{state} is a Party, but the Convention did not reach {other} on {on}.",
        state=state,
        other=name,
        on=on,
    )
    says = join(unreached, territory.fact.says)
    return Standing(party="no", says=says, facts=cites, change=change)
