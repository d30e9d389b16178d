"""How a State works, and which authorities it has named: institutions, never persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from glacy.countries import Country
from glacy.treaty.facts import facts
from glacy.treaty.rows import Declaration, PracticeRow, Territory
from glacy.treaty.values import FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAuthority:
    """An authority as notified for some articles; `name` is None where it was notified but not readable."""

    country: str
    instrument: str
    articles: tuple[str, ...]
    name: str | None
    since: date | None
    fact: FactRow


def practice(country: str) -> tuple[PracticeRow, ...]:
    """How the State works, row by row; no row means unknown."""
    return facts().practice.get(Country(country).code, ())


def find_practice(country: str, topic: str, *, asked_by: str = "") -> PracticeRow | None:
    """The row on one topic, such as `preservation_days`, or None; some hold for one asking State only."""
    rows = (row for row in facts().practice.get(country, ()) if row.topic == topic)
    return next((row for row in rows if row.with_ in ("", asked_by)), None)


def authorities(country: str, instrument: str = "ETS185") -> tuple[NamedAuthority, ...]:
    """The authorities that the State named under the instrument, as far as the facts go."""
    return tuple(_named(row) for row in declarations(country, instrument, kind="authority_designation"))


def declarations(
    country: str, instrument: str, *, kind: str | None = None, article: str | None = None
) -> tuple[Declaration, ...]:
    """The reservations and declarations of a State or of a territory, as far as the facts go."""
    known = facts()
    territory = known.territories.get(Country(country).code)
    state = territory.state if territory else country
    return tuple(
        row
        for row in known.declarations.get((instrument, state), ())
        if (row.territory == country or (row.territory == "" and not _names_authority(row, territory)))
        and (kind is None or row.kind == kind)
        and (article is None or row.article == article)
    )


def authority_for(country: str, instrument: str, article: str, on: date) -> NamedAuthority | None:
    """The authority named for an article such as `27(2)` or `35`, or None."""
    wanted = article.split("(")[0]
    rows = [row for row in authorities(country, instrument) if _began(row, on)]
    exact = [row for row in rows if any(a.startswith(article) for a in row.articles)]
    named = [row for row in exact if row.name] or exact
    return next(iter(named), next((row for row in rows if wanted in row.articles), None))


def _names_authority(row: Declaration, territory: Territory | None) -> bool:
    """Whether the row names an authority of the mainland, which says nothing about a territory."""
    return territory is not None and row.kind == "authority_designation"


def _began(row: NamedAuthority, on: date) -> bool:
    return row.since is None or row.since <= on


def _named(row: Declaration) -> NamedAuthority:
    return NamedAuthority(
        country=row.country,
        instrument=row.instrument,
        articles=tuple(row.article.split("/")),
        name=row.says.removeprefix("24/7 contact: ") if row.wording == "seen" else None,
        since=row.since,
        fact=row.fact,
    )
