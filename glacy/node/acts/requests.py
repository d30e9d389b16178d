"""Requests that this node sends: drafted, completed, approved and sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from glacy.canon import Json
from glacy.cooperation import (
    Draft,
    FreeText,
    InvalidValueError,
    Message,
    Request,
    complete,
    complete_extension,
    past_days,
    render_draft,
    safeguards_of,
)
from glacy.countries import get_country
from glacy.node.acts.approving import approve, give_back
from glacy.node.acts.following import (
    answer_question,
    ask_extension,
    close_request,
    fill_extension,
    send_offer_content,
    settle_conditions,
    withdraw,
)
from glacy.node.acts.showing import (
    envelope,
    export_hi1,
    own_render,
    provider_extract,
    receipt,
    sealed_document,
    view_request,
)
from glacy.node.drafting import ON_PAPER, begin_draft, read_body, view_of, write_body
from glacy.node.errors import SecondPersonError, SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.node.rules import (
    demand_confirmed,
    demand_open,
    may_alone,
    new_id,
    put_for_review,
)
from glacy.node.rulings import ruling_of_draft
from glacy.node.sending import Outgoing, thread_for
from glacy.node.sending import send as put_in_outbox
from glacy.node.views import DraftView
from glacy.sayings import say
from glacy.store import access, cases, drafts, journal, people, targets
from glacy.store.models import DraftRow, MessageRow
from glacy.store.people import Officer
from glacy.treaty import read_measure

__all__ = [
    "answer_question",
    "approve",
    "ask_extension",
    "close_request",
    "discard_draft",
    "envelope",
    "export_hi1",
    "fill_extension",
    "find_extension",
    "give_back",
    "name_basis",
    "own_render",
    "preview",
    "propose",
    "provider_extract",
    "receipt",
    "save_section",
    "sealed_document",
    "send",
    "send_extension",
    "send_offer_content",
    "settle_conditions",
    "start_draft",
    "view_draft",
    "view_request",
    "withdraw",
]


def start_draft(
    node: Node,
    by: Officer,
    case_id: str,
    *,
    country: str,
    measure: str,
    like: str | None = None,
    addressee: str = "state",
) -> str:
    """The id of a new draft; `like` is an earlier request whose targets, reference and expiry it inherits."""
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.DESK_ROLES)
    get_country(country)
    if country == node.country:
        raise WrongStateError(
            say("A request crosses a border, and this is the node of {country}.", country=country),
            remedy=say("Name another country."),
        )
    earlier = None if like is None else access.message_for(by, like)
    draft = begin_draft(
        node,
        by,
        case,
        country=country,
        measure=str(read_measure(measure)),
        addressee=addressee,
        like=earlier,
    )
    return put_draft(node, by, case_id, draft, about=earlier, addressee=addressee)


def put_draft(
    node: Node,
    by: Officer,
    case_id: str,
    draft: Draft,
    *,
    about: MessageRow | None,
    kind: str = "request",
    addressee: str = "state",
) -> str:
    """The id of a draft that was begun; the case and the journal know of it."""
    case, at = access.case_for(by, case_id), node.clock()
    demand_open(case)
    with transaction.atomic():
        row = drafts.put_draft(
            draft_id=new_id(),
            case=case,
            kind=kind,
            measure=draft.measure,
            country=draft.requested,
            addressee=addressee,
            body=write_body(draft),
            about=about,
            by=by,
            at=at,
        )
        what = {"draft": row.pk, "measure": draft.measure, "to": draft.requested}
        journal.put_entry("draft.started", by=by, what=dict(what), at=at, case=case)
        cases.touch_case(case, at=at)
    return row.pk


def save_section(node: Node, by: Officer, draft_id: str, section: str, values: Json) -> DraftView:
    """The draft with that section saved; a malformed value raises SectionError naming its fields."""
    row = _editable(by, draft_id)
    try:
        draft = read_body(row).with_section(section, _guarded(row, by, section, values))
    except InvalidValueError as fault:
        raise SectionError(
            str(fault), remedy=fault.remedy, field=fault.field, finding=fault.finding, section=section
        ) from fault
    _demand_ahead(node, draft, section, is_on_paper=row.kind == ON_PAPER)
    return _save(node, by, row, draft, "draft.saved", {"section": section})


def view_draft(node: Node, by: Officer, draft_id: str) -> DraftView:
    """A draft with its ruling, what is missing, warnings, and who asked before."""
    row = access.draft_for(by, draft_id)
    _demand_request(row)
    return view_of(node, by, row)


def find_extension(node: Node, by: Officer, draft_id: str) -> DraftRow | None:
    """The draft, if it asks for an extension; None if it is of another kind."""
    row = access.draft_for(by, draft_id)
    return row if row.kind == "extension" else None


def discard_draft(node: Node, by: Officer, draft_id: str) -> None:
    """Puts a draft aside; it is kept, and shown no more."""
    row = _editable(by, draft_id, any_kind=True)
    with transaction.atomic():
        drafts.set_discarded(row)
        journal.put_entry("draft.discarded", by=by, what={"draft": row.pk}, at=node.clock(), case=row.case_id)


def name_basis(node: Node, by: Officer, draft_id: str, *, kind: str, text: str, why: str) -> DraftView:
    """The draft on another basis (agreement, reciprocity, other) that this person names; it is recorded."""
    row = _editable(by, draft_id)
    values: dict[str, Json] = {
        "measure": row.measure,
        "kind": kind,
        "text": text,
        "why": why,
        "named_by": by.name,
    }
    try:
        draft = read_body(row).with_section("basis", values)
    except InvalidValueError as fault:
        raise SectionError(str(fault), remedy=fault.remedy, field=fault.field, section="basis") from fault
    return _save(node, by, row, draft, "basis.named", {"kind": kind, "text": text, "why": why})


def preview(node: Node, by: Officer, draft_id: str) -> bytes:
    """The document of a draft as it would leave, marked as a draft and not sealed (PDF)."""
    row = access.draft_for(by, draft_id)
    _demand_request(row)
    draft = read_body(row)
    ruling = ruling_of_draft(draft, on=node.clock().date())
    return render_draft(draft, safeguards=safeguards_of(draft, ruling))


def propose(node: Node, by: Officer, draft_id: str, *, to: str = "") -> None:
    """Lays a complete draft before a second person; `to` puts that person on the case if they are not yet."""
    row = _editable(by, draft_id, any_kind=True)
    _demand_ours(row)
    if row.kind in ("request", "extension"):
        _message_of(node, row)
    at = node.clock()
    with transaction.atomic():
        if to:
            person = people.get_officer(to)
            access.demand_role(person, *access.APPROVERS)
            if not access.places_of(person).filter(case_id=row.case_id).exists():
                cases.put_member(row.case, person.id, by=by, at=at, why=say("asked to approve"))
        drafts.set_proposed(row, by=by, at=at)
        what = {"draft": row.pk, "asked": to}
        journal.put_entry("draft.proposed", by=by, what=dict(what), at=at, case=row.case)
        cases.touch_case(row.case, at=at)


def send(node: Node, by: Officer, draft_id: str, *, confirmed_at: datetime) -> str:
    """The id of the request that is now sealed and in the outbox.

    A duty officer alone may send ETS185-29 and ETS185-35 when the rules of the node let them, as a rule at
    night, marked for review on the next working day; all else
    needs an approved draft. A State without a node gets it on paper: `record_dispatch` says when it left.
    """
    row = access.draft_for(by, draft_id)
    access.demand_role(by, *access.DESK_ROLES)
    demand_confirmed(node, confirmed_at)
    _demand_request(row)
    _demand_ours(row)
    demand_open(row.case)
    if row.state in ("sent", "discarded"):
        raise WrongStateError(
            say("This draft is {stands}.", stands=row.state),
            remedy=say("Open the request in its case."),
            request=row.sent_as,
        )
    is_alone = row.state != "approved"
    if is_alone and not may_alone(node, by, row.measure):
        raise SecondPersonError(
            say("This request needs the approval of a second person before it is sent."),
            remedy=say("Propose it to a colleague who may approve."),
        )
    message = _message_of(node, row)

    def also(sent: MessageRow) -> None:
        drafts.set_sent(row, message=sent.pk)
        if isinstance(message, Request):
            targets.put_targets(sent, message.targets, whom=by)
        if is_alone:
            put_for_review(node, sent if sent.about is None else sent.about, "sent", by)

    about = row.about if row.about is not None and row.about.country == row.country else None
    sent = put_in_outbox(
        node,
        Outgoing(
            message=message,
            case=row.case_id,
            country=row.country,
            by=by,
            entry_kind="request.sent" if isinstance(message, Request) else "extension.sent",
            about=about,
            approved_by=row.approved_by_id,
            what={"draft": row.pk, "measure": row.measure, "alone": is_alone},
            also=also,
        ),
    )
    return sent.pk


def send_extension(node: Node, by: Officer, draft_id: str, *, confirmed_at: datetime) -> str:
    """The id of the extension message, now in the outbox; the same as `send`."""
    return send(node, by, draft_id, confirmed_at=confirmed_at)


def _message_of(node: Node, row: DraftRow) -> Message:
    """The message of a draft; IncompleteRequestError lists what is missing."""
    draft, at = read_body(row), node.clock()
    if row.kind == "extension":
        reason = draft.get("urgency", "reason") or draft.get("data", "reason")
        text = reason.get("text") if isinstance(reason, Mapping) else None
        said = (
            str(text) if text else say("The investigation continues, and the assistance request is prepared.")
        )
        return complete_extension(
            draft, id=new_id(), dated_at=at, reason=FreeText(text=said, language=draft.original_language)
        )
    return complete(
        draft,
        ruling=ruling_of_draft(draft, on=at.date()),
        id=new_id(),
        dated_at=at,
        thread=thread_for(row.case_id, row.country),
    )


def _guarded(row: DraftRow, by: Officer, section: str, values: Json) -> Json:
    """The values of a section, in the country and measure of the draft and in the name of who fills it in."""
    if section == "addressee" and isinstance(values, Mapping):
        return {**values, "country": read_body(row).requested}
    if section == "authority" and isinstance(values, Mapping):
        return {**values, "country": read_body(row).requesting}
    if section == "basis" and isinstance(values, Mapping):
        named = {} if values.get("kind", "treaty") == "treaty" else {"named_by": by.name}
        return {**values, "measure": row.measure, **named}
    return values


def _demand_ahead(node: Node, draft: Draft, section: str, *, is_on_paper: bool) -> None:
    """Returns if no day of the section that should lie ahead has passed; on a paper that came it may have."""
    for past in past_days(draft, on=node.clock().date()):
        if past.section == section and not is_on_paper:
            raise SectionError(past.says, field=f"{section}.{past.field}", finding=past.says, section=section)


def _save(
    node: Node, by: Officer, row: DraftRow, draft: Draft, kind: str, what: Mapping[str, Json]
) -> DraftView:
    at = node.clock()
    with transaction.atomic():
        drafts.save_body(row, write_body(draft), by=by, at=at)
        journal.put_entry(kind, by=by, what={"draft": row.pk, **what}, at=at, case=row.case_id)
        cases.touch_case(row.case_id, at=at)
    return view_of(node, by, row)


def _editable(by: Officer, draft_id: str, *, any_kind: bool = False) -> DraftRow:
    row = access.draft_for(by, draft_id)
    access.demand_role(by, *access.DESK_ROLES)
    if not any_kind:
        _demand_request(row)
    if row.state in ("sent", "discarded"):
        raise WrongStateError(
            say("This draft is {stands}.", stands=row.state),
            remedy=say("Start a new one."),
            request=row.sent_as,
        )
    return row


def _demand_ours(row: DraftRow) -> None:
    """Returns if the draft is of this node; one that keys in a paper is taken in, and never sent."""
    if row.kind == ON_PAPER:
        raise WrongStateError(
            say("This request came on paper from {country}.", country=row.country),
            remedy=say("Record it when it is complete."),
        )


def _demand_request(row: DraftRow) -> None:
    if row.kind not in ("request", "extension", ON_PAPER):
        raise WrongStateError(
            say("This is a draft of the kind {kind}.", kind=row.kind), remedy=say("Open it in the inbox.")
        )
