"""What is being prepared: requests, extensions, answers, disclosures and offers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from glacy.canon import Json, digest_of
from glacy.sayings import say
from glacy.store.access import places_of
from glacy.store.errors import StaleDraftError
from glacy.store.models import CaseRow, DraftRow, MessageRow
from glacy.store.people import Officer

SETTLED = ("sent", "discarded")
"""The states in which nothing changes a draft any more."""


def put_draft(
    *,
    draft_id: str,
    case: CaseRow,
    kind: str,
    measure: str,
    country: str,
    body: Mapping[str, Json],
    by: Officer,
    at: datetime,
    addressee: str = "state",
    about: MessageRow | None = None,
) -> DraftRow:
    """A new draft."""
    return DraftRow.objects.create(
        id=draft_id,
        case=case,
        kind=kind,
        measure=measure,
        country=country,
        addressee=addressee,
        body=dict(body),
        about=about,
        made_by_id=int(by.id),
        made_at=at,
        saved_at=at,
        editors=[by.id],
    )


def mark_of(row: DraftRow) -> str:
    """What stands for the content of a draft: whoever approves says which content they have read."""
    return str(digest_of(json.dumps(row.body, sort_keys=True).encode("ascii")))


def save_body(row: DraftRow, body: Mapping[str, Json], *, by: Officer, at: datetime) -> None:
    """The draft with other content; an approval of the earlier content falls away."""
    _change(row, **_UNAPPROVED, body=dict(body), saved_at=at, editors=sorted({*row.editors, by.id}))


def set_proposed(row: DraftRow, *, by: Officer, at: datetime) -> None:
    """The draft lies before a second person."""
    _change(row, state="proposed", proposed_by_id=int(by.id), proposed_at=at, given_back_why="")


def set_given_back(row: DraftRow, why: str) -> None:
    """The draft is back with those who prepared it."""
    _change(row, **_UNAPPROVED, given_back_why=why)


def set_approved(row: DraftRow, *, by: Officer, at: datetime) -> None:
    """A second person approved the draft."""
    _change(row, state="approved", approved_by_id=int(by.id), approved_at=at)


def set_sent(row: DraftRow, *, message: str) -> None:
    """The draft became a message, once, in the content that was read."""
    _change(row, state="sent", sent_as=message)


def find_sent(message: str) -> DraftRow | None:
    """The draft that became this message, with who approved it and when; None for a message that arrived."""
    return DraftRow.objects.select_related("approved_by").filter(sent_as=message).first()


def set_discarded(row: DraftRow) -> None:
    """The draft is put aside."""
    _change(row, state="discarded")


_UNAPPROVED: Mapping[str, Any] = {  # Any: names of columns
    "state": "draft",
    "proposed_by_id": None,
    "proposed_at": None,
    "approved_by_id": None,
    "approved_at": None,
}


def _change(row: DraftRow, **values: Any) -> None:  # Any: values of columns
    """Writes to a draft that is as it was read; what others did to it meanwhile is never written over.

    In the transaction of the act: of two that change one draft at once, the second gets StaleDraftError.
    """
    found = DraftRow.objects.select_for_update().filter(pk=row.pk).first()
    if found is None or _standing(found) != _standing(row):
        raise StaleDraftError(
            say("A colleague has just changed, sent or put aside this draft; nothing was done."),
            remedy=say("Open it again and look at what it says now."),
            draft=row.pk,
            request=None if found is None else found.sent_as,
        )
    if found.state in SETTLED:
        raise StaleDraftError(
            say("This draft is {stands}.", stands=found.state),
            remedy=say("Open the case to see what became of it."),
            draft=row.pk,
            request=found.sent_as,
        )
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _standing(row: DraftRow) -> tuple[object, ...]:
    return row.state, row.saved_at, mark_of(row), row.editors, row.approved_by_id


def open_drafts(case: CaseRow) -> Sequence[DraftRow]:
    """What is being prepared on a case, last saved first."""
    rows = case.drafts.exclude(state__in=("sent", "discarded")).select_related("made_by", "proposed_by")
    return list(rows.order_by("-saved_at"))


def drafts_about(message: MessageRow) -> Sequence[DraftRow]:
    """What is being prepared about a message."""
    return list(message.drafts.exclude(state__in=("sent", "discarded")).order_by("-saved_at"))


def proposed_to(officer: Officer) -> Sequence[DraftRow]:
    """Drafts on the officer's cases that wait for a second person, and that this officer did not write."""
    rows = (
        DraftRow.objects.filter(state="proposed", case_id__in=places_of(officer).values("case_id"))
        .select_related("case", "made_by", "proposed_by")
        .order_by("proposed_at")
    )
    return [row for row in rows[:200] if officer.id not in row.editors]


def drafts_of(officer: Officer) -> Sequence[DraftRow]:
    """The officer's own unfinished drafts, last saved first."""
    return list(
        DraftRow.objects.filter(made_by_id=int(officer.id), case_id__in=places_of(officer).values("case_id"))
        .exclude(state__in=("sent", "discarded"))
        .select_related("case")
        .order_by("-saved_at")[:50]
    )
