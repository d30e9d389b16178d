"""What travelled on paper: who keyed it in, when it moved, and its scan."""

from __future__ import annotations

from datetime import date, datetime

from glacy.store.models import MessageRow, PaperRow
from glacy.store.people import Officer


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
