"""What a person on the case sees of a request: its thread, and every file of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from glacy import cooperation
from glacy.canon import Json
from glacy.cooperation import State
from glacy.node.emergencies import find_claim
from glacy.node.errors import WrongStateError
from glacy.node.following import message_of, request_of, subject_of
from glacy.node.keeping_apart import demand_opener
from glacy.node.opened import Node
from glacy.node.papers import render
from glacy.node.rules import is_lone
from glacy.node.rulings import find_ruling
from glacy.node.sending import DOCUMENT, read_part
from glacy.node.showing import LIVE, show_deadline, show_message
from glacy.node.views import UNDELIVERED, RequestView
from glacy.sayings import say
from glacy.store import access, deadlines, drafts, messages, reviews
from glacy.store.errors import NotFoundError
from glacy.store.models import DeadlineRow, MessageRow
from glacy.store.people import Officer, Role
from glacy.times import whole_seconds
from glacy.treaty import family_of

_OPEN = (State.SENT, State.RECEIVED, State.OPENED, State.ACCEPTED, State.EXECUTED)
_DECIDED = (State.ANSWERED, State.REFUSED, State.WITHDRAWN)


_DECIDE: Final[tuple[Role, ...]] = (*access.RECEIVERS, "case_officer")
_WRITE: Final = access.DESK_ROLES
_DONE_BY: Final[Mapping[str, tuple[Role, ...]]] = {
    "try_again": (*access.DESK_ROLES, *access.APPROVERS),
    "open": access.RECEIVERS,
    **dict.fromkeys(("accept", "ask", "refuse", "settle_offer"), _DECIDE),
    **dict.fromkeys(("prepare_answer", "prepare_disclosure"), (*access.DESK_ROLES, "custodian")),
    "send_offer_content": (*access.DESK_ROLES, *access.APPROVERS),
    **dict.fromkeys(("withdraw", "supplement", "settle_conditions", "follow_up", "ask_extension"), _WRITE),
    **dict.fromkeys(("draft_to_third_state", "record_dispatch", "record_paper_answer", "close"), _WRITE),
}
"""The roles that the acts demand: nobody is shown a button that would refuse them."""


def view_request(node: Node, by: Officer, request_id: str, *, looks: bool = True) -> RequestView:
    """A request sent or received, its state, what followed, its deadlines, and what may be done next.

    A person who looks has seen what arrived and the reminders that were given: they are new to nobody on the
    case any more. A program (`looks=False`) leaves them new.
    """
    row = access.message_for(by, request_id)
    replies = messages.gather_shown(messages.all_replies(row))
    at = node.clock()
    days = deadlines.all_deadlines([row])
    if looks and not access.is_looking(by, row.case_id):
        _see(by, (row, *replies), days, at=at)
    return RequestView(
        message=show_message(row),
        state=row.state,
        replies=tuple(show_message(one) for one in replies),
        drafts=tuple(drafts.drafts_about(row)),
        deadlines=tuple(show_deadline(one, at) for one in days),
        call_backs=tuple(row.call_backs.select_related("by").order_by("at")),
        ruling=find_ruling(request_of(row)) if row.kind == "request" else None,
        reviews=tuple(reviews.reviews_of(row)),
        may=_may(by, row, replies),
        claim=find_claim(row),
    )


def _see(by: Officer, rows: Iterable[MessageRow], days: Iterable[DeadlineRow], *, at: datetime) -> None:
    """Notes who looked first; a page that shows nothing new writes nothing."""
    new = [one.pk for one in rows if one.carried == "arrived" and one.seen_at is None]
    told = [one.pk for one in days if one.unseen]
    if new or told:
        with transaction.atomic():
            messages.set_seen(new, by=by, at=at)
            deadlines.set_seen(told)


def sealed_document(node: Node, by: Officer, request_id: str) -> bytes:
    """The sealed PDF of a request, answer or disclosure."""
    row = access.message_for(by, request_id)
    found = read_part(node, row, DOCUMENT)
    if found is None:
        raise NotFoundError(
            say("A message of the kind {kind} has no document.", kind=row.kind),
            remedy=say("Show its envelope."),
        )
    return found


def own_render(node: Node, by: Officer, request_id: str) -> bytes:
    """The page that this node itself renders from the message's values; what an officer acts on."""
    row = access.message_for(by, request_id)
    return render(message_of(row), about=subject_of(row.about))


