"""Threads and the messages in them, both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce

from glacy.exchange import Header
from glacy.store.models import (
    CaseMemberRow,
    CaseRow,
    EntryRow,
    MessageRow,
    ReceiptRow,
    TargetRow,
    ThreadRow,
)
from glacy.store.people import Officer

NEWS = (
    "answer",
    "disclosure",
    "question",
    "supplement",
    "extension",
    "withdrawal",
    "acceptance",
    "offer_content",
)
"""The kinds of messages about a request that want eyes; a notice only tells that it was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What of a message is kept beside its bytes, for lists and counts."""

    measure: str = ""
    urgency: str = ""
    data: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    grounds: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """What is known of a message when its row is written; `body` are its canonical bytes."""

    id: str
    thread: str
    case: str | None
    direction: str
    kind: str
    country: str
    body: bytes
    state: str
    carried: str
    dated_at: datetime
    at: datetime
    exercise: bool
    facts: Facts
    about: str | None = None
    sequence: int | None = None
    previous: str = ""
    envelope_id: str | None = None
    envelope_digest: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    stamped_at: datetime | None = None
    arrived_at: datetime | None = None
    sent_by: Officer | None = None
    approved_by: int | None = None


def put_message(new: NewMessage) -> MessageRow:
    """The row of a message; an id stands once."""
    return MessageRow.objects.create(
        id=new.id,
        thread_id=new.thread,
        case_id=new.case,
        direction=new.direction,
        kind=new.kind,
        measure=new.facts.measure,
        country=new.country,
        body=new.body,
        about_id=new.about,
        state=new.state,
        carried=new.carried,
        sequence=new.sequence,
        previous=new.previous,
        envelope_id=new.envelope_id,
        envelope_digest=new.envelope_digest,
        files=dict(new.files),
        urgency=new.facts.urgency,
        data=list(new.facts.data),
        outcomes=list(new.facts.outcomes),
        grounds=list(new.facts.grounds),
        dated_at=new.dated_at,
        stamped_at=new.stamped_at,
        arrived_at=new.arrived_at,
        sent_by_id=None if new.sent_by is None else int(new.sent_by.id),
        approved_by_id=new.approved_by,
        changed_at=new.at,
        exercise=new.exercise,
    )


def lock_thread(
    thread_id: str, *, country: str, at: datetime, node: str = "", case: str | None = None
) -> ThreadRow:
    """The thread, made if it is new, and held until the transaction ends."""
    held = ThreadRow.objects.select_for_update().filter(pk=thread_id)
    found = list(held)
    if not found:
        ThreadRow.objects.get_or_create(
            pk=thread_id, defaults={"country": country, "node": node, "opened_at": at, "case_id": case}
        )
        found = list(held.all())
    return found[0]


def find_thread(case: CaseRow | str, country: str) -> ThreadRow | None:
    """The thread of a case with a State, or None before the first message."""
    case_id = case if isinstance(case, str) else case.pk
    return ThreadRow.objects.filter(case_id=case_id, country=country).order_by("opened_at").first()


def advance_sent(thread: ThreadRow, *, sequence: int, digest: str) -> None:
    """A message took the next place of ours in the thread."""
    ThreadRow.objects.filter(pk=thread.pk).update(sent_sequence=sequence, sent_digest=digest)


def advance_received(thread: ThreadRow, *, sequence: int, digest: str) -> None:
    """A message of theirs was taken in order."""
    ThreadRow.objects.filter(pk=thread.pk).update(received_sequence=sequence, received_digest=digest)


def put_on_case(thread: ThreadRow, case: CaseRow) -> None:
    """A thread that arrived belongs to this case from now on, with everything in it."""
    ThreadRow.objects.filter(pk=thread.pk).update(case=case)
    MessageRow.objects.filter(thread=thread).update(case=case)
    TargetRow.objects.filter(message__thread=thread).update(case=case)
    arrived = ReceiptRow.objects.filter(message__thread=thread, direction="given")
    EntryRow.objects.filter(pk__in=arrived.values("entry_id"), case=None).update(case=case)


def set_state(message: MessageRow, state: str, *, at: datetime) -> None:
    """The life of a request went on."""
    MessageRow.objects.filter(pk=message.pk).update(state=state, changed_at=at)
    message.state, message.changed_at = state, at


def refresh_state(message: MessageRow) -> None:
    """What others did to the message since it was read, held until the transaction ends."""
    found = MessageRow.objects.select_for_update().only("state", "changed_at").get(pk=message.pk)
    message.state, message.changed_at = found.state, found.changed_at


def set_carried(message: MessageRow, carried: str, *, at: datetime) -> None:
    """The carriage of a message went on."""
    MessageRow.objects.filter(pk=message.pk).update(carried=carried, changed_at=at)
    message.carried = carried


def find_message(message_id: str) -> MessageRow | None:
    """The message of that id, for the node itself; a person goes through `access.message_for`."""
    return MessageRow.objects.select_related("thread", "case", "about").filter(pk=message_id).first()


def find_envelope_of(message_id: str) -> str | None:
    """The id of the envelope in which the message of that id came; None where there is no such message."""
    found = MessageRow.objects.filter(pk=message_id).values_list("envelope_id", flat=True)
    return next((one or "" for one in found), None)


def all_replies(request: MessageRow) -> Sequence[MessageRow]:
    """What followed on a request, in the order in which it came; no other State's clock has a say in it."""
    came_at = Coalesce("arrived_at", "dated_at")
    return list(request.replies.select_related("paper").order_by(came_at, "sequence", "changed_at", "pk"))


