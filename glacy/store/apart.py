"""Child-abuse material: who may open it, and which States both sides agreed on; and rounds of re-checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from glacy.canon import Json
from glacy.store.models import AgreementRow, CaseRow, ExhibitRow, OpenerRow, RecheckRow
from glacy.store.people import Officer


def is_apart(digest: str) -> bool:
    """Whether this content is child-abuse material of any case, kept or destroyed."""
    return ExhibitRow.objects.filter(digest=digest).exclude(apart="").exists()


def all_digests() -> Sequence[str]:
    """The digests of all child-abuse material of the node, kept or destroyed."""
    return list(ExhibitRow.objects.exclude(apart="").values_list("digest", flat=True).distinct())


def exhibits_apart(digest: str) -> Sequence[ExhibitRow]:
    """The exhibits of any case that have this content apart, kept or destroyed."""
    rows = ExhibitRow.objects.filter(digest=digest).exclude(apart="").select_related("message")
    return list(rows.order_by("pk"))


def ordinary_exhibits(digest: str) -> Sequence[ExhibitRow]:
    """The exhibits of any case that have this content and are not apart."""
    rows = ExhibitRow.objects.filter(digest=digest, apart="").select_related("case", "put_by")
    return list(rows.order_by("pk"))


def find_in_case(case: CaseRow, digest: str) -> ExhibitRow | None:
    """The exhibit of a case that has this content apart, and is not destroyed."""
    rows = ExhibitRow.objects.filter(case=case, digest=digest, destroyed_at=None).exclude(apart="")
    return rows.order_by("number").first()


def set_apart(row: ExhibitRow, *, category: str) -> None:
    """The exhibit is child-abuse material from now on; its name is not kept."""
    row.apart, row.name = category, row.digest[:16]
    row.save(update_fields=["apart", "name"])


def put_opener(case: CaseRow, officer: Officer, *, by: Officer, at: datetime, why: str) -> None:
    """Names a person who may open the material of a case."""
    OpenerRow.objects.update_or_create(
        case=case,
        officer_id=int(officer.id),
        defaults={"named_by_id": int(by.id), "named_at": at, "why": why, "removed_at": None},
    )


def remove_opener(case: CaseRow, officer: Officer, *, at: datetime) -> None:
    """This person opens it no more; that they could stays recorded."""
    OpenerRow.objects.filter(case=case, officer_id=int(officer.id)).update(removed_at=at)


def all_openers(case: CaseRow) -> Sequence[OpenerRow]:
    """Who may open the material of a case now."""
    rows = OpenerRow.objects.filter(case=case, removed_at=None).select_related("officer", "named_by")
    return list(rows.order_by("named_at", "pk"))


def put_agreement(
    exhibit: ExhibitRow,
    *,
    country: str,
    theirs: str,
    theirs_on: date,
    theirs_reference: str,
    scan: str,
    scan_name: str,
    by: Officer,
    at: datetime,
) -> AgreementRow:
    """What the other authority agreed to; ours has not agreed by that."""
    row, _ = AgreementRow.objects.update_or_create(
        exhibit=exhibit,
        country=country,
        defaults={
            "theirs": theirs,
            "theirs_on": theirs_on,
            "theirs_reference": theirs_reference,
            "scan": scan,
            "scan_name": scan_name[:200],
            "recorded_by_id": int(by.id),
            "recorded_at": at,
            "agreed_by_id": None,
            "agreed_at": None,
        },
    )
    return row


def set_agreed(row: AgreementRow, *, by: Officer, at: datetime) -> None:
    """Our authority agrees too."""
    AgreementRow.objects.filter(pk=row.pk).update(agreed_by_id=int(by.id), agreed_at=at)


def find_agreement(exhibit: ExhibitRow, country: str) -> AgreementRow | None:
    """What was agreed with a State about an exhibit."""
    return next(iter(all_agreements(exhibit, country=country)), None)


def all_agreements(exhibit: ExhibitRow, *, country: str = "") -> Sequence[AgreementRow]:
    """The agreements about an exhibit."""
    rows = exhibit.agreements.select_related("recorded_by", "agreed_by").order_by("country")
    return list(rows.filter(country=country) if country else rows)


def begin_recheck(*, at: datetime, by: Officer | None) -> RecheckRow:
    """A round through the vault begins."""
    return RecheckRow.objects.create(began_at=at, asked_by_id=None if by is None else int(by.id))


def end_recheck(row: RecheckRow, *, at: datetime, looked: int, size: int, differing: Sequence[Json]) -> None:
    """What the round found."""
    RecheckRow.objects.filter(pk=row.pk).update(
        ended_at=at, looked=looked, size=size, differing=list(differing)
    )
    row.refresh_from_db()


def last_rechecks(*, limit: int = 10) -> Sequence[RecheckRow]:
    """The last rounds that came to their end, newest first."""
    rows = RecheckRow.objects.exclude(ended_at=None).select_related("asked_by")
    return list(rows.order_by("-ended_at", "-pk")[:limit])
