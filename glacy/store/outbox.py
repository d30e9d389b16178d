"""What waits to leave this node."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from glacy.exchange import GIVE_UP_AFTER, LIVE_STATES, OPEN_STATES, Parcel, ParcelState
from glacy.sayings import say
from glacy.store.models import DepartureRow, MessageRow, OutboxRow, PeerStateRow, ThreadRow


def put_parcel(message: MessageRow, *, at: datetime) -> OutboxRow:
    """The message's envelope must leave, at once."""
    return OutboxRow.objects.create(message=message, country=message.country, queued_at=at, next_at=at)


def renew_parcel(message: MessageRow, *, at: datetime) -> None:
    """The message leaves again, as if it had been queued now."""
    row = find_parcel(message)
    if row is None:
        put_parcel(message, at=at)
    else:
        set_parcel(row, Parcel.queued(at=at), at=at)


def parcel_of(row: OutboxRow) -> Parcel:
    """The parcel as it stands."""
    return Parcel(
        queued_at=row.queued_at,
        next_at=row.next_at,
        state=ParcelState(row.state),
        attempts=row.attempts,
        says=row.says,
        posted_until=row.posted_until,
    )


def set_parcel(row: OutboxRow, parcel: Parcel, *, at: datetime) -> None:
    """The parcel after a step."""
    row.state, row.attempts, row.says = str(parcel.state), parcel.attempts, parcel.says
    row.queued_at, row.next_at, row.tried_at = parcel.queued_at, parcel.next_at, at
    row.posted_until = parcel.posted_until
    row.done_at = at if parcel.state in (ParcelState.RECEIPTED, ParcelState.REJECTED) else None
    row.save(update_fields=_STEPS)


_CLOCK_MAY_DIFFER = timedelta(seconds=5)
_STEPS = ("state", "attempts", "says", "queued_at", "next_at", "tried_at", "posted_until", "done_at")


def put_says(row: OutboxRow, says: str) -> None:
    """Why the parcel is where it is; its state stays."""
    row.says = says
    row.save(update_fields=("says",))


def lock_parcel(row: OutboxRow) -> OutboxRow:
    """The parcel as others left it, held until the transaction ends."""
    found = OutboxRow.objects.select_for_update(of=("self",)).select_related("message__thread")
    return found.get(pk=row.pk)


def due_parcels(*, at: datetime, limit: int = 50) -> Sequence[OutboxRow]:
    """Parcels for HTTPS now: in each thread the earliest message that neither has its receipt nor is posted.

    Not those to a State whose parcels a person wants by mail or on a stick.
    """
    before = OutboxRow.objects.filter(
        message__thread_id=OuterRef("message__thread_id"),
        message__sequence__lt=OuterRef("message__sequence"),
        state__in=OPEN_STATES,
    )
    otherwise = PeerStateRow.objects.filter(pk=OuterRef("country"), carrier__in=("mail", "stick"))
    return list(
        OutboxRow.objects.filter(
            ~Exists(before),
            ~Exists(otherwise),
            state__in=(ParcelState.PENDING, ParcelState.POSTED),
            next_at__lte=at,
        )
        .select_related("message__thread")
        .order_by("next_at", "pk")[:limit]
    )


def follow_clock(*, at: datetime) -> int:
    """Where the clock went back, what was tried or queued later than now is due now; how many.

    It would wait until the clock is there again, and everything that follows it in its thread with it.
    """
    ahead = at + _CLOCK_MAY_DIFFER
    later = Q(tried_at__gt=ahead) | Q(tried_at=None, queued_at__gt=ahead)
    waiting = OutboxRow.objects.filter(state__in=(ParcelState.PENDING, ParcelState.POSTED))
    found = [row.pk for row in waiting.filter(later).only("pk")]
    if found:
        rows = OutboxRow.objects.filter(pk__in=found)
        rows.filter(queued_at__gt=at).update(queued_at=at)
        rows.update(next_at=at, tried_at=at, mail_at=None)
    return len(found)


def live_parcels(country: str = "") -> Sequence[OutboxRow]:
    """Every parcel that a reply may still end, each thread in its order; of one State, or of all."""
    found = OutboxRow.objects.filter(state__in=LIVE_STATES)
    if country:
        found = found.filter(country=country)
    return list(
        found.select_related("message__thread").order_by("country", "message__thread_id", "message__sequence")
    )


def overdue_parcels(*, at: datetime) -> Sequence[OutboxRow]:
    """Parcels that nobody carried for too long, or whose reply was waited for in vain."""
    posted = Q(state=ParcelState.POSTED, posted_until__lte=at)
    idle = Q(state=ParcelState.PENDING, queued_at__lt=at - GIVE_UP_AFTER)
    return list(OutboxRow.objects.filter(posted | idle).select_related("message__thread"))


def parcels_about(*, envelope: str | None, digest: str | None, arrived: str | None) -> Sequence[OutboxRow]:
    """The parcels that a reply may be about: by the envelope as it was made, or by bytes that left."""
    about = Q(pk=None)
    if digest:
        about |= Q(message__envelope_digest=digest)
    if envelope:
        about |= Q(message__envelope_id=envelope)
    if arrived:
        left = DepartureRow.objects.filter(outbox=OuterRef("pk"), sealed=arrived).exclude(state="void")
        about |= Q(Exists(left))
    found = OutboxRow.objects.filter(about, message__direction="sent")
    return list(found.select_related("message__thread")[:2])


def set_sealed(row: OutboxRow, *, digest: str, keys: str) -> None:
    """Where the sealed bytes of the parcel lie in the vault, and for which keys they were sealed."""
    row.sealed_digest, row.sealed_for = digest, keys
    row.save(update_fields=("sealed_digest", "sealed_for"))


def settled_with_bytes() -> Sequence[OutboxRow]:
    """Parcels that are settled and whose sealed bytes still lie in the vault."""
    return list(OutboxRow.objects.exclude(sealed_digest="").exclude(state__in=LIVE_STATES))


def find_next(done: OutboxRow, *, at: datetime) -> OutboxRow | None:
    """The parcel that follows one in its thread, if that one has its receipt and the next is due."""
    if done.state != ParcelState.RECEIPTED:
        return None
    return (
        OutboxRow.objects.filter(
            message__thread_id=done.message.thread_id,
            message__sequence=(done.message.sequence or 0) + 1,
            state__in=(ParcelState.PENDING, ParcelState.POSTED),
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

    Those messages cite the rejected one, so that the receiver could take none of them, also where it holds
    one and has receipted that it waits; an officer sees them.
    """
    following = MessageRow.objects.filter(
        thread_id=message.thread_id, direction="sent", sequence__gte=message.sequence
    )
    ids = list(following.values_list("pk", flat=True))
    OutboxRow.objects.filter(message__in=ids).exclude(message=message).update(
        state=ParcelState.REJECTED,
        says=say("A message before it was rejected: {why}", why=says),
        done_at=at,
        posted_until=None,
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
