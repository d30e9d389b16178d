"""The node's rules of authority as rows: what stands, what is asked, and what stood before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from glacy.canon import Json
from glacy.store.models import RulesRow
from glacy.store.people import Officer


def find_standing() -> RulesRow | None:
    """The rules that are in force, or None where nobody has decided any."""
    return RulesRow.objects.filter(state="stands").order_by("-settled_at", "-pk").first()


def find_asked() -> RulesRow | None:
    """The change that waits for a second person, or None."""
    return RulesRow.objects.select_related("asked_by").filter(state="asked").first()


def all_decided() -> Sequence[RulesRow]:
    """Every decision about rules, the newest first."""
    rows = RulesRow.objects.exclude(state="asked").select_related("asked_by", "settled_by")
    return list(rows.order_by("-settled_at", "-pk")[:100])


def put_asked(value: Mapping[str, Json], *, why: str, by: Officer, at: datetime) -> RulesRow:
    """A change that waits for a second person."""
    return RulesRow.objects.create(value=dict(value), why=why, asked_by_id=int(by.id), asked_at=at)


def settle(row: RulesRow, *, state: str, by: Officer, at: datetime) -> bool:
    """The decision on a change; one that stands replaces what stood. False where it was decided before."""
    waiting = RulesRow.objects.filter(pk=row.pk, state="asked")
    stood = list(RulesRow.objects.filter(state="stands").values_list("pk", flat=True))
    if not waiting.update(state=state, settled_by_id=int(by.id), settled_at=at):
        return False
    if state == "stands":
        RulesRow.objects.filter(pk__in=stood).update(state="replaced")
    return True
