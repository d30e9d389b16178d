"""Recoveries of a lost way in: who asked, who agreed, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction

from glacy.sayings import say
from glacy.store.errors import NotFoundError, StoreError
from glacy.store.models import RecoveryRow
from glacy.store.people import Officer

OPEN = ("asked", "agreed")


def put_recovery(officer: Officer, *, by: Officer | None, why: str, at: datetime) -> RecoveryRow:
    """Asks for a new way in; one goes on at a time for an officer."""
    asked_by = None if by is None else int(by.id)
    try:
        with transaction.atomic():
            return RecoveryRow.objects.create(
                id=str(uuid4()), officer_id=int(officer.id), why=why, asked_by_id=asked_by, asked_at=at
            )
    except IntegrityError as fault:
        raise StoreError(
            say("A recovery of {name} goes on already.", name=officer.name),
            remedy=say("Agree to that one, or end it first."),
        ) from fault


def open_recoveries() -> Sequence[RecoveryRow]:
    """Every recovery that goes on, oldest first."""
    found = RecoveryRow.objects.filter(state__in=OPEN).select_related("officer", "asked_by", "agreed_by")
    return list(found.order_by("asked_at", "id"))


def find_open_recovery(officer: Officer) -> RecoveryRow | None:
    """The recovery of an officer that goes on, or None."""
    return RecoveryRow.objects.filter(officer_id=int(officer.id), state__in=OPEN).first()


def get_recovery(recovery_id: str) -> RecoveryRow:
    """A recovery that goes on, locked until the transaction ends."""
    found = (
        RecoveryRow.objects.select_for_update(of=("self",))
        .filter(pk=recovery_id, state__in=OPEN)
        .select_related("officer", "asked_by", "agreed_by")
        .first()
    )
    if found is None:
        raise NotFoundError(say("There is no such recovery that goes on."))
    return found


def put_agreed(row: RecoveryRow, *, by: Officer, at: datetime, first_half: str) -> None:
    """Another office-holder agreed; the half of the one who asked waits for them."""
    row.state, row.agreed_by_id, row.agreed_at, row.first_half = "agreed", int(by.id), at, first_half
    row.save(update_fields=["state", "agreed_by", "agreed_at", "first_half"])


def take_first_half(row: RecoveryRow) -> str:
    """What waits for the one who asked; it is given once."""
    given, row.first_half = row.first_half, ""
    row.save(update_fields=["first_half"])
    return given


def settle_recovery(row: RecoveryRow, *, state: str, at: datetime) -> None:
    """The recovery is over: `used` or `ended`."""
    row.state, row.settled_at, row.first_half = state, at, ""
    row.save(update_fields=["state", "settled_at", "first_half"])
