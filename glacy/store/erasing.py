"""What an erasure takes out of the rows: every text, name and number of a case or a person; events stay.

Under the content key lie the columns of `models/sealed.py`; what is blanked here besides is the rest that a
database holds of a case. docs/explanation/erasure.md says what stays, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final  # Any: names and values of columns

from django.db import connection, models

from glacy.sayings import say
from glacy.store.errors import NotFoundError
from glacy.store.models import (
    AgreementRow,
    AlarmRow,
    CallBackRow,
    CaseMemberRow,
    CasePaperRow,
    CaseRow,
    ConsentRow,
    CopyRow,
    CustodyRow,
    DeadlineRow,
    DestructionRow,
    DraftRow,
    EntryRow,
    ErasureRow,
    ExhibitRow,
    HandOverRow,
    MessageRow,
    OpenerRow,
    PaperRow,
    PolicyRow,
    ReleaseRow,
    ReviewRow,
    TargetRow,
    ThreadRow,
    VersionRow,
    VictimRow,
    WaiverRow,
    WordRow,
)
from glacy.store.people import Officer

Blank = tuple[type[models.Model], str, Mapping[str, Any]]
BLANKED: Final[tuple[Blank, ...]] = (
    (MessageRow, "case", {"body": b"", "files": {}}),
    (DraftRow, "case", {"body": {}, "given_back_why": "", "state": "discarded"}),
    (EntryRow, "case", {"what": {}, "salt": None}),
    (CaseMemberRow, "case", {"why": ""}),
    (ReviewRow, "message__case", {"note": ""}),
    (CallBackRow, "message__case", {"number": "", "spoke_to": "", "note": ""}),
    (WaiverRow, "message__case", {"why": ""}),
    (AlarmRow, "message__case", {"called": []}),
    (PaperRow, "message__case", {"how": "", "scan": "", "scan_name": ""}),
    (ExhibitRow, "case", {"name": "", "conditions": "", "holder": "", "earlier": [], "redaction": {}}),
    (CustodyRow, "exhibit__case", {"by": "", "to": "", "keeper": "", "why": "", "request_reference": ""}),
    (HandOverRow, "exhibit__case", {"to_name": "", "why": "", "note": "", "scan": "", "scan_name": ""}),
    (CopyRow, "exhibit__case", {"to": "", "why": ""}),
    (
        ConsentRow,
        "exhibit__case",
        {
            "what": "", "to": "", "from_name": "", "given_by": "", "basis": "", "reference": "", "file": "",
            "file_name": "",
        },
    ),
    (CasePaperRow, "case", {"title": ""}),
    (DestructionRow, "exhibit__case", {"why": "", "note": ""}),
    (ReleaseRow, "draft__case", {"says": "", "state": "stopped"}),
    (OpenerRow, "case", {"why": ""}),
    (AgreementRow, "exhibit__case", {"theirs": "", "theirs_reference": "", "scan": "", "scan_name": ""}),
)  # fmt: skip
"""Every table that says something of a case, how its rows lead there, and what becomes of its columns."""
GONE: Final = ((WordRow, "case"), (TargetRow, "case"), (TargetRow, "message__case"), (VictimRow, "case"))
"""Tables whose rows of a case are deleted."""


def put_erasure(
    *, erasure_id: str, case: CaseRow | None, person: Officer | None, why: str, by: Officer, at: datetime
) -> ErasureRow:
    """What waits for a second person."""
    return ErasureRow.objects.create(
        id=erasure_id,
        case=case,
        person_id=None if person is None else int(person.id),
        why=why,
        asked_by_id=int(by.id),
        asked_at=at,
    )


def get_erasure(erasure_id: str) -> ErasureRow:
    """The erasure of that id."""
    rows = ErasureRow.objects.select_related("case", "person", "asked_by", "settled_by")
    row = rows.filter(pk=erasure_id).first()
    if row is None:
        raise NotFoundError(say("There is no such erasure."), remedy=say("Open the list again."))
    return row


def all_erasures() -> Sequence[ErasureRow]:
    """Every erasure, the newest first."""
    rows = ErasureRow.objects.select_related("case", "person", "asked_by", "settled_by")
    return list(rows.order_by("-asked_at", "-pk")[:200])


def settle(row: ErasureRow, *, state: str, by: Officer, at: datetime, vault: Iterable[str] = ()) -> bool:
    """The decision on an erasure; False where it was decided before."""
    waiting = ErasureRow.objects.filter(pk=row.pk, state="asked")
    kept = {"why": ""} if state == "done" and row.person_id is not None else {}
    return bool(
        waiting.update(state=state, settled_by_id=int(by.id), settled_at=at, vault=list(vault), **kept)
    )


def unswept() -> Sequence[ErasureRow]:
    """Erasures whose files were not all removed yet: a run was killed between rows and files."""
    return list(ErasureRow.objects.filter(state="done", swept_at=None))


def set_swept(row: ErasureRow, *, at: datetime) -> None:
    """Its files are removed."""
    ErasureRow.objects.filter(pk=row.pk).update(swept_at=at, vault=[])


def keys_of(case_id: str) -> tuple[str, ...]:
    """The content keys of a case: its own, and those of its threads."""
    return (case_id, *ThreadRow.objects.filter(case_id=case_id).values_list("pk", flat=True))


def digests_of(case_id: str) -> frozenset[str]:
    """The digests of every file that the rows of a case name, and that no other case names."""
    named = {value for row in MessageRow.objects.filter(case=case_id).defer("body") for value in _files(row)}
    for model, path, column in _FILES:
        named |= set(model._default_manager.filter(**{path: case_id}).values_list(column, flat=True))
    for model, path, column in _FILES:
        others = model._default_manager.filter(**{f"{column}__in": named}).exclude(**{path: case_id})
        named -= set(others.values_list(column, flat=True))
    others = MessageRow.objects.filter(envelope_digest__in=named).exclude(case=case_id)
    named -= set(others.values_list("envelope_digest", flat=True))
    for law in (VersionRow, PolicyRow):
        named -= set(law._default_manager.filter(file_digest__in=named).values_list("file_digest", flat=True))
    return frozenset(named - {""})


_FILES: Final[tuple[tuple[type[models.Model], str, str], ...]] = (
    (ExhibitRow, "case", "digest"),
    (CasePaperRow, "case", "digest"),
    (ConsentRow, "exhibit__case", "file"),
    (HandOverRow, "exhibit__case", "scan"),
    (AgreementRow, "exhibit__case", "scan"),
    (PaperRow, "message__case", "scan"),
)


def _files(row: MessageRow) -> tuple[str, ...]:
    return (row.envelope_digest, *map(str, row.files.values()))


def open_days(case: CaseRow, *, on: date) -> Sequence[DeadlineRow]:
    """The days of preservations of a case that have not passed."""
    rows = DeadlineRow.objects.filter(message__case=case, open=True, kind__contains="preserv")
    return [row for row in rows if row.due_on is None or row.due_on >= on]


def erase_case(case: CaseRow, *, at: datetime) -> None:
    """Takes everything that was said out of the rows of a case; its people see it no more."""
    for model, path in GONE:
        model._default_manager.filter(**{path: case.pk}).delete()
    for table, path, blanks in BLANKED:
        table._default_manager.filter(**{path: case.pk}).update(**blanks)
    CaseMemberRow.objects.filter(case=case, removed_at=None).update(removed_at=at)
    CaseRow.objects.filter(pk=case.pk).update(title="", summary="", closed_why="", erased_at=at)


def restored_anew(destroyed: Iterable[str]) -> Sequence[CaseRow]:
    """Cases whose key was destroyed after the copy was made that their rows come from."""
    return list(CaseRow.objects.filter(pk__in=list(destroyed), erased_at=None))


def erase_person(person: Officer, *, alias: str) -> None:
    """Takes an officer's name out of the rows; what they did stays, as done by `alias`."""
    from glacy.store import staffing
    from glacy.store.models import OfficerRow

    own = EntryRow.objects.filter(officer_id=int(person.id))
    own.update(who=alias, salt=None)
    EntryRow.objects.filter(case=None, what__person=person.username).update(what={}, salt=None)
    own.filter(case=None).update(what={})
    staffing.forget(person.username)
    row = OfficerRow.objects.get(pk=int(person.id))
    row.username, row.name, row.is_active, row.roles = alias, alias, False, []
    row.authority = row.title = row.phone = row.email = ""
    row.set_unusable_password()
    row.save()


def open_places(person: Officer) -> int:
    """On how many cases a person is that are neither closed nor erased."""
    places = CaseMemberRow.objects.filter(officer_id=int(person.id), removed_at=None)
    return places.filter(case__closed_at=None, case__erased_at=None).count()


def custody_named(person: Officer) -> int:
    """How many events of custody name a person, in cases that are not erased."""
    named = CustodyRow.objects.filter(exhibit__case__erased_at=None)
    return named.filter(models.Q(by=person.name) | models.Q(to=person.name)).count()


def scrub(*tables: type[models.Model]) -> None:
    """Has the database forget the bytes of what was deleted; outside a transaction, else it does nothing."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table in tables:
            cursor.execute(f"VACUUM {connection.ops.quote_name(table._meta.db_table)}")


def overwrite_deleted() -> None:
    """From now on SQLite writes zeros over what this connection deletes; others need no such word."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
