"""Need to know: the one place that says which cases a person may see, and which acts their roles allow.

A case is seen by those who are on it and by nobody else, the administrator included (DESIGN.md, section 5).
"""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from glacy.sayings import say
from glacy.store import journal
from glacy.store.errors import ContentGoneError, NoAccessError, NotAllowedError, NotFoundError
from glacy.store.models import (
    AgreementRow,
    CaseMemberRow,
    CasePaperRow,
    CaseRow,
    ConsentRow,
    DestructionRow,
    DraftRow,
    ExhibitRow,
    HandOverRow,
    MessageRow,
    OpenerRow,
)
from glacy.store.people import Officer, Role

_Row = TypeVar("_Row", ConsentRow, AgreementRow)
DESK_ROLES: tuple[Role, ...] = ("duty_officer", "case_officer", "central_authority_lawyer")
APPROVERS: tuple[Role, ...] = ("approver", "central_authority_lawyer")
RECEIVERS: tuple[Role, ...] = ("duty_officer", "central_authority_lawyer", "approver")
KEEPERS: tuple[Role, ...] = ("custodian", *DESK_ROLES)


def demand_role(officer: Officer, *roles: Role) -> None:
    """Returns if the officer holds one of the roles."""
    if not officer.has(*roles):
        raise NotAllowedError(
            say(
                "{officer} cannot do this: it takes the role {roles}.",
                officer=officer.name,
                roles=" or ".join(roles).replace("_", " "),
            ),
            remedy=say("Ask a colleague who has it, or your administrator."),
            roles=list(roles),
        )


def places_of(officer: Officer) -> QuerySet[CaseMemberRow]:
    """The officer's places on cases; every list of cases starts here."""
    places = CaseMemberRow.objects.filter(officer_id=int(officer.id), removed_at=None)
    return places.none() if officer.has("administrator") else places


def cases_of(officer: Officer) -> QuerySet[CaseRow]:
    """The cases that the officer is on."""
    return CaseRow.objects.filter(pk__in=places_of(officer).values("case_id"))


def case_for(officer: Officer, case_id: str | None) -> CaseRow:
    """The case, if the officer is on it. Whether there is such a case is not told to others."""
    _demand_place(officer, case_id)
    return CaseRow.objects.get(pk=case_id)


def draft_for(officer: Officer, draft_id: str) -> DraftRow:
    """The draft, if the officer is on its case."""
    row = DraftRow.objects.select_related("case", "made_by", "about").filter(pk=draft_id).first()
    _demand_place(officer, None if row is None else row.case_id)
    assert row is not None  # no case, no place
    return row


def message_for(officer: Officer, message_id: str) -> MessageRow:
    """The message, if the officer is on its case; one that nobody has opened is on no case."""
    row = MessageRow.objects.select_related("case").filter(pk=message_id).first()
    _demand_place(officer, None if row is None else row.case_id)
    assert row is not None  # no case, no place
    return row


def exhibit_for(officer: Officer, exhibit_id: str) -> ExhibitRow:
    """The exhibit, if the officer is on its case."""
    row = ExhibitRow.objects.select_related("case", "message").filter(pk=exhibit_id).first()
    _demand_place(officer, None if row is None else row.case_id)
    assert row is not None  # no case, no place
    return row


def content_for(officer: Officer, exhibit_id: str) -> ExhibitRow:
    """The exhibit, if its content is there and the officer may have it; some has named openers."""
    row = exhibit_for(officer, exhibit_id)
    if (row.apart or _lies_apart(row.digest)) and not is_opener(officer, row.case_id):
        raise NoAccessError(
            say("This is child-abuse material: it is opened by named persons alone, and you are not named."),
            remedy=say("Ask one of the openers of the case; the list stands on its page."),
            exhibit=row.pk,
        )
    if row.destroyed_at is not None:
        raise ContentGoneError(
            say("The content was destroyed on {on}.", on=row.destroyed_at.date()),
            remedy=say("Its chain says why, and who decided."),
            exhibit=row.pk,
        )
    return row


def _lies_apart(digest: str) -> bool:
    return ExhibitRow.objects.filter(digest=digest).exclude(apart="").exists()


def is_opener(officer: Officer, case_id: str) -> bool:
    """Whether the officer is on the case and named to open its child-abuse material."""
    named = OpenerRow.objects.filter(case_id=case_id, officer_id=int(officer.id), removed_at=None)
    return named.exists() and places_of(officer).filter(case_id=case_id).exists()


def hand_over_for(officer: Officer, hand_over_id: str) -> HandOverRow:
    """The hand-over, if the officer is on the case of its exhibit."""
    rows = HandOverRow.objects.select_related("exhibit", "exhibit__case", "from_officer", "to_officer")
    row = rows.filter(pk=hand_over_id).first()
    _demand_place(officer, None if row is None else row.exhibit.case_id)
    assert row is not None  # no case, no place
    return row


def destruction_for(officer: Officer, destruction_id: str) -> DestructionRow:
    """What is asked to be destroyed, if the officer is on its case."""
    rows = DestructionRow.objects.select_related("exhibit", "exhibit__case", "asked_by")
    row = rows.filter(pk=destruction_id).first()
    _demand_place(officer, None if row is None else row.exhibit.case_id)
    assert row is not None  # no case, no place
    return row


def paper_for(officer: Officer, paper_id: str) -> CasePaperRow:
    """The paper, if the officer is on its case."""
    row = CasePaperRow.objects.select_related("case", "request").filter(pk=paper_id).first()
    _demand_place(officer, None if row is None else row.case_id)
    assert row is not None  # no case, no place
    return row


def consent_for(officer: Officer, exhibit_id: str, number: int) -> ConsentRow:
    """A consent about an exhibit, by its number from 1, if the officer is on the case."""
    rows = exhibit_for(officer, exhibit_id).consents.order_by("recorded_at", "pk")
    row = rows[number - 1 : number].first() if number > 0 else None
    return _found(row)


def agreement_for(officer: Officer, exhibit_id: str, country: str) -> AgreementRow:
    """What was agreed with a State about an exhibit, if the officer is on the case."""
    row = exhibit_for(officer, exhibit_id).agreements.filter(country=country).first()
    return _found(row)


def is_looking(officer: Officer, case_id: str | None) -> bool:
    """Whether the officer is not on the case, and sees it through broken glass."""
    return any(sight.case == case_id for sight in officer.sights)


def _is_seen(officer: Officer, case_id: str) -> bool:
    """Whether the case is seen through broken glass; every look is in the journal, whatever it looks at."""
    if officer.has("administrator"):
        return False
    for sight in officer.sights:
        if sight.case == case_id:
            with transaction.atomic():
                journal.put_look(sight, by=officer)
            return True
    return False


def _found(row: _Row | None) -> _Row:
    if row is None:
        raise NotFoundError(
            say("There is no such thing about this exhibit."), remedy=say("Open it from the exhibit's page.")
        )
    return row


def _demand_place(officer: Officer, case_id: str | None) -> None:
    """The one question of need to know: the officer is on the case, or looks at it through broken glass."""
    if case_id is not None and _is_seen(officer, case_id):
        return
    if case_id is None or not places_of(officer).filter(case_id=case_id).exists():
        raise NoAccessError(
            say("There is no such case among yours."),
            remedy=say("Ask a colleague on the case to add you."),
            case=case_id,
        )
