"""Need to know: the one place that says which cases a person may see, and which acts their roles allow.

A case is seen by those who are on it and by nobody else, the administrator included (DESIGN.md, section 5).
"""

from __future__ import annotations

from django.db.models import QuerySet

from glacy.store.errors import NoAccessError, NotAllowedError
from glacy.store.models import CaseMemberRow, CaseRow, DraftRow, ExhibitRow, MessageRow
from glacy.store.people import Officer, Role

DESK_ROLES: tuple[Role, ...] = ("duty_officer", "case_officer", "central_authority_lawyer")
APPROVERS: tuple[Role, ...] = ("approver", "central_authority_lawyer")
RECEIVERS: tuple[Role, ...] = ("duty_officer", "central_authority_lawyer", "approver")
KEEPERS: tuple[Role, ...] = ("custodian", *DESK_ROLES)


def demand_role(officer: Officer, *roles: Role) -> None:
    """Returns if the officer holds one of the roles."""
    if not officer.has(*roles):
        raise NotAllowedError(
            f"{officer.name} cannot do this: it takes the role {' or '.join(roles).replace('_', ' ')}.",
            remedy="Ask a colleague who has it, or your administrator.",
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


def _demand_place(officer: Officer, case_id: str | None) -> None:
    if case_id is None or not places_of(officer).filter(case_id=case_id).exists():
        raise NoAccessError(
            "There is no such case among yours.",
            remedy="Ask a colleague on the case to add you.",
            case=case_id,
        )
