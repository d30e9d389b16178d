"""What reviewers decided: append-only, each line bound to the one before, disagreement kept and measured."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from glacy.canon import digest_of, write_canonical
from glacy.legislation.errors import MalformedDecisionError
from glacy.sayings import say
from glacy.times import read_instant, write_instant

Verdict = Literal["full", "partial", "none", "elsewhere"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_FIRST = "0" * 64
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A reviewer's word on a provision and an article.

    `elsewhere` says that the counterpart stands in another act, which `reason` names. `act` is the digest of
    the text that was read, so that a decision goes stale when the text changes.
    """

    act: str
    provision: str
    instrument: str
    article: str
    verdict: Verdict
    reviewer: str
    decided_at: datetime
    reason: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise _malformed(say("one of {verdicts}", verdicts=VERDICTS), self.verdict)
        if not self.reviewer.strip() or len(self.reason) + len(self.note) > _LONGEST:
            raise _malformed(say("a reviewer, and a short reason"), self.reviewer)
        if self.verdict in ("none", "elsewhere") and not self.reason.strip():
            raise _malformed(say("a reason where no counterpart is seen here"), self.verdict)
        write_instant(self.decided_at)

    @property
    def pair(self) -> tuple[str, str, str, str]:
        """What it is about: act, provision, instrument, article."""
        return self.act, self.provision, self.instrument, self.article


def write_decision(decision: Decision, *, before: str | None) -> str:
    """One line for the log of decisions; `before` is the line before it, None for the first."""
    previous = digest_of(before.encode()) if before is not None else _FIRST
    return write_canonical(
        {
            "act": decision.act,
            "article": decision.article,
            "decided_at": write_instant(decision.decided_at),
            "instrument": decision.instrument,
            "note": decision.note,
            "previous": previous,
            "provision": decision.provision,
            "reason": decision.reason,
            "reviewer": decision.reviewer,
            "verdict": decision.verdict,
        }
    ).decode()


def read_decisions(lines: Iterable[str]) -> tuple[Decision, ...]:
    """The decisions of a log, in order; raises where a line was changed, left out or put in."""
    found: list[Decision] = []
    before: str | None = None
    for number, line in enumerate(lines, 1):
        expected = digest_of(before.encode()) if before is not None else _FIRST
        table = _read_line(line, number)
        if table.get("previous") != expected:
            raise MalformedDecisionError(
                say("Line {number} of the decisions does not follow the line before it.", number=number),
                remedy=say("A line was changed, left out or put in. Take the log from its backup."),
                line=number,
            )
        found.append(_decision(table, number))
        before = line
    return tuple(found)


def latest(decisions: Sequence[Decision]) -> Mapping[tuple[str, str, str, str], tuple[Decision, ...]]:
    """The last word of each reviewer on each pair; two reviewers stand side by side."""
    found: dict[tuple[str, str, str, str], dict[str, Decision]] = defaultdict(dict)
    for one in decisions:
        found[one.pair][one.reviewer] = one
    return {pair: tuple(by_reviewer.values()) for pair, by_reviewer in found.items()}


def is_disputed(said: Sequence[Decision]) -> bool:
    """Whether reviewers of one pair say different things."""
    return len({one.verdict for one in said}) > 1


def agreement(decisions: Sequence[Decision]) -> tuple[int, int, float | None]:
    """Pairs that two or more reviewed, those on which they agree, and Cohen's kappa of the first two.

    Kappa is None where nobody reviewed anything twice, or where only one verdict was ever given.
    """
    twice = [said[:2] for said in latest(decisions).values() if len(said) > 1]
    if not twice:
        return 0, 0, None
    same = sum(one.verdict == other.verdict for one, other in twice)
    by_chance = sum(
        (sum(one.verdict == verdict for one, _ in twice) / len(twice))
        * (sum(other.verdict == verdict for _, other in twice) / len(twice))
        for verdict in VERDICTS
    )
    seen = same / len(twice)
    kappa = None if by_chance >= 1 else (seen - by_chance) / (1 - by_chance)
    return len(twice), same, kappa


def _read_line(line: str, number: int) -> dict[str, object]:
    try:
        table = json.loads(line)
    except ValueError as fault:
        raise _malformed(say("one JSON object in line {number}", number=number), line[:60]) from fault
    if not isinstance(table, dict) or write_canonical(table).decode() != line:
        raise _malformed(say("canonical JSON in line {number}", number=number), line[:60])
    return table


def _decision(table: Mapping[str, object], number: int) -> Decision:
    match table:
        case {
            "act": str(act),
            "article": str(article),
            "decided_at": str(decided_at),
            "instrument": str(instrument),
            "note": str(note),
            "previous": str(),
            "provision": str(provision),
            "reason": str(reason),
            "reviewer": str(reviewer),
            "verdict": ("full" | "partial" | "none" | "elsewhere") as verdict,
            **rest,
        } if not rest:
            return Decision(
                act=act,
                article=article,
                decided_at=read_instant(decided_at),
                instrument=instrument,
                note=note,
                provision=provision,
                reason=reason,
                reviewer=reviewer,
                verdict=verdict,
            )
    raise _malformed(say("the fields of a decision in line {number}", number=number), sorted(table))


def _malformed(expected: str, found: object) -> MalformedDecisionError:
    return MalformedDecisionError(
        say("A decision must hold {expected}; found {found}.", expected=expected, found=str(found)[:80]),
        remedy=say("Decide again, and say why."),
        expected=expected,
    )
