"""Requests that this node receives: from the waiting list to the decision."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from glacy.cooperation import (
    Acceptance,
    Answer,
    FreeText,
    Message,
    Notice,
    Preserved,
    Question,
    Request,
    State,
)
from glacy.node.acts.answers import (
    approve_answer,
    disclose_traffic,
    draft_to_third_state,
    prepare_answer,
    prepare_disclosure,
    prepared_message,
    preview_answer,
    read_answer,
    release_answer,
    view_answer,
)
from glacy.node.acts.approving import propose_answer
from glacy.node.acts.quarantine import quarantined, settle_nameless, settle_quarantined, view_quarantined
from glacy.node.acts.showing import view_request
from glacy.node.directory_views import former_numbers, numbers_of
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.following import by_the_asked, message_of, request_of
from glacy.node.opened import Node
from glacy.node.rules import acts_alone, demand_confirmed, new_id, put_for_review
from glacy.node.rulings import find_ruling
from glacy.node.sending import Outgoing, send
from glacy.node.taking import take_in_evidence, words_of
from glacy.node.views import RequestView
from glacy.sayings import say
from glacy.store import access, alarms, callbacks, cases, journal, messages, targets, words
from glacy.store.errors import NotFoundError
from glacy.store.models import CaseRow, MessageRow
from glacy.store.people import Officer
from glacy.treaty import Ground

__all__ = [
    "accept",
    "approve_answer",
    "ask",
    "disclose_traffic",
    "draft_to_third_state",
    "grounds",
    "new_numbers",
    "numbers_to_call",
    "open_request",
    "prepare_answer",
    "prepare_disclosure",
    "prepared_message",
    "preserved_until",
    "preview_answer",
    "propose_answer",
    "quarantined",
    "record_call_back",
    "refuse",
    "release_answer",
    "settle_nameless",
    "settle_offer",
    "settle_quarantined",
    "view_answer",
    "view_quarantined",
    "view_received",
    "waiting",
]

_TITLES = {
    "request": "Request {measure} from {country}",
    "offer": "Information offered by {country}",
}

_TAKEN_BACK = "{measure} to {country}, taken back after a restore"

_TAKEN_ON = frozenset({State.ACCEPTED, State.EXECUTED, State.ANSWERED})
_REFUSED = frozenset({State.REFUSED})


def waiting(node: Node, by: Officer) -> tuple[MessageRow, ...]:
    """Requests, offers and disclosures that nobody has opened: State, measure, urgency and time alone."""
    access.demand_role(by, *access.RECEIVERS)
    return (*messages.all_unopened(), *messages.unopened_on(access.places_of(by)))


def open_request(node: Node, by: Officer, message_id: str) -> str:
    """The id of the case at this node with the opener on it; the sender is told that it was opened."""
    access.demand_role(by, *access.RECEIVERS)
    row = messages.find_message(message_id)
    if row is None or (row.direction != "received" and row.case_id is not None):
        raise NotFoundError(
            say("There is no such message in the inbox."), remedy=say("Open the inbox again.")
        )
    if row.case_id is not None:
        access.case_for(by, row.case_id)
        with transaction.atomic():
            _take_alarm(by, row.pk, row.case_id, at=node.clock())
        _tell_opened(node, by, row)
        return row.case_id
    at, message = node.clock(), message_of(row)
    with transaction.atomic():
        thread = messages.lock_thread(row.thread_id, country=row.country, at=at)
        if thread.case_id is not None:
            raise WrongStateError(
                say("A colleague has just opened it."), remedy=say("Ask to be put on the case.")
            )
        case = _put_case(node, by, row, message, at=at)
        messages.put_on_case(thread, case)
        take_in_evidence(node, thread, at=at)
        row.refresh_from_db()
        if isinstance(message, Request):
            targets.put_targets(row, message.targets, whom=by)
        words.put_words(case, (case.reference, case.title, *words_of(message)))
        journal.put_entry("request.opened", by=by, what={"message": row.pk}, at=at, case=case)
        _take_alarm(by, row.pk, case.pk, at=at)
    _tell_opened(node, by, row)
    return case.pk


def record_call_back(
    node: Node, by: Officer, request_id: str, *, number: str, spoke_to: str, result: str, note: str = ""
) -> None:
    """Records a call to the number in the directory; `result` is confirmed, not_reached or not_theirs.

    Of a State that the directory does not list any number may have been called; it confirms nothing.
    """
    row = _theirs(by, request_id)
    if result not in callbacks.RESULTS:
        raise WrongStateError(
            say("{result!r} is no result of a call.", result=result),
            remedy=say("Use one of {results}.", results=callbacks.RESULTS),
            field="result",
        )
    numbers = {known for _, known in numbers_to_call(node, by, request_id)}
    if numbers and number not in numbers:
        raise SectionError(
            say("{number} is not a number of the directory, so a call there proves nothing.", number=number),
            remedy=say("Call one of {numbers}.", numbers=", ".join(sorted(numbers))),
            field="number",
        )
    at = node.clock()
    with transaction.atomic():
        callbacks.put_call_back(
            row,
            number=number,
            is_of_directory=number in numbers,
            spoke_to=spoke_to,
            result=result,
            note=note,
            by=by,
            at=at,
        )
        what = {"message": row.pk, "number": number, "result": result}
        journal.put_entry("request.called_back", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)


def numbers_to_call(node: Node, by: Officer, request_id: str) -> tuple[tuple[str, str], ...]:
    """Authority and number as the directory has them; never the number in the request.

    Where a number is new, the one before stands there too: who has stolen the operator's keys can change a
    number, and does not answer the old one.
    """
    row = access.message_for(by, request_id)
    peer = node.find_peer(row.country)
    if peer is None:
        return ()
    now = tuple((one.name, one.phone) for one in peer.offices if one.phone)
    before = ((say("{name}, until lately", name=name), number) for name, number in former_numbers(node, peer))
    return (*now, *before)


def new_numbers(node: Node, by: Officer, request_id: str) -> dict[str, datetime]:
    """Since when a number to call is new, for those that are."""
    row = access.message_for(by, request_id)
    peer = node.find_peer(row.country)
    found = () if peer is None else numbers_of(node, peer)
    return {one.office.phone: one.changed_at for one in found if one.changed_at is not None}


def accept(node: Node, by: Officer, request_id: str, *, confirmed_at: datetime) -> str:
    """The id of the acceptance; for 29 and 35 one duty officer alone may, marked for review."""
    row = _deciding(node, by, request_id, confirmed_at)
    message = Acceptance(
        id=new_id(),
        thread=row.thread_id,
        dated_at=node.clock(),
        exercise=row.exercise,
        in_reply_to=row.pk,
        what="request",
        reference=None if row.case is None else row.case.reference,
    )
    return _send(node, by, row, message, "request.accepted", review="accepted", once_of=_TAKEN_ON)


def ask(node: Node, by: Officer, request_id: str, question: str, *, confirmed_at: datetime) -> str:
    """The id of a question to the requesting State."""
    row = _deciding(node, by, request_id, confirmed_at)
    message = Question(
        id=new_id(),
        thread=row.thread_id,
        dated_at=node.clock(),
        exercise=row.exercise,
        in_reply_to=row.pk,
        text=FreeText(text=question, language=by.language),
    )
    return _send(node, by, row, message, "question.sent")


def grounds(node: Node, by: Officer, request_id: str) -> tuple[Ground, ...]:
    """The grounds for refusal that the treaty offers for this request."""
    row = _theirs(by, request_id)
    ruling = find_ruling(request_of(row)) if row.kind == "request" else None
    return () if ruling is None else ruling.grounds_for_refusal


def refuse(
    node: Node, by: Officer, request_id: str, *, ground: str, text: str, confirmed_at: datetime
) -> str:
    """The id of the refusal: `ground` is an article of the treaty, or a provision of domestic law."""
    row = _deciding(node, by, request_id, confirmed_at)
    outcome = {"kind": "refused", "ground": ground, "text": text}
    message = read_answer(node, by, row, {"outcomes": [outcome], "text": "", "conditions": ""})
    return _send(node, by, row, message, "request.refused", review="refused", once_of=_REFUSED)


def settle_offer(
    node: Node, by: Officer, offer_id: str, *, agree: bool, text: str = "", confirmed_at: datetime
) -> str:
    """The id of the message that accepts the conditions of an Article 26 offer, or does not."""
    row = _deciding(node, by, offer_id, confirmed_at)
    if row.kind != "offer":
        raise WrongStateError(say("This is no offer."), remedy=say("Choose an offer under Article 26."))
    if not agree:
        outcome = {
            "kind": "refused",
            "ground": "ETS185-26",
            "text": text or say("The conditions cannot be met."),
        }
        answer = read_answer(node, by, row, {"outcomes": [outcome], "text": "", "conditions": ""})
        return _send(node, by, row, answer, "offer.declined", once_of=_TAKEN_ON | _REFUSED)
    message = Acceptance(
        id=new_id(),
        thread=row.thread_id,
        dated_at=node.clock(),
        exercise=row.exercise,
        in_reply_to=row.pk,
        what="offer",
        text=FreeText(text=text, language=by.language) if text else None,
    )
    return _send(node, by, row, message, "offer.accepted", once_of=_TAKEN_ON | _REFUSED)


def view_received(node: Node, by: Officer, request_id: str) -> RequestView:
    """The same as `requests.view_request`."""
    return view_request(node, by, request_id)


def preserved_until(node: Node, by: Officer, request_id: str) -> date | None:
    """Until when the data of an Article 29 request are preserved here, as answered."""
    request = access.message_for(by, request_id)
    days = [
        outcome.until_on
        for row in by_the_asked(request, messages.all_replies(request))
        if row.kind == "answer" and isinstance(answer := message_of(row), Answer)
        for outcome in answer.outcomes
        if isinstance(outcome, Preserved) and outcome.until_on is not None
    ]
    return max(days, default=None)


def _take_alarm(by: Officer, message_id: str, case_id: str, *, at: datetime) -> None:
    """Who opens a claimed emergency has taken it."""
    if alarms.take_alarm(message_id, by=by, at=at):
        journal.put_entry("alarm.taken", by=by, what={"message": message_id}, at=at, case=case_id)


def _put_case(node: Node, by: Officer, row: MessageRow, message: Message, *, at: datetime) -> CaseRow:
    is_ours = row.direction == "sent"  # it was forgotten by a restored node, and taken back
    template = _TAKEN_BACK if is_ours else _TITLES.get(row.kind, "Message from {country}")
    title = template.format(measure=row.measure, country=row.country)
    language = getattr(getattr(message, "language", None), "original", by.language)
    return cases.put_case(
        case_id=new_id(),
        country=node.country,
        title=title,
        summary="",
        language=language,
        by=by,
        at=at,
        exercise=node.exercise,
        from_country="" if is_ours else row.country,
        why=say("opened the request"),
    )


def _tell_opened(node: Node, by: Officer, row: MessageRow) -> None:
    """Tells the sender, once; a State without a node is not told."""
    if (
        row.direction != "received"
        or row.kind not in ("request", "offer")
        or row.state != State.RECEIVED
        or node.find_peer(row.country) is None
    ):
        return
    notice = Notice(
        id=new_id(),
        thread=row.thread_id,
        dated_at=node.clock(),
        exercise=row.exercise,
        in_reply_to=row.pk,
        what="opened",
    )
    _send(node, by, row, notice, "request.opened_notice")


def _theirs(by: Officer, request_id: str) -> MessageRow:
    row = access.message_for(by, request_id)
    if row.direction != "received" or row.kind not in ("request", "offer"):
        raise WrongStateError(say("This is no request to us."), remedy=say("Choose one that arrived."))
    return row


def _deciding(node: Node, by: Officer, request_id: str, confirmed_at: datetime) -> MessageRow:
    row = _theirs(by, request_id)
    access.demand_role(by, *access.RECEIVERS, "case_officer")
    demand_confirmed(node, confirmed_at)
    return row


def _send(
    node: Node,
    by: Officer,
    row: MessageRow,
    message: Message,
    kind: str,
    *,
    review: str = "",
    once_of: frozenset[State] = frozenset(),
) -> str:
    def also(_: MessageRow) -> None:
        if review and acts_alone(by, row.measure):
            put_for_review(node, row, review, by)

    out = Outgoing(
        message=message,
        case=row.case_id or "",
        country=row.country,
        by=by,
        entry_kind=kind,
        about=row,
        also=also,
        once_of=once_of,
    )
    return send(node, out).pk
