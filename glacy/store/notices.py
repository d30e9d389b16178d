"""That officers are to be told that something is here: how they want it, and what is still to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from glacy.store.models import ChannelRow, NoticeRow
from glacy.store.people import Officer


def find_channel(officer: Officer) -> ChannelRow:
    """How the officer wants to be told; as everyone is, where they never said."""
    return ChannelRow.objects.filter(pk=int(officer.id)).first() or ChannelRow(officer_id=int(officer.id))


def put_channel(officer: Officer, *, by_mail: bool, what: Sequence[str], at_most_minutes: int) -> None:
    """How the officer wants to be told from now on."""
    chosen = {"by_mail": by_mail, "what": list(what), "at_most_minutes": at_most_minutes}
    ChannelRow.objects.update_or_create(officer_id=int(officer.id), defaults=chosen)


def put_notice(officer: Officer, *, is_alarm: bool, at: datetime, not_within: timedelta) -> bool:
    """The officer is to be told; False where a notice that waits tells it already.

    What is no alarm waits until the last that was sent is older than `not_within`.
    """
    mine = NoticeRow.objects.filter(officer_id=int(officer.id))
    waiting = mine.filter(sent_at=None).order_by("pk").first()
    if waiting is not None:
        if is_alarm and not waiting.is_alarm:
            NoticeRow.objects.filter(pk=waiting.pk).update(is_alarm=True, next_at=min(at, waiting.next_at))
        return False
    last = mine.order_by("-sent_at").values_list("sent_at", flat=True).first()
    due = at if last is None else max(at, last + not_within)
    NoticeRow.objects.create(officer_id=int(officer.id), is_alarm=is_alarm, made_at=at, next_at=due)
    return True


def has_been_told(officer: Officer, *, since: datetime) -> bool:
    """Whether a notice was made for the officer at that instant or later."""
    return NoticeRow.objects.filter(officer_id=int(officer.id), made_at__gte=since).exists()


def due_notices(at: datetime) -> Sequence[NoticeRow]:
    """What is to be sent now, alarms first."""
    rows = NoticeRow.objects.filter(sent_at=None, next_at__lte=at).select_related("officer")
    return list(rows.order_by("-is_alarm", "next_at", "pk")[:100])


def set_sent(row: NoticeRow, *, at: datetime, says: str = "") -> None:
    """It was sent, or will never be: `says` tells why not."""
    NoticeRow.objects.filter(pk=row.pk).update(sent_at=at, says=says)


def set_failed(row: NoticeRow, *, says: str, next_at: datetime) -> None:
    """It could not be sent, and is tried again."""
    NoticeRow.objects.filter(pk=row.pk).update(tries=row.tries + 1, says=says[:500], next_at=next_at)


def forget_sent(*, before: datetime) -> int:
    """Removes notices that were sent before that instant; how many."""
    return NoticeRow.objects.filter(sent_at__lt=before).delete()[0]
