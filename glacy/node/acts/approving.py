"""What the second person does with a draft that lies before them: approve it, or give it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed, demand_other_person
from glacy.sayings import say
from glacy.store import access, cases, drafts, journal
from glacy.store.models import DraftRow
from glacy.store.people import Officer


def give_back(node: Node, by: Officer, draft_id: str, why: str) -> None:
    """Gives a proposed draft back to the one who prepared it, with the reason."""
    row = access.draft_for(by, draft_id)
    access.demand_role(by, *access.APPROVERS)
    if row.state not in ("proposed", "approved"):
        raise WrongStateError(
            say("Only what was proposed can be given back."), remedy=say("Open the draft again.")
        )
    with transaction.atomic():
        drafts.set_given_back(row, why)
        what = {"draft": row.pk, "why": why}
        journal.put_entry("draft.given_back", by=by, what=dict(what), at=node.clock(), case=row.case)


def approve(
    node: Node, by: Officer, draft_id: str, *, confirmed_at: datetime, seen: str | None = None
) -> None:
    """Approves a proposed draft; the approver is not one of those who prepared it.

    `seen` is the mark of the content that the approver has read (`DraftView.mark`): nothing else is approved.
    """
    row = access.draft_for(by, draft_id)
    access.demand_role(by, *access.APPROVERS)
    demand_other_person(row, by)
    demand_confirmed(node, confirmed_at)
    if row.state != "proposed":
        raise WrongStateError(
            say("Only a draft that was proposed can be approved; this one is {stands}.", stands=row.state),
            remedy=say("Ask the one who prepares it to propose it."),
        )
    if seen is not None and seen != drafts.mark_of(row):
        raise WrongStateError(
            say("The draft was changed after you opened it, so it is not approved."),
            remedy=say("Read it again as it is now."),
        )
    at = node.clock()
    with transaction.atomic():
        drafts.set_approved(row, by=by, at=at)
        journal.put_entry("draft.approved", by=by, what={"draft": row.pk}, at=at, case=row.case)
        cases.touch_case(row.case, at=at)


def propose_answer(node: Node, by: Officer, answer_id: str) -> None:
    """Lays an answer that was given back before a second person again."""
    draft = access.draft_for(by, answer_id)
    if draft.kind not in ("answer", "disclosure"):
        raise WrongStateError(say("This is no answer."), remedy=say("Open it among the drafts."))
    at = node.clock()
    with transaction.atomic():
        drafts.set_proposed(draft, by=by, at=at)
        journal.put_entry("draft.proposed", by=by, what={"draft": draft.pk}, at=at, case=draft.case_id)


def demand_not_given_back(draft: DraftRow) -> None:
    """Returns unless a colleague wants something changed first: what they gave back does not leave."""
    if draft.state == "draft":
        raise WrongStateError(
            say("This answer was given back: {why}", why=draft.given_back_why or say("no reason was given")),
            remedy=say(
                "Prepare another one, or let the one who prepared it lay it before a second person again."
            ),
            draft=draft.pk,
        )
