"""An audit finds every tile that is not what was signed, and names that tile and no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.journal import Checkpoint, FindEntries, audit_tiles
from tests.journal.journals import KEY, MemoryJournal

SIZE = 256 * 256 + 256 * 3 + 17
ENTRIES = [b"entry %d" % number for number in range(SIZE)]
JOURNAL = MemoryJournal()
JOURNAL.append(ENTRIES)
PATHS = [
    "tile/0/000",
    "tile/0/255",
    "tile/0/258",
    "tile/0/259.p/17",
    "tile/1/000",
    "tile/1/001.p/3",
    "tile/2/000.p/1",
    "tile/entries/005",
    "tile/entries/259.p/17",
]


def head(size: int = SIZE) -> Checkpoint:
    root = JOURNAL.edge.root if size == SIZE else MemoryJournal().edge.root
    return Checkpoint(origin=KEY.name, size=size, root=root)


def rows(first: int, count: int) -> Sequence[bytes]:
    return ENTRIES[first : first + count]


def test_a_sound_journal_has_no_flaw() -> None:
    audit = audit_tiles(head(), find_tile=JOURNAL.tiles.get, find_entries=rows, with_bundles=True)
    assert audit.flaws == ()
    assert (audit.size, audit.tiles, audit.bundles, audit.rows) == (SIZE, 263, 260, SIZE)
    assert audit_tiles(head(0), find_tile={}.get).flaws == ()


@pytest.mark.parametrize(
    ("damage", "find_entries"),
    [("changed", None), ("changed", rows), ("missing", None), ("cut", None)],
    ids=["changed, tiles alone", "changed, with rows", "missing", "cut"],
)
@pytest.mark.parametrize("path", PATHS)
def test_the_damaged_tile_is_named_and_no_other(
    path: str, damage: str, find_entries: FindEntries | None
) -> None:
    tiles = dict(JOURNAL.tiles)
    if damage == "missing":
        del tiles[path]
    elif damage == "cut":
        tiles[path] = tiles[path][:-1]
    else:
        tiles[path] = tiles[path][:-1] + bytes([tiles[path][-1] ^ 1])
    flaws = audit_tiles(head(), find_tile=tiles.get, find_entries=find_entries, with_bundles=True).flaws
    assert [(flaw.kind, flaw.path) for flaw in flaws] == [(damage, path)]


def test_a_row_that_was_changed_is_named_by_its_place() -> None:
    changed = [*ENTRIES]
    changed[70_000 % SIZE] = b"another"
    changed[SIZE - 1] = b"another"
    audit = audit_tiles(head(), find_tile=JOURNAL.tiles.get, find_entries=lambda f, n: changed[f : f + n])
    assert [flaw.path for flaw in audit.flaws] == [f"entry {70_000 % SIZE}", f"entry {SIZE - 1}"]


def test_rows_that_are_lost_are_told() -> None:
    audit = audit_tiles(
        head(), find_tile=JOURNAL.tiles.get, find_entries=lambda f, n: ENTRIES[f : min(f + n, SIZE - 5)]
    )
    assert {flaw.kind for flaw in audit.flaws} == {"row"}


def test_where_nothing_leads_to_the_root_the_audit_says_so_and_where_to_look() -> None:
    tiles = dict(JOURNAL.tiles)
    tiles["tile/0/259.p/17"] = b"\0" * 32 * 17
    (flaw,) = audit_tiles(head(), find_tile=tiles.get).flaws
    assert flaw.kind == "root"
    assert "tile/0/259.p/17" in flaw.says


def test_another_root_is_never_taken_for_this_one() -> None:
    other = Checkpoint(origin=KEY.name, size=SIZE, root=b"\1" * 32)
    audit = audit_tiles(other, find_tile=JOURNAL.tiles.get, find_entries=rows)
    assert audit.flaws[0].kind == "root"


@given(st.data(), st.integers(1, 1200))
@settings(max_examples=40, deadline=None)
def test_any_flip_of_any_tile_of_any_tree_is_found(data: st.DataObject, size: int) -> None:
    journal = MemoryJournal()
    journal.append(ENTRIES[:size])
    path = data.draw(st.sampled_from(sorted(journal.tiles)))
    content = bytearray(journal.tiles[path])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    tiles = journal.tiles | {path: bytes(content)}
    checkpoint = Checkpoint(origin=KEY.name, size=size, root=journal.edge.root)
    flaws = audit_tiles(checkpoint, find_tile=tiles.get, with_bundles=True).flaws
    assert [flaw.path for flaw in flaws] == [path]
