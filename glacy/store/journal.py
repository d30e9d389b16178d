"""Journal entries: written in the transaction of their act, placed in the tree by the sequencer alone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from glacy.canon import Json
from glacy.journal import SALT_SIZE, Opening, commit_entry
from glacy.store.errors import StoreError
from glacy.store.models import CaseRow, EntryRow, HeadRow
from glacy.store.people import Officer


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
    if not connection.in_atomic_block:
        raise StoreError("An act and its journal entry are written in one transaction.")
    if opening is None:
        shown = (
            {**what, "through": by.through}
            if by is not None and by.through != "desk" and not is_exact
            else what
        )
        name = by.username if by is not None else who or "node"
        opening = Opening(kind=kind, who=name, what=shown, at=at, salt=secrets.token_bytes(SALT_SIZE))
    data = commit_entry(
        kind=opening.kind, who=opening.who, what=opening.what, at=opening.at, salt=opening.salt
    )
    return EntryRow.objects.create(
        kind=opening.kind,
        who=opening.who,
        what=opening.what,
        at=opening.at,
        salt=opening.salt,
        data=data,
        case_id=case.pk if isinstance(case, CaseRow) else case,
        officer_id=None if by is None else int(by.id),
    )


def opening_of(row: EntryRow) -> Opening:
    """What an entry's commitment hides; raises where the salt was erased."""
    if row.salt is None:
        raise StoreError(f"The opening of entry {row.index} was erased.", remedy="Nothing brings it back.")
    return Opening(kind=row.kind, who=row.who, what=row.what, at=row.at, salt=bytes(row.salt))


def find_head() -> Head | None:
    """The signed head as last committed, or None before the first."""
    row = HeadRow.objects.filter(pk=1).first()
    if row is None:
        return None
    return Head(size=row.size, root=bytes.fromhex(row.root), note=row.note.encode("utf-8"))


def unplaced_entries(*, limit: int) -> Sequence[EntryRow]:
    """Committed entries that have no place in the tree yet, in the order of their ids.

    On PostgreSQL that need not be the order of commit: an entry that becomes visible later gets a later
    place, and none is skipped.
    """
    return list(EntryRow.objects.filter(index=None).order_by("id").only("id", "index", "data")[:limit])


def put_head(head: Head, placed: Sequence[EntryRow], *, at: datetime) -> None:
    """Commits a signed head with the places of its entries, if it goes on from the one that stands."""
    with transaction.atomic():
        row = HeadRow.objects.select_for_update().filter(pk=1).first()
        size = 0 if row is None else row.size
        if head.size != size + len(placed) or not placed:
            raise StoreError(
                "Another sequencer has moved the head of the journal.", remedy="Run one worker for one node."
            )
        _put_places(placed, first=size)
        stands = {"size": head.size, "root": head.root.hex(), "note": head.note.decode("utf-8"), "at": at}
        if not HeadRow.objects.filter(pk=1).update(**stands):
            HeadRow.objects.create(pk=1, **stands)


def _put_places(entries: Sequence[EntryRow], *, first: int) -> None:
    """Gives each entry its place; plain SQL, because this is the inner loop of every act of the node."""
    quote = connection.ops.quote_name
    table, index, key = (quote(name) for name in (EntryRow._meta.db_table, "index", "id"))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {index} = %s WHERE {key} = %s",
            [(number, entry.pk) for number, entry in enumerate(entries, start=first)],
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
