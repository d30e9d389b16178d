"""Targets that were asked about, so that the same question is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from glacy.cooperation import Target, fingerprint
from glacy.store.models import MessageRow, TargetRow
from glacy.store.people import Officer


def put_targets(message: MessageRow, targets: Iterable[Target], *, whom: Officer) -> None:
    """The targets of a request, and whom a colleague with the same question is to call."""
    TargetRow.objects.filter(message=message).delete()
    TargetRow.objects.bulk_create(
        TargetRow(
            key=fingerprint(target),
            kind=target.KIND,
            case_id=message.case_id,
            message=message,
            from_at=target.period.from_at,
            until_at=target.period.until_at,
            country=message.country,
            whom_id=int(whom.id),
        )
        for target in targets
    )


def asked_before(target: Target, *, case: str) -> Sequence[TargetRow]:
    """Where the same was asked for a period that overlaps, on another case than this one."""
    return list(
        TargetRow.objects.filter(
            key=fingerprint(target), from_at__lte=target.period.until_at, until_at__gte=target.period.from_at
        )
        .exclude(case_id=case)
        .select_related("whom")
        .order_by("pk")[:20]
    )
