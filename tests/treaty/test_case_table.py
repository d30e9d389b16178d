"""The table of cases written from the articles (tests/vectors/treaty/cases.txt), line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from glacy.errors import GlacyError
from glacy.treaty import Ruling, Wish, measures, read_measure, read_offence, rule
from glacy.treaty.facts import facts

TABLE = Path(__file__).resolve().parents[1] / "vectors" / "treaty" / "cases.txt"
COLUMNS = 10
ANSWERS = {"allowed": "allowed", "not": "not_allowed", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    number: int
    article: str
    says: str
    pair: str
    on: str
    measure: str
    data: str
    offences: str
    urgency: str
    addressee: str
    expected: str

    @property
    def parts(self) -> list[str]:
        return [part.strip() for part in self.expected.split(";")]

    @property
    def is_wrongly_asked(self) -> bool:
        return self.parts[0].startswith("error ")

    def rule(self) -> Ruling:
        """The ruling that the line asks for."""
        requesting, requested = (self.pair or "GH CL").split()
        named = [read_offence(text.strip()) for text in self.offences.split(";") if text.strip()]
        given: dict[str, Any] = {  # Any: the table may hold what a wish refuses
            "data": self.data or "any",
            "urgency": self.urgency or "routine",
            "addressee": self.addressee or None,
        }
        wish = Wish(
            requesting=requesting,
            requested=requested,
            on=date.fromisoformat(self.on or "2026-11-21"),
            offence=named[0] if named else None,
            more_offences=tuple(named[1:]),
            **given,
        )
        return rule(wish, read_measure(self.measure))


def lines() -> Iterator[Line]:
    for number, text in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), start=1):
        if text and not text.startswith("#"):
            cells = [cell.strip() for cell in text.split("|")]
            assert len(cells) == COLUMNS, f"line {number} has {len(cells)} cells"
            yield Line(number, *cells)


LINES = list(lines())


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.number}, {line.article}, {line.says[:40]}")
def test_a_line_of_the_table(line: Line) -> None:
    if line.is_wrongly_asked:
        with pytest.raises(GlacyError) as raised:
            line.rule()
        assert line.parts[0].removeprefix("error ") in str(raised.value)
        return
    ruling = line.rule()
    said = " ".join(reason.text for reason in ruling.reasons)
    assert ruling.answer == ANSWERS[line.parts[0]], said
    for part in line.parts[1:]:
        verify_part(ruling, part)


def verify_part(ruling: Ruling, part: str) -> None:
    verb, _, rest = part.partition(" ")
    name, _, value = (piece.strip() for piece in rest.partition(" = "))
    if verb in CONTAINS:
        assert rest in CONTAINS[verb](ruling)
    else:
        assert EQUALS[verb](ruling, name) == (rest.removeprefix("= ") if verb == "dual" else value)


CONTAINS: dict[str, Callable[[Ruling], str | list[str]]] = {
    "says": lambda ruling: " ".join(reason.text for reason in ruling.reasons),
    "change": lambda ruling: ruling.what_would_change or "",
    "cites": lambda ruling: [row.id for row in ruling.facts],
    "to": lambda ruling: ruling.channel.authority or "unknown",
    "by": lambda ruling: ruling.channel.text,
    "then": lambda ruling: ruling.what_follows or "",
}
EQUALS: dict[str, Callable[[Ruling, str], str]] = {
    "dual": lambda ruling, _: ruling.dual_criminality,
    "ground": lambda ruling, name: _ground(ruling, name),
    "limit": lambda ruling, name: str({limit.key: limit.days for limit in ruling.time_limits}[name]).lower(),
    "content": lambda ruling, name: {entry.key: entry.needed for entry in ruling.must_contain}[name],
    "guard": lambda ruling, name: {g.key: g.applies for g in ruling.safeguards}.get(name, "absent"),
}


def _ground(ruling: Ruling, name: str) -> str:
    article, _, about = name.partition(" ")
    return next(
        ground.applies
        for ground in ruling.grounds_for_refusal
        if ground.article.split(" ", 1)[1] == article and ("fiscal" in ground.text) == (about == "fiscal")
    )


def test_the_table_is_long_and_reaches_every_measure_ground_and_provision() -> None:
    assert len(LINES) >= 120
    asked = {line.measure for line in LINES}
    assert set(measures()) <= asked
    grounds = {
        (str(measure), ground.article)
        for measure in measures()
        for ground in facts().provisions[measure].grounds
    }
    tested = {
        (line.measure, part.split(" = ")[0].removeprefix("ground ").split(" ")[0])
        for line in LINES
        for part in line.parts
        if part.startswith("ground ")
    }
    assert {article for _, article in grounds} == {article for _, article in tested}
    offences = {line.offences for line in LINES}
    assert {str(n) for n in range(2, 12)} | {f"ETS189-{n}" for n in range(3, 8)} <= offences


def test_no_line_stands_twice() -> None:
    assert len({(line.article, line.says) for line in LINES}) == len(LINES)
