"""Which case an id belongs to, so that a reading at the node's own command line is an entry of that case."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from glacy.store import access
from glacy.store.models import CaseRow, DraftRow, ExhibitRow, HandOverRow, MessageRow
from glacy.store.people import Officer


def case_of(officer: Officer, named: Iterable[str]) -> CaseRow | None:
    """The first case of the officer to which one of these ids or references belongs."""
    mine = access.cases_of(officer)
    for text in named:
        found = mine.filter(reference=text.upper()).first()
        if found is None and _is_id(text):
            found = mine.filter(pk=next((case for case in _cases(text) if case), None)).first()
        if found is not None:
            return found
    return None


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _cases(id_: str) -> Iterable[str | None]:
    yield CaseRow.objects.filter(pk=id_).values_list("pk", flat=True).first()
    yield DraftRow.objects.filter(pk=id_).values_list("case_id", flat=True).first()
    yield MessageRow.objects.filter(pk=id_).values_list("case_id", flat=True).first()
    yield ExhibitRow.objects.filter(pk=id_).values_list("case_id", flat=True).first()
    yield HandOverRow.objects.filter(pk=id_).values_list("exhibit__case_id", flat=True).first()
