"""Evidence on its way between two hands, and destructions that wait for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from glacy.store.models import CaseMemberRow, DestructionRow, ExhibitRow, HandOverRow
from glacy.store.people import Officer


def put_hand_over(
    exhibit: ExhibitRow,
    *,
    hand_over_id: str,
    kind: str,
    by: Officer,
    to: Officer | None,
    to_name: str,
    why: str,
    at: datetime,
) -> HandOverRow:
    """The giver has signed; the other side has not yet."""
    return HandOverRow.objects.create(
        id=hand_over_id,
        exhibit=exhibit,
        kind=kind,
        from_officer_id=int(by.id),
        to_officer_id=None if to is None else int(to.id),
        to_name=to_name,
        why=why,
        at=at,
    )


def settle_hand_over(
    row: HandOverRow,
    *,
    state: str,
    by: Officer,
    at: datetime,
    note: str = "",
    scan: str = "",
    scan_name: str = "",
) -> bool:
    """The other side has signed or declined; False where somebody else settled it before."""
    settled = HandOverRow.objects.filter(pk=row.pk, state="underway").update(
        state=state, settled_at=at, settled_by_id=int(by.id), note=note, scan=scan, scan_name=scan_name
    )
    return bool(settled)


def find_underway(exhibit: ExhibitRow) -> HandOverRow | None:
    """The hand-over of an exhibit that waits for the other side."""
    return _full(exhibit.hand_overs.filter(state="underway")).first()


def all_hand_overs(exhibit: ExhibitRow) -> Sequence[HandOverRow]:
    """The hand-overs of an exhibit, oldest first."""
    return list(_full(exhibit.hand_overs.all()).order_by("at", "pk"))


def underway_on(case: str) -> Sequence[HandOverRow]:
    """The hand-overs of a case that wait for the other side."""
    return list(_full(HandOverRow.objects.filter(exhibit__case_id=case, state="underway")).order_by("at"))


def waiting_for(officer: Officer, places: QuerySet[CaseMemberRow]) -> Sequence[HandOverRow]:
    """What was handed to this officer and waits for their signature."""
    rows = HandOverRow.objects.filter(
        to_officer_id=int(officer.id), state="underway", exhibit__case_id__in=places.values("case_id")
    )
    return list(_full(rows).order_by("at", "pk"))


def put_destruction(
    exhibit: ExhibitRow, *, destruction_id: str, why: str, by: Officer, at: datetime
) -> DestructionRow:
    """Somebody asks that the content of an exhibit be removed."""
    return DestructionRow.objects.create(
        id=destruction_id, exhibit=exhibit, why=why, asked_by_id=int(by.id), asked_at=at
    )


def asked_of(officer: Officer, places: QuerySet[CaseMemberRow]) -> Sequence[DestructionRow]:
    """Destructions on these cases that this officer did not ask for."""
    rows = DestructionRow.objects.filter(state="asked", exhibit__case_id__in=places.values("case_id"))
    others = rows.exclude(asked_by_id=int(officer.id))
    return list(others.select_related("exhibit", "exhibit__case", "asked_by").order_by("asked_at", "pk"))


def settle_destruction(row: DestructionRow, *, state: str, by: Officer, at: datetime, note: str = "") -> bool:
    """A second person agrees or refuses; False where somebody else settled it before."""
    settled = DestructionRow.objects.filter(pk=row.pk, state="asked").update(
        state=state, settled_by_id=int(by.id), settled_at=at, note=note
    )
    return bool(settled)


def find_asked(exhibit: ExhibitRow) -> DestructionRow | None:
    """The destruction of an exhibit that waits for a second person."""
    return exhibit.destructions.filter(state="asked").select_related("asked_by").first()


def find_destruction(exhibit: ExhibitRow) -> DestructionRow | None:
    """By whom and why the content of an exhibit was removed."""
    rows = exhibit.destructions.filter(state="done").select_related("asked_by", "settled_by")
    return rows.first()


def _full(rows: QuerySet[HandOverRow]) -> QuerySet[HandOverRow]:
    return rows.select_related("exhibit", "exhibit__case", "from_officer", "to_officer", "settled_by")
