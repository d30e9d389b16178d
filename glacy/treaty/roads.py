"""Several roads to one aim: who holds the data, and the formal and informal roads side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from glacy.canon import Json
from glacy.sayings import join, say
from glacy.treaty.agreements import governing
from glacy.treaty.errors import WishError
from glacy.treaty.facts import facts
from glacy.treaty.measures import family_of
from glacy.treaty.practice import find_practice
from glacy.treaty.rows import Provider, RoadRow
from glacy.treaty.ruling import routes
from glacy.treaty.standing import Standing, name_of, standing
from glacy.treaty.values import Answer, FactRow, Ruling
from glacy.treaty.wish import Wish

Aim = Literal["keep", "obtain"]
Kind = Literal["formal", "informal"]
Gives = Literal["evidence", "intelligence", "either", "preservation", "help"]
_BEST_FIRST: tuple[Answer, ...] = ("allowed", "unknown", "not_allowed")
_PARTY: Mapping[str, Answer] = {"yes": "allowed", "no": "not_allowed", "unknown": "unknown"}
_GIVES: Mapping[str | None, Gives] = {
    "preservation": "preservation",
    "network": "help",
    "offer": "intelligence",
    "disclosure": "intelligence",
}
_NO_ROAD = frozenset(("extradition", "procedure", "own_access"))
"""Measures that hand over a person, are the procedure of others, or stand as roads of their own."""
_KEEPS = frozenset(("preservation", "network"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A wish, whether the data are to be kept or had, and who is thought to hold them."""

    wish: Wish
    aim: Aim = "obtain"
    holder: Provider | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """One road: what it rests on, whom it reaches, how fast, on what terms, at what risk, what it gives."""

    key: str
    kind: Kind
    title: str
    instrument: str
    article: str
    answer: Answer
    addressee: str
    data: tuple[str, ...]
    speed: str
    terms: tuple[str, ...]
    risk: str
    needs: tuple[str, ...]
    gives: Gives
    reasons: tuple[str, ...]
    what_would_change: str | None
    facts: tuple[FactRow, ...]
    ruling: Ruling | None = None

    def to_json(self) -> Json:
        """The road as JSON."""
        return {
            "key": self.key,
            "kind": self.kind,
            "title": self.title,
            "instrument": self.instrument,
            "article": self.article,
            "answer": self.answer,
            "addressee": self.addressee,
            "data": list(self.data),
            "speed": self.speed,
            "terms": list(self.terms),
            "risk": self.risk,
            "needs": list(self.needs),
            "gives": self.gives,
            "reasons": list(self.reasons),
            "what_would_change": self.what_would_change,
            "facts": [row.to_json() for row in self.facts],
        }


def holders(text: str) -> tuple[Provider, ...]:
    """The rows of the copy whose provider, service or entity has that text; none means unknown."""
    wanted = text.strip().casefold()
    return tuple(
        row
        for row in facts().providers
        if wanted and any(wanted in name.casefold() for name in (row.provider, row.service, row.entity))
    )


def get_holder(text: str) -> Provider:
    """The one row that is meant; WishError names the choices where there are none or several."""
    found = holders(text)
    exact = [
        row for row in found if text.strip().casefold() in (row.provider.casefold(), row.service.casefold())
    ]
    chosen = exact if len(exact) == 1 else found
    if len(chosen) == 1:
        return chosen[0]
    names = "; ".join(f"{row.provider}, {row.service}" for row in chosen)
    raise WishError(
        say(
            "{found!r} names several holders of the facts."
            if chosen
            else "{found!r} names no holder of the facts.",
            found=text,
        ),
        remedy=say("Name one of: {names}.", names=names)
        if chosen
        else say("Leave it out: who holds the data is then unknown."),
        field="holder",
        found=text,
    )


def roads(errand: Errand) -> tuple[Road, ...]:
    """Every road for the errand: by answer, then in the order of the routes, then the roads beside them."""
    wish = errand.wish
    own = [_own(errand, row) for row in facts().roads if _serves(errand, row)]
    of_treaty = [_of_treaty(ruling) for ruling in routes(wish) if _is_road(errand, ruling)]
    of_treaty += _by_other_treaties(errand) if errand.aim == "obtain" else []
    found = [*of_treaty, *own] if wish.urgency != "emergency" else [*_first_in_need(own), *of_treaty]
    return tuple(sorted(found, key=lambda road: _BEST_FIRST.index(road.answer)))


def _first_in_need(own: list[Road]) -> list[Road]:
    return sorted(own, key=lambda road: road.key != "emergency_disclosure")


def _serves(errand: Errand, row: RoadRow) -> bool:
    wished = errand.wish.data
    return errand.aim in row.aims and ("any" in row.data or wished == "any" or wished in row.data)


