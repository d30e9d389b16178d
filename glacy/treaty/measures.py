"""The cooperation measures of the facts: which there are, of what kind, and what a request of one has."""

from __future__ import annotations

from collections.abc import Mapping

from glacy.sayings import say
from glacy.treaty.errors import UnknownMeasureError
from glacy.treaty.facts import facts
from glacy.treaty.keeping import kept
from glacy.treaty.rows import Family
from glacy.treaty.wish import Measure


@kept(1)
def measures() -> tuple[Measure, ...]:
    """Every measure of the facts, instrument by instrument."""
    return tuple(Measure(id_) for id_, row in facts().provisions.items() if row.family is not None)


def read_measure(text: str) -> Measure:
    """The measure with that id, such as `ETS185-29`."""
    if text in measures():
        return Measure(text)
    raise UnknownMeasureError(
        say("{found!r} is not a cooperation measure.", found=text),
        remedy=say("Use one of {measure}.", measure=", ".join(measures())),
        found=text,
    )


def family_of(measure: str) -> Family | None:
    """What kind of help a measure gives; None where the facts have no such measure."""
    row = facts().provisions.get(measure)
    return row.family if row else None


@kept()
def of_family(*families: Family) -> tuple[Measure, ...]:
    """The measures of these kinds, instrument by instrument."""
    return tuple(one for one in measures() if family_of(one) in families)


def asked_for(measure: str) -> tuple[str, ...] | None:
    """The fields that a request of a measure has beside those of every request; None: it has no request."""
    row = facts().provisions.get(measure)
    return row.request if row else None


@kept(1)
def requestable() -> tuple[Measure, ...]:
    """The measures that a request can ask for."""
    return tuple(one for one in measures() if asked_for(one) is not None)


def goes_to(measure: str) -> str:
    """Whom a measure is addressed to: state, provider, registrar or nobody."""
    row = facts().provisions.get(measure)
    return row.goes_to if row else "state"


def words() -> Mapping[str, Mapping[str, str]]:
    """The words of the instruments by key and language: `measure.ID`, `ask.ID`, `safeguard.KEY` and more."""
    return facts().words


def safeguard_keys() -> frozenset[str]:
    """The keys of the safeguards that the facts have."""
    return frozenset(row.key for rows in facts().safeguards.values() for row in rows)
