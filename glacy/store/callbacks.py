"""Calls to the number in the directory, to learn whether a request is theirs."""

from __future__ import annotations

from datetime import datetime

from glacy.store.models import CallBackRow, MessageRow
from glacy.store.people import Officer

RESULTS = ("confirmed", "not_reached", "not_theirs")


def put_call_back(
    message: MessageRow,
    *,
    number: str,
    is_of_directory: bool,
    spoke_to: str,
    result: str,
    note: str,
    by: Officer,
    at: datetime,
) -> CallBackRow:
    """A call that was made, whom it reached and what was said; `is_of_directory`: on a number from there."""
    return CallBackRow.objects.create(
        message=message,
        number=number,
        is_of_directory=is_of_directory,
        spoke_to=spoke_to,
        result=result,
        note=note,
        by_id=int(by.id),
        at=at,
    )
