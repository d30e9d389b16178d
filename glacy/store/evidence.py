"""Exhibits and their custody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from glacy.store.models import CustodyRow, EntryRow, ExhibitRow, MessageRow
from glacy.store.people import Officer


def put_exhibit(
    *,
    exhibit_id: str,
    case: str,
    name: str,
    digest: str,
    size: int,
    at: datetime,
    by: Officer | None,
    holder: str,
    origin: str,
    entries: Iterable[tuple[str, str, EntryRow]],
    message: MessageRow | None = None,
    conditions: str = "",
) -> ExhibitRow:
    """An exhibit and the first events of its custody: kind, reason and journal entry of each."""
    row = ExhibitRow.objects.create(
        id=exhibit_id,
        case_id=case,
        name=name,
        digest=digest,
        size=size,
        sealed_at=at,
        put_by_id=None if by is None else int(by.id),
        origin=origin,
        message=message,
        conditions=conditions,
    )
    for kind, why, entry in entries:
        put_custody(row, kind=kind, at=at, by=holder, why=why, entry=entry)
    return row


def put_custody(
    exhibit: ExhibitRow,
    *,
    kind: str,
    at: datetime,
    by: str,
    why: str,
    entry: EntryRow,
    to: str = "",
    request_reference: str = "",
) -> CustodyRow:
    """One event in the custody of an exhibit."""
    return CustodyRow.objects.create(
        exhibit=exhibit,
        kind=kind,
        at=at,
        by=by,
        to=to,
        why=why,
        request_reference=request_reference,
        entry=entry,
    )


def all_exhibits(case: str) -> Sequence[ExhibitRow]:
    """The exhibits of a case, in the order in which they were sealed."""
    return list(ExhibitRow.objects.filter(case_id=case).order_by("sealed_at", "name", "pk"))


def all_custody(exhibit: ExhibitRow) -> Sequence[CustodyRow]:
    """What happened to an exhibit."""
    return list(exhibit.custody.select_related("entry").order_by("at", "pk"))
