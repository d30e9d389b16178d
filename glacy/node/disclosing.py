"""Evidence that leaves for a person outside the case: one asks, another gives it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from glacy.canon import Json
from glacy.node.opened import Node
from glacy.store import access, journal
from glacy.store.cases import all_members
from glacy.store.models import CaseRow, EntryRow, ExhibitRow
from glacy.store.people import Officer, same_name

ASKED, GIVEN = "evidence.disclosure_asked", "evidence.disclosed"
_WITHIN = timedelta(days=7)


def may_disclose(
    node: Node, by: Officer, case: CaseRow, rows: Sequence[ExhibitRow], *, to: str, why: str, use: str
) -> bool:
    """Whether it goes out now; else that this officer asks for it is recorded, and another gives it.

    Two persons on the case do it, one of whom may approve, by the same words within a week. What goes to a
    person on the case does not leave it.
    """
    if any(same_name(to, one.name) for one, _ in all_members(case)):
        return True
    at = node.clock()
    what: dict[str, Json] = {"exhibits": sorted(one.pk for one in rows), "to": to, "why": why, "use": use}
    with transaction.atomic():
        asked = _find_asked(node, by, case, what)
        if asked is None:
            journal.put_entry(ASKED, by=by, what=what, at=at, case=case)
            return False
        journal.put_entry(GIVEN, by=by, what={**what, "asked": asked.pk}, at=at, case=case)
    return True


def _find_asked(node: Node, by: Officer, case: CaseRow, what: dict[str, Json]) -> EntryRow | None:
    """What another officer asked for with the same words, and nobody has given yet."""
    since = node.clock() - _WITHIN
    rows = EntryRow.objects.filter(case=case, at__gte=since).order_by("pk")
    used = {one.what.get("asked") for one in rows.filter(kind=GIVEN)}
    for one in rows.filter(kind=ASKED).exclude(officer_id=int(by.id)).select_related("officer"):
        asker = {str(member.id): member for member, _ in all_members(case)}.get(str(one.officer_id))
        is_fit = asker is not None and (by.has(*access.APPROVERS) or asker.has(*access.APPROVERS))
        if is_fit and one.pk not in used and _words(one.what) == what:
            return one
    return None


def _words(what: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in what.items() if name != "through"}
