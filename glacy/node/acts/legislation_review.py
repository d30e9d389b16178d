"""Reviewers decide on what the words show: one by one, apart from each other, never taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from glacy.canon import Json
from glacy.legislation import (
    VERDICTS,
    ArticleElements,
    Decision,
    Match,
    Verdict,
    agreement,
    is_disputed,
    latest,
    lexicon,
    still_open,
)
from glacy.node.acts.legislation import REVIEWERS
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, journal
from glacy.store import legislation as stored
from glacy.store import legislation_decisions as decided
from glacy.store.models import AlignedRow, DecisionRow, VersionRow
from glacy.store.people import Officer

Pair = tuple[str, str, str]
"""A provision as one cites it, an instrument and an article."""
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A provision beside an article, for a reviewer: what was decided on the words as they are now.

    `said` is what others decided; who has not decided yet does not see it, so that two readings are two.
    `stale` are decisions on other words of the same provision, which count no more. `moved_to` is how sure
    the pair is after what was decided on the act; the words alone give `match.confidence`.
    """

    aligned: AlignedRow
    match: Match
    article: ArticleElements
    mine: DecisionRow | None
    said: tuple[DecisionRow, ...]
    stale: tuple[DecisionRow, ...]
    many: int
    moved_to: float

    @property
    def pair(self) -> Pair:
        """Provision, instrument and article."""
        return self.aligned.number, self.match.instrument, self.match.article

    @property
    def is_disputed(self) -> bool:
        """Whether two reviewers say different things."""
        return len({one.verdict for one in self.said}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """What there is to decide on a version: what is open for this person first, the surest first.

    `learned_from` counts the decisions that moved the order of what is open.
    """

    row: VersionRow
    matters: tuple[Matter, ...]
    may_review: bool
    learned_from: int

    @property
    def open(self) -> tuple[Matter, ...]:
        """What this person has not decided."""
        return tuple(one for one in self.matters if one.mine is None)

    def find(self, pair: Pair) -> Matter | None:
        """The matter of a provision and an article, or None."""
        return next((one for one in self.matters if one.pair == pair), None)

    def next_after(self, pair: Pair) -> Matter | None:
        """What is open after this one, in the order of the list; None where nothing is."""
        left = [one for one in self.matters if one.mine is None and one.pair != pair]
        return left[0] if left else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far reviewers agree: pairs decided twice, those on which they agree, and Cohen's kappa."""

    twice: int
    same: int
    kappa: float | None
    disputed: tuple[tuple[DecisionRow, ...], ...]


def view_review(node: Node, by: Officer, version_id: str) -> ReviewView:
    """Every provision with a candidate above the gate, or with a decision, for this person."""
    row = stored.get_version(version_id)
    if row.confirmed_at is None:
        raise WrongStateError(
            say("Nobody has confirmed this text yet."), remedy=say("Compare it with its source first.")
        )
    words = lexicon(row.language) if stored.is_searched(row) else None
    rows = decided.decisions_on([row.act_id])
    aligned = stored.aligned_of(row)
    before = decided.decisions_for(row, aligned, rows)
    waiting = still_open(stored.aligned_values(aligned), before, act=row.digest, reviewer=by.name)
    order = {
        (one.provision, one.match.instrument, one.match.article): (place, one.moved_to)
        for place, one in enumerate(waiting)
    }
    found = [
        matter
        for one in aligned
        for match in stored.matches_of(one)
        if words is not None
        and (article := words.find(match.instrument, match.article)) is not None
        and (matter := _matter(by, one, match, article, rows, order)) is not None
    ]
    found.sort(key=lambda one: (one.mine is not None, order.get(one.pair, (len(order), 0.0))[0]))
    return ReviewView(row=row, matters=tuple(found), may_review=by.has(*REVIEWERS), learned_from=len(before))


def _matter(
    by: Officer,
    aligned: AlignedRow,
    match: Match,
    article: ArticleElements,
    rows: Sequence[DecisionRow],
    order: Mapping[Pair, tuple[int, float]],
) -> Matter | None:
    pair = (aligned.number, match.instrument, match.article)
    about = [one for one in rows if (one.number, one.instrument, one.article) == pair]
    if match.relation == "none" and not about and pair not in order:
        return None
    last = {one.by_id: one for one in about if one.words == aligned.provision.digest}
    mine = last.get(int(by.id))
    return Matter(
        aligned=aligned,
        match=match,
        article=article,
        mine=mine,
        said=tuple(last.values()) if mine is not None or not by.has(*REVIEWERS) else (),
        stale=tuple(one for one in about if one.words != aligned.provision.digest),
        many=len(last),
        moved_to=order[pair][1] if pair in order else match.confidence,
    )


def decide(
    node: Node,
    by: Officer,
    version_id: str,
    pair: Pair,
    *,
    verdict: str,
    reason: str = "",
    note: str = "",
) -> None:
    """Appends what this person decides; who decided before decides again, and both stay in the chain."""
    access.demand_role(by, *REVIEWERS)
    matter = view_review(node, by, version_id).find(pair)
    if matter is None or verdict not in VERDICTS:
        raise SectionError(
            say("Choose full, partial, none or elsewhere, for an article that is shown."),
            remedy=say("Nothing was kept."),
            field="verdict",
        )
    if verdict in ("none", "elsewhere") and not reason.strip():
        raise SectionError(
            say("Say why: which words are missing, or in which act the counterpart stands."),
            remedy=say("Nothing was kept."),
            field="reason",
        )
    for left in reversed(range(_TRIES)):
        try:
            return _append(node, by, matter, verdict=verdict, reason=reason, note=note)
        except IntegrityError:  # another decision took this place in the chain
            if not left:
                raise
    return None


def _append(node: Node, by: Officer, matter: Matter, *, verdict: str, reason: str, note: str) -> None:
    at = node.clock().replace(microsecond=0)
    number, instrument, article = matter.pair
    value = Decision(
        act=matter.aligned.version.digest,
        provision=number,
        instrument=instrument,
        article=article,
        verdict=_verdict(verdict),
        reviewer=f"{node.country}-{by.id}",
        decided_at=at,
        reason=reason.strip(),
        note=note.strip(),
    )
    with transaction.atomic():
        row = decided.put_decision(value, aligned=matter.aligned, by=by)
        what: dict[str, Json] = {"act": row.act_id, "provision": number, "article": f"{instrument}-{article}"}
        journal.put_entry(
            "legislation.decided", by=by, what={**what, "verdict": verdict, "line": row.digest}, at=at
        )


def _verdict(text: str) -> Verdict:
    return next(one for one in VERDICTS if one == text)


def measure_agreement(node: Node, by: Officer, acts: Sequence[str]) -> Agreement:
    """How far the reviewers of some acts agree, and the pairs on which they do not."""
    rows = current_decisions(acts)
    values = [decided.decision_of(one) for one in rows]
    twice, same, kappa = agreement(values)
    by_pair = {value.pair: [] for value in values}  # type: dict[tuple[str, str, str, str], list[DecisionRow]]
    said = latest(values)
    for row, value in zip(rows, values, strict=True):
        if is_disputed(said[value.pair]) and value in said[value.pair]:
            by_pair[value.pair].append(row)
    disputed = tuple(tuple(one) for one in by_pair.values() if one)
    return Agreement(twice=twice, same=same, kappa=kappa, disputed=disputed)


def current_decisions(acts: Sequence[str]) -> tuple[DecisionRow, ...]:
    """Decisions on words that still stand in the newest confirmed version of their act."""
    standing = stored.newest_words(acts)
    return tuple(
        one for one in decided.decisions_on(acts) if one.words in standing.get(one.act_id, frozenset())
    )


def export_decisions(node: Node, by: Officer) -> tuple[str, ...]:
    """The whole chain of decisions, line by line, as `glacy legislation` reads it."""
    return decided.log_of_decisions()


def by_words(rows: Sequence[DecisionRow]) -> Mapping[str, tuple[DecisionRow, ...]]:
    """Decisions by the words on which they were made."""
    found: dict[str, list[DecisionRow]] = {}
    for one in rows:
        found.setdefault(one.words, []).append(one)
    return {words: tuple(given) for words, given in found.items()}
