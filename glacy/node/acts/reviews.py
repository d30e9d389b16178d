"""Acts that one officer did alone, looked at on the next working day."""

from __future__ import annotations

from django.db import transaction

from glacy.node.errors import SecondPersonError, WrongStateError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, cases, journal
from glacy.store import reviews as stored
from glacy.store.models import ReviewRow
from glacy.store.people import Officer

VERDICTS = ("in_order", "not_in_order")


def night_acts(node: Node, by: Officer) -> tuple[ReviewRow, ...]:
    """Acts that wait for a review by this person; of a case they are not on, only that an act waits."""
    return tuple(stored.due_reviews(by))


def open_review(node: Node, by: Officer, act_id: str) -> str:
    """The id of the case; who may review the act is on it from now on, and its people see so."""
    row = _reviewable(by, act_id)
    case, at = row.message.case, node.clock()
    assert case is not None  # an act is done on a case
    if not access.places_of(by).filter(case=case).exists():
        with transaction.atomic():
            cases.put_member(case, by.id, by=by, at=at, why=say("reviews an act that was done alone"))
            what = {"person": by.username, "why": "review", "message": row.message_id}
            journal.put_entry("case.member_added", by=by, what=dict(what), at=at, case=case)
    return case.pk


def review(node: Node, by: Officer, act_id: str, *, verdict: str, note: str = "") -> None:
    """Records the review, by another person than the one who acted; `verdict` is in_order or not_in_order."""
    row = _reviewable(by, act_id)
    if verdict not in VERDICTS:
        raise WrongStateError(
            say("{verdict!r} is no verdict.", verdict=verdict),
            remedy=say("Use one of {verdicts}.", verdicts=VERDICTS),
            field="verdict",
        )
    if verdict == "not_in_order" and not note.strip():
        raise WrongStateError(say("Say what is not in order."), remedy=say("Write a note."), field="note")
    open_review(node, by, act_id)
    at = node.clock()
    with transaction.atomic():
        if not stored.set_reviewed(row, by=by, at=at, verdict=verdict, note=note):
            raise _reviewed()
        what = {"message": row.message_id, "act": row.act, "verdict": verdict, "note": note}
        journal.put_entry("act.reviewed", by=by, what=dict(what), at=at, case=row.message.case_id)
        cases.touch_case(row.message.case_id or "", at=at)


def _reviewable(by: Officer, act_id: str) -> ReviewRow:
    access.demand_role(by, *stored.REVIEWERS)
    row = stored.get_review(act_id)
    if str(row.done_by_id) == by.id:
        raise SecondPersonError(
            say("Who acted alone cannot review the act."), remedy=say("Ask another person.")
        )
    if row.reviewed_at is not None:
        raise _reviewed()
    return row


def _reviewed() -> WrongStateError:
    return WrongStateError(say("This act was reviewed before."), remedy=say("Open the list again."))
