"""A file with more than one name (hard links) is read once, and stands in the seal under each."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from glacy.acquisition import Bounds, Progress, Work, acquire, roots_of
from glacy.acquisition.opening import open_file
from glacy.acquisition.reading import digest_file
from glacy.acquisition.walking import FoundFile
from glacy.evidence import SealedItem
from tests.acquisition.conftest import Desk

BIG = 3 << 20


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A small and a large file, each with three names in as many folders; and one that is alone."""
    folder = tmp_path / "linked"
    for name in ("a", "b", "c"):
        (folder / name).mkdir(parents=True)
    (folder / "b" / "big.img").write_bytes(os.urandom(BIG))
    (folder / "b" / "small").write_bytes(b"small")
    (folder / "b" / "alone").write_bytes(b"small")
    for name in ("big.img", "small"):
        for other in ("a", "c"):
            os.link(folder / "b" / name, folder / other / name)
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that were opened."""
    paths: list[str] = []

    def told(path: str) -> int:
        paths.append(path)
        return open_file(path)

    monkeypatch.setattr("glacy.acquisition.reading.open_file", told)
    return paths


def read(source: Path, out: Path) -> tuple[list[SealedItem], Progress]:
    """The items of a reading, and how far it said to have come."""
    work, progress = Work(out, parameters={}), Progress()
    with closing(work):
        acquire(roots_of([source]), work, bounds=Bounds(), with_blake3=True, progress=progress)
        return list(work.known_items()), progress


def test_each_is_read_by_its_first_name_and_told_under_all(
    desk: Desk, linked: Path, opened: list[str]
) -> None:
    items, progress = read(linked, desk.folder / "one.asice")
    assert [item.name.removeprefix("linked/") for item in items] == [
        "a/big.img", "a/small", "b/alone", "b/big.img", "b/small", "c/big.img", "c/small",
    ]  # fmt: skip
    assert sorted(path.removeprefix(f"{linked}/") for path in opened) == ["a/big.img", "a/small", "b/alone"]
    assert len({(item.digest, item.blake3) for item in items}) == 2
    assert all(item.facts is not None and item.facts.links == 3 for item in items if "alone" not in item.name)
    assert progress.size == 3 * BIG + 4 * 5


def test_a_container_takes_the_bytes_of_further_names_from_itself(
    desk: Desk, linked: Path, opened: list[str]
) -> None:
    desk.seal(linked)
    assert len([path for path in opened if path.startswith(str(linked))]) == 3
    assert desk.verify()["holds"] is not False
    assert {item.digest for item in desk.items().values() if "big" in item.name} == {
        desk.items()["linked/a/big.img"].digest
    }


def test_what_was_written_to_since_the_first_name_was_met_is_read_again(
    desk: Desk, linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writing(found: FoundFile, **options: object) -> object:
        made = digest_file(found, **options)  # type: ignore[arg-type]  # handed through
        if found.name == "linked/a/small":
            with (linked / "a" / "small").open("ab") as file:
                file.write(b" and more")
        return made

    monkeypatch.setattr("glacy.acquisition.acquiring.digest_file", writing)
    monkeypatch.setattr("glacy.acquisition.pipeline._MOST_FILES", 1)
    monkeypatch.setattr("glacy.acquisition.pipeline.WINDOW", 1)
    items, _ = read(linked, desk.folder / "one.asice")
    sizes = {item.name: item.size for item in items}
    assert sizes["linked/a/small"] == 5
    assert {sizes["linked/b/small"], sizes["linked/c/small"]} <= {5, 14}
    by_size = {item.size: item.digest for item in items if item.name.endswith("small")}
    assert len({item.digest for item in items if item.name.endswith("small")}) == len(by_size)
