"""What travelled on paper: who keyed it in, when it moved, and its scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from glacy.canon import Json
from glacy.store.models import DraftRow, EntryRow, MessageRow, PaperRow
from glacy.store.people import Officer
from glacy.times import read_day


def put_paper(
    message: MessageRow,
    *,
    by: Officer,
    at: datetime,
    moved_on: date | None,
    how: str = "",
    scan: str = "",
    scan_name: str = "",
) -> PaperRow:
    """How a message travelled, as this officer keyed it in."""
    row, _ = PaperRow.objects.update_or_create(
        message=message,
        defaults={
            "transcribed_by_id": int(by.id),
            "transcribed_at": at,
            "moved_on": moved_on,
            "how": how,
            "scan": scan,
            "scan_name": scan_name,
        },
    )
    return row


def find_paper(message: MessageRow) -> PaperRow | None:
    """How a message travelled, or None when a node carried it."""
    return PaperRow.objects.filter(message=message).first()


def get_arrival(draft: DraftRow) -> Mapping[str, Json]:
    """What was recorded when a request on paper began to be keyed in."""
    told = EntryRow.objects.filter(kind="paper.arrived", case=draft.case_id)
    return dict(next(row.what for row in told if row.what.get("draft") == draft.pk))


def days_of_replies(message: MessageRow) -> Sequence[date]:
    """The days on which answers to a message came on paper."""
    replies = PaperRow.objects.filter(message__about=message, message__direction="received")
    return [day for day in replies.values_list("moved_on", flat=True) if day is not None]


def find_received_on(message: MessageRow) -> date | None:
    """The day on which the other State has a message, as it was first recorded, or None."""
    told = EntryRow.objects.filter(kind="paper.received", case=message.case_id).order_by("id")
    first = next((row for row in told if row.what.get("message") == message.pk), None)
    return None if first is None else read_day(str(first.what["on"]))
