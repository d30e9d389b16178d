"""What follows on a request that this node sent: extension, withdrawal, supplement, conditions, closing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from glacy.cooperation import (
    Acceptance,
    Authority,
    Draft,
    Event,
    FreeText,
    Languages,
    Message,
    OfferContent,
    Supplement,
    Withdrawal,
    extension_of,
)
from glacy.node.drafting import preserving_answer
from glacy.node.errors import SecondPersonError, WrongStateError
from glacy.node.following import refresh_deadlines, request_of, step
from glacy.node.opened import Node
from glacy.node.rules import authority_of, demand_confirmed, new_id
from glacy.node.sending import Outgoing, send
from glacy.sayings import say
from glacy.store import access, cases, journal, messages
from glacy.store.models import MessageRow
from glacy.store.people import Officer


def fill_extension(node: Node, by: Officer, request_id: str) -> Draft:
    """The extension of a preservation, filled in from it and its answer; nothing is written."""
    row = access.message_for(by, request_id)
    answer = preserving_answer(row)
    if answer is None:
        raise WrongStateError(
            say("No answer says that data are preserved, so there is nothing to extend."),
            remedy=say("Wait for the answer, or call the other side."),
        )
    return extension_of(request_of(row), answer)


def ask_extension(node: Node, by: Officer, request_id: str) -> str:
    """The id of a draft that asks to extend a preservation, filled in from it and its answer."""
    from glacy.node.acts.requests import put_draft  # late: requests shows these acts as its own

    row = access.message_for(by, request_id)
    access.demand_role(by, *access.DESK_ROLES)
    draft = fill_extension(node, by, request_id)
    return put_draft(node, by, row.case_id or "", draft, about=row, kind="extension")


def withdraw(node: Node, by: Officer, request_id: str, why: str, *, confirmed_at: datetime) -> str:
    """The id of the withdrawal message; it cannot overtake its request."""
    row = _ours(node, by, request_id, confirmed_at)
    message = Withdrawal(
        id=new_id(),
        thread=row.thread_id,
        dated_at=node.clock(),
        exercise=row.exercise,
        in_reply_to=row.pk,
        reason=_text(why, by),
    )
    return _send(node, by, row, message, "request.withdrawn")


def answer_question(
    node: Node, by: Officer, request_id: str, question_id: str, text: str, *, confirmed_at: datetime
) -> str:
    """The id of the supplement that answers a question of the requested State, or adds something unasked."""
    row = _ours(node, by, request_id, confirmed_at)
    message = Supplement(
        id=new_id(),
        thread=row.thread_id,
        dated_at=node.clock(),
        exercise=row.exercise,
        in_reply_to=row.pk,
        text=_text(text, by),
    )
    return _send(node, by, row, message, "supplement.sent", question=question_id)


def settle_conditions(
    node: Node, by: Officer, request_id: str, *, agree: bool, text: str, confirmed_at: datetime
) -> str:
    """The id of the message that agrees to the other State's conditions, or says that we cannot."""
    row = _ours(node, by, request_id, confirmed_at)
    message: Message
    if agree:
        message = Acceptance(
            id=new_id(),
            thread=row.thread_id,
            dated_at=node.clock(),
            exercise=row.exercise,
            in_reply_to=row.pk,
            what="conditions",
            text=_text(text, by) if text else None,
        )
    else:
        message = Supplement(
            id=new_id(),
            thread=row.thread_id,
            dated_at=node.clock(),
            exercise=row.exercise,
            in_reply_to=row.pk,
            text=_text(text or say("The conditions cannot be agreed to."), by),
        )
    return _send(node, by, row, message, "conditions.agreed" if agree else "conditions.not_agreed")


def send_offer_content(node: Node, by: Officer, offer_id: str, text: str, *, confirmed_at: datetime) -> str:
    """The id of the Article 26 content, once its conditions were accepted; not by the one who offered it."""
    row = access.message_for(by, offer_id)
    access.demand_role(by, *access.APPROVERS, *access.DESK_ROLES)
    demand_confirmed(node, confirmed_at)
    if row.kind != "offer" or row.direction != "sent":
        raise WrongStateError(say("This is no offer of ours."), remedy=say("Choose the offer."))
    if row.state != "accepted":
        raise WrongStateError(
            say("The conditions of the offer are not accepted yet."), remedy=say("Wait for the other side.")
        )
    if str(row.sent_by_id) == by.id:
        raise SecondPersonError(
            say("Who offered the information cannot release it alone."),
            remedy=say("Ask another person on the case."),
        )
    message = OfferContent(
        id=new_id(),
        thread=row.thread_id,
        dated_at=node.clock(),
        exercise=row.exercise,
        in_reply_to=row.pk,
        authority=speaker(node, by),
        language=languages(by),
        text=_text(text, by),
    )
    return _send(node, by, row, message, "offer.content_sent")


def close_request(node: Node, by: Officer, request_id: str, why: str) -> None:
    """Closes an answered request on this side."""
    row = access.message_for(by, request_id)
    access.demand_role(by, *access.DESK_ROLES)
    at = node.clock()
    with transaction.atomic():
        messages.refresh_state(row)
        step(row, Event.CLOSING, by_us=True, at=at)
        refresh_deadlines(row)
        what = {"message": row.pk, "why": why}
        journal.put_entry("request.closed", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)


def speaker(node: Node, by: Officer) -> Authority:
    """The office for which this officer writes."""
    return authority_of(node, by)


def languages(by: Officer) -> Languages:
    """The languages of what this officer writes: their own, with English beside it."""
    return Languages(documents=tuple(dict.fromkeys((by.language, "en"))), original=by.language)


def _text(text: str, by: Officer) -> FreeText:
    return FreeText(text=text, language=by.language)


def _ours(node: Node, by: Officer, request_id: str, confirmed_at: datetime) -> MessageRow:
    row = access.message_for(by, request_id)
    access.demand_role(by, *access.DESK_ROLES)
    demand_confirmed(node, confirmed_at)
    if row.direction != "sent" or row.kind != "request":
        raise WrongStateError(
            say("This is no request of ours."), remedy=say("Choose a request that this node sent.")
        )
    return row


def _send(node: Node, by: Officer, row: MessageRow, message: Message, kind: str, **what: str) -> str:
    sent = send(
        node,
        Outgoing(
            message=message,
            case=row.case_id or "",
            country=row.country,
            by=by,
            entry_kind=kind,
            about=row,
            what=dict(what),
        ),
    )
    return sent.pk
