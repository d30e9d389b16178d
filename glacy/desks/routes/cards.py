"""A ruling as a card: answer, article, addressee, speed, what it needs, risk, reasons and their sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Tag, Text
from glacy.desks.frame.sayings import follow, said
from glacy.desks.frame.words import ADDRESSEES, answer_tag
from glacy.treaty import FactRow, Family, Ruling, Wish, asked_for, family_of, goes_to

_BEGUN_OTHERWISE: Final[tuple[Family, ...]] = ("offer", "disclosure")


def may_begin(measure: str) -> bool:
    """Whether a request, an offer or a disclosure of ours can begin it; the others happen otherwise."""
    return asked_for(measure) is not None or family_of(measure) in _BEGUN_OTHERWISE


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One sentence with its article and the numbers of the sources that it rests on."""

    says: str
    article: str = ""
    notes: tuple[int, ...] = ()
    state: Tag | None = None
    ends_on: date | None = None


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
    channel: str
    authority: str
    speed: tuple[Point, ...]
    needs: tuple[Point, ...]
    risks: tuple[Point, ...]
    safeguards: tuple[Point, ...]
    reasons: tuple[Point, ...]
    changes: str
    follows: str
    start: str
    is_allowed: bool
    is_refused: bool
    may_start: bool


def sources_of(rulings: Sequence[Ruling]) -> dict[str, FactRow]:
    """Every fact row that the reasons rest on, once, in the order in which they are numbered."""
    rows = {row.id: row for ruling in rulings for row in ruling.facts}
    needed = (at for ruling in rulings for why in ruling.reasons for at in why.facts if at in rows)
    return {at: rows[at] for at in dict.fromkeys(needed)}


def card(ruling: Ruling, wish: Wish, start: str, numbers: Mapping[str, int]) -> Card:
    """The card of one ruling; `start` is where a request begins, `numbers` are those of the sources."""
    return Card(
        id=str(ruling.measure),
        title=MEASURES.get(str(ruling.measure)) or said(ruling.title),
        article=say_article(f"{ruling.instrument} {ruling.article}"),
        answer=answer_tag(ruling.answer),
        tone=answer_tag(ruling.answer).tone,
        lead=_lead(ruling),
        addressee=_whom(ruling, wish),
        channel=said(ruling.channel.text),
        authority=said(ruling.channel.authority),
        speed=tuple(
            Point(
                says=said(limit.rule),
                article=say_article(limit.article) if limit.article else "",
                ends_on=limit.ends_on,
            )
            for limit in ruling.time_limits
        ),
        needs=tuple(
            Point(says=said(content.says), article=say_article(content.article, ruling.instrument))
            for content in ruling.must_contain
        ),
        risks=_risks(ruling),
        safeguards=tuple(
            Point(
                says=said(guard.says),
                article=say_article(guard.article) if guard.article else "",
                state=Tag(says=_("Unknown"), tone="unknown") if guard.applies == "unknown" else None,
            )
            for guard in ruling.safeguards
            if guard.applies != "no"
        ),
        reasons=points_of(ruling, numbers),
        changes=said(ruling.what_would_change),
        follows=said(ruling.what_follows),
        start=f"{start}&{urlencode({'measure': str(ruling.measure)})}",
        is_allowed=ruling.allowed,
        is_refused=ruling.answer == "not_allowed",
        may_start=may_begin(ruling.measure),
    )


def points_of(ruling: Ruling, numbers: Mapping[str, int]) -> tuple[Point, ...]:
    """The reasons of a ruling, each with the numbers of its sources."""
    return tuple(
        Point(
            says=said(why.text),
            article=say_article(why.article),
            notes=tuple(numbers[at] for at in why.facts if at in numbers),
        )
        for why in ruling.reasons
    )


def addressee_of(ruling: Ruling) -> str:
    """To whom a measure is addressed: a provider or a registrar directly, else the State."""
    whom = goes_to(ruling.measure)
    return whom if whom in ADDRESSEES else "state"


def _whom(ruling: Ruling, wish: Wish) -> str:
    if family_of(ruling.measure) == "own_access":
        return _("Nobody is asked: %(country)s acts alone") % {"country": nation(wish.requesting)}
    return _("%(whom)s, %(country)s") % {
        "whom": ADDRESSEES[addressee_of(ruling)],
        "country": nation(wish.requested),
    }


def _lead(ruling: Ruling) -> str:
    """What decides first against the measure; for one that is open, the sentence about the measure itself."""
    if ruling.answer == "not_allowed":
        return said(ruling.decided_by[0].text)
    own = f"{ruling.instrument} {ruling.article}"
    about = (why.text for why in ruling.reasons if re.match(re.escape(own) + r"(\D|$)", why.article))
    return said(next(about, ruling.reasons[0].text if ruling.reasons else ""))


def _risks(ruling: Ruling) -> tuple[Point, ...]:
    words = {
        "yes": Tag(says=_("Open to them"), tone="fails"),
        "unknown": Tag(says=_("Unknown"), tone="unknown"),
    }
    grounds = sorted(
        (g for g in ruling.grounds_for_refusal if g.applies != "no"), key=lambda g: g.applies, reverse=True
    )
    found = [
        Point(says=said(ground.text), article=say_article(ground.article), state=words[ground.applies])
        for ground in grounds
    ]
    dual = {
        "required": Tag(says=_("Required"), tone="fails"),
        "may_be_required": Tag(says=_("May be asked"), tone="unknown"),
        "unknown": Tag(says=_("Unknown"), tone="unknown"),
    }.get(ruling.dual_criminality)
    if dual is not None:
        found.insert(0, Point(says=follow(_("Dual criminality:"), said(ruling.dual_says)), state=dual))
    return tuple(found)
