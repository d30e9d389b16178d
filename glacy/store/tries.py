"""Counts what is tried in vain, so that a guesser is slowed; a count outlives the process that kept it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from glacy.store.models import TryRow

LONGEST: Final = timedelta(days=1)
"""The longest that somebody has to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many tries of one scope are let through within a time; `grows`: each wait is twice the last."""

    scope: str
    most: int
    within: timedelta
    grows: bool = False


def take_try(limit: Limit, *, at: datetime) -> bool:
    """Counts one try, and says whether it may be made; `put_back` when it was the right one."""
    with transaction.atomic():
        row = _row(limit, at=at)
        if row.count >= limit.most:
            return False
        row.count += 1
        if row.count == limit.most and limit.grows:
            row.locks += 1
            row.until_at = at + min(limit.within * 2 ** (row.locks - 1), LONGEST)
        row.save()
        return True


def is_slowed(limit: Limit, *, at: datetime) -> bool:
    """Whether the next try would be refused."""
    row = TryRow.objects.filter(key=_key(limit.scope), until_at__gt=at).first()
    return row is not None and row.count >= limit.most


def forget_tries(*limits: Limit) -> None:
    """Starts these counts anew, after the right answer."""
    TryRow.objects.filter(key__in=[_key(one.scope) for one in limits]).delete()


def put_back(limit: Limit) -> None:
    """One try less: it was the right one, and others go on being counted."""
    with transaction.atomic():
        row = TryRow.objects.select_for_update().filter(key=_key(limit.scope)).first()
        if row is not None and row.count > 0:
            row.count -= 1
            row.save(update_fields=["count"])


def drop_old_tries(*, at: datetime) -> None:
    """Removes counts that mean nothing any more."""
    TryRow.objects.filter(until_at__lt=at - LONGEST).delete()


def _row(limit: Limit, *, at: datetime) -> TryRow:
    """The count of a scope, begun anew where its time is over; a day later it was never slowed."""
    key = _key(limit.scope)
    TryRow.objects.bulk_create([TryRow(key=key, until_at=at + limit.within)], ignore_conflicts=True)
    row = TryRow.objects.select_for_update().get(key=key)
    if at >= row.until_at:
        row.count = 0
        row.locks = 0 if at >= row.until_at + LONGEST else row.locks
        row.until_at = at + limit.within
    return row


def _key(scope: str) -> str:
    return hashlib.sha256(scope.encode("utf-8")).hexdigest()
