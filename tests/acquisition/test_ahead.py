"""A large file beside folders is begun while the walk goes through them, and nothing else changes by it."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from glacy.acquisition import Bounds, Progress, Work, acquire, reading, roots_of, walk
from glacy.acquisition.walking import FoundFile
from glacy.evidence import SealedItem
from tests.acquisition.conftest import Desk


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Two large files beside a folder of small ones, which comes before them."""
    folder = tmp_path / "mixed"
    (folder / "a").mkdir(parents=True)
    for number in range(300):
        (folder / "a" / f"{number:03}").write_bytes(b"%d" % number)
    for name in ("x.img", "y.img"):
        (folder / name).write_bytes(name.encode() * (1 << 19))
    return folder


def read(source: Path, out: Path) -> list[SealedItem]:
    """The items of a reading, in the order in which they were written down."""
    work = Work(out, parameters={})
    with closing(work):
        acquire(roots_of([source]), work, bounds=Bounds(), with_blake3=True, progress=Progress())
        return list(work.known_items())


def test_the_order_is_that_of_the_names_and_each_file_is_opened_once(
    desk: Desk, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    plain = reading.open_file

    def told(path: str) -> int:
        opened.append(path)
        return plain(path)

    monkeypatch.setattr(reading, "open_file", told)
    names = [item.name for item in read(mixed, desk.folder / "one.asice")]
    assert names == sorted(names)
    assert len(names) == 302
    assert sorted(opened) == sorted(set(opened))
    assert len(opened) == 302


def test_only_large_files_beside_folders_are_offered_and_never_the_bundle(mixed: Path) -> None:
    offered: list[str] = []

    def offer(found: FoundFile) -> bool:
        offered.append(found.name)
        return False

    bounds = Bounds(left_out=frozenset({str(mixed / "y.img")}))
    walked = [one.name for one in walk(roots_of([mixed]), bounds=bounds, ahead=offer)]
    assert offered == ["mixed/x.img"]
    assert "mixed/y.img" in walked


def test_a_file_that_changes_after_it_was_read_ahead_is_not_taken_for_new(desk: Desk, mixed: Path) -> None:
    """What is told of it is what was there when it was read."""
    before = (mixed / "x.img").stat()
    item = next(one for one in read(mixed, desk.folder / "two.asice") if one.name == "mixed/x.img")
    assert item.facts is not None
    assert item.facts.inode == f"{before.st_dev:x}:{before.st_ino:x}"
    os.utime(mixed / "x.img")
    assert not item.changed
