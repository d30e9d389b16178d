"""Counts over all requests of a node; no case, no name and no target is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from glacy.store.models import DeadlineRow, EntryRow, MessageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What of a request is counted: its kind, when each step was, and what came of it."""

    direction: str
    measure: str
    country: str
    data: tuple[str, ...]
    urgency: str
    state: str
    outcomes: tuple[str, ...]
    grounds: tuple[str, ...]
    begun_at: datetime
    reached_at: datetime | None
    accepted_at: datetime | None
    answered_at: datetime | None
    is_followed_up: bool
    is_extended: bool
    preserved_until_passed: bool


def all_counted(*, since: datetime, until: datetime) -> Iterator[Counted]:
    """Every request sent or received in that time (from since to before until)."""
    rows = (
        MessageRow.objects.filter(kind__in=("request", "offer"), dated_at__gte=since, dated_at__lt=until)
        .defer("body")
        .prefetch_related(
            Prefetch("replies", queryset=MessageRow.objects.defer("body").order_by("dated_at")),
            Prefetch("receipts"),
            Prefetch("deadlines", queryset=DeadlineRow.objects.filter(kind="preservation_ends")),
        )
        .order_by("pk")
    )
    for row in rows.iterator(chunk_size=500):
        yield _count(row, until)


def _count(row: MessageRow, until: datetime) -> Counted:
    replies = list(row.replies.all())
    answers = [one for one in replies if one.kind == "answer"]
    ends = [one.due_on for one in row.deadlines.all() if one.due_on is not None]
    receipts = [one.at for one in row.receipts.all() if one.kind == "receipt"]
    return Counted(
        direction=row.direction,
        measure=row.measure,
        country=row.country,
        data=tuple(row.data),
        urgency=row.urgency,
        state=row.state,
        outcomes=tuple(dict.fromkeys(kind for one in answers for kind in one.outcomes)),
        grounds=tuple(dict.fromkeys(ground for one in answers for ground in one.grounds)),
        begun_at=row.arrived_at or row.dated_at,
        reached_at=min(receipts, default=row.arrived_at),
        accepted_at=_first(replies, "acceptance"),
        answered_at=min((one.arrived_at or one.dated_at for one in answers), default=None),
        is_followed_up=any(one.kind == "request" and one.measure == "ETS185-31" for one in replies),
        is_extended=any(one.kind == "extension" for one in replies),
        preserved_until_passed=any(day < until.date() for day in ends),
    )


def _first(replies: list[MessageRow], kind: str) -> datetime | None:
    return min((one.arrived_at or one.dated_at for one in replies if one.kind == kind), default=None)


def count_entries() -> int:
    """How many entries the journal has."""
    return EntryRow.objects.count()
