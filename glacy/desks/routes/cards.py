"""A ruling as a card: answer, article, addressee, speed, what it needs, risk, and the reasons with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Tag, Text
from glacy.desks.frame.words import ADDRESSEES, MEASURES, answer_tag
from glacy.treaty import FactRow, Ruling, Wish

MANY = 4
"""How many points a card shows before the rest folds away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One sentence with its article and the rows that it rests on."""

    says: str
    article: str = ""
    facts: tuple[FactRow, ...] = ()
    state: Tag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One route as it is shown."""

    id: str
    title: Text
    article: str
    answer: Tag
    tone: str
    lead: str
    addressee: Text
    authority: str
    speed: tuple[Point, ...]
    needs: tuple[Point, ...]
    risks: tuple[Point, ...]
    reasons: tuple[Point, ...]
    changes: str
    follows: str
    start: str
    is_allowed: bool


def card(ruling: Ruling, wish: Wish, start: str) -> Card:
    """The card of one ruling; `start` is where a request begins, with the wish in it."""
    rows = {row.id: row for row in ruling.facts}
    addressee = addressee_of(ruling)
    return Card(
        id=str(ruling.measure),
        title=MEASURES.get(str(ruling.measure), ruling.title),
        article=f"{_instrument(ruling.instrument)}, {_('Article')} {ruling.article}",
        answer=answer_tag(ruling.answer),
        tone=answer_tag(ruling.answer).tone,
        lead=_lead(ruling),
        addressee=_("%(whom)s, %(country)s") % {"whom": ADDRESSEES[addressee], "country": nation(wish.requested)},
        authority=ruling.channel.authority or "",
        speed=tuple(Point(says=limit.rule, article=limit.article) for limit in ruling.time_limits),
        needs=tuple(Point(says=content.says, article=content.article) for content in ruling.must_contain),
        risks=_risks(ruling),
        reasons=tuple(
            Point(says=why.text, article=why.article, facts=tuple(rows[at] for at in why.facts if at in rows))
            for why in ruling.reasons
        ),
        changes=ruling.what_would_change or "",
        follows=ruling.what_follows or "",
        start=f"{start}&{urlencode({'measure': str(ruling.measure)})}",
        is_allowed=ruling.allowed,
    )


def addressee_of(ruling: Ruling) -> str:
    """To whom a measure is addressed: providers and registrars under CETS 224, else the State."""
    return {"CETS224-6": "registrar", "CETS224-7": "provider"}.get(str(ruling.measure), "state")


def _lead(ruling: Ruling) -> str:
    return ruling.reasons[-1].text if ruling.reasons else ""


def _instrument(name: str) -> str:
    return {"ETS185": "ETS 185", "CETS224": "CETS 224", "ETS189": "ETS 189"}.get(name, name)


def _risks(ruling: Ruling) -> tuple[Point, ...]:
    words = {"yes": Tag(says=_("Open to them"), tone="fails"), "unknown": Tag(says=_("Unknown"), tone="unknown")}
    grounds = sorted((g for g in ruling.grounds_for_refusal if g.applies != "no"), key=lambda g: g.applies, reverse=True)
    found = [Point(says=ground.text, article=ground.article, state=words[ground.applies]) for ground in grounds]
    dual = {
        "required": Tag(says=_("Required"), tone="fails"),
        "may_be_required": Tag(says=_("May be asked"), tone="unknown"),
        "unknown": Tag(says=_("Unknown"), tone="unknown"),
    }.get(ruling.dual_criminality)
    if dual is not None:
        found.insert(0, Point(says=_("Dual criminality: %(says)s") % {"says": ruling.dual_says}, state=dual))
    return tuple(found)
