"""The JSON of hand-overs, gaps and re-checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glacy.cli.shapes import Shape
    from glacy.evidence import CustodyGap
    from glacy.store.models import ExhibitRow, HandOverRow, RecheckRow


def hand_over_shape(row: HandOverRow) -> Shape:
    """A hand-over: who gave, who gets, and how it stands."""
    return {
        "id": row.pk,
        "exhibit": row.exhibit_id,
        "kind": row.kind,
        "from": row.from_officer.name,
        "to": row.to_name,
        "why": row.why,
        "at": row.at,
        "state": row.state,
        "settled_at": row.settled_at,
        "note": row.note,
        "scan": row.scan or None,
    }


def gap_shape(gap: CustodyGap) -> Shape:
    """A gap in a chain."""
    return {
        "kind": gap.kind,
        "after": gap.after.at,
        "before": None if gap.before is None else gap.before.at,
        "says": gap.says,
    }


def report_shape(row: RecheckRow, mine: Iterable[ExhibitRow]) -> Shape:
    """A round through the vaults; exhibits are named where they are on the officer's cases."""
    return {
        "began_at": row.began_at,
        "ended_at": row.ended_at,
        "looked": row.looked,
        "bytes": row.size,
        "differing": len(row.differing),
        "mine": [{"id": one.pk, "case": one.case.reference, "number": one.number} for one in mine],
    }
