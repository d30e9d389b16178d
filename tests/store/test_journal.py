"""Entries get their places in the order in which they become visible; none is skipped, and none has two."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction

from glacy.journal import Opening, open_checkpoint, read_proof, verify_proof
from glacy.node.making import make_node
from glacy.node.opened import Node
from glacy.node.sequencer import prove, published_checkpoint, published_tile, sequence
from glacy.store import journal
from glacy.store.errors import StoreError
from glacy.store.models import EntryRow

AT = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return make_node(tmp_path / "gh", country="GH", name="Ghana", url="http://127.0.0.1:8101", exercise=True)


def put(kind: str = "case.opened") -> EntryRow:
    with transaction.atomic():
        return journal.put_entry(kind, by=None, what={"a": 1}, at=AT)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(StoreError):
        journal.put_entry("case.opened", by=None, what={}, at=AT)
    with pytest.raises(StoreError):
        journal.put_entries([], by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 600])
def test_each_entry_is_proved_by_the_signed_head(node: Node, count: int) -> None:
    rows = [put() for _ in range(count)]
    head = sequence(node)
    assert head is not None
    assert head.size == count
    assert published_checkpoint(node) == head.note
    keys = (node.journal_key.verifier,)
    assert open_checkpoint(head.note, keys=keys)[0].size == count
    for row in (rows[0], rows[-1], rows[count // 2]):
        proof = read_proof(prove(node, row))
        verify_proof(proof, entry=bytes(row.data), keys=keys)
    assert published_tile(node, f"tile/0/000{'' if count > 255 else f'.p/{count}'}") is not None
    assert published_tile(node, "tile/entries/000") is None


@pytest.mark.django_db
def test_many_acts_are_written_in_one_transaction_and_proved_one_by_one(node: Node) -> None:
    made = [Opening(kind="x", who="a", what={"n": n}, at=AT, salt=bytes([n]) * 32) for n in range(5)]
    with transaction.atomic():
        assert journal.put_entries(made, by=None) == 5
    sequence(node)
    for row in EntryRow.objects.order_by("id"):
        assert journal.opening_of(row) == made[row.index or 0]
        verify_proof(read_proof(prove(node, row)), entry=bytes(row.data), keys=node.journal_verifiers)


@pytest.mark.django_db
def test_batches_grow_one_tree(node: Node) -> None:
    roots = []
    for count in (1, 3, 250, 10):
        rows = [put() for _ in range(count)]
        head = sequence(node)
        assert head is not None
        roots.append(head.root)
        assert prove(node, rows[0])
    assert len(set(roots)) == 4
    assert sequence(node) == journal.find_head()


@pytest.mark.django_db
def test_a_tile_that_was_changed_stops_the_journal(node: Node) -> None:
    put()
    sequence(node)
    (tile,) = (node.path / "journal" / "tile" / "0").rglob("1")
    tile.write_bytes(b"\0" * 32)
    put()
    with pytest.raises(Exception, match="do not lead to the root"):
        sequence(node)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="SQLite has one writer at a time"
)
def test_an_entry_that_is_committed_late_gets_a_later_place(node: Node) -> None:
    may_commit, has_written = threading.Event(), threading.Event()
    early: list[int] = []

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                early.append(journal.put_entry("case.opened", by=None, what={}, at=AT).pk)
                has_written.set()
                may_commit.wait(90)
        finally:
            connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert has_written.wait(90)
    late = put()
    assert late.pk > early[0]
    first = sequence(node)
    may_commit.set()
    thread.join()
    second = sequence(node)
    assert first is not None
    assert second is not None
    assert (first.size, second.size) == (1, 2)
    assert EntryRow.objects.get(pk=late.pk).index == 0
    assert EntryRow.objects.get(pk=early[0]).index == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_need_a_proof_at_once_get_one_each(node: Node) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads share no database in memory")
    proofs: list[bytes] = []

    def work() -> None:
        try:
            proofs.append(prove(node, put()))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(read_proof(one).index for one in proofs) == list(range(8))


@pytest.mark.django_db
def test_an_opening_fits_its_entry_and_falls_away_with_the_salt() -> None:
    row = put()
    assert journal.opening_of(row).entry
    row.salt = None
    with pytest.raises(StoreError):
        journal.opening_of(row)
