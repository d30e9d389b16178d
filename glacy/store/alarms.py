"""Emergencies that are claimed, until a person takes them; and what two answer for without a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from glacy.store.access import RECEIVERS, places_of
from glacy.store.models import AlarmRow, MessageRow, WaiverRow
from glacy.store.people import Officer


def put_alarm(message: MessageRow, *, at: datetime) -> None:
    """An alarm for a claimed emergency; a message rings once."""
    AlarmRow.objects.get_or_create(message=message, defaults={"raised_at": at, "next_at": at})


def ringing_for(officer: Officer) -> Sequence[AlarmRow]:
    """What rings for this officer: unopened messages for who receives, and those of their own cases."""
    theirs = Q(message__case_id__in=places_of(officer).values("case_id"))
    if officer.has(*RECEIVERS):
        theirs |= Q(message__case=None)
    rows = AlarmRow.objects.filter(theirs, taken_at=None).select_related("message").defer("message__body")
    return list(rows.order_by("raised_at", "pk")[:50])


def due_alarms(at: datetime) -> Sequence[AlarmRow]:
    """Alarms that nobody has taken and for which the next person is to be called."""
    rows = AlarmRow.objects.filter(taken_at=None, next_at__lte=at).select_related("message")
    return list(rows.defer("message__body").order_by("next_at", "pk")[:100])


def set_called(row: AlarmRow, names: Sequence[str], *, step: int, at: datetime, next_at: datetime) -> bool:
    """These were called; False where somebody took the alarm meanwhile."""
    called = [*row.called, *({"person": name, "step": step, "at": at.isoformat()} for name in names)]
    return bool(
        AlarmRow.objects.filter(pk=row.pk, taken_at=None).update(called=called[-200:], next_at=next_at)
    )


def take_alarm(message_id: str, *, by: Officer, at: datetime) -> bool:
    """The alarm of a message is taken and rings no more; False where there is none that rings."""
    ringing = AlarmRow.objects.filter(message_id=message_id, taken_at=None)
    return bool(ringing.update(taken_at=at, taken_by_id=int(by.id)))


def find_alarm(message_id: str) -> AlarmRow | None:
    """The alarm of a message, taken or not."""
    return AlarmRow.objects.select_related("message", "taken_by").filter(message_id=message_id).first()


def put_waiver(message: MessageRow, *, why: str, by: Officer, at: datetime) -> WaiverRow:
    """The reason of one; it counts when another agrees."""
    return WaiverRow.objects.create(message=message, why=why, asked_by_id=int(by.id), asked_at=at)


def find_waiver(message: MessageRow) -> WaiverRow | None:
    """The newest reason that was named, agreed to or not."""
    rows = WaiverRow.objects.filter(message=message).select_related("asked_by", "agreed_by")
    return rows.order_by("-asked_at", "-pk").first()


def set_agreed(row: WaiverRow, *, by: Officer, at: datetime) -> bool:
    """Another agrees; False where somebody did before."""
    waiting = WaiverRow.objects.filter(pk=row.pk, agreed_at=None)
    return bool(waiting.update(agreed_by_id=int(by.id), agreed_at=at))
