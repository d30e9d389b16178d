"""What is being prepared: requests, extensions, answers, disclosures and offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from glacy.canon import Json
from glacy.store.access import places_of
from glacy.store.models import CaseRow, DraftRow, MessageRow
from glacy.store.people import Officer


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


def save_body(row: DraftRow, body: Mapping[str, Json], *, by: Officer, at: datetime) -> None:
    """The draft with other content; an approval of the earlier content falls away."""
    row.body, row.saved_at, row.state = dict(body), at, "draft"
    row.proposed_by = row.approved_by = None
    row.proposed_at = row.approved_at = None
    row.editors = sorted({*row.editors, by.id})
    row.save()


def set_proposed(row: DraftRow, *, by: Officer, at: datetime) -> None:
    """The draft lies before a second person."""
    row.state, row.proposed_by_id, row.proposed_at, row.given_back_why = "proposed", int(by.id), at, ""
    row.save()


def set_given_back(row: DraftRow, why: str) -> None:
    """The draft is back with those who prepared it."""
    row.state, row.given_back_why = "draft", why
    row.proposed_by = row.approved_by = None
    row.proposed_at = row.approved_at = None
    row.save()


def set_approved(row: DraftRow, *, by: Officer, at: datetime) -> None:
    """A second person approved the draft."""
    row.state, row.approved_by_id, row.approved_at = "approved", int(by.id), at
    row.save()


def set_sent(row: DraftRow, *, message: str) -> bool:
    """The draft became a message, once; False when it had before."""
    changed = DraftRow.objects.filter(pk=row.pk, sent_as="").exclude(state="discarded")
    return changed.update(state="sent", sent_as=message) == 1


def set_discarded(row: DraftRow) -> None:
    """The draft is put aside."""
    row.state = "discarded"
    row.save(update_fields=["state"])


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
