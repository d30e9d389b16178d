"""What this node holds of another: by thread, by envelope, and what it would send again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from glacy.exchange import Parcel, ParcelState
from glacy.sayings import say
from glacy.store import outbox
from glacy.store.models import EarlyRow, MessageRow, OutboxRow, ReceiptRow, ThreadRow, WitnessedRow

_LOOKED_AT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A thread with another State: the last taken of it, what waits, and our last with a receipt."""

    thread: str
    received: int
    received_digest: str
    waiting: tuple[str, ...]
    sent: int
    sent_digest: str


def threads_with(country: str) -> Sequence[ThreadRow]:
    """Every thread with the node of a State, by id."""
    return list(ThreadRow.objects.filter(country=country).order_by("pk"))


def holdings_of(country: str) -> Sequence[Holding]:
    """What this node holds of a State, thread by thread."""
    waiting: dict[str, list[str]] = {}
    for early in EarlyRow.objects.filter(sender=country).order_by("thread", "sequence"):
        waiting.setdefault(early.thread, []).append(early.envelope_digest)
    receipted = OutboxRow.objects.filter(country=country, state=ParcelState.RECEIPTED)
    last: dict[str, tuple[int, str]] = {}
    for thread, sequence, digest in receipted.values_list(
        "message__thread_id", "message__sequence", "message__envelope_digest"
    ):
        if sequence is not None:
            last[thread] = max(last.get(thread, (0, "")), (sequence, digest))
    return [
        Holding(
            thread=row.pk,
            received=row.received_sequence,
            received_digest=row.received_digest,
            waiting=tuple(waiting.get(row.pk, ())),
            sent=last.get(row.pk, (0, ""))[0],
            sent_digest=last.get(row.pk, (0, ""))[1],
        )
        for row in threads_with(country)
    ]


def find_held_envelope(country: str, digest: str) -> bool:
    """Whether an envelope of that State with these bytes was taken here, or waits for its turn."""
    taken = MessageRow.objects.filter(country=country, direction="received", envelope_digest=digest)
    return taken.exists() or EarlyRow.objects.filter(sender=country, envelope_digest=digest).exists()


def send_again(country: str, known: Mapping[str, int], *, at: datetime) -> int:
    """What a restored node has forgotten of ours is due again, in its order; how many messages.

    `known` is the number of the last message that it has, by thread; a thread that it does not name it has
    forgotten whole.
    """
    again = 0
    with transaction.atomic():
        rows = OutboxRow.objects.select_for_update(of=("self",)).filter(
            country=country, state=ParcelState.RECEIPTED, message__sequence__isnull=False
        )
        for row in rows.select_related("message").order_by("message__sequence"):
            if (row.message.sequence or 0) > known.get(row.message.thread_id, 0):
                outbox.set_parcel(row, Parcel.queued(at=at), at=at)
                again += 1
    return again


def receipts_of(country: str) -> Sequence[bytes]:
    """The newest receipts that a State gave us; each quotes a checkpoint of its journal."""
    rows = ReceiptRow.objects.filter(direction="got", kind="receipt", message__country=country)
    newest = rows.order_by("-at", "-pk").values_list("data", flat=True)[:_LOOKED_AT]
    return [bytes(data) for data in newest if data is not None]


def give_up_after(thread: ThreadRow, sequence: int, digest: str, *, at: datetime) -> int:
    """Our messages beyond a place hold it no more: the other side has others there; how many.

    They stay, marked rejected, so that a person sees them and may send them again.
    """
    rows = MessageRow.objects.filter(thread=thread, direction="sent", sequence__gt=sequence)
    ids = list(rows.values_list("pk", flat=True))
    says = say("After the node was restored, the other side held another message in this place.")
    OutboxRow.objects.filter(message__in=ids).update(state=ParcelState.REJECTED, says=says, done_at=at)
    MessageRow.objects.filter(pk__in=ids).update(carried="rejected", sequence=None, changed_at=at)
    ThreadRow.objects.filter(pk=thread.pk).update(sent_sequence=sequence, sent_digest=digest)
    return len(ids)


def sent_digests(thread: ThreadRow) -> Mapping[int, str]:
    """Our messages of a thread by their number."""
    rows = MessageRow.objects.filter(thread=thread, direction="sent", sequence__isnull=False)
    found = rows.values_list("sequence", "envelope_digest")
    return {sequence: digest for sequence, digest in found if sequence is not None}


def put_witnessed(*, origin: str, country: str, size: int, root: str, note: str, at: datetime) -> bool:
    """Takes up a head that this witness cosigned before it was restored; False where it knows as much."""
    with transaction.atomic():
        row, _ = WitnessedRow.objects.get_or_create(
            origin=origin, defaults={"country": country, "root": root, "size": 0}
        )
        row = WitnessedRow.objects.select_for_update().get(pk=row.pk)
        if row.size >= size:
            return False
        row.size, row.root, row.note, row.at, row.country = size, root, note, at, country
        row.save()
        row.heads.get_or_create(size=size, defaults={"root": root, "note": note, "at": at})
    return True
