"""Broken glass: sight of a case for a time, asked by one office-holder and agreed to by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from glacy.sayings import say
from glacy.store.access import places_of
from glacy.store.errors import NotFoundError
from glacy.store.models import CaseRow, GlassRow
from glacy.store.people import Officer, Sight

PARTIES = ("case", "asked_by", "agreed_by", "reviewed_by")


def put_asked(*, glass_id: str, reference: str, hours: int, why: str, by: Officer, at: datetime) -> GlassRow:
    """What waits for a second office-holder; whether there is such a case is not looked at yet."""
    return GlassRow.objects.create(
        id=glass_id, reference=reference, hours=hours, why=why, asked_by_id=int(by.id), asked_at=at
    )


def get_glass(glass_id: str) -> GlassRow:
    """The glass of that id."""
    row = GlassRow.objects.select_related(*PARTIES).filter(pk=glass_id).first()
    if row is None:
        raise NotFoundError(say("There is no such glass."), remedy=say("Open the list again."))
    return row


def all_glasses(*states: str) -> Sequence[GlassRow]:
    """The glasses in these states, the newest first; all where none is named."""
    rows = GlassRow.objects.select_related(*PARTIES).order_by("-asked_at", "-pk")
    return list((rows.filter(state__in=states) if states else rows)[:200])


def find_case(reference: str) -> CaseRow | None:
    """The case of that reference; for an office-holder who agrees, and for nobody else."""
    return CaseRow.objects.filter(reference=reference, erased_at=None).first()


def move(row: GlassRow, *, to: str, of: tuple[str, ...], **values: object) -> bool:
    """The glass in another state; False where a colleague moved it first."""
    moved = GlassRow.objects.filter(pk=row.pk, state__in=of).update(state=to, **values)
    if moved:
        row.refresh_from_db()
    return bool(moved)


def due_to_end(at: datetime) -> Sequence[GlassRow]:
    """Glasses whose time is over."""
    return list(GlassRow.objects.select_related(*PARTIES).filter(state="open", until_at__lte=at))


def seeing(officer: Officer, *, at: datetime) -> Officer:
    """The officer with what they see through broken glass at that instant; of cases they are on, nothing."""
    rows = GlassRow.objects.filter(state="open", asked_by_id=int(officer.id), until_at__gt=at)
    found = rows.exclude(case=None).exclude(case_id__in=places_of(officer).values("case_id"))
    sights = tuple(Sight(glass=str(row.pk), case=str(row.case_id), at=at) for row in found)
    return replace(officer, sights=sights)


def open_on(case_ids: Sequence[str]) -> Sequence[GlassRow]:
    """The glasses that are open on these cases."""
    return list(GlassRow.objects.select_related(*PARTIES).filter(state="open", case_id__in=case_ids))


def glasses_of(case: CaseRow) -> Sequence[GlassRow]:
    """Every glass that was broken on a case, the newest first."""
    rows = GlassRow.objects.select_related(*PARTIES).filter(case=case, agreed_at__isnull=False)
    return list(rows.order_by("-agreed_at"))
