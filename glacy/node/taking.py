"""Takes a message that arrived into the rows: its place, its effect on a request, and the evidence in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Json, digest_of
from glacy.container import read_container
from glacy.cooperation import (
    Answer,
    Delivered,
    Disclosure,
    MalformedMessageError,
    Message,
    Offer,
    OfferContent,
    Refused,
    Request,
    kind_of,
    name_of,
    read_message,
    verify_answer,
)
from glacy.evidence import Category, OpenBundle, chain_of, read_bundle, write_events
from glacy.exchange import Envelope, Header, PayloadList, read_payload
from glacy.node.custody import put_event
from glacy.node.errors import BorderError
from glacy.node.following import advance_request, has_days, refresh_deadlines, request_of
from glacy.node.keeping_apart import BUNDLE, keep_ordinary, move_message
from glacy.node.opened import Node
from glacy.node.vault import Kept
from glacy.sayings import say
from glacy.store import alarms, cases, evidence, journal, messages, payloads, words
from glacy.store.models import EntryRow, MessageRow, ReceiptRow, ThreadRow
from glacy.times import write_instant

_CALL = say("Call the sender on the number in the directory.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A file of a bundle, in the vault, and the custody that its bundle tells of it."""

    name: str
    kept: Kept
    earlier: Sequence[Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A message whose files are in the vault already, so that the commit only writes rows."""

    envelope: Envelope
    message: Message
    exhibits: tuple[Arrived, ...]
    conditions: str
    holder: str
    payload: PayloadList | None = None


def prepare(node: Node, envelope: Envelope, data: bytes) -> Taken:
    """The message of an envelope, read and checked against its header, its files durably in the vault."""
    message = read_message(envelope.body)
    _check(node, envelope.header, message)
    bundle = None if envelope.bundle is None else read_bundle(envelope.bundle)
    payload = None if envelope.payload is None else read_payload(envelope.payload)
    if bundle is not None and digest_of(envelope.bundle or b"") not in _bundles_of(message):
        raise MalformedMessageError(say("The evidence is not that which the message names."), remedy=_CALL)
    if payload is not None and payload.digest not in _bundles_of(message):
        raise MalformedMessageError(say("The evidence is not that which the message names."), remedy=_CALL)
    if bundle is not None:
        demand_no_category(bundle.bundle.manifest.category)
    exhibits = () if bundle is None else _keep(node, bundle, of=message.thread)
    node.vault.put(data, of=message.thread)
    return Taken(
        envelope=envelope,
        message=message,
        exhibits=exhibits,
        conditions="" if bundle is None else _conditions_of(bundle),
        holder=node.name,
        payload=payload,
    )


def demand_no_category(category: Category | None) -> None:
    """Returns if evidence is not child-abuse material, which does not come with a message."""
    if category is not None:
        raise _not_with_a_message()


def keep_arrived(node: Node, content: bytes | Iterable[bytes], *, of: str) -> Kept:
    """What the vault took of evidence that arrives; what lies apart at this node does not come that way.

    The sender reads the same as of material that it marked itself.
    """
    try:
        return keep_ordinary(node, content, of=of)
    except BorderError as fault:
        raise _not_with_a_message() from fault


def _not_with_a_message() -> MalformedMessageError:
    return MalformedMessageError(
        say("Child-abuse material does not come with a message."),
        remedy=say("Agree between the authorities, and hand it over sealed apart."),
        lies="apart",
    )


def take(
    thread: ThreadRow, header: Header, taken: Taken, *, entry: EntryRow | None, at: datetime
) -> MessageRow:
    """The row of the message and what follows from it; inside the transaction of its arrival."""
    message = taken.message
    about = _about(thread, message)
    row = messages.put_message(
        messages.NewMessage(
            id=message.id,
            thread=thread.pk,
            case=thread.case_id,
            direction="received",
            kind=kind_of(message),
            country=header.sender,
            body=taken.envelope.body,
            about=None if about is None else about.pk,
            state="received",
            carried="arrived",
            sequence=header.sequence,
            previous=header.previous or "",
            envelope_id=header.id,
            envelope_digest=taken.envelope.digest,
            files={
                name: digest_of(part) for name, part in taken.envelope.parts.items() if name != "body.json"
            },
            dated_at=message.dated_at,
            stamped_at=taken.envelope.stamped_at,
            arrived_at=at,
            at=at,
            exercise=message.exercise,
            facts=facts_of(message),
        )
    )
    ReceiptRow.objects.filter(envelope_id=header.id, direction="given").update(message=row)
    if entry is not None and thread.case_id is not None:
        EntryRow.objects.filter(pk=entry.pk).update(case=thread.case_id)
    if taken.payload is not None:
        payloads.put_payload(row, taken.payload, at=at)
    if thread.case_id is not None:
        put_exhibits(row, taken.exhibits, taken.conditions, holder=taken.holder, at=at)
        if isinstance(message, (Request, Offer)):
            words.put_words(thread.case_id, words_of(message))
        cases.touch_case(thread.case_id, at=at)
    if about is not None:
        advance_request(about, message, by_us=False, at=at)
        if has_days(message):
            refresh_deadlines(about)
    if isinstance(message, Request):
        refresh_deadlines(row)
        if message.urgency.grade == "emergency":
            alarms.put_alarm(row, at=at)
    return row


def take_in_evidence(node: Node, thread: ThreadRow, *, at: datetime) -> None:
    """Makes exhibits of evidence that arrived before anybody had opened the thread; it has its case now.

    What was put apart meanwhile, in whatever case, is not let in a second time; the time line says so.
    """
    for row in thread.messages.filter(direction="received", exhibits=None):
        if BUNDLE not in row.files:
            continue
        bundle = read_bundle(
            read_container(node.vault_with(row.envelope_digest).get(row.envelope_digest)).files[BUNDLE]
        )
        try:
            kept = _keep(node, bundle, of=thread.pk)
        except MalformedMessageError:
            what = {"message": row.pk, "country": row.country}
            journal.put_entry("evidence.border_refused", by=None, what=dict(what), at=at, case=row.case_id)
            move_message(node, row)
            continue
        put_exhibits(row, kept, _conditions_of(bundle), holder=node.name, at=at)


def facts_of(message: Message) -> messages.Facts:
    """What of a message is kept beside its bytes, for lists and counts."""
    match message:
        case Request():
            return messages.Facts(
                measure=message.measure,
                urgency=message.urgency.grade,
                data=[str(one.category) for one in message.data.wanted],
            )
        case Offer():
            return messages.Facts(measure="ETS185-26", data=[str(one) for one in message.categories])
        case Answer():
            return messages.Facts(
                outcomes=[one.KIND for one in message.outcomes],
                grounds=[one.ground for one in message.outcomes if isinstance(one, Refused)],
            )
        case _:
            return messages.Facts()


def words_of(message: Message) -> tuple[str, ...]:
    """Texts of a message that lead to its case."""
    match message:
        case Request():
            return (message.reference, *(name_of(target) for target in message.targets))
        case Offer():
            return (message.reference, message.subject.text)
        case _:
            return ()


def _check(node: Node, header: Header, message: Message) -> None:
    told = (message.thread, message.exercise, kind_of(message))
    if told != (header.thread, header.exercise, header.kind):
        raise MalformedMessageError(
            say("The message is not what its envelope says: another thread, kind or purpose."), remedy=_CALL
        )
    speaker = getattr(message, "authority", None)
    if speaker is not None and speaker.country != header.sender:
        raise MalformedMessageError(
            say(
                "authority.country: {sender} sent it, and it speaks for {country}.",
                sender=header.sender,
                country=speaker.country,
            ),
            remedy=_CALL,
        )
    asked = getattr(message, "addressee", None)
    if asked is not None and asked.country != node.country:
        raise MalformedMessageError(
            say(
                "addressee.country: the message asks {country}, and this is {country2}.",
                country=asked.country,
                country2=node.country,
            ),
            remedy=_CALL,
        )
    if isinstance(message, (Answer, Disclosure)):
        asked_row = messages.find_message(message.in_reply_to)
        if asked_row is not None and asked_row.kind == "request" and asked_row.thread_id == header.thread:
            verify_answer(message, request_of(asked_row))
    if messages.find_envelope_of(message.id) not in (None, header.id):
        raise MalformedMessageError(say("The message id {id} was used before.", id=message.id), remedy=_CALL)


def _bundles_of(message: Message) -> set[str]:
    match message:
        case Answer():
            return {one.bundle or "" for one in message.outcomes if isinstance(one, Delivered)}
        case OfferContent():
            return {message.bundle or ""}
        case _:
            return set()


def _about(thread: ThreadRow, message: Message) -> MessageRow | None:
    cited = message.in_reply_to if not isinstance(message, Offer) else None
    if cited is None and isinstance(message, Request) and message.earlier is not None:
        cited = message.earlier.request
    if cited is None:
        return None
    return MessageRow.objects.filter(pk=cited, thread=thread).first()


def _keep(node: Node, bundle: OpenBundle, *, of: str) -> tuple[Arrived, ...]:
    told = bundle.bundle
    events = tuple(record.event for record in told.custody)
    return tuple(
        Arrived(
            name=item.name,
            kept=keep_arrived(node, bundle.payload[item.name], of=of),
            earlier=write_events(chain_of(item.digest, events, seal=told.seal)),
        )
        for item in told.manifest.items
    )


def _conditions_of(bundle: OpenBundle) -> str:
    return "; ".join(one.text for one in bundle.bundle.conditions)


def put_exhibits(
    row: MessageRow, exhibits: Iterable[Arrived], conditions: str, *, holder: str, at: datetime
) -> None:
    """The exhibits of evidence that came with a message, which has its case; inside a transaction."""
    came_at = write_instant(row.arrived_at or at)
    for one in exhibits:
        exhibit = evidence.put_exhibit(
            evidence.NewExhibit(
                id=str(uuid.uuid4()),
                case=row.case_id or "",
                name=one.name,
                digest=one.kept.digest,
                size=one.kept.size,
                at=at,
                by=None,
                holder=holder,
                origin="received",
                message=row,
                conditions=conditions,
                earlier=one.earlier,
            )
        )
        why = f"arrived with a message of {row.country} at {came_at}"
        put_event(exhibit, kind="received", by=None, name=holder, at=at, why=why, request=row.pk)
