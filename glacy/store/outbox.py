"""What waits to leave this node."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from glacy.exchange import Parcel, ParcelState
from glacy.store.models import MessageRow, OutboxRow, PeerStateRow, ThreadRow


def put_parcel(message: MessageRow, *, at: datetime) -> OutboxRow:
    """The message's envelope must leave, at once."""
    return OutboxRow.objects.create(message=message, country=message.country, queued_at=at, next_at=at)


def parcel_of(row: OutboxRow) -> Parcel:
    """The parcel as it stands."""
    return Parcel(
        queued_at=row.queued_at,
        next_at=row.next_at,
        state=ParcelState(row.state),
        attempts=row.attempts,
        says=row.says,
    )


def set_parcel(row: OutboxRow, parcel: Parcel, *, at: datetime) -> None:
    """The parcel after a step."""
    row.state, row.attempts, row.says = str(parcel.state), parcel.attempts, parcel.says
    row.queued_at, row.next_at, row.tried_at = parcel.queued_at, parcel.next_at, at
    row.done_at = at if parcel.state in (ParcelState.RECEIPTED, ParcelState.REJECTED) else None
    row.save()


def due_parcels(*, at: datetime, limit: int = 50) -> Sequence[OutboxRow]:
    """Parcels to be carried now: in each thread the earliest message that has no receipt yet."""
    due = (
        OutboxRow.objects.filter(state=ParcelState.PENDING, next_at__lte=at)
        .select_related("message__thread")
        .order_by("message__sequence", "pk")[:limit]
    )
    first: dict[str, OutboxRow] = {}
    for row in due:
        first.setdefault(row.message.thread_id, row)
    return [row for row in first.values() if not _follows_an_open_one(row)]


def find_next(done: OutboxRow, *, at: datetime) -> OutboxRow | None:
    """The parcel that follows one in its thread, if that one has its receipt and the next is due."""
    if done.state != ParcelState.RECEIPTED:
        return None
    return (
        OutboxRow.objects.filter(
            message__thread_id=done.message.thread_id,
            message__sequence=(done.message.sequence or 0) + 1,
            state=ParcelState.PENDING,
            next_at__lte=at,
        )
        .select_related("message__thread")
        .first()
    )


def interrupted_parcels() -> Sequence[OutboxRow]:
    """Parcels that were being carried when the worker ended."""
    return list(OutboxRow.objects.filter(state=ParcelState.CARRYING))


def give_up_place(message: MessageRow, *, says: str, at: datetime) -> None:
    """A message was rejected: its place in the thread is free, and what was to follow it is rejected with it.

    Those messages cite the rejected one, so that the receiver could take none of them; an officer sees them.
    """
    following = MessageRow.objects.filter(
        thread_id=message.thread_id, direction="sent", sequence__gte=message.sequence
    )
    ids = list(following.values_list("pk", flat=True))
    OutboxRow.objects.filter(message__in=ids, state__in=(ParcelState.PENDING, ParcelState.STUCK)).update(
        state=ParcelState.REJECTED, says=f"A message before it was rejected: {says}", done_at=at
    )
    MessageRow.objects.filter(pk__in=ids).update(carried="rejected", sequence=None, changed_at=at)
    last = (
        MessageRow.objects.filter(thread_id=message.thread_id, direction="sent", sequence__isnull=False)
        .order_by("-sequence")
        .first()
    )
    ThreadRow.objects.filter(pk=message.thread_id).update(
        sent_sequence=0 if last is None else last.sequence or 0,
        sent_digest="" if last is None else last.envelope_digest,
    )


def find_parcel(message: MessageRow) -> OutboxRow | None:
    """The parcel of a message, or None when it was never to be carried."""
    return OutboxRow.objects.filter(message=message).first()


def put_peer_state(country: str, *, at: datetime, says: str = "") -> None:
    """What this node last saw of another: that it answered, or why it did not."""
    seen = {"failed_at": at, "failed_says": says} if says else {"reached_at": at, "failed_says": ""}
    if not PeerStateRow.objects.filter(pk=country).update(**seen):
        PeerStateRow.objects.update_or_create(pk=country, defaults=seen)


def all_peer_states() -> Sequence[PeerStateRow]:
    """How this node last saw the others."""
    return list(PeerStateRow.objects.order_by("pk"))


def _follows_an_open_one(row: OutboxRow) -> bool:
    return OutboxRow.objects.filter(
        message__thread_id=row.message.thread_id,
        message__sequence__lt=row.message.sequence,
        state__in=(ParcelState.PENDING, ParcelState.CARRYING),
    ).exists()
