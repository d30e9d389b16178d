"""`glacy verify` judges bags and disk images of other tools, and says that nobody has signed them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import bagit
import pytest
from click.testing import CliRunner

from glacy.cli import main
from tests.acquisition.test_images import write_e01


def verified(path: Path) -> tuple[int, dict[str, object]]:
    ran = CliRunner().invoke(main, ["verify", str(path), "--json"])
    return ran.exit_code, json.loads(ran.stdout)


def test_a_folder_that_is_a_bag_is_judged(tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    folder.mkdir()
    (folder / "a.txt").write_text("one")
    bagit.make_bag(str(folder), checksums=["sha256"])
    code, report = verified(folder)
    assert (code, report["kind"], report["holds"]) == (1, "bag", None)
    (folder / "data" / "a.txt").write_text("two")
    code, report = verified(folder)
    assert (code, report["holds"]) == (1, False)
    assert "data/a.txt" in [one["about"] for one in report["checks"]]  # type: ignore[attr-defined]  # a list of objects


def test_a_folder_that_is_no_bag_is_told(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert ran.exit_code == 2
    assert "no bag" in ran.stderr


@pytest.mark.parametrize(("digest", "holds"), [(None, None), (bytes(range(16)), False)])
def test_a_disk_image_is_compared_with_what_it_says_of_itself(
    tmp_path: Path, digest: bytes | None, holds: bool | None
) -> None:
    path = tmp_path / "disk.E01"
    write_e01(path, b"medium" * 4096 + bytes(512 - 6 * 4096 % 512 if 6 * 4096 % 512 else 0), md5=digest)
    code, report = verified(path)
    assert (code, report["kind"], report["holds"]) == (1, "image", holds)


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_packed_bag_is_nobodys_whatever_it_is_packed_in(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "bag"
    folder.mkdir()
    (folder / "a.txt").write_text("one")
    bagit.make_bag(str(folder), checksums=["sha256"])
    path = Path(shutil.make_archive(str(tmp_path / "own"), form, root_dir=tmp_path, base_dir="bag"))
    code, report = verified(path)
    assert (code, report["kind"], report["holds"]) == (1, "bag", None)
