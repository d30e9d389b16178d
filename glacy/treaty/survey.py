"""The answers for all pairs of States at once: States that share the same facts are ruled on once.

The answer to a wish depends on where both States stand towards the instrument, on what the asked State has
declared, and for some measures on which treaty governs. Pairs that agree in all of these form one class; one
ruling is made for each class, by the same rules as everywhere, and holds for every pair in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from glacy.treaty.agreements import Article27, article_27
from glacy.treaty.facts import facts
from glacy.treaty.keeping import kept
from glacy.treaty.measures import family_of, measures
from glacy.treaty.practice import declarations
from glacy.treaty.ruling import rule
from glacy.treaty.standing import standing
from glacy.treaty.values import Answer, Applies
from glacy.treaty.wish import Measure, Wish

_BY_PAIR = frozenset(("no_treaty_between", "as_law_permits", "no_treaty_for_section_5"))
"""Questions whose answer depends on which treaty governs between the two."""
_LETTERS: tuple[Answer, ...] = ("allowed", "unknown", "not_allowed")
_SAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """States that answer alike for a measure, both as asking and as asked State."""

    states: tuple[str, ...]
    asking: tuple[int, ...]
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The answers of a measure for every ordered pair of States; `rulings` counts how many were made."""

    measure: Measure
    on: date
    states: tuple[str, ...]
    rows: tuple[bytes, ...]
    rulings: int

    def answer(self, requesting: str, requested: str) -> Answer | None:
        """The answer for a pair; None for a State and itself."""
        letter = self.rows[self.states.index(requesting)][self.states.index(requested)]
        return None if letter == _SAME else _LETTERS[letter]

    @property
    def counts(self) -> Mapping[Answer, int]:
        """How many ordered pairs have each answer."""
        found = Counter(letter for row in self.rows for letter in row)
        return {answer: found[number] for number, answer in enumerate(_LETTERS)}

    def asking(self, state: str) -> Mapping[Answer, int]:
        """How the other States answer this one."""
        return _counted(self.rows[self.states.index(state)])

    def asked(self, state: str) -> Mapping[Answer, int]:
        """How this State answers the others."""
        place = self.states.index(state)
        return _counted(bytes(row[place] for row in self.rows))

    def groups(self) -> tuple[Group, ...]:
        """States with the same rows and columns, largest group first; a State differs from itself only."""
        columns = list(zip(*self.rows, strict=True))
        found: dict[Hashable, list[int]] = {}
        for place in range(len(self.rows)):
            for members in found.values():
                if _alike(members[0], place, self.rows, columns):
                    members.append(place)
                    break
            else:
                found[place] = [place]
        ordered = sorted(found.values(), key=lambda members: (-len(members), members[0]))
        return tuple(
            Group(
                states=tuple(self.states[at] for at in members),
                asking=tuple(self._between(members, others) for others in ordered),
                asked=tuple(self._between(others, members) for others in ordered),
            )
            for members in ordered
        )

    def _between(self, askers: list[int], asked: list[int]) -> int:
        return next((self.rows[a][b] for a in askers for b in asked if a != b), _SAME)


def _alike(left: int, right: int, rows: tuple[bytes, ...], columns: list[tuple[int, ...]]) -> bool:
    for line in (rows, columns):
        one, other = line[left], line[right]
        first, last = sorted((left, right))
        spans = ((0, first), (first + 1, last), (last + 1, len(one)))
        if any(one[start:end] != other[start:end] for start, end in spans) or one[right] != other[left]:
            return False
    return True


def _counted(letters: bytes) -> Mapping[Answer, int]:
    found = Counter(letters)
    return {answer: found[number] for number, answer in enumerate(_LETTERS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """Where a State stands towards the instrument, and for extradition towards the First Protocol."""

    party: Applies
    racist: Applies | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Where the asked State stands, and the articles on which it has declared something."""

    stands: _Asking
    said: frozenset[str]


def matrix(measure: Measure, wish: Wish) -> Matrix:
    """The answers of the measure for all pairs, for a wish such as this one (its two States do not count)."""
    return answers_of(measure, replace(wish, requesting="GH", requested="CL"))


def survey(wish: Wish) -> Mapping[Measure, Matrix]:
    """The answers of every measure for all pairs."""
    return {measure: matrix(measure, wish) for measure in measures()}


@kept(128)
def answers_of(measure: Measure, wish: Wish) -> Matrix:
    """The matrix, one ruling to each class of pairs."""
    provision = facts().provisions[measure]
    states = tuple(facts().states)
    instrument, on = provision.instrument, wish.on
    left_of = [_asking(state, instrument, on, measure) for state in states]
    right_of = [_asked(state, instrument, on, measure) for state in states]
    asking, asked = _numbered(left_of), _numbered(right_of)
    bound = [one.party != "no" for one in left_of]
    by_pair = bool(_BY_PAIR & set(provision.questions))
    known: dict[tuple[int, int, Article27 | None], int] = {}
    rows = []
    for a, left in enumerate(states):
        row = bytearray((_SAME,)) * len(states)
        for b, right in enumerate(states):
            if a == b:
                continue
            between = governed(left, right, on) if by_pair and bound[a] and bound[b] else None
            key = (asking[a], asked[b], between)
            letter = known.get(key)
            if letter is None:
                ruling = rule(replace(wish, requesting=left, requested=right), measure)
                letter = known[key] = _LETTERS.index(ruling.answer)
            row[b] = letter
        rows.append(bytes(row))
    return Matrix(measure=measure, on=on, states=states, rows=tuple(rows), rulings=len(known))


def _numbered(profiles: Sequence[Hashable]) -> list[int]:
    """A number for each, the same for equal ones: numbers are quick to look up."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(one, len(numbers)) for one in profiles]


def _asking(state: str, instrument: str, on: date, measure: Measure) -> _Asking:
    """What of the asking State an answer depends on."""
    racist = standing("ETS189", state, on).party if family_of(measure) == "extradition" else None
    return _Asking(party=standing(instrument, state, on).party, racist=racist)


def _asked(state: str, instrument: str, on: date, measure: Measure) -> _Asked:
    """What of the asked State an answer depends on: the same, and what it has declared."""
    said = frozenset(
        row.article
        for row in declarations(state, instrument)
        if row.kind != "authority_designation" and row.stands_on(on)
    )
    return _Asked(stands=_asking(state, instrument, on, measure), said=said)


@kept(65536)
def governed(left: str, right: str, on: date) -> Article27:
    """What governs between the two, either way round."""
    return article_27(left, right, on) if left < right else governed(right, left, on)
