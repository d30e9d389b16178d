"""Counts and ages of what waits in a node, for its doctor and its meters; never what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Min

from glacy.exchange import ParcelState
from glacy.store.models import (
    EntryRow,
    ExhibitRow,
    HeadRow,
    MessageRow,
    OutboxRow,
    QuarantineRow,
    RecheckRow,
    ReviewRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Parcels by their state, and since when the oldest of those that wait has waited."""

    states: Mapping[str, int]
    waiting_since: datetime | None


def outbox_standing() -> Outbox:
    """How the outbox stands."""
    counted = OutboxRow.objects.values_list("state").annotate(Count("pk")).order_by()
    waiting = OutboxRow.objects.filter(state__in=(ParcelState.PENDING, ParcelState.CARRYING))
    return Outbox(
        states={str(one): 0 for one in ParcelState} | dict(counted),
        waiting_since=waiting.aggregate(at=Min("queued_at"))["at"],
    )


def unplaced_standing() -> tuple[int, datetime | None]:
    """How many entries have no place in the journal's tree yet, and the instant of the oldest."""
    found = EntryRow.objects.filter(index=None).aggregate(count=Count("pk"), at=Min("at"))
    return int(found["count"]), found["at"]


def journal_size() -> int:
    """How many entries the signed head covers."""
    return HeadRow.objects.filter(pk=1).values_list("size", flat=True).first() or 0


def newest_entry_at() -> datetime | None:
    """The instant of the newest entries, by the clock that wrote them."""
    newest = EntryRow.objects.order_by("-pk").values_list("at", flat=True)[:50]
    return max(newest, default=None)


def recheck_standing() -> tuple[datetime | None, int]:
    """When the last round through the vault ended, and how many exhibits differ from their seals now."""
    ended = RecheckRow.objects.aggregate(at=Max("ended_at"))["at"]
    return ended, ExhibitRow.objects.filter(check_holds=False, destroyed_at=None).count()


def message_counts() -> Mapping[tuple[str, str], int]:
    """How many messages there are, by direction and by how their carriage stands."""
    counted = MessageRow.objects.values_list("direction", "carried").annotate(Count("pk")).order_by()
    return {(direction, carried): count for direction, carried, count in counted}


def open_counts() -> Mapping[str, int]:
    """How much waits for a person: what could not be taken, what nobody has opened, acts to review."""
    return {
        "quarantined": QuarantineRow.objects.filter(settled_at=None).count(),
        "unopened": MessageRow.objects.filter(case=None, direction="received").count(),
        "reviews": ReviewRow.objects.filter(reviewed_at=None).count(),
    }


def database_size() -> int | None:
    """The bytes that the database has on its disk, where it tells."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        row = cursor.fetchone()
    return None if row is None else int(row[0])
