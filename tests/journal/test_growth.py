"""A journal grows by tiles that say the same whatever the batches were, and a tampered tile is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.errors import GlacyError
from glacy.journal import (
    Checkpoint,
    Edge,
    MalformedEntryError,
    TileError,
    TileHashes,
    TileId,
    grow,
    inclusion_proof,
    leaf_hash,
    read_edge,
    read_entries,
    read_hashes,
    read_tile_path,
    root_of,
    tile_path,
    verify_entries,
    verify_inclusion,
    write_entries,
)
from tests.journal.journals import MemoryJournal

ENTRIES = [f"entry {number}".encode() for number in range(70_000)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (TileId(level=0, index=0), "tile/0/000"),
        (TileId(level=0, index=1234067), "tile/0/x001/x234/067"),
        (TileId(level=2, index=0, width=1), "tile/2/000.p/1"),
        (TileId(level=None, index=1000, width=112), "tile/entries/x001/000.p/112"),
    ],
    ids=lambda value: str(value),
)
def test_the_paths_are_those_of_the_specification(tile: TileId, path: str) -> None:
    assert tile_path(tile) == path
    assert read_tile_path(path) == tile


@given(st.none() | st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_tile_path_leads_back_to_its_tile(level: int | None, index: int, width: int) -> None:
    tile = TileId(level=level, index=index, width=width)
    assert read_tile_path(tile_path(tile)) == tile


@pytest.mark.parametrize(
    "path",
    [
        "", "tile/0/1", "tile/00/001", "tile/64/000", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/../0/000", "tile/0/000/", "/tile/0/000", "tile/0/000\n", "tile/0/٠٠٠",
    ],
)  # fmt: skip
def test_another_path_is_refused(path: str) -> None:
    with pytest.raises(TileError):
        read_tile_path(path)


def test_seventy_thousand_entries_have_the_tiles_that_the_specification_counts() -> None:
    journal = MemoryJournal()
    for at in range(0, 70_000, 9_973):
        journal.append(ENTRIES[at : at + 9_973])
    assert journal.edge.root == root_of(ENTRIES)
    final = {tile_path(TileId(level=0, index=number)) for number in range(273)}
    final |= {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert final <= journal.tiles.keys()
    assert "tile/0/273" not in journal.tiles
    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        proof = inclusion_proof(index, 70_000, journal.hashes().hash_at)
        leaf = leaf_hash(ENTRIES[index])
        verify_inclusion(index=index, size=70_000, leaf=leaf, proof=proof, root=journal.edge.root)


@given(st.lists(st.integers(0, 400), max_size=5))
@settings(max_examples=40, deadline=None)
def test_batches_of_any_size_lead_to_the_same_tree_and_tiles(batches: list[int]) -> None:
    journal, size = MemoryJournal(), 0
    for batch in batches:
        journal.append(ENTRIES[size : size + batch])
        size += batch
    once = MemoryJournal()
    once.append(ENTRIES[:size])
    assert journal.edge == once.edge == Edge.empty().extend(map(leaf_hash, ENTRIES[:size]))
    assert {path: journal.tiles[path] for path in once.tiles} == once.tiles
    checkpoint = Checkpoint(origin="o", size=size, root=journal.edge.root)
    assert read_edge(checkpoint, find_tile=once.tiles.get) == once.edge


def test_the_same_batch_after_a_crash_gives_the_same_files() -> None:
    journal = MemoryJournal()
    journal.append(ENTRIES[:300])
    before = journal.edge
    first = grow(before, ENTRIES[300:600], find_tile=journal.tiles.get)
    journal.tiles.update({file.path: file.content for file in first.files})
    again = grow(before, ENTRIES[300:600], find_tile=journal.tiles.get)
    assert again == first


def test_a_full_tile_stands_in_for_its_partial_one() -> None:
    journal = MemoryJournal()
    journal.append(ENTRIES[:10])
    before = journal.edge
    journal.append(ENTRIES[10:300])
    del journal.tiles["tile/0/000.p/10"], journal.tiles["tile/entries/000.p/10"]
    again = grow(before, ENTRIES[10:300], find_tile=journal.tiles.get)
    assert again.edge == journal.edge


def test_a_tampered_tile_is_found_before_anything_is_signed() -> None:
    journal = MemoryJournal()
    journal.append(ENTRIES[:300])
    checkpoint = Checkpoint(origin="o", size=300, root=journal.edge.root)
    for path in ("tile/0/001.p/44", "tile/1/000.p/1"):
        good = journal.tiles[path]
        journal.tiles[path] = bytes([good[0] ^ 1]) + good[1:]
        with pytest.raises(TileError, match="Do not sign"):
            read_edge(checkpoint, find_tile=journal.tiles.get)
        journal.tiles[path] = good
    journal.tiles["tile/0/001.p/44"] = bytes(44 * 32)
    with pytest.raises(TileError, match="Do not sign"):
        grow(journal.edge, [b"next"], find_tile=journal.tiles.get)


def test_a_missing_tile_is_named() -> None:
    journal = MemoryJournal()
    journal.append(ENTRIES[:300])
    journal.tiles.pop("tile/0/001.p/44")
    with pytest.raises(TileError, match=r"tile/0/001\.p/44 is missing"):
        grow(journal.edge, [b"next"], find_tile=journal.tiles.get)


def test_a_node_outside_the_tree_is_refused() -> None:
    journal = MemoryJournal()
    journal.append(ENTRIES[:5])
    with pytest.raises(TileError):
        TileHashes(size=5, find_tile=journal.tiles.get).hash_at(0, 5)


def test_the_entries_of_a_bundle_are_those_of_its_tile() -> None:
    journal = MemoryJournal()
    journal.append(ENTRIES[:5])
    entries = read_entries(journal.tiles["tile/entries/000.p/5"], width=5)
    hashes = read_hashes(journal.tiles["tile/0/000.p/5"], width=5)
    verify_entries(entries, hashes=hashes)
    with pytest.raises(TileError, match="Entry 1"):
        verify_entries((entries[0], b"other", *entries[2:]), hashes=hashes)
    with pytest.raises(TileError):
        verify_entries(entries[1:], hashes=hashes)


@given(st.lists(st.binary(max_size=300), max_size=9))
def test_bundles_of_entries_come_back_as_they_were_written(entries: list[bytes]) -> None:
    assert read_entries(write_entries(entries), width=len(entries)) == tuple(entries)


@given(st.binary(max_size=200), st.integers(0, 9))
def test_reading_any_bytes_as_a_tile_gives_a_value_or_our_error(content: bytes, width: int) -> None:
    for read in (read_entries, read_hashes):
        try:
            read(content, width=width)
        except GlacyError:
            continue


def test_an_entry_is_less_than_64_kib() -> None:
    with pytest.raises(MalformedEntryError):
        grow(Edge.empty(), [bytes(65_536)], find_tile={}.get)
