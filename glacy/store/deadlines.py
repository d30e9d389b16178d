"""Deadlines of requests, and which reminders were given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from glacy.cooperation import Deadline
from glacy.store.access import places_of
from glacy.store.models import DeadlineRow, MessageRow
from glacy.store.people import Officer


def put_deadlines(request: MessageRow, found: Iterable[Deadline]) -> None:
    """The deadlines of a request as they are now; a reminder that was given for the same day stays given."""
    kinds: list[str] = []
    for deadline in found:
        if deadline.kind in kinds:
            continue
        kinds.append(deadline.kind)
        row = DeadlineRow.objects.filter(message=request, kind=deadline.kind).first() or DeadlineRow(
            message=request, kind=deadline.kind
        )
        if row.due_on != deadline.due_on:
            row.reminded, row.unseen = [], False
        row.due_on, row.zone, row.article = deadline.due_on, deadline.zone, deadline.article
        row.governs, row.when_passed, row.open = deadline.governs, deadline.when_passed, True
        row.save()
    DeadlineRow.objects.filter(message=request, open=True).exclude(kind__in=kinds).update(open=False)


def close_deadlines(request: MessageRow) -> None:
    """Nothing is due on this request any more."""
    DeadlineRow.objects.filter(message=request).update(open=False)


def all_deadlines(requests: Iterable[MessageRow]) -> Sequence[DeadlineRow]:
    """The open deadlines of these requests, the nearest first."""
    rows = DeadlineRow.objects.filter(message__in=list(requests), open=True).select_related("message__case")
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or date.max, row.pk))


def deadlines_until(officer: Officer, day: date, *, limit: int) -> Sequence[DeadlineRow]:
    """The open deadlines on the officer's cases up to a day, the nearest first."""
    return list(
        DeadlineRow.objects.filter(
            open=True, due_on__lte=day, message__case_id__in=places_of(officer).values("case_id")
        )
        .select_related("message__case")
        .order_by("due_on", "pk")[:limit]
    )


def due_until(day: date) -> Sequence[DeadlineRow]:
    """Every open deadline of the node up to a day, for the reminders."""
    return list(
        DeadlineRow.objects.filter(open=True, due_on__lte=day, message__case__isnull=False).select_related(
            "message"
        )
    )


def set_reminded(row: DeadlineRow, days_left: int) -> None:
    """The reminder that many days before was given."""
    row.reminded, row.unseen = [*row.reminded, days_left], True
    row.save(update_fields=["reminded", "unseen"])


def set_seen(rows: Sequence[int]) -> None:
    """A person looked at the reminders that were given for these days."""
    DeadlineRow.objects.filter(pk__in=rows).update(unseen=False)
