"""Which assistance treaty governs between two States, so whether Article 27 of ETS 185 is the procedure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from glacy.sayings import say
from glacy.treaty.facts import facts
from glacy.treaty.keeping import kept
from glacy.treaty.rows import Agreement
from glacy.treaty.standing import name_of, standing
from glacy.treaty.values import Applies, FactRow, Reason

Article27 = Literal["applies", "does_not_apply", "unknown"]
_ARTICLE = "ETS185 27(1)"
_AGE_OF_A_COPY = timedelta(days=90)
_PAIR_BY_ROWS = (
    "Parties",
    "EU States except DK and IE",
    "Commonwealth States",
    "Parties (Arab League States)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One treaty or arrangement between the two: its rows and whether it is in force on the day."""

    treaty: str
    name: str
    scope: str
    in_force: Applies
    sure: bool
    rows: tuple[Agreement, ...]

    @property
    def cites(self) -> tuple[str, ...]:
        """The ids of its rows."""
        return tuple(row.fact.id for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Governing:
    """What governs assistance between two States on a day, as far as the facts go.

    `links` are the treaties and arrangements between the two, `offers` what each offers to any State.
    """

    requesting: str
    requested: str
    on: date
    article_27: Article27
    links: tuple[Link, ...]
    offers: tuple[Agreement, ...]
    reasons: tuple[Reason, ...]

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """All rows that concern the two."""
        return (*(row for link in self.links for row in link.rows), *self.offers)

    @property
    def facts(self) -> tuple[FactRow, ...]:
        """The fact rows of the reasons."""
        return facts().cited(id_ for reason in self.reasons for id_ in reason.facts)


@kept(65536)
def governing(requesting: str, requested: str, on: date) -> Governing:
    """What governs between the two on that day; a pair without a row is unknown, never "none"."""
    links = tuple(_links(requesting, requested, on))
    offers = tuple(
        row for state in (requested, requesting) for row in _rows_of(state) if row.scope == "any_state"
    )
    article_27, reasons = _article_27(requesting, requested, on, links)
    return Governing(
        requesting=requesting,
        requested=requested,
        on=on,
        article_27=article_27,
        links=links,
        offers=offers,
        reasons=(*reasons, *_limited(links), *_offers(offers)),
    )


def article_27(requesting: str, requested: str, on: date) -> Article27:
    """What `governing` says of Article 27, without the reasons: quick, for all pairs at once."""
    if any(standing("ETS185", state, on).party == "no" for state in (requesting, requested)):
        return "does_not_apply"
    links = tuple(_links(requesting, requested, on))
    return _article_27(requesting, requested, on, links)[0] if links else "unknown"


def _rows_of(state: str) -> tuple[Agreement, ...]:
    return facts().agreements.get(state, ())


def _links(left: str, right: str, on: date) -> Iterator[Link]:
    for row in _rows_of(left):
        other = _counterpart(row, left, right)
        if row.with_ == right or right in row.others or _reaches_union(row, right):
            yield _link((row,) if other is None else (row, other), on)
        elif row.with_ in _PAIR_BY_ROWS and other is not None:
            yield _link((row, other), on)
    for row in _rows_of(right):
        listed = left in row.others and _counterpart(row, right, left) is None
        if row.with_ == left or listed or _reaches_union(row, left):
            yield _link((row,), on)


def _counterpart(row: Agreement, state: str, other_state: str) -> Agreement | None:
    """The row of the other State about the same treaty between many, if it has one."""
    return next(
        (
            other
            for other in _rows_of(other_state)
            if other.treaty == row.treaty
            and ((other.with_ == row.with_ and row.with_ in _PAIR_BY_ROWS) or state in other.others)
        ),
        None,
    )


def _reaches_union(row: Agreement, state: str) -> bool:
    return row.with_ == "EU Member States" and state in facts().european_union


def _link(rows: tuple[Agreement, ...], on: date) -> Link:
    states = [_in_force(row, on) for row in rows]
    in_force: Applies = "no" if "no" in states else "unknown" if "unknown" in states else "yes"
    return Link(
        treaty=rows[0].treaty,
        name=rows[0].name,
        scope=rows[0].scope,
        in_force=in_force,
        sure=all(row.is_sure for row in rows),
        rows=rows,
    )


def _in_force(row: Agreement, on: date) -> Applies:
    match row.in_force:
        case "yes":
            return "yes" if on >= _known_from(row) else "unknown"
        case "no" | "superseded":
            return "no"
        case "none_listed" | "not_a_treaty" | "unknown":
            return "unknown"
        case year if len(year) == len("2011"):
            return "unknown" if on.year == int(year) else "yes" if on.year > int(year) else "no"
        case day:
            return "yes" if on >= date.fromisoformat(day) else "no"


def _known_from(row: Agreement) -> date:
    """From when a treaty "in force, day not seen" is known to be so.

    A page without a date of its own is older than the day on which its archived copy was read.
    """
    seen = row.seen_on or row.fact.read_on
    return seen - _AGE_OF_A_COPY if seen == row.fact.read_on else seen


def _article_27(
    left: str, right: str, on: date, links: tuple[Link, ...]
) -> tuple[Article27, tuple[Reason, ...]]:
    general = [link for link in links if link.scope == "general" and link.in_force != "no"]
    settled = [link for link in general if link.in_force == "yes" and link.sure]
    schemes = [link for link in links if link.scope == "arrangement"]
    lists = [link for link in links if link.rows[0].in_force == "none_listed"]
    both = say("{state} and {other}", state=name_of(left), other=name_of(right))
    outside = [found for state in (left, right) if (found := standing("ETS185", state, on)).party != "yes"]
    if settled:
        return "does_not_apply", tuple(
            _reason(
                say(
                    "Between {both} this is in force: {link}. Article 27 yields to it.",
                    both=both,
                    link=link.name,
                ),
                link,
            )
            for link in settled
        )
    if any(found.party == "no" for found in outside):
        cites = tuple(id_ for found in outside for id_ in found.facts)
        text = say(
            "Article 27 serves Parties only, and not both {both} are Parties on {on}.", both=both, on=on
        )
        return "does_not_apply", (Reason(text=text, article=_ARTICLE, facts=cites),)
    if general or schemes:
        return "unknown", tuple(_reason(_unsettled(link, both), link) for link in (*general, *schemes))
    if lists and not outside:
        return "applies", tuple(
            _reason(
                say(
                    "An official list names no assistance treaty between {both}: {why} Article 27 is "
                    "the procedure, as far as that list goes.",
                    both=both,
                    why=link.rows[0].says,
                ),
                link,
            )
            for link in lists
        )
    text = say(
        "No row names a general assistance treaty between {both}; no row means unknown. Article "
        "27 or reciprocity: to be confirmed.",
        both=both,
    )
    return "unknown", (Reason(text=text, article=_ARTICLE),)


def _unsettled(link: Link, both: str) -> str:
    if link.scope == "arrangement":
        return say(
            "{link} links {both}; whether it is an arrangement in the sense of Article 27(1) is "
            "for a lawyer.",
            link=link.name,
            both=both,
        )
    if link.in_force == "yes":
        return say(
            "{link} may govern between {both}, but it is only recalled: confirm it before relying on it or on"
            " Article 27.",
            link=link.name,
            both=both,
        )
    return say(
        "{link} may govern between {both}, but it has no day of entry into force seen: confirm it before"
        " relying on it or on Article 27.",
        link=link.name,
        both=both,
    )


def _reason(text: str, link: Link) -> Reason:
    return Reason(text=text, article=_ARTICLE, facts=link.cites)


def _limited(links: tuple[Link, ...]) -> tuple[Reason, ...]:
    names = {link.name: link for link in links if link.scope == "limited" and link.in_force != "no"}
    if not names:
        return ()
    text = say(
        "These may serve for the offences or steps that they cover: {names}. For those, "
        "assistance under them comes first.",
        names="; ".join(names),
    )
    cites = tuple(id_ for link in names.values() for id_ in link.cites)
    return (Reason(text=text, article=_ARTICLE, facts=cites),)


def _offers(offers: tuple[Agreement, ...]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            text=say(
                "{state}, where no treaty governs: {why}.", state=name_of(row.state), why=row.says.rstrip(".")
            ),
            article="",
            facts=(row.fact.id,),
        )
        for row in offers
    )
