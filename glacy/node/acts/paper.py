"""A State without a node: documents that leave on paper, and what comes back is keyed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from glacy.canon import Json
from glacy.cooperation import Event, Message
from glacy.countries import get_country
from glacy.node.acts.answers import read_answer
from glacy.node.acts.keying import record_keyed_request, record_paper_request, start_paper_request
from glacy.node.errors import WrongStateError
from glacy.node.following import request_of, step
from glacy.node.keyed import demand_day, keep_scan, put_keyed
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, cases, journal, messages
from glacy.store import paper as stored
from glacy.store.errors import NotFoundError
from glacy.store.models import MessageRow, PaperRow
from glacy.store.people import Officer
from glacy.times import write_day, zone

__all__ = [
    "correct_dispatch",
    "record_dispatch",
    "record_keyed_request",
    "record_paper_answer",
    "record_paper_reply_sent",
    "record_paper_request",
    "record_received",
    "scan_of",
    "start_paper_request",
]


def record_dispatch(node: Node, by: Officer, request_id: str, *, how: str, on: date) -> None:
    """Records how and on what day the sealed document left; the request is sent from then on."""
    row = _on_paper(by, request_id, direction="sent")
    recorded = stored.find_paper(row)
    if recorded is not None and recorded.moved_on is not None:
        _demand_same_dispatch(recorded, how, on)
        return
    demand_day(node, by, on)
    _demand_not_before(on, _sealed_on(row, by), say("it was sealed"))
    at = node.clock()
    with transaction.atomic():
        stored.put_paper(row, by=by, at=at, moved_on=on, how=how)
        if row.kind in ("request", "offer"):
            messages.refresh_state(row)
            step(row, Event.SENDING, by_us=True, at=at)
        what = {"message": row.pk, "how": how, "on": write_day(on)}
        journal.put_entry("paper.dispatched", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)


def correct_dispatch(node: Node, by: Officer, message_id: str, *, how: str, on: date, why: str) -> None:
    """Corrects how and on what day a sealed document left; what stood there before stays in the journal."""
    row = _on_paper(by, message_id, direction="sent")
    before = stored.find_paper(row)
    if before is None or before.moved_on is None:
        raise WrongStateError(
            say("It is not recorded yet that this left."), remedy=say("Record it first."), field="on"
        )
    if not why.strip():
        raise WrongStateError(
            say("A correction says why."), remedy=say("Write what was wrong, and how you know."), field="why"
        )
    demand_day(node, by, on)
    _demand_not_before(on, _sealed_on(row, by), say("it was sealed"))
    _demand_not_after_reply(row, on)
    at = node.clock()
    what = {
        "message": row.pk, "how": how, "on": write_day(on), "why": why.strip(),
        "before_how": before.how, "before_on": write_day(before.moved_on),
    }  # fmt: skip
    with transaction.atomic():
        stored.put_paper(row, by=by, at=at, moved_on=on, how=how)
        journal.put_entry("paper.dispatch_corrected", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)


def record_received(node: Node, by: Officer, request_id: str, *, on: date, says: str = "") -> None:
    """Records that the other State says it has the request."""
    row = _on_paper(by, request_id, direction="sent")
    demand_day(node, by, on)
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
    how: str = "",
    scan: bytes | None = None,
    scan_name: str = "",
) -> str:
    """The id of an answer keyed in by this person, from paper, mail or telephone (`how`), with its scan."""
    request = access.message_for(by, request_id)
    access.demand_role(by, *access.DESK_ROLES)
    if request.direction != "sent" or request.kind != "request":
        raise WrongStateError(
            say("An answer is keyed in for a request that was sent."), remedy=say("Choose that request.")
        )
    demand_day(node, by, received_on)
    _demand_after_leaving(request, by, received_on)
    body: dict[str, Json] = {"outcomes": list(outcomes), "text": text, "conditions": ""}
    answer = _spoken_by_them(node, by, request, body)
    row = put_keyed(
        node,
        by,
        answer,
        about=request,
        on=received_on,
        scan=keep_scan(node, scan, case=request.case_id or ""),
        scan_name=scan_name,
        kind="paper.answer",
        how=how,
    )
    return row.pk


def record_paper_reply_sent(node: Node, by: Officer, answer_id: str, *, how: str, on: date) -> None:
    """Records how and when our own answer to a paper request left."""
    record_dispatch(node, by, answer_id, how=how, on=on)


def scan_of(node: Node, by: Officer, message_id: str) -> tuple[str, bytes]:
    """Name and content of the scan from which a message was keyed in."""
    row = access.message_for(by, message_id)
    paper = stored.find_paper(row)
    if paper is None or not paper.scan:
        raise NotFoundError(
            say("No scan is attached to this message."), remedy=say("Key it in again with the scan.")
        )
    return paper.scan_name or "scan", node.vault.get(paper.scan)


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


def _on_paper(by: Officer, message_id: str, *, direction: str) -> MessageRow:
    row = access.message_for(by, message_id)
    access.demand_role(by, *access.DESK_ROLES)
    if row.carried != "paper" or row.direction != direction:
        raise WrongStateError(
            say("This message is carried by the nodes, not on paper."),
            remedy=say("Look at its receipt instead."),
        )
    return row


def _demand_after_leaving(row: MessageRow, by: Officer, on: date) -> None:
    """What is said of a message on the other side happened on the day on which it left, or later."""
    paper = stored.find_paper(row)
    if paper is None or paper.moved_on is None:
        _demand_not_before(on, _sealed_on(row, by), say("it was sealed"))
    else:
        _demand_not_before(on, paper.moved_on, "it left")


def _demand_not_before(on: date, first: date, what_happened: str) -> None:
    if on < first:
        raise WrongStateError(
            say(
                "{on} is before {first}, the day on which {what_happened}.",
                on=write_day(on),
                first=write_day(first),
                what_happened=what_happened,
            ),
            remedy=say("Give the day by your own calendar."),
            field="on",
        )


def _demand_same_dispatch(recorded: PaperRow, how: str, on: date) -> None:
    """What was recorded once stands; the same again changes nothing, anything else is a correction."""
    assert recorded.moved_on is not None
    if (recorded.moved_on, recorded.how) != (on, how):
        raise WrongStateError(
            say("It is recorded already that this left on {day}.", day=write_day(recorded.moved_on)),
            remedy=say("If that is wrong, correct it and say why: both days stay in the journal."),
            field="on",
        )


def _demand_not_after_reply(row: MessageRow, on: date) -> None:
    """What left was on its way before the other side had it, or answered it."""
    told = [stored.find_received_on(row), *stored.days_of_replies(row)]
    first = min((day for day in told if day is not None), default=None)
    if first is not None and on > first:
        raise WrongStateError(
            say(
                "{on} is after {first}, the day on which they had it or answered it.",
                on=write_day(on),
                first=write_day(first),
            ),
            remedy=say("Give a day that is not later."),
            field="on",
        )


def _demand_same_receipt(row: MessageRow, on: date) -> None:
    """A receipt that was recorded stands; the journal holds it, and nobody replaces it by another day."""
    recorded = stored.find_received_on(row)
    if recorded is not None and recorded != on:
        raise WrongStateError(
            say("It is recorded already that they received it on {recorded}.", recorded=write_day(recorded)),
            remedy=say("What is recorded stands. Write a different day that they name into the case."),
            field="on",
        )


def _sealed_on(row: MessageRow, by: Officer) -> date:
    """The day of an officer's calendar on which a message was sealed."""
    return row.dated_at.astimezone(zone(by.zone)).date()