def _is_road(errand: Errand, ruling: Ruling) -> bool:
    family = family_of(ruling.measure)
    return family not in _NO_ROAD and (errand.aim == "obtain" or family in _KEEPS)


def _of_treaty(ruling: Ruling) -> Road:
    limits = tuple(limit.rule for limit in ruling.time_limits)
    open_grounds = [ground for ground in ruling.grounds_for_refusal if ground.applies != "no"]
    return Road(
        key=str(ruling.measure),
        kind="formal",
        title=ruling.title,
        instrument=ruling.instrument,
        article=f"{ruling.instrument} {ruling.article}",
        answer=ruling.answer,
        addressee=ruling.channel.authority or ruling.channel.text,
        data=facts().provisions[ruling.measure].data,
        speed=join(*limits) or say("The treaty sets no time limit."),
        terms=tuple(guard.says for guard in ruling.safeguards if guard.applies != "no"),
        risk=join(
            *(say("{text} ({article})", text=ground.text, article=ground.article) for ground in open_grounds)
        )
        or say("No ground is open."),
        needs=tuple(content.says for content in ruling.must_contain if content.needed == "always"),
        gives=_GIVES.get(family_of(ruling.measure), "evidence"),
        reasons=tuple(reason.text for reason in ruling.reasons),
        what_would_change=ruling.what_would_change,
        facts=ruling.facts,
        ruling=ruling,
    )