def envelope(node: Node, by: Officer, message_id: str) -> bytes:
    """The envelope in which a message left or arrived (ASiC-E, not encrypted)."""
    row = access.message_for(by, message_id)
    if not row.envelope_digest:
        raise NotFoundError(
            say("This message travelled on paper and has no envelope."), remedy=say("Show its document.")
        )
    demand_opener(node, by, row)
    return node.vault_with(row.envelope_digest).get(row.envelope_digest)


def receipt(node: Node, by: Officer, message_id: str) -> bytes:
    """The signed receipt for a message; for one that arrived, the receipt that this node gave."""
    row = access.message_for(by, message_id)
    found = row.receipts.filter(kind="receipt", data__isnull=False).first()
    if found is None or found.data is None:
        raise NotFoundError(
            say("There is no receipt for this message yet."), remedy=say("Wait, or call the other side.")
        )
    return bytes(found.data)


def provider_extract(node: Node, by: Officer, request_id: str) -> bytes:
    """The extract for the provider (PDF): without the facts of the case."""
    row = access.message_for(by, request_id)
    if row.kind != "request":
        raise WrongStateError(
            say("Only a request has an extract for the provider."), remedy=say("Choose the request.")
        )
    return cooperation.provider_extract(request_of(row))


def export_hi1(node: Node, by: Officer, request_id: str) -> Json:
    """The request as an ETSI TS 103 120 HI-1 message, with the people who stand for it as approvals."""
    row = access.message_for(by, request_id)
    approvals: list[cooperation.Approval] = []
    draft = drafts.find_sent(row.pk)
    if draft is not None and draft.approved_by is not None and draft.approved_at is not None:
        person, at = draft.approved_by, whole_seconds(draft.approved_at)
        approvals.append(cooperation.Approval(name=person.name, role=person.authority, at=at))
    if row.sent_by is not None:
        approvals.append(
            cooperation.Approval(name=row.sent_by.name, role=row.sent_by.authority, at=row.dated_at)
        )
    return cooperation.export_hi1(request_of(row), approvals=tuple(approvals))


def _may(by: Officer, row: MessageRow, replies: Sequence[MessageRow]) -> frozenset[str]:
    """The acts that fit the state of the request and the roles of the officer."""
    if row.case is None or row.case.closed_at is not None or by.has("administrator"):
        return frozenset()
    if access.is_looking(by, row.case_id):
        return frozenset()
    state = State(row.state)
    may: set[str] = set()
    if any(one.direction == "sent" and one.carried in UNDELIVERED for one in (row, *replies)):
        may.add("try_again")
    if row.kind == "offer":
        may |= _may_offer(row, state)
    elif row.direction == "sent":
        may |= _may_asking(row, state, replies)
    else:
        may |= _may_asked(row, state)
    return frozenset(act for act in may if act not in _DONE_BY or by.has(*_DONE_BY[act]))


def _may_offer(row: MessageRow, state: State) -> set[str]:
    if row.direction == "sent":
        return {"send_offer_content"} if state is State.ACCEPTED else set()
    may = {"call_back"} | ({"open"} if state is State.RECEIVED else set())
    return may | ({"settle_offer"} if state in (State.RECEIVED, State.OPENED) else set())


def _may_asking(row: MessageRow, state: State, replies: Sequence[MessageRow]) -> set[str]:
    may: set[str] = set()
    if row.carried == "paper":
        may |= {"record_dispatch"} if state is State.APPROVED else {"record_paper_answer"}
    if state in LIVE:
        may |= {"withdraw", "supplement"}
    if family_of(row.measure) == "preservation" and state in LIVE:
        may.add("follow_up")
    if any("preserved" in one.outcomes for one in replies) and state in LIVE:
        may.add("ask_extension")
    if any("conditions_proposed" in one.outcomes for one in replies) and state in LIVE:
        may.add("settle_conditions")
    if any(one.kind == "disclosure" for one in replies):
        may.add("draft_to_third_state")
    if state in _DECIDED:
        may.add("close")
    return may


def _may_asked(row: MessageRow, state: State) -> set[str]:
    may: set[str] = {"call_back"}
    if state is State.RECEIVED:
        may.add("open")
    if state in (State.RECEIVED, State.OPENED):
        may |= {"accept", "refuse"}
    if state in _OPEN:
        may.add("ask")
    if state in LIVE:
        may.add("prepare_answer")
    if is_lone(row.measure) and state in LIVE:
        may.add("prepare_disclosure")
    if state in _DECIDED:
        may.add("close")
    return may
