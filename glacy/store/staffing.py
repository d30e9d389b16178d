"""Changes of officers that wait for a second person, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from glacy.canon import Json
from glacy.sayings import say
from glacy.store.errors import NotFoundError
from glacy.store.models import PeopleChangeRow
from glacy.store.people import Officer

_PARTIES = ("asked_by", "settled_by")


def put_asked(
    username: str, value: Mapping[str, Json], *, why: str, by: Officer, at: datetime
) -> PeopleChangeRow:
    """A change that waits for a second person; one waits at a time for an officer."""
    return PeopleChangeRow.objects.create(
        username=username, value=dict(value), why=why, asked_by_id=int(by.id), asked_at=at
    )


def get_change(change: int) -> PeopleChangeRow:
    """The change of that number."""
    row = PeopleChangeRow.objects.select_related(*_PARTIES).filter(pk=change).first()
    if row is None:
        raise NotFoundError(say("There is no such change."), remedy=say("Open the list again."))
    return row


def find_asked(username: str) -> PeopleChangeRow | None:
    """The change of that officer that waits, or None."""
    rows = PeopleChangeRow.objects.select_related(*_PARTIES)
    return rows.filter(username=username, state="asked").first()


def all_asked() -> Sequence[PeopleChangeRow]:
    """Every change that waits, the oldest first."""
    rows = PeopleChangeRow.objects.select_related(*_PARTIES)
    return list(rows.filter(state="asked").order_by("asked_at", "pk"))


def settle(row: PeopleChangeRow, *, state: str, by: Officer | None, at: datetime) -> bool:
    """The decision on a change; False where it was decided before."""
    settled_by = None if by is None else int(by.id)
    waiting = PeopleChangeRow.objects.filter(pk=row.pk, state="asked")
    return bool(waiting.update(state=state, settled_by_id=settled_by, settled_at=at))


def forget(username: str) -> None:
    """Takes what was said of an officer out of every change; that there were changes stays."""
    PeopleChangeRow.objects.filter(username=username).exclude(state="asked").update(value={}, why="")
