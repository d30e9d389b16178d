"""Routes that fold away: refused for one and the same reason, said once, and the other bases there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Tag, Text
from glacy.desks.frame.sayings import said
from glacy.desks.frame.words import answer_tag
from glacy.desks.routes.cards import Card, Point, may_begin, points_of
from glacy.treaty import Ruling, Wish, governing, instruments


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One of the measures, and where a request begins that rests on another basis."""

    id: str
    title: Text
    article: str
    start: str
    may_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Measures of one instrument that fail for the same reasons; `others` are bases beside the treaty."""

    id: str
    title: str
    answer: Tag
    lead: str
    reasons: tuple[Point, ...]
    changes: str
    others: tuple[str, ...]
    measures: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What is unknown, or not allowed: measures with a line each, and those that fail together."""

    id: str
    answer: Tag
    cards: tuple[Card, ...]
    refusals: tuple[Refusal, ...] = ()

    @property
    def many(self) -> int:
        """How many measures."""
        return len(self.cards) + sum(len(refusal.measures) for refusal in self.refusals)


def folded(cards: Sequence[Card], refusals: Sequence[Refusal]) -> tuple[Folded, ...]:
    """The measures that are not allowed for certain, unknown ones first; a kind without any is left out."""
    unknown = tuple(card for card in cards if not card.is_allowed and not card.is_refused)
    refused = tuple(card for card in cards if card.is_refused)
    groups = (
        Folded(id="unknown", answer=answer_tag("unknown"), cards=unknown),
        Folded(id="refused", answer=answer_tag("not_allowed"), cards=refused, refusals=tuple(refusals)),
    )
    return tuple(group for group in groups if group.many)


def shared(rulings: Sequence[Ruling]) -> tuple[tuple[Ruling, ...], ...]:
    """The refused rulings that share what decides them, in groups of two and more."""
    groups: dict[tuple[str, ...], list[Ruling]] = {}
    for ruling in rulings:
        if ruling.answer == "not_allowed":
            why = (ruling.instrument, *(reason.text for reason in ruling.decided_by))
            groups.setdefault(why, []).append(ruling)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def refusal(group: Sequence[Ruling], wish: Wish, start: str, numbers: Mapping[str, int]) -> Refusal:
    """The refusal of a group; `start` is where a request begins, `numbers` are those of the sources."""
    first = group[0]
    named = next(one for one in instruments() if one.id == first.instrument)
    return Refusal(
        id=f"{first.instrument}-refused-{first.article}",
        title=f"{said(named.short)} ({named.series})",
        answer=answer_tag(first.answer),
        lead=said(first.decided_by[0].text),
        reasons=points_of(first, numbers),
        changes=said(first.what_would_change),
        others=_others(wish) if first.instrument == "ETS185" else (),
        measures=tuple(_refused(ruling, start) for ruling in group),
    )


def _refused(ruling: Ruling, start: str) -> Refused:
    measure = str(ruling.measure)
    return Refused(
        id=measure,
        title=MEASURES.get(measure) or said(ruling.title),
        article=say_article(f"{ruling.instrument} {ruling.article}"),
        start=f"{start}&{urlencode({'measure': measure})}",
        may_start=may_begin(measure),
    )


def _others(wish: Wish) -> tuple[str, ...]:
    """Treaties in force between the two, what each offers to any State, and what always remains."""
    found = governing(wish.requesting, wish.requested, wish.on)
    named = [link.name for link in found.links if link.in_force == "yes" and link.scope != "channel"]
    offers = [
        (
            _("%(law)s, taken by %(state)s")
            if row.state == wish.requested
            else _("%(law)s, offered by %(state)s")
        )
        % {"law": row.name, "state": nation(row.state)}
        for row in found.offers
    ]
    rest = _("Reciprocity, or the national law of either State: a person names it and says why it applies")
    return tuple(dict.fromkeys((*named, *offers, rest)))
