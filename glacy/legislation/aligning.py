"""Provisions lined up with the articles of the treaties: which, how sure, and the words that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from glacy.legislation.gate import Gate, features_of, packaged_gate
from glacy.legislation.lexicon import Lexicon
from glacy.legislation.patterns import Folded
from glacy.legislation.quoting import quoted_articles
from glacy.legislation.references import Tie, cited_acts, ties_of
from glacy.legislation.scoring import Reading, read_against
from glacy.legislation.values import Act, Item, Provision
from glacy.sayings import Saying, join, say

Relation = Literal["full", "partial", "none"]
_CANDIDATES = 8
_FULL = 0.6
_FEWEST_SIBLINGS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An element that another place of the act shows: the definition of a term, or a provision that is cited.

    `term` is empty where a provision is cited.
    """

    element: str
    provision: str
    term: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article that a provision may be the counterpart of.

    `relation` is `none` below the gate: then the article is only the next best candidate, and no counterpart
    is claimed. `confidence` runs from 0 to 1, and is one half at the gate. Whether the provision really fits
    is for a reviewer to say.
    """

    instrument: str
    article: str
    relation: Relation
    confidence: float
    reading: Reading
    followed: tuple[Followed, ...] = ()
    features: tuple[float, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The elements that neither the provision shows nor what it leans on."""
        there = {one.element for one in self.followed}
        return tuple(one for one in self.reading.missing if one not in there)

    @property
    def grounds(self) -> Saying:
        """The elements that the words show, each with its words, and those that nothing shows."""
        shown = tuple(f"{one.element}: “{' '.join(one.words.split())}”" for one in self.reading.shown)
        said = say("Shown: {shown}.", shown=shown) if shown else say("No words show an element.")
        through = tuple(
            say("{element}, by the definition of “{term}” in {provision}", element=one.element, term=one.term,
                provision=one.provision)
            if one.term
            else say("{element}, by {provision}, which it cites", element=one.element,
                     provision=one.provision)
            for one in self.followed
        )  # fmt: skip
        return join(
            said,
            say("Followed: {through}.", through=through) if through else "",
            say("Not shown: {missing}.", missing=self.missing) if self.missing else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A provision, or an item of one, with its candidates, best first.

    `cites` are other provisions of the act that it names, `cites_acts` other acts by their numbers.
    """

    provision: str
    heading: str
    quoted_in: str | None
    matches: tuple[Match, ...]
    cites: tuple[str, ...] = ()
    cites_acts: tuple[str, ...] = ()

    @property
    def counterparts(self) -> tuple[Match, ...]:
        """The matches above the gate."""
        return tuple(one for one in self.matches if one.relation != "none")

    @property
    def confidence(self) -> float:
        """How sure it is that this provision has a counterpart at all."""
        return max((one.confidence for one in self.matches), default=0.0)


def align(act: Act, words: Lexicon, *, gate: Gate | None = None) -> tuple[Aligned, ...]:
    """Every provision of an act with its candidates among the articles, in the order of the act.

    A provision that lists several offences under headings of their own, such as `4(a)(1)`, is lined up as a
    whole and item by item; an article that it quotes, to insert it elsewhere, beside it under its own number.
    What is repealed has no match.
    """
    sure = gate or packaged_gate()
    ties = ties_of(act)
    own = frozenset(one.number for one in act.provisions)
    found = [(one, _readings(one, words)) for one in act.provisions]
    best = _best_by_article(readings for _, readings in found)
    aligned: list[Aligned] = []
    for provision, readings in found:
        leans = () if provision.is_repealed else ties.of(provision)
        aligned.append(
            Aligned(
                provision=provision.number,
                heading=provision.heading,
                quoted_in=provision.quoted_in,
                matches=tuple(_followed(one, leans, words) for one in _matches(readings, best, sure)),
                cites=tuple(one.provision for one in leans if not one.term),
                cites_acts=cited_acts(provision.text),
            )
        )
        aligned.extend(_items(provision, words, sure))
        aligned.extend(_quoted(provision, words, sure, own))
    return tuple(aligned)


def _followed(match: Match, leans: Sequence[Tie], words: Lexicon) -> Match:
    """The match with the elements that only a definition or a cited provision shows."""
    article = words.find(match.instrument, match.article)
    if match.relation == "none" or article is None or not leans or not match.reading.missing:
        return match
    found: list[Followed] = []
    pages = [(one, Folded(one.text)) for one in leans]
    for element in (one for one in article.elements if one.key in match.reading.missing):
        place = next(
            (
                (tie, span)
                for tie, page in pages
                for pattern in element.patterns
                if (span := page.find(pattern))
            ),
            None,
        )
        if place is not None:
            tie, (start, end) = place
            found.append(
                Followed(
                    element=element.key, provision=tie.provision, term=tie.term, words=tie.text[start:end]
                )
            )
    there = {one.element for one in found}
    total = sum(one.weight for one in article.elements if not one.is_optional)
    more = sum(one.weight for one in article.elements if one.key in there)
    covered = match.reading.coverage + (more / total if total else 0.0)
    return replace(match, followed=tuple(found), relation="full" if covered >= _FULL else match.relation)


def _readings(provision: Provision, words: Lexicon) -> tuple[Reading, ...]:
    return () if provision.is_repealed else read_against(provision.heading, provision.text, words)


def _best_by_article(all_readings: Iterable[tuple[Reading, ...]]) -> Mapping[tuple[str, str], float]:
    best: dict[tuple[str, str], float] = {}
    for readings in all_readings:
        for one in readings:
            best[one.key] = max(best.get(one.key, -9.0), one.score)
    return best


def _matches(
    readings: tuple[Reading, ...], best: Mapping[tuple[str, str], float], gate: Gate
) -> tuple[Match, ...]:
    found: list[Match] = []
    for place, one in enumerate(readings[:_CANDIDATES]):
        values = features_of(one, place=place, top=readings[0].score, best=best.get(one.key, one.score))
        sure = round(gate.confidence_of(values), 3)
        found.append(
            Match(
                instrument=one.instrument,
                article=one.article,
                relation=_relation(one, sure),
                confidence=sure,
                reading=one,
                features=tuple(values),
            )
        )
    return tuple(sorted(found, key=lambda one: -one.confidence))


def _relation(reading: Reading, confidence: float) -> Relation:
    if confidence < 0.5:
        return "none"
    return "full" if reading.coverage >= _FULL else "partial"


def _items(provision: Provision, words: Lexicon, gate: Gate) -> Iterable[Aligned]:
    """Items that are offences or powers of their own: those under a heading, beside others under theirs."""
    headed = [
        (cited, item)
        for top in provision.items
        for cited, item in top.walk()
        if item.heading and not any(below.heading for below in item.items)
    ]
    if len(headed) < _FEWEST_SIBLINGS or provision.is_repealed:
        return
    for cited, item in headed:
        around = f"{provision.heading}\n{provision.text}"
        readings = read_against(item.heading, _whole(item), words, within=around)
        matches = _matches(readings, {}, gate)
        if any(one.relation != "none" for one in matches):
            yield Aligned(
                provision=f"{provision.number}{cited}",
                heading=item.heading,
                quoted_in=provision.quoted_in,
                matches=matches,
            )


def _quoted(provision: Provision, words: Lexicon, gate: Gate, own: frozenset[str]) -> Iterable[Aligned]:
    """Articles that a provision quotes in order to insert or replace them elsewhere, by their own numbers."""
    if provision.is_repealed:
        return
    seen: set[str] = set()
    for number, heading, text in quoted_articles(provision.text):
        if number in own or number in seen:
            continue
        seen.add(number)
        matches = _matches(read_against(heading, text, words), {}, gate)
        if any(one.relation != "none" for one in matches):
            yield Aligned(provision=number, heading=heading, quoted_in=provision.number, matches=matches)


def _whole(item: Item) -> str:
    return "\n".join((item.text, *(_whole(below) for below in item.items if below.text not in item.text)))
