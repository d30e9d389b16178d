"""The events of an exhibit's custody: each written with its journal entry, and read back as values."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from glacy.canon import Digest, Json
from glacy.evidence import CustodyEvent, CustodyKind, read_events
from glacy.store import evidence, journal
from glacy.store.models import CustodyRow, ExhibitRow
from glacy.store.people import Officer


def put_event(
    exhibit: ExhibitRow,
    *,
    kind: str,
    by: Officer | None,
    at: datetime,
    why: str,
    to: str = "",
    name: str = "",
    keeper: str | None = None,
    request: str = "",
) -> CustodyRow:
    """One event of custody, its row and its journal entry; inside a transaction.

    `name` is who acted where that is another than the officer (a person who signed a printed form, the node).
    Who acts on what another holds does so in that one's keeping, unless `keeper` is given empty: then the
    chain shows the gap.
    """
    who = name or ("" if by is None else by.name)
    answers = exhibit.holder if keeper is None and exhibit.holder != who else keeper
    event = CustodyEvent(
        kind=cast(CustodyKind, kind),  # CustodyEvent checks it
        at=at,
        by=who,
        why=" ".join(why.split()),
        over=Digest(exhibit.digest),
        to=to or None,
        keeper=answers or None,
        request=request or None,
    )
    what = dict(cast("dict[str, Json]", event.entry_what))  # it is an object
    entry = journal.put_entry(event.entry_kind, by=by, what=what, at=at, case=exhibit.case_id, is_exact=True)
    row = evidence.put_custody(
        exhibit,
        kind=kind,
        at=at,
        by=event.by,
        why=event.why,
        to=to,
        keeper=event.keeper or "",
        entry=entry,
        request_reference=request,
    )
    if event.passes_on:
        evidence.set_holder(exhibit, to)
    return row


def event_of(row: CustodyRow, exhibit: ExhibitRow) -> CustodyEvent:
    """The event that a row keeps."""
    return CustodyEvent(
        kind=cast(CustodyKind, row.kind),  # CustodyEvent checks it
        at=row.at,
        by=row.by,
        why=row.why,
        over=Digest(exhibit.digest),
        to=row.to or None,
        keeper=row.keeper or None,
        request=row.request_reference or None,
    )


def events_before(exhibit: ExhibitRow) -> tuple[CustodyEvent, ...]:
    """What happened to an exhibit before it came here, as its bundle told."""
    return read_events(cast("list[Json]", exhibit.earlier))  # written by write_events
