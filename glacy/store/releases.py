"""Releases that go on: what is made ready, how far it is, and why one stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from glacy.store.models import DraftRow, ReleaseRow
from glacy.store.people import Officer


def put_asked(draft: DraftRow, *, by: Officer, size: int, at: datetime) -> ReleaseRow:
    """An answer is to be made ready and sent; who asks again takes the place of who asked before."""
    row, _ = ReleaseRow.objects.update_or_create(
        draft=draft,
        defaults={
            "asked_by_id": int(by.id),
            "asked_at": at,
            "state": "asked",
            "size": size,
            "done": 0,
            "began_at": None,
            "next_at": at,
            "tries": 0,
            "says": "",
        },
    )
    return row


def find_release(draft: DraftRow) -> ReleaseRow | None:
    """The release of an answer, going on or stopped; None where none was asked for."""
    return ReleaseRow.objects.select_related("asked_by").filter(draft=draft).first()


def due_releases(*, at: datetime) -> Sequence[ReleaseRow]:
    """What is to be made ready now, the oldest first."""
    rows = ReleaseRow.objects.select_related("draft", "draft__about", "asked_by")
    return tuple(rows.filter(state="asked", next_at__lte=at).order_by("next_at", "pk"))


def begin(row: ReleaseRow, *, at: datetime) -> None:
    """Work on it begins, or begins anew after a stop of the machine."""
    row.began_at, row.done, row.says = at, 0, ""
    ReleaseRow.objects.filter(pk=row.pk, state="asked").update(began_at=at, done=0, says="")


def set_done(row: ReleaseRow, done: int) -> bool:
    """So many bytes are worked through; False where a person has stopped it meanwhile."""
    row.done = done
    return bool(ReleaseRow.objects.filter(pk=row.pk, state="asked").update(done=done))


def set_waiting(row: ReleaseRow, *, says: str, next_at: datetime) -> None:
    """This machine could not go on; why, and when it tries again."""
    ReleaseRow.objects.filter(pk=row.pk, state="asked").update(
        says=says, next_at=next_at, tries=row.tries + 1, done=0, began_at=None
    )


def set_stopped(row: ReleaseRow, *, says: str) -> bool:
    """It does not go on before a person asks again; False where it had ended before."""
    return bool(ReleaseRow.objects.filter(pk=row.pk, state="asked").update(state="stopped", says=says))


def set_sent(row: ReleaseRow) -> None:
    """The answer has left."""
    ReleaseRow.objects.filter(pk=row.pk).update(state="sent", done=row.size, says="")
