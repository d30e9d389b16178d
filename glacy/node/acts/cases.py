"""Cases: opening, seeing, and who is on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.node.rules import new_id
from glacy.node.showing import show_deadline, show_events, show_message
from glacy.node.views import CaseView, Page, Shift
from glacy.sayings import say
from glacy.store import (
    access,
    arrivals,
    deadlines,
    drafts,
    evidence,
    glass,
    handovers,
    journal,
    messages,
    people,
    reviews,
    words,
)
from glacy.store import cases as stored
from glacy.store.models import CaseRow
from glacy.store.people import Officer

_LOOK_AHEAD = timedelta(days=31)


def open_case(
    node: Node, by: Officer, *, title: str, summary: str = "", language: str = "", victims: Iterable[str] = ()
) -> str:
    """The id of a new case with the opener on it; victims are pseudonyms."""
    access.demand_role(by, *access.DESK_ROLES)
    if not title.strip():
        raise WrongStateError(
            say("A case has a title."), remedy=say("Give it a short one, without names."), field="title"
        )
    at = node.clock()
    with transaction.atomic():
        case = stored.put_case(
            case_id=new_id(),
            country=node.country,
            title=title.strip()[:200],
            summary=summary.strip(),
            language=language or by.language,
            by=by,
            at=at,
            exercise=node.exercise,
            victims=[name.strip() for name in victims if name.strip()],
        )
        words.put_words(case, (case.reference, case.title, case.summary))
        journal.put_entry("case.opened", by=by, what={"reference": case.reference}, at=at, case=case)
    return case.pk


def list_cases(
    node: Node, by: Officer, *, after: str | None = None, limit: int = 25, closed: bool = False
) -> Page[CaseRow]:
    """The officer's cases, last touched first; `after` is the key of the page before."""
    items, last = stored.page_of_cases(by, after=after, limit=limit, closed=closed)
    return Page(items=tuple(items), after=last)


def view_case(node: Node, by: Officer, case_id: str) -> CaseView:
    """Everything about a case, for a person who is on it."""
    case = access.case_for(by, case_id)
    shown = tuple(show_message(row) for row in messages.gather_shown(messages.all_requests(case)))
    today = node.clock()
    return CaseView(
        row=case,
        people=tuple(stored.all_members(case)),
        victims=tuple(stored.all_victims(case)),
        drafts=tuple(drafts.open_drafts(case)),
        requests=shown,
        timeline=show_events(case),
        deadlines=tuple(
            show_deadline(row, today) for row in deadlines.all_deadlines(one.row for one in shown)
        ),
        exhibits=tuple(evidence.all_exhibits(case.pk)),
        glasses=tuple(one for one in glass.open_on([case.pk]) if (one.until_at or today) > today),
    )


def add_victim(node: Node, by: Officer, case_id: str, pseudonym: str, note: str = "") -> None:
    """Adds a victim under a pseudonym."""
    case = access.case_for(by, case_id)
    with transaction.atomic():
        stored.put_victim(case, pseudonym.strip(), note)
        journal.put_entry("case.victim_added", by=by, what={}, at=node.clock(), case=case)
        stored.touch_case(case, at=node.clock())


def add_member(node: Node, by: Officer, case_id: str, username: str, why: str) -> None:
    """Puts a person on the case; an administrator cannot be put on one."""
    case = access.case_for(by, case_id)
    person = people.get_officer(username)
    if person.has("administrator"):
        raise WrongStateError(
            say("{person} is an administrator and cannot be on a case.", person=person.name),
            remedy=say("Name another person."),
        )
    at = node.clock()
    with transaction.atomic():
        stored.put_member(case, person.id, by=by, at=at, why=why)
        what = {"person": person.username, "why": why}
        journal.put_entry("case.member_added", by=by, what=dict(what), at=at, case=case)
        stored.touch_case(case, at=at)


def remove_member(node: Node, by: Officer, case_id: str, username: str, why: str) -> None:
    """Takes a person off the case; the last one cannot be taken off."""
    case = access.case_for(by, case_id)
    person = people.get_officer(username)
    with transaction.atomic():
        stored.lock_case(case.pk)
        access.case_for(by, case.pk)  # somebody may have taken this officer off meanwhile
        if [one.id for one, _ in stored.all_members(case)] == [person.id]:
            raise WrongStateError(
                say("A case has at least one person on it."), remedy=say("Put another person on it first.")
            )
        stored.remove_member(case, person.id, at=node.clock())
        what = {"person": person.username, "why": why}
        journal.put_entry("case.member_removed", by=by, what=dict(what), at=node.clock(), case=case)


def close_case(node: Node, by: Officer, case_id: str, why: str) -> None:
    """Closes a case; it stays readable to those who are on it."""
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.DESK_ROLES)
    if case.closed_at is not None:
        raise WrongStateError(say("The case is closed already."), remedy=say("Open a new one if it goes on."))
    with transaction.atomic():
        stored.close_case(case, at=node.clock(), why=why)
        journal.put_entry("case.closed", by=by, what={"why": why}, at=node.clock(), case=case)


def start_of_shift(node: Node, by: Officer) -> Shift:
    """What needs this officer now, and what waits for others."""
    at = node.clock()
    receives = by.has(*access.RECEIVERS)
    until = (at + _LOOK_AHEAD).date()
    return Shift(
        waiting=(
            *(messages.all_unopened() if receives else ()),
            *messages.unopened_on(access.places_of(by)),
        ),
        unseen=tuple(messages.unseen_on(access.places_of(by))),
        to_approve=tuple(drafts.proposed_to(by)),
        deadlines=tuple(show_deadline(row, at) for row in deadlines.deadlines_until(by, until, limit=50)),
        reviews=tuple(reviews.due_reviews(by)),
        not_carried=tuple(messages.not_carried_on(access.places_of(by))),
        my_drafts=tuple(drafts.drafts_of(by)),
        quarantined=tuple(arrivals.all_quarantined()) if receives else (),
        differing=tuple(evidence.differing_on(access.places_of(by))),
        handed=tuple(handovers.waiting_for(by, access.places_of(by))),
        to_destroy=tuple(handovers.asked_of(by, access.places_of(by))) if by.has(*access.APPROVERS) else (),
    )


def search(node: Node, by: Officer, text: str, *, after: str | None = None, limit: int = 25) -> Page[CaseRow]:
    """The officer's cases in which every word of the text occurs (references, titles, targets)."""
    items, last = words.search_cases(by, text, after=after, limit=limit)
    return Page(items=tuple(items), after=last)
