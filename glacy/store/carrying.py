"""What is known of carriers: departures of parcels, replies that go back, letters that were looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from glacy.canon import digest_of
from glacy.exchange import LIVE_STATES, ParcelState
from glacy.store.models import (
    CarrierStateRow,
    DepartureRow,
    LetterRow,
    MessageRow,
    OutboxRow,
    PeerStateRow,
    ReceiptRow,
    ReturnRow,
)
from glacy.store.people import Officer

MOST_REJECTIONS = 100
"""So many rejections go back to a State by mail in a day: anyone may write to a mailbox in its name."""
_MAILED = ("left", "came_back")
_MAILABLE = (ParcelState.PENDING, ParcelState.CARRYING, ParcelState.POSTED)


def put_departure(
    row: OutboxRow,
    *,
    carrier: str,
    sealed: str,
    at: datetime,
    mark: str = "",
    state: str = "leaving",
    by: Officer | None = None,
) -> DepartureRow:
    """Notes that these bytes leave by a carrier; how often is counted where they left by it before."""
    same = DepartureRow.objects.filter(outbox=row, carrier=carrier, sealed=sealed, mark=mark)
    if not same.update(state=state, last_at=at, times=F("times") + 1):
        return DepartureRow.objects.create(
            outbox=row,
            carrier=carrier,
            sealed=sealed,
            mark=mark,
            state=state,
            first_at=at,
            last_at=at,
            by_id=None if by is None else int(by.id),
        )
    return same.get()


def set_departure(departure: DepartureRow, state: str, *, at: datetime, says: str = "") -> None:
    """What became of a departure."""
    DepartureRow.objects.filter(pk=departure.pk).update(state=state, last_at=at, says=says)


def has_left(row: OutboxRow, sealed: str) -> bool:
    """Whether these bytes left for this parcel, in the envelope that it has now."""
    return DepartureRow.objects.filter(outbox=row, sealed=sealed).exclude(state="void").exists()


def void_departures(row: OutboxRow) -> None:
    """The message gets a new envelope: what is said of the bytes that left before is not about this one."""
    DepartureRow.objects.filter(outbox=row).update(state="void")


def is_ours(sealed: str) -> bool:
    """Whether these bytes are a parcel that this node made itself."""
    return DepartureRow.objects.filter(sealed=sealed).exists()


def is_settled(sealed: str) -> bool:
    """Whether these bytes are a parcel of ours that has its reply."""
    left = DepartureRow.objects.filter(sealed=sealed)
    return left.exists() and not left.exclude(state="void").filter(outbox__state__in=LIVE_STATES).exists()


def is_got(reply: bytes, *, digest: str | None) -> bool:
    """Whether this reply, about an envelope of that digest, is one that this node got and keeps."""
    found = ReceiptRow.objects.filter(direction="got", data=reply)
    found = found.filter(envelope_digest=digest) if digest else found.filter(kind="rejection")
    return found.exists()


def find_begun(row: OutboxRow, sealed: str) -> DepartureRow | None:
    """The mail with these bytes that was begun and that no server has taken, as far as this node knows."""
    found = DepartureRow.objects.filter(
        outbox=row, carrier="mail", sealed=sealed, state__in=("leaving", "failed")
    )
    return found.order_by("-pk").first()


def departures_of(parcel: OutboxRow) -> Sequence[DepartureRow]:
    """By what a parcel left, and when, in the order of the first time; without the pieces of its payload."""
    found = parcel.departures.exclude(carrier="piece")
    return list(found.select_related("by").order_by("first_at", "pk"))


def has_piece_left(sealed: str) -> bool:
    """Whether this piece of a large payload lies on a stick already."""
    return DepartureRow.objects.filter(carrier="piece", sealed=sealed).exists()


def put_piece(envelope: str, *, sealed: str, name: str, at: datetime) -> None:
    """A piece of the payload of that envelope lies on a stick."""
    row = OutboxRow.objects.filter(message__envelope_id=envelope).first()
    if row is not None:
        put_departure(row, carrier="piece", sealed=sealed, mark=name, at=at, state="left")


def departures_of_message(message: MessageRow) -> Sequence[DepartureRow]:
    """By what a message has left, and when, in the order of the first time."""
    left = DepartureRow.objects.filter(outbox__message=message, state__in=_MAILED)
    return list(left.exclude(carrier="piece").order_by("first_at", "pk"))


def find_departure(mark: str) -> DepartureRow | None:
    """The mail of ours that bore this Message-ID."""
    found = DepartureRow.objects.filter(mark=mark).exclude(mark="").exclude(state="void")
    return found.select_related("outbox__message__thread").first()


def parcels_to_mail(*, at: datetime, tries: int, limit: int) -> Sequence[OutboxRow]:
    """Parcels that are to leave by mail: HTTPS failed so often, or a person wants mail for that State."""
    mailed = DepartureRow.objects.filter(
        outbox=OuterRef("pk"), carrier="mail", state__in=_MAILED, last_at__gte=OuterRef("queued_at")
    )
    wanted = PeerStateRow.objects.filter(pk=OuterRef("country"), carrier="mail")
    unwanted = PeerStateRow.objects.filter(pk=OuterRef("country"), carrier__in=("https", "stick"))
    found = OutboxRow.objects.filter(
        ~Exists(mailed),
        ~Exists(unwanted),
        Q(attempts__gte=tries) | Exists(wanted),
        Q(mail_at=None) | Q(mail_at__lte=at),
        state__in=_MAILABLE,
    )
    return list(found.select_related("message__thread").order_by("queued_at", "pk")[:limit])


def set_mail_at(row: OutboxRow, at: datetime | None) -> None:
    """When mail is tried again for a parcel."""
    OutboxRow.objects.filter(pk=row.pk).update(mail_at=at)


def chosen_carrier(country: str) -> str:
    """The carrier that a person chose for a State; empty where none did."""
    found = PeerStateRow.objects.filter(pk=country).values_list("carrier", flat=True)
    return next(iter(found), "")


def choose_carrier(country: str, carrier: str) -> None:
    """A person chose the carrier for a State."""
    PeerStateRow.objects.update_or_create(pk=country, defaults={"carrier": carrier})


def put_return(
    *, carrier: str, country: str, about: str, data: bytes, kind: str, at: datetime, answers: str = ""
) -> ReturnRow | None:
    """A reply that is to go back; one that went before goes again, because the bytes were sent again.

    None where so many rejections went to that State in a day that no more go.
    """
    if kind == "rejection" and carrier == "mail" and _too_many(country, at):
        return None
    row, is_new = ReturnRow.objects.get_or_create(
        carrier=carrier,
        about=about,
        digest=digest_of(data),
        defaults={
            "country": country,
            "data": data,
            "kind": kind,
            "asked_at": at,
            "next_at": at,
            "answers": answers,
        },
    )
    if not is_new:
        row.state, row.asked_at, row.next_at, row.tries = "waiting", at, at, 0
        row.answers, row.mark = answers or row.answers, ""
        row.save(update_fields=("state", "asked_at", "next_at", "tries", "answers", "mark"))
    return row


def _too_many(country: str, at: datetime) -> bool:
    since = at.replace(hour=0, minute=0, second=0, microsecond=0)
    today = ReturnRow.objects.filter(country=country, carrier="mail", kind="rejection", asked_at__gte=since)
    return today.count() >= MOST_REJECTIONS


def returns_due(*, at: datetime, limit: int) -> Sequence[ReturnRow]:
    """Replies that are to go back by mail now."""
    found = ReturnRow.objects.filter(carrier="mail", state="waiting", next_at__lte=at)
    return list(found.order_by("next_at", "pk")[:limit])


def returns_for_stick(country: str = "", *, since: datetime) -> Sequence[ReturnRow]:
    """Replies to what came on sticks since then; they lie on every stick that leaves for their State."""
    found = ReturnRow.objects.filter(carrier="stick", asked_at__gte=since)
    if country:
        found = found.filter(country=country)
    return list(found.order_by("asked_at", "pk"))


def set_return(
    row: ReturnRow, state: str, *, at: datetime, says: str = "", next_at: datetime | None = None
) -> None:
    """What became of a reply on its way back."""
    row.state, row.says = state, says
    row.gone_at = at if state == "gone" else row.gone_at
    row.next_at = next_at or row.next_at
    row.save(update_fields=("state", "says", "gone_at", "next_at", "tries", "mark"))


def set_gone(carrier: str, *, about: str, at: datetime) -> None:
    """The reply to these bytes has gone back with who brought them."""
    ReturnRow.objects.filter(carrier=carrier, about=about).update(state="gone", gone_at=at)


def count_returns() -> int:
    """How many replies wait to go back."""
    return ReturnRow.objects.filter(state="waiting").count()


def find_return(mark: str) -> ReturnRow | None:
    """The reply that went in the mail with this Message-ID."""
    return ReturnRow.objects.filter(mark=mark).exclude(mark="").first()


def letters_seen(mailbox: str, validity: int, uids: Sequence[int]) -> Mapping[int, LetterRow]:
    """Those of these messages that were looked at before, by their UID."""
    found = LetterRow.objects.filter(mailbox=mailbox, validity=validity, uid__in=uids)
    return {row.uid: row for row in found}


def put_letter(
    *, mailbox: str, validity: int, uid: int, found: str, size: int, says: str, at: datetime
) -> LetterRow:
    """A message was looked at, and what it brought is durable."""
    row, _ = LetterRow.objects.get_or_create(
        mailbox=mailbox,
        validity=validity,
        uid=uid,
        defaults={"found": found, "size": size, "says": says, "at": at},
    )
    return row


def set_moved(letter: LetterRow) -> None:
    """The message was moved out of the way."""
    LetterRow.objects.filter(pk=letter.pk).update(is_moved=True)


def newest_letters(*, limit: int = 50) -> Sequence[LetterRow]:
    """What came by mail, newest first."""
    return list(LetterRow.objects.order_by("-at", "-pk")[:limit])


def put_carrier_state(name: str, *, at: datetime, says: str = "") -> None:
    """How a carrier of this node fared just now: it worked, or why it did not."""
    seen = {"failed_at": at, "failed_says": says} if says else {"reached_at": at, "failed_says": ""}
    CarrierStateRow.objects.update_or_create(pk=name, defaults=seen)


def all_carrier_states() -> Mapping[str, CarrierStateRow]:
    """How the carriers of this node last fared, by name."""
    return {row.pk: row for row in CarrierStateRow.objects.all()}
