"""Journal entries: written in the transaction of their act, placed in the tree by the sequencer alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from glacy.canon import Json
from glacy.journal import SALT_SIZE, Opening, commit_entry
from glacy.sayings import say
from glacy.store.errors import ReadOnlyError, StoreError
from glacy.store.models import CaseRow, EntryRow, HeadRow, PublishedHeadRow, WitnessRow
from glacy.store.people import Officer, Sight

LOOKED = "glass.looked"
_LOOKS_APART = timedelta(minutes=1)


class Unplaced(NamedTuple):
    """A committed entry that has no place in the tree yet; bare, because a batch holds thousands."""

    id: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The signed head of this node's journal."""

    size: int
    root: bytes
    note: bytes


def put_entry(
    kind: str,
    *,
    by: Officer | None,
    what: dict[str, Json],
    at: datetime,
    case: CaseRow | str | None = None,
    opening: Opening | None = None,
    who: str = "",
    is_exact: bool = False,
) -> EntryRow:
    """Writes the entry of an act into the transaction of the act; without one it refuses.

    `opening` is given where another library says what is logged (the arrival of an envelope); `is_exact`
    keeps `what` as another library compares it (custody), without the word on how a person came in.
    """
    _check_transaction()
    _check_hands(kind, by, case)
    if opening is None:
        shown = (
            {**what, "through": by.through}
            if by is not None and by.through != "desk" and not is_exact
            else what
        )
        name = by.username if by is not None else who or "node"
        opening = Opening(kind=kind, who=name, what=shown, at=at, salt=secrets.token_bytes(SALT_SIZE))
    row = _row_of(opening, by=by, case=case)
    row.save(force_insert=True)
    return row


def put_entries(openings: Iterable[Opening], *, by: Officer | None, case: CaseRow | str | None = None) -> int:
    """Writes the entries of many acts into the one transaction of them all; how many."""
    _check_transaction()
    _check_hands("", by, case)
    rows = [_row_of(opening, by=by, case=case) for opening in openings]
    EntryRow.objects.bulk_create(rows)
    return len(rows)


def put_look(sight: Sight, *, by: Officer) -> None:
    """A look through broken glass; one entry a minute is enough to say who looked, and when."""
    since = sight.at - _LOOKS_APART
    last = EntryRow.objects.filter(kind=LOOKED, case_id=sight.case, officer_id=int(by.id), at__gt=since)
    if not last.exists():
        put_entry(LOOKED, by=by, what={"glass": sight.glass}, at=sight.at, case=sight.case)


def _check_hands(kind: str, by: Officer | None, case: CaseRow | str | None) -> None:
    """Returns unless somebody acts in a case that they only see through broken glass.

    Every act writes its entry in its own transaction, so that a refusal here undoes the act.
    """
    case_id = case.pk if isinstance(case, CaseRow) else case
    if by is None or kind.startswith("glass.") or not any(one.case == case_id for one in by.sights):
        return
    raise ReadOnlyError(
        say("You see this case through broken glass: you look, and do nothing in it."),
        remedy=say("Ask its people to do it, or to put you on the case."),
        case=case_id,
    )


def _check_transaction() -> None:
    if not connection.in_atomic_block:
        raise StoreError(say("An act and its journal entry are written in one transaction."))


def _row_of(opening: Opening, *, by: Officer | None, case: CaseRow | str | None) -> EntryRow:
    data = commit_entry(
        kind=opening.kind, who=opening.who, what=opening.what, at=opening.at, salt=opening.salt
    )
    return EntryRow(
        kind=opening.kind,
        who=opening.who,
        what=opening.what,
        at=opening.at,
        salt=opening.salt,
        data=data,
        case_id=case.pk if isinstance(case, CaseRow) else case,
        officer_id=None if by is None else int(by.id),
    )


def last_of(kind: str) -> Json:
    """What the newest entry of a kind that is about no case says; None where there is none."""
    row = EntryRow.objects.filter(kind=kind, case=None).order_by("-id").first()
    return None if row is None else row.what


def opening_of(row: EntryRow) -> Opening:
    """What an entry's commitment hides; raises where the salt was erased."""
    if row.salt is None:
        raise StoreError(
            say("The opening of entry {index} was erased.", index=row.index),
            remedy=say("Nothing brings it back."),
        )
    return Opening(kind=row.kind, who=row.who, what=row.what, at=row.at, salt=bytes(row.salt))


def find_head() -> Head | None:
    """The signed head as last committed, or None before the first."""
    row = HeadRow.objects.filter(pk=1).first()
    if row is None:
        return None
    return Head(size=row.size, root=bytes.fromhex(row.root), note=row.note.encode("utf-8"))


