"""Exhibits and their custody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, QuerySet

from glacy.canon import Json
from glacy.store.models import CaseMemberRow, CaseRow, CustodyRow, EntryRow, ExhibitRow, MessageRow
from glacy.store.people import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExhibit:
    """What an exhibit is when it is put into the store."""

    id: str
    case: str
    name: str
    digest: str
    size: int
    at: datetime
    by: Officer | None
    holder: str
    origin: str
    message: MessageRow | None = None
    conditions: str = ""
    apart: str = ""
    earlier: Sequence[Json] = ()
    redacted_from: ExhibitRow | None = None
    redaction: dict[str, Json] = field(default_factory=dict)


def exhibits_with(digest: str, cases: QuerySet[CaseRow]) -> Sequence[ExhibitRow]:
    """The exhibits of these cases whose content has this digest."""
    rows = ExhibitRow.objects.filter(digest=digest, case__in=cases).select_related("case")
    return list(rows.order_by("case_id", "number"))


def put_exhibit(new: NewExhibit) -> ExhibitRow:
    """An exhibit with the next number of its case; inside a transaction."""
    CaseRow.objects.select_for_update().get(pk=new.case)
    last = ExhibitRow.objects.filter(case_id=new.case).aggregate(last=Max("number"))["last"] or 0
    return ExhibitRow.objects.create(
        id=new.id,
        case_id=new.case,
        number=last + 1,
        name=new.name,
        digest=new.digest,
        size=new.size,
        sealed_at=new.at,
        put_by_id=None if new.by is None else int(new.by.id),
        origin=new.origin,
        message=new.message,
        conditions=new.conditions,
        holder=new.holder,
        apart=new.apart,
        earlier=list(new.earlier),
        redacted_from=new.redacted_from,
        redaction=new.redaction,
    )


def put_custody(
    exhibit: ExhibitRow,
    *,
    kind: str,
    at: datetime,
    by: str,
    why: str,
    entry: EntryRow,
    to: str = "",
    keeper: str = "",
    request_reference: str = "",
) -> CustodyRow:
    """One event in the custody of an exhibit."""
    return CustodyRow.objects.create(
        exhibit=exhibit,
        kind=kind,
        at=at,
        by=by,
        to=to,
        keeper=keeper,
        why=why,
        request_reference=request_reference,
        entry=entry,
    )


def set_holder(exhibit: ExhibitRow, holder: str) -> None:
    """Another answers for the exhibit from now on."""
    ExhibitRow.objects.filter(pk=exhibit.pk).update(holder=holder)
    exhibit.holder = holder


def set_destroyed(exhibit: ExhibitRow, *, at: datetime) -> None:
    """The content of the exhibit is no more; its row and its chain stay."""
    ExhibitRow.objects.filter(pk=exhibit.pk).update(destroyed_at=at)
    exhibit.destroyed_at = at


def set_checked(exhibit: ExhibitRow, *, at: datetime, holds: bool) -> None:
    """What the last comparison of the exhibit with its seal said."""
    ExhibitRow.objects.filter(pk=exhibit.pk).update(checked_at=at, check_holds=holds)
    exhibit.checked_at, exhibit.check_holds = at, holds


def lock_exhibit(exhibit: ExhibitRow) -> ExhibitRow:
    """The exhibit as it is now, held against another who acts on it; inside a transaction."""
    return ExhibitRow.objects.select_for_update().get(pk=exhibit.pk)


def all_exhibits(case: str) -> Sequence[ExhibitRow]:
    """The exhibits of a case, in the order in which they were sealed."""
    return list(
        ExhibitRow.objects.filter(case_id=case).select_related("message").order_by("sealed_at", "number")
    )


def kept_exhibits() -> QuerySet[ExhibitRow]:
    """Every exhibit of the node whose content should lie in a vault."""
    return ExhibitRow.objects.filter(destroyed_at=None).order_by("pk")


def differing_on(places: QuerySet[CaseMemberRow]) -> Sequence[ExhibitRow]:
    """Exhibits on these cases that are not what was sealed any more, by the last comparison."""
    rows = ExhibitRow.objects.filter(
        check_holds=False, destroyed_at=None, case_id__in=places.values("case_id")
    )
    return list(rows.select_related("case").order_by("checked_at", "pk"))


def all_custody(exhibit: ExhibitRow) -> Sequence[CustodyRow]:
    """What happened to an exhibit."""
    return list(exhibit.custody.select_related("entry").order_by("at", "pk"))


def chains_of(case: str) -> dict[str, list[CustodyRow]]:
    """What happened to each exhibit of a case, by its id, in one go."""
    found: dict[str, list[CustodyRow]] = {}
    for row in CustodyRow.objects.filter(exhibit__case_id=case).order_by("at", "pk"):
        found.setdefault(row.exhibit_id, []).append(row)
    return found


def last_custody_at(exhibit: ExhibitRow) -> datetime | None:
    """When something was last recorded of an exhibit."""
    found: datetime | None = exhibit.custody.aggregate(last=Max("at"))["last"]
    return found
