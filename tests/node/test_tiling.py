"""A lost or damaged tile is built again from the rows, and never from rows that were not signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import transaction

from glacy.cli import main
from glacy.journal import CHECKPOINT_PATH, TileHashes, read_proof, verify_proof
from glacy.node import tiling
from glacy.node.errors import JournalRowsError, JournalTilesError
from glacy.node.opened import Node
from glacy.node.sequencer import prove, sequence, tiles_of
from glacy.node.tiling import build_tiles
from glacy.store import journal
from glacy.store.models import EntryRow, HeadRow

Damage = Callable[[Path], object]


def log(node: Node, count: int) -> None:
    """That many more entries, all in the tree."""
    with transaction.atomic():
        for number in range(count):
            journal.put_entry("case.opened", by=None, what={"n": number}, at=node.clock())
    sequence(node)


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


def tiles(node: Node) -> dict[str, bytes]:
    folder = node.path / "journal"
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def proves(node: Node, *some: int) -> bool:
    """Whether every entry is proved by the signed head, or some of them: the tiles are compared anyhow."""
    rows = EntryRow.objects.order_by("id")
    for row in rows.filter(index__in=some) if some else rows:
        verify_proof(read_proof(prove(node, row)), entry=bytes(row.data), keys=[node.journal_key.verifier])
    return True


@pytest.mark.parametrize("damage", [Path.unlink, flip, lambda file: file.write_bytes(b"")])
@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/001.p/46",
        "tile/1/000.p/1",
        "tile/0/001.p/44",
        "tile/entries/000",
        CHECKPOINT_PATH,
    ],
)
@pytest.mark.parametrize("batch", [64, 65536])
def test_every_file_comes_back_as_it_was(
    home: Node, path: str, damage: Damage, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiling, "BATCH", batch)
    log(home, 3)
    log(home, 297)
    log(home, 2)
    before = tiles(home)
    damage(home.path / "journal" / path)
    assert build_tiles(home) == 302
    after = tiles(home)
    gone = "tile/0/001.p/44"
    assert {name: after[name] for name in before if name != gone} == {
        name: content for name, content in before.items() if name != gone
    }
    assert after.get(gone, before[gone]) == before[gone]
    log(home, 1)
    assert proves(home, 0, 128, 255, 256, 302)


@pytest.mark.parametrize("damage", [Path.unlink, flip])
@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/4"])
def test_a_damaged_tile_stops_the_journal_and_names_the_command_that_mends_it(
    home: Node, path: str, damage: Damage
) -> None:
    log(home, 260)
    damage(home.path / "journal" / path)
    row = EntryRow.objects.get(index=0 if path == "tile/0/000" else 258)
    with pytest.raises(JournalTilesError, match=f"glacy node tiles {home.path}"):
        prove(home, row)
    done = CliRunner().invoke(main, ["node", "tiles", str(home.path)])
    assert done.exit_code == 0, done.output
    assert "260 entries" in done.output
    log(home, 2)
    assert proves(home)


def test_a_partial_tile_goes_when_it_is_full_and_proofs_still_lead_to_older_heads(home: Node) -> None:
    log(home, 3)
    older = TileHashes(size=3, find_tile=tiles_of(home)).edge()
    log(home, 297)
    assert not (home.path / "journal" / "tile" / "0" / "000.p").exists()
    assert not (home.path / "journal" / "tile" / "entries" / "000.p").exists()
    assert TileHashes(size=3, find_tile=tiles_of(home)).edge() == older
    assert proves(home)


def test_tiles_beyond_the_signed_head_go(home: Node) -> None:
    log(home, 2)
    left = home.path / "journal" / "tile" / "0" / "000.p" / "7"
    left.write_bytes(b"\0" * 32 * 7)
    build_tiles(home)
    assert not left.exists()


@pytest.mark.parametrize("change", ["changed", "lost", "older"])
def test_rows_that_were_not_signed_make_no_tiles(home: Node, change: str) -> None:
    log(home, 2)
    old = HeadRow.objects.get()
    log(home, 2)
    row = EntryRow.objects.get(index=3)
    if change == "changed":
        EntryRow.objects.filter(pk=row.pk).update(data=bytes(row.data)[:-1] + b"?")
    elif change == "lost":
        EntryRow.objects.filter(pk=row.pk).update(index=None)
    else:
        EntryRow.objects.filter(index__gte=2).delete()
        old.save()
    (home.path / "journal" / "tile" / "0" / "000.p" / "4").unlink()
    before = tiles(home)
    with pytest.raises(JournalRowsError) as refused:
        build_tiles(home)
    assert "No tile was written" in refused.value.says
    assert tiles(home) == before


def test_a_journal_without_a_head_has_nothing_to_build(home: Node) -> None:
    EntryRow.objects.all().delete()
    assert build_tiles(home) == 0
