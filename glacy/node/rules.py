"""Who may do what with whom: confirmation, the lone officer, the second person, and who speaks."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from glacy.cooperation import Authority
from glacy.node.authority import rules_of
from glacy.node.errors import ConfirmationError, SecondPersonError, WrongStateError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import reviews
from glacy.store.models import CaseRow, DraftRow, MessageRow
from glacy.store.people import Officer
from glacy.treaty import family_of

_LONE: Final = ("preservation", "network")


def is_lone(measure: str) -> bool:
    """Whether one duty officer may send or execute it alone at night, reviewed afterwards."""
    return family_of(measure) in _LONE


_SKEW = timedelta(minutes=1)


def new_id() -> str:
    """A new id, from the randomness of the system."""
    return str(uuid.uuid4())


def demand_confirmed(node: Node, confirmed_at: datetime) -> None:
    """Returns if the person proved who they are a short while ago: `fresh_minutes` of the node."""
    age = node.clock() - confirmed_at
    if not -_SKEW <= age <= node.sign_in.fresh_for:
        raise ConfirmationError(
            say("This act takes a fresh confirmation that it is you."),
            remedy=say("Sign in again."),
            confirmed_at=confirmed_at.isoformat(),
        )


def acts_alone(officer: Officer, measure: str) -> bool:
    """Whether what this officer does about the measure without a second person is looked at afterwards."""
    return is_lone(measure) and officer.has("duty_officer")


def may_alone(node: Node, officer: Officer, measure: str) -> bool:
    """Whether this officer may send or execute this measure without a second person, at this hour."""
    if not acts_alone(officer, measure):
        return False
    rules = rules_of(node)
    return rules.alone == "always" or (rules.alone == "at_night" and rules.is_night(node.clock()))


def demand_other_person(draft: DraftRow, officer: Officer) -> None:
    """Returns if the officer did not write any of the draft."""
    if officer.id in draft.editors or officer.id == str(draft.proposed_by_id):
        raise SecondPersonError(
            say("Who prepared it cannot approve or release it."),
            remedy=say("Ask another person on the case who may approve."),
        )


def demand_open(case: CaseRow) -> None:
    """Returns if the case goes on: nothing begins on a closed one, and what arrives is still answered."""
    if case.closed_at is not None:
        raise WrongStateError(
            say(
                "The case {reference} was closed on {closed_at}.",
                reference=case.reference,
                closed_at=case.closed_at.date(),
            ),
            remedy=say("Open a new case and name this one in it."),
            case=case.pk,
        )


def put_for_review(node: Node, message: MessageRow, act: str, officer: Officer) -> None:
    """What one officer did alone is looked at on the next working day; inside the act's transaction."""
    at = node.clock()
    day = rules_of(node).next_working_day(at)
    reviews.put_review(review_id=new_id(), message=message, act=act, by=officer, at=at, review_on=day)


def authority_of(node: Node, officer: Officer) -> Authority:
    """The office for which an officer speaks, with its hours and numbers as the directory has them."""
    role = "competent_authority"
    if officer.has("duty_officer"):
        role = "contact_24_7"
    elif officer.has("central_authority_lawyer"):
        role = "central_authority"
    office = next((one for one in node.offices if one.role == role), None)
    return Authority(
        country=node.country,
        name=officer.authority or node.name,
        role=role,  # type: ignore[arg-type]  # one of the three words above
        zone=officer.zone,
        officer=officer.name,
        title=officer.title or None,
        phone=officer.phone or (office.phone if office else None),
        email=officer.email or (office.email if office else None),
        hours=office.hours if office else None,
    )
