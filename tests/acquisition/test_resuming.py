"""A reading that is killed goes on, and nothing that is half a seal ever looks whole."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from unittest import mock

import pytest

from glacy.acquisition import (
    Bounds,
    FoundFile,
    Progress,
    SourceChangedError,
    Work,
    WorkingStateError,
    acquire,
    roots_of,
)
from glacy.acquisition.reading import Opened
from tests.acquisition.conftest import Desk

ROUNDS = int(os.environ.get("GLACY_KILLS", "6"))


@pytest.fixture
def long_source(tmp_path: Path) -> Path:
    """Enough to be killed in the middle: some large files among many small ones."""
    folder = tmp_path / "long"
    chance = random.Random(7)
    for number in range(12):
        inside = folder / f"d{number}"
        inside.mkdir(parents=True)
        (inside / "large").write_bytes(chance.randbytes(2 << 20))
        for small in range(150):
            (inside / f"s{small}").write_bytes(chance.randbytes(2_000))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["--leave", "--by=A"], ids=["left", "carried"])
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_killed_at_any_moment_the_same_command_goes_on(
    desk: Desk, long_source: Path, mode: str, seed: int
) -> None:
    out = desk.folder / "sealed.asice"
    command = [sys.executable, "-m", "glacy", "evidence", "seal", str(long_source), "--out", str(out), mode]
    chance = random.Random(seed)
    kills = 0
    while True:
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            running.wait(timeout=chance.uniform(0.3, 2.5) * (1 + kills))
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
            kills += 1
            if not out.exists():
                assert desk.run("verify", out).exit_code == 2
            part = out.with_name(out.name + ".part") / "bundle.asice"
            if part.exists() and not out.exists():
                assert desk.run("verify", part).exit_code != 0
            if running.stderr is not None:
                running.stderr.close()
            if out.exists() and not part.parent.exists():
                break  # it was killed when all was done
            continue
        assert running.stderr is not None
        told = running.stderr.read().decode()
        running.stderr.close()
        assert running.returncode == 0, told
        break
    report = desk.verify()
    assert report["holds"] is True
    assert len(desk.items()) == 12 * 151
    assert not out.with_name(out.name + ".part").exists()


class Cut(BaseException):
    """The power goes."""


def work_on(out: Path, source: Path, *, stop_after: int | None = None) -> int:
    """The files that one run has read; it is cut off after some of them."""
    work = Work(out, parameters={"paths": [str(source)]})
    progress = Progress()
    keep = work.keep

    def cut(_: object = None, *, now: bool = False) -> None:
        keep(None, now=True)
        if stop_after is not None and progress.files >= stop_after and not now:
            raise Cut

    work.keep = cut  # type: ignore[method-assign]  # a cut of the power, at a place that is known
    with closing(work), suppress(Cut):
        acquire(roots_of([source]), work, bounds=Bounds(), with_blake3=True, progress=progress)
    return progress.files


def test_what_was_read_is_not_read_again(desk: Desk, long_source: Path) -> None:
    out = desk.folder / "x.asice"
    assert work_on(out, long_source, stop_after=300) < 12 * 151
    first = sorted(long_source.iterdir())[0] / "large"
    before = first.stat()
    data = first.read_bytes()
    with first.open(
        "r+b"
    ) as file:  # another content under the same time: it would be seen if it were read again
        file.write(bytes(10))
    os.utime(first, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(SourceChangedError, match="not as it was"):
        work_on(out, long_source)  # its change time tells
    assert data != first.read_bytes()


def test_a_source_that_changed_between_two_runs_is_refused(desk: Desk, long_source: Path) -> None:
    out = desk.folder / "x.asice"
    work_on(out, long_source, stop_after=300)
    (long_source / "d0" / "s1x").write_bytes(b"new")
    with pytest.raises(SourceChangedError):
        work_on(out, long_source)


def test_other_paths_do_not_go_on_with_this_work(desk: Desk, source: Path, long_source: Path) -> None:
    work_on(desk.folder / "sealed.asice", long_source, stop_after=300)
    done = desk.run("evidence", "seal", source, "--out", desk.folder / "sealed.asice")
    assert done.exit_code == 2
    assert "of other paths" in done.stderr


def test_two_processes_do_not_work_on_one_bundle(desk: Desk, source: Path) -> None:
    work = Work(desk.folder / "sealed.asice", parameters={})
    done = desk.run("evidence", "seal", source, "--out", desk.folder / "sealed.asice")
    work.close()
    assert done.exit_code == 2
    assert "Another process is at work" in done.stderr


def test_a_run_that_was_killed_after_the_bundle_stood_is_finished(desk: Desk, source: Path) -> None:
    out = desk.folder / "sealed.asice"
    part = out.with_name("sealed.asice.part")
    settle = Work.settle

    def cut(work: Work, place: Path) -> None:
        settle(work, place)
        raise Cut

    with mock.patch.object(Work, "settle", cut), pytest.raises(Cut):
        desk.run("evidence", "seal", source, "--out", out)
    assert out.exists()
    assert part.exists()
    other = desk.folder / "other"
    other.mkdir()
    (other / "a").write_text("a")
    assert "of other paths" in desk.run("evidence", "seal", other, "--out", out).stderr
    assert desk.seal(source)["files"] == 3
    assert not part.exists()


def test_a_bundle_of_others_is_not_taken_for_the_end_of_our_work(
    desk: Desk, source: Path, long_source: Path
) -> None:
    out = desk.folder / "sealed.asice"
    desk.seal(source)
    out.with_name("sealed.asice.part").mkdir(mode=0o700)
    done = desk.run("evidence", "seal", long_source, "--out", out)
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    out.with_name("sealed.asice.part").rmdir()
    work_on(desk.folder / "long.asice", long_source, stop_after=300)
    out.rename(desk.folder / "long.asice")
    done = desk.run("evidence", "seal", long_source, "--out", desk.folder / "long.asice")
    assert done.exit_code == 2


def test_what_was_planted_before_the_work_counts_for_nothing(
    desk: Desk, source: Path, tmp_path: Path
) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    part = desk.folder / "sealed.asice.part"
    part.mkdir(mode=0o700)
    for name in ("items.jsonl", "found.jsonl", "entries.bin", "state.json.new", "bundle.asice"):
        (part / name).symlink_to(precious)
    for name in ("sealed_at", "begun_at"):
        (part / name).write_text("2020-01-01T00:00:00Z")
    (part / "sealed.tlog-proof").write_bytes(b"")
    told = desk.seal(source)
    assert precious.read_text() == "precious"
    assert not str(told["sealed_at"]).startswith("2020")


@pytest.mark.parametrize("how", ["a link", "writable by others"])
def test_a_folder_that_may_hold_what_others_put_there_is_refused(
    how: str, desk: Desk, source: Path, tmp_path: Path
) -> None:
    part = desk.folder / "sealed.asice.part"
    if how == "a link":
        (tmp_path / "elsewhere").mkdir()
        part.symlink_to(tmp_path / "elsewhere")
    else:
        part.mkdir()
        part.chmod(0o777)
    done = desk.run("evidence", "seal", source, "--out", desk.folder / "sealed.asice")
    assert done.exit_code == 2
    assert "is a link, or others can write into it" in done.stderr
    assert list(part.iterdir()) == []


@pytest.mark.parametrize("name", ["items.jsonl", "found.jsonl", "state.json"])
def test_what_was_changed_between_two_runs_is_not_believed(name: str, desk: Desk, long_source: Path) -> None:
    out = desk.folder / "x.asice"
    work_on(out, long_source, stop_after=300)
    path = out.with_name("x.asice.part") / name
    data = path.read_bytes()
    changed = re.sub(rb'"runs":1', b'"runs":0', data) if name == "state.json" else flipped(data)
    assert changed != data
    path.write_bytes(changed)
    with pytest.raises(WorkingStateError, match="cannot be taken up again"):
        work_on(out, long_source)


def test_the_state_of_another_account_is_not_believed(desk: Desk, long_source: Path) -> None:
    out = desk.folder / "x.asice"
    work_on(out, long_source, stop_after=300)
    with pytest.raises(WorkingStateError, match="cannot be taken up again"):
        Work(out, parameters={"paths": [str(long_source)]}, secret=b"another")


def flipped(data: bytes) -> bytes:
    """The bytes with another digit in the first digest, so that they read as well as before."""
    place = data.index(b'"digest":"') + 10 if b'"digest":"' in data else len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_full_disk_is_told_and_the_same_command_goes_on(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number in range(40):
        (source / f"f{number}").write_bytes(os.urandom(200_000))
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(small)], capture_output=True
    ).returncode:
        pytest.skip("NOT TRIED: nothing can be mounted here")
    try:
        done = desk.run("evidence", "seal", source, "--out", small / "sealed.asice")
        assert done.exit_code == 2, done.output
        assert "No space left" in done.stderr
        assert "goes on where it stopped" in done.stderr
        assert not (small / "sealed.asice").exists()
        subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
        done = desk.run("evidence", "seal", source, "--out", small / "sealed.asice")
        assert done.exit_code == 0, done.output
        assert desk.run("verify", small / "sealed.asice").exit_code == 0
        assert not (small / "sealed.asice.part").exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_file_that_grows_or_shrinks_while_it_is_read_is_marked(desk: Desk, tmp_path: Path) -> None:
    log = tmp_path / "live.log"
    log.write_bytes(os.urandom(64 << 20))
    writing = subprocess.Popen(
        [sys.executable, "-c",
         "import sys,time\nf=open(sys.argv[1],'r+b',0)\nt=time.time()\n"
         "while time.time()-t<300:\n f.seek(0,2); f.write(b'x'*100); time.sleep(0.001)", str(log)]
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while log.stat().st_size == 64 << 20:
            assert time.monotonic() < until, "nobody writes"
            time.sleep(0.01)
        told = desk.seal(log, "--leave", exit_code=1)
    finally:
        writing.kill()
        writing.wait()
    assert told["changed"] == 1
    (item,) = desk.items().values()
    assert item.changed
    report = desk.verify(exit_code=1)
    assert report["holds"] is False
    assert any(check["about"] == "live.log" for check in report["checks"] if check["holds"] is False)


def test_a_file_that_is_cut_while_it_is_read_counts_as_changed(tmp_path: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(b"1" * (3 << 20))
    with Opened(FoundFile("cut", str(path), path.lstat())) as opened:
        pieces = opened.pieces()
        first = bytes(next(pieces))
        os.truncate(path, 2 << 20)
        rest = b"".join(map(bytes, pieces))
        told = opened.told()
    assert len(first + rest) == 3 << 20
    assert (told.changed, told.unread) == (True, ((2 << 20, 1 << 20),))


def test_progress_counts_what_was_read(desk: Desk, long_source: Path) -> None:
    progress = Progress()
    with closing(Work(desk.folder / "x.asice", parameters={})) as work:
        acquired = acquire(
            roots_of([long_source]), work, bounds=Bounds(), with_blake3=False, progress=progress
        )
    assert (progress.files, progress.size) == (acquired.listing.count, acquired.listing.size)
