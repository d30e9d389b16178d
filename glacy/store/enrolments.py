"""One-time codes with which an officer chooses a password; whoever reads the tables reads no code."""

from __future__ import annotations

import hashlib
from datetime import datetime

from glacy.store.models import EnrolmentRow, OfficerRow, RecoveryRow
from glacy.store.people import Officer


def put_enrolment(
    officer: Officer,
    code: str,
    *,
    by: Officer | None,
    at: datetime,
    until: datetime,
    recovery: RecoveryRow | None = None,
) -> EnrolmentRow:
    """A new code of an officer, already normal; an older one that was not used is void from now on."""
    void_enrolments(officer, at=at)
    return EnrolmentRow.objects.create(
        officer_id=int(officer.id),
        digest=_digest(int(officer.id), code),
        recovery=recovery,
        issued_by_id=None if by is None else int(by.id),
        issued_at=at,
        until_at=until,
    )


def void_enrolments(officer: Officer, *, at: datetime) -> int:
    """Every code of an officer that was not used counts no more; how many."""
    waiting = EnrolmentRow.objects.filter(officer_id=int(officer.id), used_at=None, void_at=None)
    return waiting.update(void_at=at)


def find_enrolment(username: str, code: str, *, at: datetime) -> EnrolmentRow | None:
    """The enrolment that this code of this officer opens now, locked until the transaction ends, or None."""
    officer = OfficerRow.objects.filter(username=username.strip().lower(), is_active=True).first()
    digest = _digest(0 if officer is None else officer.pk, code)
    if officer is None:
        return None
    return (
        EnrolmentRow.objects.select_for_update(of=("self",))
        .filter(officer=officer, digest=digest, used_at=None, void_at=None, until_at__gt=at)
        .first()
    )


def use_enrolment(row: EnrolmentRow, *, at: datetime) -> None:
    """The code counts no more: it was used."""
    row.used_at = at
    row.save(update_fields=["used_at"])


def _digest(officer: int, code: str) -> str:
    return hashlib.sha256(f"{officer}:{code}".encode()).hexdigest()