def signed_at() -> datetime | None:
    """When the head that stands was signed, by the node's own clock."""
    row = HeadRow.objects.filter(pk=1).first()
    return None if row is None else row.at


def find_entry_at(index: int) -> EntryRow | None:
    """The entry at a place of the tree, or None."""
    return EntryRow.objects.filter(index=index).first()


def begin_origin(head: Head | None, *, at: datetime) -> None:
    """The head that stands, signed under a new name; heads and witnesses of the old name are let go."""
    PublishedHeadRow.objects.all().delete()
    WitnessRow.objects.all().delete()
    if head is not None:
        HeadRow.objects.filter(pk=1, size=head.size).update(note=head.note.decode("utf-8"), at=at)


def has_origin(name: str) -> bool:
    """Whether the entry is there that says that the journal goes on under this name."""
    return EntryRow.objects.filter(kind="journal.origin_opened", what__origin=name).exists()


def put_published(head: Head, *, at: datetime) -> None:
    """Keeps a head with the cosignatures that it has by now; the head that stands takes them over."""
    kept = {"root": head.root.hex(), "note": head.note.decode("utf-8"), "at": at}
    with transaction.atomic():
        PublishedHeadRow.objects.update_or_create(pk=head.size, defaults=kept)
        HeadRow.objects.filter(pk=1, size=head.size, root=kept["root"]).update(note=kept["note"])


def put_thinned(size: int, note: bytes) -> None:
    """Keeps an older head with fewer lines, so that heads of years take little room."""
    PublishedHeadRow.objects.filter(pk=size).update(note=note.decode("utf-8"))


def find_published(*, below: int | None = None) -> Head | None:
    """The newest head that was shown to witnesses, or the newest below a size."""
    rows = PublishedHeadRow.objects.order_by("-size")
    row = (rows if below is None else rows.filter(size__lt=below)).first()
    return None if row is None else _published(row)


def all_published(*, least: int = 0) -> Sequence[Head]:
    """Every head that was shown to witnesses, the smallest first."""
    return [_published(row) for row in PublishedHeadRow.objects.filter(size__gte=least).order_by("size")]


def _published(row: PublishedHeadRow) -> Head:
    return Head(size=row.size, root=bytes.fromhex(row.root), note=row.note.encode("utf-8"))


def unplaced_entries(*, limit: int) -> Sequence[Unplaced]:
    """Committed entries that have no place in the tree yet, in the order of their ids.

    On PostgreSQL that need not be the order of commit: an entry that becomes visible later gets a later
    place, and none is skipped.
    """
    rows = EntryRow.objects.filter(index=None).order_by("id").values_list("id", "data")[:limit]
    return [Unplaced(number, bytes(data)) for number, data in rows]


def put_head(head: Head, placed: Sequence[Unplaced], *, at: datetime) -> None:
    """Commits a signed head with the places of its entries, if it goes on from the one that stands."""
    with transaction.atomic():
        row = HeadRow.objects.select_for_update().filter(pk=1).first()
        size = 0 if row is None else row.size
        if head.size != size + len(placed) or not placed:
            raise StoreError(
                say("Another sequencer has moved the head of the journal."),
                remedy=say("Run one worker for one node."),
            )
        _put_places(placed, first=size)
        stands = {"size": head.size, "root": head.root.hex(), "note": head.note.decode("utf-8"), "at": at}
        if not HeadRow.objects.filter(pk=1).update(**stands):
            HeadRow.objects.create(pk=1, **stands)


def _put_places(entries: Sequence[Unplaced], *, first: int) -> None:
    """Gives each entry its place; plain SQL, because this is the inner loop of every act of the node."""
    quote = connection.ops.quote_name
    table, index, key = (quote(name) for name in (EntryRow._meta.db_table, "index", "id"))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {index} = %s WHERE {key} = %s",
            [(number, entry.id) for number, entry in enumerate(entries, start=first)],
        )


def has_unplaced() -> bool:
    """Whether an entry waits for its place."""
    return EntryRow.objects.filter(index=None).exists()


def get_entry(entry_id: int) -> EntryRow:
    """The entry of that row id, as it is now."""
    return EntryRow.objects.get(pk=entry_id)


def all_entries(*, first: int, count: int) -> Sequence[bytes]:
    """The bytes of entries by place, to make tiles again."""
    rows = EntryRow.objects.filter(index__gte=first, index__lt=first + count).order_by("index").only("data")
    return [bytes(row.data) for row in rows]
