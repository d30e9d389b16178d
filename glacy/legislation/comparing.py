"""States side by side: where each stands on each article, and which elements are missing where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from glacy.legislation.concordance import Concordance, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An article across States: the state in each, in the order in which the States were given."""

    instrument: str
    article: str
    kind: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingElement:
    """An element that nothing shows in some States; counted where the article was looked for."""

    instrument: str
    article: str
    kind: str
    element: str
    countries: tuple[str, ...]
    searched: int


def compare(concordances: Sequence[Concordance]) -> tuple[Compared, ...]:
    """Every article with its row in each State."""
    if not concordances:
        return ()
    return tuple(
        Compared(instrument=rows[0].instrument, article=rows[0].article, kind=rows[0].kind, rows=tuple(rows))
        for rows in zip(*(one.rows for one in concordances), strict=True)
    )


def missing_elements(concordances: Sequence[Concordance]) -> tuple[MissingElement, ...]:
    """Elements that are missing somewhere, powers first, then those that most States lack."""
    where: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    searched: dict[tuple[str, str], int] = defaultdict(int)
    for one in concordances:
        for row in one.rows:
            if row.state in ("not_searched", "elsewhere"):
                continue
            searched[row.instrument, row.article] += 1
            for element in row.missing:
                where[row.instrument, row.article, row.kind, element.key].append(one.country)
    found = [
        MissingElement(
            instrument=instrument,
            article=article,
            kind=kind,
            element=element,
            countries=tuple(countries),
            searched=searched[instrument, article],
        )
        for (instrument, article, kind, element), countries in where.items()
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (one.kind != "power", -len(one.countries), one.instrument, int(one.article)),
        )
    )