def all_requests(case: CaseRow) -> Sequence[MessageRow]:
    """The requests and offers of a case, both ways, the oldest first."""
    return list(case.messages.filter(kind__in=("request", "offer")).order_by("dated_at", "pk"))


def gather_shown(rows: Sequence[MessageRow]) -> Sequence[MessageRow]:
    """The same messages with their papers, receipts and exhibits, asked for once for all of them."""
    prefetch_related_objects(rows, "paper__transcribed_by", "receipts", "exhibits")
    return rows


def all_on_case(case: CaseRow) -> Sequence[MessageRow]:
    """Every message of a case, both ways, without what it says."""
    return list(MessageRow.objects.filter(case=case).defer("body"))


def all_unopened() -> Sequence[MessageRow]:
    """What is on no case yet, oldest first: what arrived, and what a restored node took back of its own."""
    found = MessageRow.objects.filter(
        Q(direction="received") | Q(direction="sent", kind__in=("request", "offer")), case=None
    )
    return list(found.defer("body").order_by("arrived_at", "pk"))


def unopened_on(places: QuerySet[CaseMemberRow]) -> Sequence[MessageRow]:
    """Requests that arrived on cases that exist here, and that nobody has opened, oldest first."""
    return list(
        MessageRow.objects.filter(
            direction="received",
            kind__in=("request", "offer"),
            state="received",
            case_id__in=places.values("case_id"),
        )
        .defer("body")
        .order_by("arrived_at", "pk")[:50]
    )


def not_carried_on(places: QuerySet[CaseMemberRow]) -> Sequence[MessageRow]:
    """Messages that could not be carried yet, or were rejected, oldest first."""
    return list(
        MessageRow.objects.filter(
            direction="sent",
            carried__in=("retrying", "stuck", "rejected"),
            case_id__in=places.values("case_id"),
        )
        .defer("body")
        .order_by("dated_at", "pk")[:50]
    )


def unseen_on(places: QuerySet[CaseMemberRow]) -> Sequence[MessageRow]:
    """What arrived about requests and nobody on the case has looked at yet, oldest first."""
    return list(
        MessageRow.objects.filter(
            arrived_at__isnull=False,
            seen_at__isnull=True,
            carried="arrived",
            kind__in=NEWS,
            case_id__in=places.values("case_id"),
        )
        .select_related("about", "case")
        .defer("body", "about__body")
        .order_by("arrived_at", "pk")[:50]
    )


def set_seen(messages: Sequence[str], *, by: Officer, at: datetime) -> None:
    """A person looked at these messages; the first who did is kept."""
    new = MessageRow.objects.filter(pk__in=messages, seen_at__isnull=True)
    new.update(seen_at=at, seen_by_id=int(by.id))


def put_in_new_envelope(message: MessageRow, *, header: Header, digest: str, at: datetime) -> None:
    """The message leaves in another envelope than before, in the next place of its thread."""
    message.envelope_id, message.envelope_digest = header.id, digest
    message.sequence, message.previous = header.sequence, header.previous or ""
    message.carried, message.changed_at = "waiting", at
    message.save(
        update_fields=["envelope_id", "envelope_digest", "sequence", "previous", "carried", "changed_at"]
    )
