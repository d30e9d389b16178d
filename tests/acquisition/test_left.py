"""Files that were left where they lie are checked there, and the exact one that differs is named."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from time import process_time
from typing import Any  # JSON of many shapes

import pytest

from tests.acquisition.conftest import Desk


def wrong(report: Any) -> dict[str, str]:
    """What does not hold, by what it is about."""
    return {check["about"]: check["says"] for check in report["checks"] if check["holds"] is False}


def test_left_files_hold_where_they_lie_beside_the_bundle_or_where_one_says(
    desk: Desk, source: Path, tmp_path: Path
) -> None:
    desk.seal(source, "--leave")
    assert desk.verify()["holds"] is True
    moved = tmp_path / "elsewhere"
    shutil.move(source, moved)
    report = desk.verify(exit_code=1)
    assert report["holds"] is None
    assert "--payload" in " ".join(check["says"] for check in report["checks"])
    assert desk.verify("--payload", moved)["holds"] is True
    shutil.move(moved, desk.folder / "seized")
    assert desk.verify()["holds"] is True
    assert desk.verify("--payload", desk.folder)["holds"] is True


def test_the_file_that_differs_is_missing_or_was_added_is_named(desk: Desk, source: Path) -> None:
    desk.seal(source, "--leave")
    with (source / "logs" / "big.img").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\0")
        file.seek(1_000_000)
    (source / "logs" / "mail.log").unlink()
    (source / "logs" / "new.log").write_bytes(b"")
    for more in ((), ("--quick",)):
        told = wrong(desk.verify(*more, exit_code=1))
        assert set(told) == {"seized/logs/big.img", "seized/logs/mail.log", "seized/logs/new.log"}
        assert "missing" in told["seized/logs/mail.log"]
        assert "not sealed" in told["seized/logs/new.log"]


def test_many_differences_are_counted_and_the_first_are_named(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "many"
    source.mkdir()
    for number in range(60):
        (source / f"{number:02}").write_bytes(b"a")
    desk.seal(source, "--leave")
    for path in source.iterdir():
        path.write_bytes(b"b")
    report = desk.verify(exit_code=1)
    assert len(wrong(report)) == 21
    assert "60 in all" in " ".join(wrong(report).values())


def test_a_quick_check_says_that_it_is_not_the_legal_one(desk: Desk, source: Path) -> None:
    desk.seal(source, "--leave")
    report = desk.verify("--quick")
    assert report["holds"] is True
    told = desk.run("verify", desk.folder / "sealed.asice", "--quick").stdout
    assert "as far as BLAKE3 tells" in told
    assert "The legal digest is SHA-256" in " ".join(check["says"] for check in report["checks"])
    desk.seal(source, "--leave", "--sha256-only", out="legal.asice")
    assert desk.verify("--quick", out="legal.asice", exit_code=1)["holds"] is None


def test_one_file_is_checked_and_no_other_is_read(desk: Desk, source: Path) -> None:
    desk.seal(source, "--leave")
    desk.seal(source, out="carried.asice")
    (source / "logs" / "big.img").write_bytes(b"changed")
    assert desk.verify("--only", "seized/logs/mail.log")["holds"] is True
    told = desk.run("verify", desk.folder / "sealed.asice", "--only", "seized/logs/mail.log").stdout
    assert "of the one file that was asked for" in told
    assert "whole" not in told
    assert wrong(desk.verify("--only", "seized/logs/big.img", exit_code=1)).keys() == {"seized/logs/big.img"}
    data = bytearray((desk.folder / "carried.asice").read_bytes())
    place = data.index(bytes(range(256)))
    data[place] ^= 1
    (desk.folder / "carried.asice").write_bytes(data)
    assert desk.verify("--only", "seized/logs/mail.log", out="carried.asice")["holds"] is True
    assert "data/seized/logs/big.img" in wrong(
        desk.verify("--only", "seized/logs/big.img", out="carried.asice", exit_code=1)
    )
    assert desk.verify("--only", "nothing", out="carried.asice", exit_code=1)["holds"] is False


def test_every_changed_byte_of_a_bundle_is_caught_wherever_its_files_are(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "few"
    source.mkdir()
    (source / "a").write_bytes(b"evidence")
    (source / "link").symlink_to("a")
    for mode, out in (("--leave", "left.asice"), ("--by=A", "carried.asice")):
        desk.seal(source, mode, out=out)
        whole = (desk.folder / out).read_bytes()
        chance = random.Random(1)
        for place in sorted(chance.sample(range(len(whole)), 60)):
            changed = bytearray(whole)
            changed[place] ^= 1 << chance.randrange(8)
            (desk.folder / "changed.asice").write_bytes(changed)
            assert desk.run("verify", desk.folder / "changed.asice").exit_code == 1, (out, place)


@pytest.mark.slow
def test_a_bundle_of_twenty_thousand_files_is_listed_in_a_second(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "many"
    for number in range(20_000):
        if number % 500 == 0:
            folder = source / f"d{number // 500}"
            folder.mkdir(parents=True)
        (folder / f"f{number}").write_bytes(b"%d" % number)
    desk.seal(source)
    times = []
    for _ in range(3):
        started = process_time()
        done = desk.run("evidence", "list-files", desk.folder / "sealed.asice")
        times.append(process_time() - started)
        assert done.exit_code == 0
    assert done.stdout.count("\n") == 20_000
    assert min(times) < 1, "seconds of work, whatever else the machine does"
    started = process_time()
    assert desk.verify("--only", "many/d7/f3777")["holds"] is True
    assert process_time() - started < 10
