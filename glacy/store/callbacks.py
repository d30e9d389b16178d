"""Calls to the number in the directory, to learn whether a request is theirs."""

from __future__ import annotations

from datetime import datetime

from glacy.store.models import CallBackRow, MessageRow
from glacy.store.people import Officer

RESULTS = ("confirmed", "not_reached", "not_theirs")


def put_call_back(
    message: MessageRow, *, number: str, spoke_to: str, result: str, note: str, by: Officer, at: datetime
) -> CallBackRow:
    """A call that was made, whom it reached and what they said."""
    return CallBackRow.objects.create(
        message=message, number=number, spoke_to=spoke_to, result=result, note=note, by_id=int(by.id), at=at
    )