def _by_other_treaties(errand: Errand) -> list[Road]:
    """A road for each general assistance treaty between the two: it serves where the Convention does not."""
    wish = errand.wish
    links = governing(wish.requesting, wish.requested, wish.on).links
    return [
        Road(
            key=f"treaty:{link.treaty}:{link.rows[0].with_}",
            kind="formal",
            title=link.name,
            instrument=link.treaty,
            article="",
            answer="allowed" if link.in_force == "yes" and link.sure else "unknown",
            addressee=say("the central authority that the treaty names"),
            data=("any",),
            speed=say("Weeks to months."),
            terms=(link.rows[0].says,),
            risk=say("Its own grounds of refusal."),
            needs=(say("What the treaty asks of a request"), say("The language of the other State")),
            gives="evidence",
            reasons=tuple(row.fact.says for row in link.rows),
            what_would_change=None
            if link.in_force == "yes" and link.sure
            else say("A page that shows the treaty in force between the two."),
            facts=tuple(row.fact for row in link.rows),
        )
        for link in links
        if link.scope == "general" and link.in_force != "no"
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What a road of our own comes to in an errand; `more` joins its terms."""

    answer: Answer
    says: str
    change: str | None = None
    rows: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


def _own(errand: Errand, row: RoadRow) -> Road:
    judged = _JUDGES[row.asks](errand)
    known = facts()
    return Road(
        key=row.key,
        kind="formal" if row.kind == "formal" else "informal",
        title=row.title,
        instrument=row.article.split(" ")[0],
        article=row.article,
        answer=judged.answer,
        addressee=row.addressee,
        data=row.data,
        speed=row.speed,
        terms=(*row.terms, *judged.more),
        risk=row.risk,
        needs=row.needs,
        gives=row.gives,
        reasons=(judged.says,),
        what_would_change=judged.change,
        facts=known.cited((row.fact.id, *row.rests_on, *judged.rows)),
    )


def _home_order(errand: Errand) -> _Judged:
    asking = _standing(errand.wish.requesting, errand)
    if asking.party == "no":
        change = say("Our own law may give the same power without the Convention.")
        return _Judged(answer="unknown", says=asking.says, change=change, rows=asking.facts)
    power = say("Each Party has the power to order a provider that offers its service there.")
    says = join(asking.says, power)
    change = say(
        "That the service is offered on our territory, and the provision of our law that gives the order."
    )
    return _Judged(answer="unknown", says=says, change=change, rows=asking.facts)


def _provider_preservation(errand: Errand) -> _Judged:
    held = errand.holder
    if held is None:
        return _no_holder()
    if held.to_foreign == "no":
        change = say("A word of the provider that it answers authorities of other States directly.")
        return _Judged(answer="not_allowed", says=held.says, change=change, rows=(held.fact.id,))
    days = held.preservation_days
    kept = (
        say("Kept for {days} days on request.", days=days)
        if days.isdigit()
        else say("The days are not on the pages seen.")
    )
    says = join(_answers(held), kept)
    return _by_provider(held, "allowed" if days.isdigit() else "unknown", says)


def _answers(held: Provider) -> str:
    return say("{entity} answers through: {portal}.", entity=held.entity, portal=held.portal)


def _voluntary_disclosure(errand: Errand) -> _Judged:
    held = errand.holder
    if held is None:
        return _no_holder()
    says = join(_answers(held), held.says)
    if held.to_foreign:
        change = say("A word of the provider that it answers authorities of other States directly.")
        return _Judged(answer="not_allowed", says=says, change=change, rows=(held.fact.id,))
    return _by_provider(held, "unknown", says)


def _emergency_disclosure(errand: Errand) -> _Judged:
    held = errand.holder
    if errand.wish.urgency != "emergency":
        return _Judged(
            answer="not_allowed", says=say("No emergency is claimed."), change=say("Facts that show one.")
        )
    if held is None:
        return _no_holder()
    has_one = held.emergency == "yes"
    says = say(
        "{entity}: emergency channel {emergency}. {portal}.",
        entity=held.entity,
        emergency=held.emergency,
        portal=held.portal,
    )
    return _by_provider(held, "allowed" if has_one else "unknown", says)


def _by_provider(held: Provider, answer: Answer, says: str) -> _Judged:
    notice = say("Telling the user: {user_notice}.", user_notice=held.user_notice)
    settled: Answer = "unknown" if held.fact.confidence == "recalled" else answer
    change = None if settled == "allowed" else say("The provider's own word; its pages change often.")
    return _Judged(answer=settled, says=says, change=change, rows=(held.fact.id,), more=(notice,))


def _no_holder() -> _Judged:
    says = say("Who holds the data is not named, so no portal and no policy is known.")
    return _Judged(answer="unknown", says=says, change=say("The provider that holds the data."))


def _open_source(errand: Errand) -> _Judged:
    found = _party_to_32(errand, say("What is public may be read without anybody's leave."))
    if found.answer == "allowed":
        return found
    change = say("Our own law on reading what is public; Article 32(a) settles it between Parties only.")
    return replace(found, answer="unknown", change=change)


def _consent(errand: Errand) -> _Judged:
    return _party_to_32(
        errand, say("Data stored in another Party may be had with the consent of who may disclose them.")
    )


def _party_to_32(errand: Errand, says: str) -> _Judged:
    wish = errand.wish
    both = [_standing(state, errand) for state in (wish.requesting, wish.requested)]
    worst = next((p for p in ("no", "unknown") if p in [one.party for one in both]), "yes")
    change = join(*(one.change or "" for one in both)) or None
    rows = tuple(row for one in both for row in one.facts)
    text = join(says, *(one.says for one in both))
    return _Judged(answer=_PARTY[worst], says=text, change=change, rows=rows)


def _police_channel(errand: Errand) -> _Judged:
    both = say(
        "{state} and {other}", state=name_of(errand.wish.requesting), other=name_of(errand.wish.requested)
    )
    change = say("A page that shows {both} as members of INTERPOL.", both=both)
    says = say("Whether {both} are members of INTERPOL is not in the facts.", both=both)
    return _Judged(answer="unknown", says=says, change=change)


def _reciprocity(errand: Errand) -> _Judged:
    wish = errand.wish
    row = find_practice(wish.requested, "reciprocity_accepted")
    offers = [
        one
        for one in governing(wish.requesting, wish.requested, wish.on).offers
        if one.state == wish.requested
    ]
    name = name_of(wish.requested)
    rows = (*((row.fact.id,) if row else ()), *(one.fact.id for one in offers))
    said = [
        *([say("{state}: {value}. {why}", state=name, value=row.value, why=row.says)] if row else []),
        *(one.says for one in offers),
    ]
    if not said:
        says = say("Whether {state} assists on reciprocity is not in the facts.", state=name)
        return _Judged(
            answer="unknown",
            says=says,
            change=say("A rule of {state} on assistance without a treaty.", state=name),
        )
    sure = all(facts().rows[id_].confidence != "recalled" for id_ in rows)
    taken = bool(offers) or (row is not None and row.value.startswith("yes"))
    answer: Answer = "allowed" if sure and taken else "unknown"
    change = None if answer == "allowed" else say("A page of {state} that says so.", state=name)
    return _Judged(answer=answer, says=join(*said), change=change, rows=rows)


def _standing(state: str, errand: Errand) -> Standing:
    return standing("ETS185", state, errand.wish.on)


_JUDGES: Mapping[str, Callable[[Errand], _Judged]] = {
    "home_order": _home_order,
    "provider_preservation": _provider_preservation,
    "voluntary_disclosure": _voluntary_disclosure,
    "emergency_disclosure": _emergency_disclosure,
    "open_source": _open_source,
    "consent": _consent,
    "police_channel": _police_channel,
    "reciprocity": _reciprocity,
}
