"""A State without a node: documents that leave on paper, and what comes back is keyed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import cast

from django.db import transaction

from glacy.canon import Json
from glacy.cooperation import (
    Draft,
    Event,
    InvalidValueError,
    Message,
    Request,
    complete,
    kind_of,
    write_message,
)
from glacy.countries import get_country
from glacy.node.acts.answers import read_answer
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.following import advance_request, refresh_deadlines, request_of, step
from glacy.node.opened import Node
from glacy.node.rules import new_id
from glacy.node.rulings import ruling_of_draft
from glacy.node.taking import facts_of, words_of
from glacy.store import access, cases, journal, messages, targets, words
from glacy.store import paper as stored
from glacy.store.errors import NotFoundError
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from glacy.times import write_day, zone


def record_dispatch(node: Node, by: Officer, request_id: str, *, how: str, on: date) -> None:
    """Records how and on what day the sealed document left; the request is sent from then on."""
    row = _on_paper(by, request_id, direction="sent")
    _demand_day(node, by, on)
    _demand_not_before(on, _sealed_on(row, by), "it was sealed")
    at = node.clock()
    with transaction.atomic():
        stored.put_paper(row, by=by, at=at, moved_on=on, how=how)
        if row.kind in ("request", "offer"):
            messages.refresh_state(row)
            step(row, Event.SENDING, by_us=True, at=at)
        what = {"message": row.pk, "how": how, "on": write_day(on)}
        journal.put_entry("paper.dispatched", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)


def record_received(node: Node, by: Officer, request_id: str, *, on: date, says: str = "") -> None:
    """Records that the other State says it has the request."""
    row = _on_paper(by, request_id, direction="sent")
    _demand_day(node, by, on)
    at = node.clock()
    with transaction.atomic():
        messages.refresh_state(row)
        _demand_after_leaving(row, by, on)
        _demand_same_receipt(row, on)
        step(row, Event.RECEIPT, by_us=False, at=at)
        what = {"message": row.pk, "on": write_day(on), "says": says}
        journal.put_entry("paper.received", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)


def record_paper_answer(
    node: Node,
    by: Officer,
    request_id: str,
    *,
    outcomes: Sequence[Json],
    received_on: date,
    text: str = "",
    scan: bytes | None = None,
    scan_name: str = "",
) -> str:
    """The id of an answer keyed in by this person from paper, mail or telephone, with its scan."""
    request = access.message_for(by, request_id)
    access.demand_role(by, *access.DESK_ROLES)
    if request.direction != "sent" or request.kind != "request":
        raise WrongStateError(
            "An answer is keyed in for a request that was sent.", remedy="Choose that request."
        )
    _demand_day(node, by, received_on)
    _demand_after_leaving(request, by, received_on)
    body: dict[str, Json] = {"outcomes": list(outcomes), "text": text, "conditions": ""}
    answer = _spoken_by_them(node, by, request, body)
    return _put(
        node, by, answer, about=request, on=received_on, scan=scan, scan_name=scan_name, kind="paper.answer"
    )


def record_paper_request(
    node: Node,
    by: Officer,
    *,
    country: str,
    values: Json,
    received_on: date,
    scan: bytes | None = None,
    scan_name: str = "",
) -> tuple[str, str]:
    """Case id and request id of a request that came on paper; `values` are the sections of a draft.

    What the paper does not say is not invented: IncompleteRequestError lists it, to be asked for.
    """
    access.demand_role(by, *access.DESK_ROLES)
    get_country(country)
    _demand_day(node, by, received_on)
    if not isinstance(values, Mapping):
        raise SectionError("The sections of a request were expected.", field="values")
    request = _paper_request(node, by, country, values)
    at = node.clock()
    with transaction.atomic():
        case = cases.put_case(
            case_id=new_id(),
            country=node.country,
            title=f"Request {request.measure} from {country}",
            summary="",
            language=request.language.original,
            by=by,
            at=at,
            exercise=node.exercise,
            from_country=country,
            why="keyed in the request",
        )
        row_id = _put(
            node,
            by,
            request,
            about=None,
            on=received_on,
            scan=scan,
            scan_name=scan_name,
            kind="paper.request",
            case=case.pk,
        )
        row = messages.find_message(row_id)
        assert row is not None  # just written
        targets.put_targets(row, request.targets, whom=by)
        words.put_words(case, (case.reference, case.title, *words_of(request)))
        step(row, Event.OPENING, by_us=True, at=at)
    return case.pk, row_id


def record_paper_reply_sent(node: Node, by: Officer, answer_id: str, *, how: str, on: date) -> None:
    """Records how and when our own answer to a paper request left."""
    record_dispatch(node, by, answer_id, how=how, on=on)


def scan_of(node: Node, by: Officer, message_id: str) -> tuple[str, bytes]:
    """Name and content of the scan from which a message was keyed in."""
    row = access.message_for(by, message_id)
    paper = stored.find_paper(row)
    if paper is None or not paper.scan:
        raise NotFoundError("No scan is attached to this message.", remedy="Key it in again with the scan.")
    return paper.scan_name or "scan", node.vault.get(paper.scan)


def _put(
    node: Node,
    by: Officer,
    message: Message,
    *,
    about: MessageRow | None,
    on: date,
    scan: bytes | None,
    scan_name: str,
    kind: str,
    case: str = "",
) -> str:
    """The row of a message that was keyed in; its day of arrival is the day on the paper."""
    kept = "" if scan is None else node.vault.put(scan).digest
    at = node.clock()
    arrived_at = datetime.combine(on, time(12), tzinfo=zone(by.zone))
    country = _speaker_of(message)
    case_id = case or (about.case_id if about is not None else None) or ""
    with transaction.atomic():
        thread = messages.lock_thread(message.thread, country=country, at=at, case=case_id)
        if about is not None:
            messages.refresh_state(about)
        row = messages.put_message(
            messages.NewMessage(
                id=message.id,
                thread=thread.pk,
                case=case_id,
                direction="received",
                kind=kind_of(message),
                country=country,
                body=write_message(message),
                about=None if about is None else about.pk,
                state="received",
                carried="paper",
                dated_at=message.dated_at,
                arrived_at=arrived_at,
                at=at,
                exercise=message.exercise,
                facts=facts_of(message),
            )
        )
        stored.put_paper(row, by=by, at=at, moved_on=on, scan=kept, scan_name=scan_name)
        if about is not None:
            if about.state == "approved":
                step(about, Event.SENDING, by_us=True, at=at)
            advance_request(about, message, by_us=False, at=at)
            refresh_deadlines(about)
        else:
            refresh_deadlines(row)
        what = {"message": row.pk, "from": country, "received_on": write_day(on), "scan": kept}
        journal.put_entry(kind, by=by, what=dict(what), at=at, case=case_id)
        cases.touch_case(case_id, at=at)
    return row.pk


def _speaker_of(message: Message) -> str:
    authority = getattr(message, "authority", None)
    return str(authority.country) if authority is not None else ""


def _spoken_by_them(node: Node, by: Officer, request: MessageRow, body: Mapping[str, Json]) -> Message:
    """The answer in the name of the authority that the request was addressed to, as far as it is known."""
    answer = read_answer(node, by, request, body)
    asked = request_of(request).addressee
    own = answer.authority
    theirs = replace(
        own,
        country=asked.country,
        name=asked.name or get_country(asked.country).name("en"),
        role="competent_authority",
        zone=get_country(asked.country).zone,
        officer=None,
        title=None,
        phone=None,
        email=None,
        hours=None,
    )
    return replace(answer, authority=theirs, reference=None)


def _paper_request(node: Node, by: Officer, country: str, values: Mapping[str, Json]) -> Request:
    reference = str(values.get("reference") or f"{country} on paper")
    basis = cast("Mapping[str, Json]", values.get("basis") or {})  # with_section checks it
    draft = Draft.empty(
        case_reference=reference,
        measure=str(basis.get("measure") or ""),
        requesting=country,
        requested=node.country,
        exercise=node.exercise,
    )
    try:
        for name, section in values.items():
            if name != "reference":
                draft = draft.with_section(name, section)
        draft = draft.with_section(
            "addressee", {"kind": "state", "country": node.country, "name": by.authority}
        )
    except InvalidValueError as fault:
        raise SectionError(str(fault), remedy=fault.remedy, field=fault.field) from fault
    at = node.clock()
    return complete(
        draft, ruling=ruling_of_draft(draft, on=at.date()), id=new_id(), dated_at=at, thread=new_id()
    )


def _on_paper(by: Officer, message_id: str, *, direction: str) -> MessageRow:
    row = access.message_for(by, message_id)
    access.demand_role(by, *access.DESK_ROLES)
    if row.carried != "paper" or row.direction != direction:
        raise WrongStateError(
            "This message is carried by the nodes, not on paper.", remedy="Look at its receipt instead."
        )
    return row


def _demand_day(node: Node, by: Officer, on: date) -> None:
    today = node.clock().astimezone(zone(by.zone)).date()
    if on > today:
        raise WrongStateError(
            f"{write_day(on)} is in the future.", remedy="Give the day on which it happened.", field="on"
        )


def _demand_after_leaving(row: MessageRow, by: Officer, on: date) -> None:
    """What is said of a message on the other side happened on the day on which it left, or later."""
    paper = stored.find_paper(row)
    if paper is None or paper.moved_on is None:
        _demand_not_before(on, _sealed_on(row, by), "it was sealed")
    else:
        _demand_not_before(on, paper.moved_on, "it left")


def _demand_not_before(on: date, first: date, what_happened: str) -> None:
    if on < first:
        raise WrongStateError(
            f"{write_day(on)} is before {write_day(first)}, the day on which {what_happened}.",
            remedy="Give the day by your own calendar.",
            field="on",
        )


def _demand_same_receipt(row: MessageRow, on: date) -> None:
    """A receipt that was recorded stands; the journal holds it, and nobody replaces it by another day."""
    recorded = stored.find_received_on(row)
    if recorded is not None and recorded != on:
        raise WrongStateError(
            f"It is recorded already that they received it on {write_day(recorded)}.",
            remedy="What is recorded stands. Write a different day that they name into the case.",
            field="on",
        )


def _sealed_on(row: MessageRow, by: Officer) -> date:
    """The day of an officer's calendar on which a message was sealed."""
    return row.dated_at.astimezone(zone(by.zone)).date()
