"""What is still open for a reviewer, in the order that earlier decisions on the act suggest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glacy.legislation.aligning import Aligned, Match
from glacy.legislation.decisions import Decision, latest
from glacy.legislation.fitting import learn
from glacy.legislation.gate import Gate, packaged_gate

_SURE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A pair on which a reviewer has not decided.

    `confidence` is what the words alone give, `moved_to` what it is after the decisions; they differ only
    where somebody decided something. `decided_by` counts other reviewers who decided already, without what
    they said, so that a second reviewer judges alone.
    """

    provision: str
    match: Match
    moved_to: float
    decided_by: int

    @property
    def confidence(self) -> float:
        """What the words alone give."""
        return self.match.confidence


def still_open(
    aligned: Sequence[Aligned],
    decisions: Sequence[Decision],
    *,
    act: str,
    reviewer: str | None = None,
    gate: Gate | None = None,
) -> tuple[Open, ...]:
    """The pairs that wait for a decision, those first that are surest after what was decided so far.

    With a reviewer: what this reviewer has not decided, pairs that another decided first. Candidates that
    the words alone leave below the gate come in when decisions lift them over it.
    """
    moved = learned(aligned, decisions, act=act, gate=gate)
    said = latest(decisions)
    found: list[Open] = []
    for one in aligned:
        for match in one.matches:
            by = {
                said_by.reviewer
                for said_by in said.get((act, one.provision, match.instrument, match.article), ())
            }
            if (reviewer in by) if reviewer else by:
                continue
            now = round(moved.confidence_of(match.features), 3) if match.features else match.confidence
            if match.confidence >= _SURE or now >= _SURE or by:
                found.append(Open(provision=one.provision, match=match, moved_to=now, decided_by=len(by)))
    return tuple(sorted(found, key=lambda one: (-min(one.decided_by, 1), -one.moved_to)))


def learned(
    aligned: Sequence[Aligned], decisions: Sequence[Decision], *, act: str, gate: Gate | None = None
) -> Gate:
    """The gate after what was decided on an act: `full` and `partial` are pairs, `none` is none.

    What stands elsewhere says nothing of the words, and what reviewers dispute is left out.
    """
    rows: list[tuple[Sequence[float], bool]] = []
    said = latest(decisions)
    for one in aligned:
        for match in one.matches:
            words = said.get((act, one.provision, match.instrument, match.article), ())
            verdicts = {word.verdict in ("full", "partial") for word in words if word.verdict != "elsewhere"}
            if len(verdicts) == 1 and match.features:
                rows.append((match.features, verdicts.pop()))
    return learn(gate or packaged_gate(), rows)
