"""The concordance of a State: for each article, the provisions that answer it, and what is missing.

Nothing found is a gap only where it was looked for: without the general code in which such a rule usually
stands, an article is "not searched".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from glacy.legislation.aligning import Aligned, Match
from glacy.legislation.decisions import Decision, is_disputed, latest
from glacy.legislation.lexicon import ArticleElements, Element, Lexicon

Field = Literal["special", "penal", "procedure", "cooperation"]
FIELDS: tuple[Field, ...] = ("special", "penal", "procedure", "cooperation")
State = Literal["full", "partial", "elsewhere", "none_found", "not_searched"]
_NEEDS: Mapping[str, Field] = {
    "offence": "penal",
    "general": "penal",
    "power": "procedure",
    "cooperation": "cooperation",
}
_RANK: Mapping[str, int] = {"full": 0, "partial": 1, "elsewhere": 2, "none_found": 3, "not_searched": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedAct:
    """An act of a State with its provisions lined up.

    `covers` says what kind of law it is: a special act on cybercrime, the penal code, the code of procedure,
    the law on cooperation. `digest` is that of the text, to which decisions are bound.
    """

    country: str
    title: str
    digest: str
    dated_on: date | None
    source: str
    is_confirmed: bool
    covers: frozenset[Field]
    aligned: tuple[Aligned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A provision beside an article: how far it answers it, who says so, and which elements nothing shows."""

    act: str
    provision: str
    heading: str
    relation: str
    missing: tuple[str, ...]
    confidence: float
    reviewers: tuple[str, ...]
    decided_on: date | None
    is_disputed: bool
    note: str = ""

    @property
    def is_reviewed(self) -> bool:
        """Whether a person decided; else it is what the words alone show."""
        return bool(self.reviewers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article with its entries; `missing` are elements that no entry shows."""

    instrument: str
    article: str
    name: Mapping[str, str]
    kind: str
    state: State
    entries: tuple[Entry, ...]
    missing: tuple[Element, ...]
    needs: Field | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """All articles for one State, with the acts that were read and the fields of law that were not."""

    country: str
    acts: tuple[LoadedAct, ...]
    rows: tuple[Row, ...]

    @property
    def not_loaded(self) -> tuple[Field, ...]:
        """The fields of law of which no act was read."""
        return tuple(one for one in FIELDS if not any(one in act.covers for act in self.acts))

    def count(self, state: State) -> int:
        """How many articles are in a state."""
        return sum(row.state == state for row in self.rows)

    @property
    def gaps(self) -> tuple[Row, ...]:
        """What is missing: nothing found though it was looked for, or only a part; powers first."""
        wanting = [row for row in self.rows if row.state in ("none_found", "partial") and row.missing]
        return tuple(sorted(wanting, key=lambda row: (row.kind != "power", row.state != "none_found")))


def concord(
    country: str, acts: Sequence[LoadedAct], words: Lexicon, decisions: Sequence[Decision] = ()
) -> Concordance:
    """The concordance of a State from its acts and what reviewers decided on their provisions."""
    said = latest(decisions)
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    shown: dict[tuple[str, str], set[str]] = defaultdict(set)
    for act in acts:
        for aligned in act.aligned:
            for match, entry in _entries(act, aligned, said):
                key = (match.instrument, match.article)
                found[key].append(entry)
                if entry.relation in ("full", "partial"):
                    shown[key].update(one.element for one in match.reading.shown)
                    shown[key].update(one.element for one in match.followed)
    covered = frozenset(field for act in acts for field in act.covers)
    rows = tuple(_row(article, found[article.key], shown[article.key], covered) for article in words.articles)
    return Concordance(country=country, acts=tuple(acts), rows=_in_order(rows))


def _entries(
    act: LoadedAct, aligned: Aligned, said: Mapping[tuple[str, str, str, str], tuple[Decision, ...]]
) -> Iterator[tuple[Match, Entry]]:
    for match in aligned.matches:
        decided = said.get((act.digest, aligned.provision, match.instrument, match.article), ())
        if not decided and match.relation == "none":
            continue
        last = max(decided, key=lambda one: one.decided_at) if decided else None
        yield (
            match,
            Entry(
                act=act.title,
                provision=aligned.provision,
                heading=aligned.heading,
                relation=last.verdict if last else match.relation,
                missing=match.missing,
                confidence=match.confidence,
                reviewers=tuple(sorted(one.reviewer for one in decided)),
                decided_on=last.decided_at.date() if last else None,
                is_disputed=is_disputed(decided),
                note=last.note or last.reason if last else "",
            ),
        )


def _row(
    article: ArticleElements, entries: Sequence[Entry], shown: set[str], covered: frozenset[Field]
) -> Row:
    needs = _NEEDS.get(article.kind)
    relations = {one.relation for one in entries}
    state: State = "not_searched"
    if "full" in relations:
        state = "full"
    elif "partial" in relations:
        state = "partial"
    elif "elsewhere" in relations:
        state = "elsewhere"
    elif covered and (needs is None or needs in covered):
        state = "none_found"
    missing = tuple(one for one in article.elements if not one.is_optional and one.key not in shown)
    return Row(
        instrument=article.instrument,
        article=article.article,
        name=article.name,
        kind=article.kind,
        state=state,
        entries=tuple(
            sorted(
                (one for one in entries if one.relation != "none"),
                key=lambda one: (_RANK.get(one.relation, 9), -one.confidence),
            )
        ),
        missing=() if state in ("elsewhere", "not_searched") else missing,
        needs=needs,
    )


def _in_order(rows: Sequence[Row]) -> tuple[Row, ...]:
    order = {"ETS185": 0, "ETS189": 1, "CETS224": 2}
    return tuple(sorted(rows, key=lambda row: (order.get(row.instrument, 9), int(row.article))))
