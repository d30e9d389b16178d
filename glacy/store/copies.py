"""Copies of exhibits, the consents that allow another use, and the papers that go with the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from glacy.evidence import Consent
from glacy.store.models import CasePaperRow, ConsentRow, CopyRow, ExhibitRow, MessageRow
from glacy.store.people import Officer


def put_copy(
    exhibit: ExhibitRow,
    *,
    kind: str,
    to: str,
    why: str,
    by: Officer,
    at: datetime,
    digest: str = "",
    request: MessageRow | None = None,
    consent: ConsentRow | None = None,
) -> CopyRow:
    """A copy that was made of an exhibit."""
    return CopyRow.objects.create(
        exhibit=exhibit,
        kind=kind,
        to=to[:200],
        why=why,
        request=request,
        consent=consent,
        digest=digest,
        at=at,
        by_id=int(by.id),
    )


def all_copies(exhibit: ExhibitRow) -> Sequence[CopyRow]:
    """The copies of an exhibit, oldest first."""
    return list(exhibit.copies.select_related("by", "request", "consent").order_by("at", "pk"))


def answers_with(exhibit: ExhibitRow) -> Sequence[MessageRow]:
    """The messages of ours that carried a copy of an exhibit."""
    asked = exhibit.copies.filter(kind="answer").values("request_id")
    return list(MessageRow.objects.filter(about_id__in=asked, direction="sent"))


def put_consent(
    exhibit: ExhibitRow,
    consent: Consent,
    *,
    direction: str,
    how: str,
    file: str,
    file_name: str,
    by: Officer,
    at: datetime,
) -> ConsentRow:
    """A consent to another use of an exhibit, with the file that proves it."""
    return ConsentRow.objects.create(
        exhibit=exhibit,
        direction=direction,
        use=consent.use,
        what=consent.what,
        to=consent.to,
        from_name=consent.from_,
        given_by=consent.given_by,
        given_at=consent.given_at,
        until_on=consent.until,
        basis=consent.basis or "",
        reference=consent.reference,
        how=how,
        file=file,
        file_name=file_name[:200],
        recorded_at=at,
        recorded_by_id=int(by.id),
    )


def all_consents(exhibit: ExhibitRow) -> Sequence[ConsentRow]:
    """The consents about an exhibit, oldest first."""
    return list(exhibit.consents.select_related("recorded_by", "confirmed_by").order_by("recorded_at", "pk"))


def confirm_consent(row: ConsentRow, *, by: Officer, at: datetime) -> bool:
    """A second person has compared a consent on paper with its scan; False where somebody did before."""
    waiting = ConsentRow.objects.filter(pk=row.pk, confirmed_at=None)
    return bool(waiting.update(confirmed_at=at, confirmed_by_id=int(by.id)))


def put_paper(
    *,
    paper_id: str,
    case: str,
    request: MessageRow | None,
    kind: str,
    title: str,
    suffix: str,
    digest: str,
    by: Officer,
    at: datetime,
) -> CasePaperRow:
    """A paper that goes with the evidence of a case."""
    return CasePaperRow.objects.create(
        id=paper_id,
        case_id=case,
        request=request,
        kind=kind,
        title=title[:200],
        suffix=suffix,
        digest=digest,
        at=at,
        by_id=int(by.id),
    )


def all_papers(case: str) -> Sequence[CasePaperRow]:
    """The papers of a case, oldest first."""
    return list(
        CasePaperRow.objects.filter(case_id=case).select_related("by", "request").order_by("at", "pk")
    )


def papers_for(request: MessageRow) -> Sequence[CasePaperRow]:
    """The papers that go with what is given on a request: its own, and those of no one request."""
    return [one for one in all_papers(request.case_id or "") if one.request_id in (None, request.pk)]
