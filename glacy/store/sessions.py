"""Where officers are signed in: each sign-in is a row, so that one can see them and end them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from django.contrib.sessions.models import Session

from glacy.store.models import SessionRow
from glacy.store.people import Officer

Ended = Literal["by_hand", "idle", "too_long", "password", "recovery", "signed_out", "restored"]
_KEPT = timedelta(days=30)
_SEEN_EVERY = timedelta(minutes=1)


def put_session(officer: Officer, *, means: str, place: str, browser: str, at: datetime) -> str:
    """A new sign-in; its id. What ended long ago is forgotten."""
    SessionRow.objects.filter(ended_at__lt=at - _KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    row = SessionRow.objects.create(
        id=str(uuid4()),
        officer_id=int(officer.id),
        means=means[:40],
        place=place[:64],
        browser=browser[:120],
        started_at=at,
        seen_at=at,
    )
    return row.id


def find_session(session_id: str) -> SessionRow | None:
    """A sign-in that nobody has ended, or None."""
    return SessionRow.objects.filter(pk=session_id, ended_at=None).first()


def see_session(row: SessionRow, *, at: datetime) -> None:
    """Notes that something was just done there; not more often than once a minute."""
    if at - row.seen_at >= _SEEN_EVERY:
        SessionRow.objects.filter(pk=row.pk, ended_at=None).update(seen_at=at)


def sessions_of(officer: Officer, *, since: datetime, seen_since: datetime) -> Sequence[SessionRow]:
    """Where an officer is signed in, newest first; those that time has ended are left out."""
    mine = SessionRow.objects.filter(officer_id=int(officer.id), ended_at=None)
    return list(mine.filter(started_at__gt=since, seen_at__gt=seen_since).order_by("-started_at", "-id"))


def end_session(session_id: str, *, officer: Officer, why: Ended, at: datetime) -> int:
    """Ends one sign-in of an officer; how many that were."""
    found = SessionRow.objects.filter(pk=session_id, officer_id=int(officer.id), ended_at=None)
    return found.update(ended_at=at, ended_why=why)


def end_sessions(officer: Officer, *, why: Ended, at: datetime, but: str = "") -> int:
    """Ends every sign-in of an officer, but one; how many."""
    found = SessionRow.objects.filter(officer_id=int(officer.id), ended_at=None).exclude(pk=but)
    return found.update(ended_at=at, ended_why=why)


def end_every_session(*, at: datetime, why: Ended = "restored") -> int:
    """Ends every sign-in of everybody at this node; how many."""
    return SessionRow.objects.filter(ended_at=None).update(ended_at=at, ended_why=why)
