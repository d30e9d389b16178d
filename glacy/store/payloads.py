"""Large payloads in the rows: what is on its way, how far it has come, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from glacy.exchange import PayloadList
from glacy.store.access import cases_of
from glacy.store.models import MessageRow, PayloadRow
from glacy.store.people import Officer

State = Literal["offered", "coming", "gathered", "stuck", "void"]


def put_payload(message: MessageRow, listed: PayloadList, *, at: datetime) -> PayloadRow:
    """The row of a payload whose message leaves or has just arrived; inside that transaction."""
    return PayloadRow.objects.create(
        message=message,
        direction=message.direction,
        country=message.country,
        state="offered" if message.direction == "sent" else "coming",
        size=listed.size,
        sealed_size=listed.sealed_size,
        count=len(listed.pieces),
        next_at=at,
        since=at,
    )


def find_payload(message_id: str) -> PayloadRow | None:
    """The payload of a message."""
    return PayloadRow.objects.select_related("message").filter(message=message_id).first()


def find_offered(envelope: str) -> PayloadRow | None:
    """The payload of ours that an envelope lists."""
    rows = PayloadRow.objects.select_related("message")
    return rows.filter(direction="sent", message__envelope_id=envelope).first()


def find_coming(envelope: str) -> PayloadRow | None:
    """The payload of theirs that an envelope lists."""
    rows = PayloadRow.objects.select_related("message")
    return rows.filter(direction="received", message__envelope_id=envelope).first()


def due_payloads(*, at: datetime) -> Sequence[PayloadRow]:
    """What is to be fetched, or taken in, now."""
    rows = PayloadRow.objects.select_related("message")
    return tuple(rows.filter(direction="received", state="coming", next_at__lte=at).order_by("next_at"))


def open_payloads() -> Sequence[PayloadRow]:
    """Every payload whose pieces may lie on the disk."""
    return tuple(
        PayloadRow.objects.select_related("message").filter(state__in=("offered", "coming", "stuck"))
    )


def payloads_for(by: Officer) -> Sequence[PayloadRow]:
    """The payloads of messages that an officer may see, the newest first."""
    rows = PayloadRow.objects.select_related("message", "message__case")
    rows = rows.filter(message__case__in=cases_of(by))
    return tuple(rows.order_by("-since", "pk"))


def set_had(row: PayloadRow, had: int, *, at: datetime) -> None:
    """So many pieces are whole at the receiver; the count never goes back."""
    if PayloadRow.objects.filter(pk=row.pk, had__lt=had).update(had=had, moved_at=at, says="", tries=0):
        row.had, row.moved_at, row.says, row.tries = had, at, "", 0


def set_waiting(row: PayloadRow, *, says: str, next_at: datetime, tries: int) -> None:
    """It stopped, why, and when it goes on."""
    row.says, row.next_at, row.tries = says, next_at, tries
    row.save(update_fields=["says", "next_at", "tries"])


def set_state(row: PayloadRow, state: State, *, at: datetime, says: str = "") -> bool:
    """It is whole, or a person is asked; False where it was so before."""
    changed = PayloadRow.objects.filter(pk=row.pk).exclude(state=state)
    had = {"had": row.count} if state == "gathered" else {}
    done = changed.update(state=state, says=says, moved_at=at, **had)
    row.state, row.says = state, says
    return bool(done)


def ask_again(row: PayloadRow, *, at: datetime) -> None:
    """A person asks for another try."""
    PayloadRow.objects.filter(pk=row.pk, direction="received", state__in=("stuck", "coming")).update(
        state="coming", next_at=at, tries=0, says="", moved_at=at
    )
    row.refresh_from_db()
