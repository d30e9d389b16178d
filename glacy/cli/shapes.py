"""The JSON of cases, drafts, requests and exhibits, with the names that the API of the desk uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from glacy.canon import read_canonical

if TYPE_CHECKING:
    from glacy.node.views import AskedBefore, CaseView, DeadlineView, DraftView, MessageView, RequestView
    from glacy.store.models import CaseRow, CustodyRow, DraftRow, ExhibitRow, MessageRow, ReviewRow

Shape = Mapping[str, object]


def case_shape(row: CaseRow) -> Shape:
    """A case in a list."""
    return {
        "id": row.pk,
        "reference": row.reference,
        "title": row.title,
        "opened_at": row.opened_at,
        "touched_at": row.touched_at,
        "closed_at": row.closed_at,
    }


def whole_case(view: CaseView) -> Shape:
    """A case with all that belongs to it."""
    return {
        **case_shape(view.row),
        "summary": view.row.summary,
        "language": view.row.language,
        "victims": list(view.victims),
        "people": [{"username": one.username, "name": one.name, "why": why} for one, why in view.people],
        "drafts": [draft_row(one) for one in view.drafts],
        "requests": [message_shape(one) for one in view.requests],
        "deadlines": [deadline_shape(one) for one in view.deadlines],
        "timeline": [
            {
                "at": one.at,
                "kind": one.kind,
                "who": one.who,
                "what": dict(one.what),
                "message_id": one.message_id,
                "message_kind": one.message_kind,
                "request_id": one.request_id,
            }
            for one in view.timeline
        ],
        "exhibits": [exhibit_shape(one) for one in view.exhibits],
    }


def deadline_shape(one: DeadlineView) -> Shape:
    """A day that matters."""
    return {
        "request_id": one.request_id,
        "kind": one.kind,
        "due_on": one.due_on,
        "days_left": one.days_left,
        "governs": one.governs,
        "when_passed": one.when_passed,
        "article": one.article,
        "country": one.country,
    }


def draft_row(row: DraftRow) -> Shape:
    """Something that is being prepared, in a list."""
    return {
        "id": row.pk,
        "case_id": row.case_id,
        "kind": row.kind,
        "measure": row.measure,
        "country": row.country,
        "state": row.state,
        "saved_at": row.saved_at,
        "given_back_why": row.given_back_why,
        "sent_as": row.sent_as or None,
    }


def draft_shape(view: DraftView) -> Shape:
    """A draft as it stands, with what the treaty says of it and what is missing."""
    return {
        **draft_row(view.row),
        "mark": view.mark,
        "sections": dict(view.draft.sections),
        "stand": dict(view.sections),
        "ruling": {
            "measure": view.ruling.measure,
            "answer": view.ruling.answer,
            "reasons": [{"text": one.text, "article": one.article} for one in view.ruling.reasons],
        },
        "missing": [
            {"section": one.section, "field": one.field, "article": one.article, "says": one.says}
            for one in view.missing
        ],
        "warnings": [{"target": one.target, "key": one.key, "says": one.says} for one in view.warnings],
        "asked_before": [_asked(one) for one in view.asked_before],
        "second_person": view.second_person,
        "has_node": view.has_node,
    }


def message_row(row: MessageRow) -> Shape:
    """A message in a list, without what it says."""
    return {
        "id": row.pk,
        "case_id": row.case_id,
        "kind": row.kind,
        "measure": row.measure,
        "country": row.country,
        "direction": row.direction,
        "urgency": row.urgency,
        "state": row.state,
        "carried": row.carried,
        "dated_at": row.dated_at,
        "arrived_at": row.arrived_at,
    }


def message_shape(view: MessageView) -> Shape:
    """A message of a thread with how it stands; `body` is its canonical value."""
    return {
        **message_row(view.row),
        "carried": view.carried,
        "last_error": view.last_error,
        "next_try_at": view.next_try_at,
        "awaited_until": view.awaited_until,
        "departures": [
            {"carrier": one.carrier, "times": one.times, "last_at": one.last_at, "came_back": one.came_back}
            for one in view.departures
        ],
        "receipts": [{"kind": one.kind, "at": one.at} for one in view.receipts],
        "files": dict(view.files),
        "exhibits": [exhibit_shape(one) for one in view.exhibits],
        "body": read_canonical(bytes(view.row.body)),
    }


def request_shape(view: RequestView) -> Shape:
    """A request with what followed on it, and what this officer may do next."""
    return {
        **message_shape(view.message),
        "state": view.state,
        "replies": [message_shape(one) for one in view.replies],
        "drafts": [draft_row(one) for one in view.drafts],
        "deadlines": [deadline_shape(one) for one in view.deadlines],
        "call_backs": [
            {
                "at": one.at,
                "number": one.number,
                "spoke_to": one.spoke_to,
                "result": one.result,
                "note": one.note,
            }
            for one in view.call_backs
        ],
        "reviews": [review_shape(one) for one in view.reviews],
        "may": sorted(view.may),
    }


def review_shape(row: ReviewRow) -> Shape:
    """An act that was done alone, and what its review said."""
    return {
        "id": row.pk,
        "request_id": row.message_id,
        "act": row.act,
        "done_by": row.done_by.name,
        "done_at": row.done_at,
        "review_on": row.review_on,
        "reviewed_at": row.reviewed_at,
        "verdict": row.verdict,
        "note": row.note,
    }


def exhibit_shape(row: ExhibitRow) -> Shape:
    """A file of evidence by its seal."""
    return {
        "id": row.pk,
        "name": row.name,
        "digest": row.digest,
        "size": row.size,
        "sealed_at": row.sealed_at,
        "origin": row.origin,
        "conditions": row.conditions,
        "number": row.number,
        "holder": row.holder,
        "apart": row.apart or None,
        "checked_at": row.checked_at,
        "check_holds": row.check_holds,
        "destroyed_at": row.destroyed_at,
    }


def custody_shape(row: CustodyRow) -> Shape:
    """One event in the life of an exhibit."""
    return {
        "kind": row.kind,
        "at": row.at,
        "by": row.by,
        "to": row.to,
        "keeper": row.keeper or None,
        "why": row.why,
        "request": row.request_reference,
        "entry_index": row.entry.index,
    }


def _asked(one: AskedBefore) -> Shape:
    """A target that was asked before: whom to call, and nothing else."""
    return {
        "target": one.target,
        "country": one.country,
        "name": one.name,
        "authority": one.authority,
        "phone": one.phone,
        "email": one.email,
        "own": one.own,
        "request_id": one.request_id,
    }
