"""What reviewers decided on provisions: appended to one chain, read back with the words that they saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from glacy.canon import digest_of
from glacy.legislation import VERDICTS, Decision, read_decisions, write_decision
from glacy.store.models import AlignedRow, DecisionRow, VersionRow
from glacy.store.people import Officer

_FIRST = "0" * 64


def put_decision(decision: Decision, *, aligned: AlignedRow, by: Officer) -> DecisionRow:
    """The decision as the next line of the chain, inside the transaction of its act.

    Of two that are decided at once the database refuses one: both would follow the same line.
    """
    last = DecisionRow.objects.order_by("-pk").values_list("line", flat=True).first()
    line = write_decision(decision, before=last)
    return DecisionRow.objects.create(
        act_id=aligned.version.act_id,
        version_id=aligned.version_id,
        number=aligned.number,
        words=aligned.provision.digest,
        instrument=decision.instrument,
        article=decision.article,
        verdict=decision.verdict,
        reason=decision.reason,
        note=decision.note,
        by_id=int(by.id),
        at=decision.decided_at,
        line=line,
        digest=digest_of(line.encode()),
        previous=_FIRST if last is None else digest_of(last.encode()),
    )


def log_of_decisions() -> tuple[str, ...]:
    """Every line of the chain, in order."""
    return tuple(DecisionRow.objects.order_by("pk").values_list("line", flat=True))


def verify_decisions() -> int:
    """How many decisions the chain holds; raises where a line was changed, left out or put in."""
    return len(read_decisions(log_of_decisions()))


def decisions_on(acts: Iterable[str]) -> Sequence[DecisionRow]:
    """Everything that was decided on some acts, the oldest first."""
    rows = DecisionRow.objects.select_related("by", "version").filter(act_id__in=list(acts))
    return list(rows.order_by("pk"))


def decision_of(row: DecisionRow, *, text: str = "") -> Decision:
    """The decision of a row as a value; `text` is the digest of another text with the same words in it."""
    return Decision(
        act=text or row.version.digest,
        provision=row.number,
        instrument=row.instrument,
        article=row.article,
        verdict=next(one for one in VERDICTS if one == row.verdict),
        reviewer=row.by.name,
        decided_at=row.at,
        reason=row.reason,
        note=row.note,
    )


def decisions_for(
    version: VersionRow, aligned: Sequence[AlignedRow], rows: Iterable[DecisionRow]
) -> tuple[Decision, ...]:
    """Decisions on the words of a version, whichever version a reviewer had before them."""
    words = {row.number: row.provision.digest for row in aligned}
    return tuple(
        decision_of(row, text=version.digest)
        for row in rows
        if row.act_id == version.act_id and words.get(row.number) == row.words
    )
