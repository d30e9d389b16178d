"""Checkpoints across nodes: who witnessed ours, whose we witnessed, and what does not fit as evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from glacy.canon import Json
from glacy.journal import EMPTY_ROOT, Admitted, Checkpoint, Judgement, Seen, Turned
from glacy.store import journal
from glacy.store.models import ForkRow, WitnessedHeadRow, WitnessedRow, WitnessRow

Judge = Callable[[Seen, Mapping[int, bytes]], Judgement]
"""Judges a checkpoint by what was cosigned last and by the root known for its size."""
MOST_EVIDENCE = 100
"""Evidence kept of one journal: whoever can sign for it can make more without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A checkpoint that was submitted: of which journal, of which size, and the bytes that came."""

    origin: str
    country: str
    size: int
    log_note: bytes
    submission: bytes


def judge_and_keep(
    offered: Offered, *, judge: Judge, cosign: Callable[[], bytes], at: datetime
) -> tuple[Judgement, int, bytes]:
    """Judges and keeps in one transaction; the judgement, the size cosigned last, and the cosigned note.

    The row of the journal is locked from the comparison to the commit, so that no older checkpoint can be
    cosigned after a newer one.
    """
    with transaction.atomic():
        row, _ = WitnessedRow.objects.get_or_create(
            origin=offered.origin, defaults={"country": offered.country, "root": EMPTY_ROOT.hex()}
        )
        row = WitnessedRow.objects.select_for_update().get(pk=row.pk)
        seen = Seen(size=row.size, root=bytes.fromhex(row.root))
        judged = judge(seen, _known_root(row, offered.size))
        if isinstance(judged, Turned):
            _put_fork(row, judged, offered, at=at)
            return judged, seen.size, b""
        note = cosign()
        _put_cosigned(row, judged, offered, note=note, at=at)
        return judged, judged.checkpoint.size, note


def find_witnessed(origin: str) -> WitnessedRow | None:
    """What this witness cosigned last of a journal, or None."""
    return WitnessedRow.objects.filter(origin=origin, size__gt=0).first()


def all_witnessed() -> Sequence[WitnessedRow]:
    """Every journal that this witness has cosigned, by country."""
    return list(WitnessedRow.objects.exclude(note="").order_by("country", "origin"))


def heads_of(row: WitnessedRow) -> Sequence[WitnessedHeadRow]:
    """Every head of a journal that this witness has cosigned, the smallest first."""
    return list(row.heads.order_by("size"))


def all_forks() -> Sequence[ForkRow]:
    """The evidence against journals, the newest first."""
    return list(ForkRow.objects.order_by("-at", "-id"))


def find_fork(fork_id: int) -> ForkRow | None:
    """One piece of evidence."""
    return ForkRow.objects.filter(pk=fork_id).first()


def put_own_fork(
    checkpoint: Checkpoint, *, country: str, note: bytes, held: journal.Head, at: datetime
) -> None:
    """Keeps a checkpoint of this node's own journal that does not go with the one that stands."""
    with transaction.atomic():
        _, is_new = ForkRow.objects.get_or_create(
            origin=checkpoint.origin,
            size=checkpoint.size,
            root=checkpoint.root.hex(),
            defaults={
                "country": country,
                "kind": "own_journal",
                "note": note.decode("utf-8"),
                "held_size": held.size,
                "held_note": held.note.decode("utf-8"),
                "at": at,
            },
        )
        if is_new:
            _log_fork(checkpoint, "own_journal", at=at, act="journal.held")


def all_witnesses() -> Sequence[WitnessRow]:
    """The witnesses of this node's journal that were asked so far."""
    return list(WitnessRow.objects.order_by("group", "name"))


def get_witness(name: str, *, group: str) -> WitnessRow:
    """The state of a witness of this node's journal; a new one has cosigned nothing."""
    return WitnessRow.objects.get_or_create(name=name, defaults={"group": group})[0]


def set_witness(name: str, **values: object) -> None:
    """How the last try with a witness ended."""
    WitnessRow.objects.filter(name=name).update(**values)


def _known_root(row: WitnessedRow, size: int) -> dict[int, bytes]:
    head = row.heads.filter(size=size).first()
    return {} if head is None else {size: bytes.fromhex(head.root)}


def _put_cosigned(
    row: WitnessedRow, judged: Admitted, offered: Offered, *, note: bytes, at: datetime
) -> None:
    checkpoint = judged.checkpoint
    row.size, row.root, row.note, row.at = (
        checkpoint.size,
        checkpoint.root.hex(),
        note.decode("utf-8"),
        at,
    )
    row.country = offered.country
    row.save()
    WitnessedHeadRow.objects.get_or_create(
        journal=row,
        size=checkpoint.size,
        defaults={"root": row.root, "note": offered.log_note.decode("utf-8"), "at": at},
    )


def _put_fork(row: WitnessedRow, judged: Turned, offered: Offered, *, at: datetime) -> None:
    if judged.fork is None or judged.checkpoint is None:
        return
    held = row.heads.filter(size=judged.checkpoint.size).first() or row.heads.filter(size=row.size).first()
    if ForkRow.objects.filter(origin=row.origin).count() >= MOST_EVIDENCE:
        return
    _, is_new = ForkRow.objects.get_or_create(
        origin=row.origin,
        size=judged.checkpoint.size,
        root=judged.checkpoint.root.hex(),
        defaults={
            "country": offered.country,
            "kind": judged.fork,
            "note": offered.log_note.decode("utf-8"),
            "held_size": row.size if held is None else held.size,
            "held_note": row.note if held is None else held.note,
            "submission": offered.submission.decode("utf-8", "replace"),
            "at": at,
        },
    )
    if is_new:
        _log_fork(judged.checkpoint, judged.fork, at=at)


def _log_fork(checkpoint: Checkpoint, kind: str, *, at: datetime, act: str = "journal.fork") -> None:
    what: dict[str, Json] = {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "kind": kind,
    }
    journal.put_entry(act, by=None, what=what, at=at)
