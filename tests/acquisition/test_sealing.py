"""What lies at a path is sealed as it lies: every name, time, link and hole, and what could not be read."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import stat
import subprocess
from pathlib import Path

import pytest
from blake3 import blake3

from glacy.evidence import original_name
from tests.acquisition.conftest import Desk

LOSETUP = shutil.which("losetup", path="/usr/sbin:/sbin:/usr/bin") or "/bin/false"
"""`/usr/sbin` is not on the path of everybody."""


def test_a_folder_is_sealed_and_holds_for_who_sealed_it(desk: Desk, source: Path) -> None:
    told = desk.seal(
        source, "--case", "GH-2026-0007", "--by", "Ama (invented)", "--write-blocker", "Tableau T8u"
    )
    assert (told["files"], told["complete"], told["reference"]) == (3, True, "GH-2026-0007")
    report = desk.verify()
    assert report["holds"] is True
    assert report["facts"]["seal"] == told["seal"]
    says = " ".join(check["says"] for check in report["checks"])
    assert "Tableau T8u" in says
    big = desk.items()["seized/logs/big.img"]
    content = (source / "logs" / "big.img").read_bytes()
    assert big.digest == hashlib.sha256(content).hexdigest()
    assert big.blake3 == blake3(content).hexdigest()
    assert desk.read("data/seized/logs/mail.log") == b"22:41:07 login\n"


def test_openssl_and_bag_tools_read_what_was_sealed(desk: Desk, source: Path, tmp_path: Path) -> None:
    desk.seal(source)
    out = tmp_path / "bag"
    subprocess.run(
        ["python3", "-m", "zipfile", "-e", str(desk.folder / "sealed.asice"), str(out)], check=True
    )
    subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=out, check=True)
    subprocess.run(["sha256sum", "--quiet", "-c", "tagmanifest-sha256.txt"], cwd=out, check=True)


def test_nobody_else_can_tell_whose_seal_it_is(
    desk: Desk, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.seal(source)
    monkeypatch.setenv("GLACY_SEALER", str(tmp_path / "other"))
    assert desk.verify(exit_code=1)["holds"] is None


def test_nothing_in_the_source_is_changed_by_the_reading(desk: Desk, source: Path) -> None:
    old = 1_000_000_000
    paths = [source, *source.rglob("*")]
    for path in paths:
        os.utime(path, ns=(old, old))
    before = {path: path.stat() for path in paths}
    desk.seal(source)
    desk.seal(source, "--leave", out="left.asice")
    desk.verify("--payload", source, out="left.asice")
    for path, was in before.items():
        now = path.stat()
        assert (now.st_mtime_ns, now.st_ctime_ns, now.st_size) == (
            was.st_mtime_ns,
            was.st_ctime_ns,
            was.st_size,
        )
        assert now.st_atime_ns == was.st_atime_ns


def test_times_modes_owners_and_hard_links_stand_in_the_listing(desk: Desk, source: Path) -> None:
    note = source / "note.txt"
    os.utime(note, ns=(1_600_000_000_123_456_789, -1_500_000_000))
    note.chmod(0o640)
    os.link(note, source / "same.txt")
    desk.seal(source)
    items = desk.items()
    facts = items["seized/note.txt"].facts
    assert facts is not None
    assert (facts.accessed, facts.modified, facts.mode) == ("1600000000.123456789", "-2.500000000", "100640")
    assert facts.links == 2
    other = items["seized/same.txt"].facts
    assert other is not None
    assert other.inode == facts.inode
    folder = desk.found()["seized/logs"].facts
    assert folder is not None
    assert stat.S_ISDIR(int(folder.mode, 8))


def test_names_in_any_encoding_come_back(desk: Desk, source: Path) -> None:
    raw = [
        b"caf\xe9.txt",
        b"\xff\xfe",
        b"new\nline",
        b"tab\there",
        "ca\u0301 \U0001f4be".encode(),
        b"=41",
        b"x" * 255,
    ]
    for number, name in enumerate(raw):
        (source / os.fsdecode(name)).write_bytes(b"%d" % number)
    desk.seal(source)
    items = desk.items()
    originals = {os.fsencode(item.original.removeprefix("seized/")): item for item in items.values()}
    for number, name in enumerate(raw):
        assert desk.read(originals[name].path) == b"%d" % number
    assert desk.verify()["holds"] is True


def test_a_name_too_long_to_be_stored_is_spelled_in_its_item(desk: Desk, source: Path) -> None:
    name = b"\xff" * 255
    (source / os.fsdecode(name)).write_bytes(b"odd")
    desk.seal(source)
    item = next(item for item in desk.items().values() if item.path_spelled is not None)
    assert os.fsencode(item.original) == b"seized/" + name
    assert desk.verify("--only", item.name)["holds"] is True


def test_paths_longer_than_the_system_takes_at_once_are_read(desk: Desk, source: Path) -> None:
    depth, part = 60, "d" * 100
    folder = os.open(source, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(part, dir_fd=folder)
        inside = os.open(part, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inside
    file = os.open("deepest.txt", os.O_WRONLY | os.O_CREAT, dir_fd=folder)
    os.write(file, b"down here")
    os.close(file)
    os.close(folder)
    for mode, out in (("--leave", "left.asice"), ("--by=A", "sealed.asice")):
        desk.seal(source, mode, out=out)
        item = next(item for item in desk.items(out).values() if item.original.endswith("deepest.txt"))
        assert len(item.original) > 6000
        assert item.size == 9
        assert desk.verify(out=out)["holds"] is True
    assert desk.read(item.path) == b"down here"


def test_names_that_differ_by_case_are_told_apart(desk: Desk, source: Path) -> None:
    for name in ("A.txt", "a.txt", "Case/x", "case/x", "CASE"):
        path = source / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    desk.seal(source)
    items = desk.items()
    assert {original_name(name) for name in items} >= {
        f"seized/{name}" for name in ("A.txt", "a.txt", "Case/x", "case/x", "CASE")
    }
    assert len({name.casefold() for name in items}) == len(items)
    assert desk.verify()["holds"] is True
    desk.seal(source, "--leave", out="left.asice")
    assert desk.verify(out="left.asice")["holds"] is True


def test_links_are_told_and_loops_of_links_do_no_harm(desk: Desk, source: Path) -> None:
    (source / "loop").symlink_to(source)
    (source / "one").symlink_to("two")
    (source / "two").symlink_to("one")
    (source / "dead").symlink_to("../nowhere/caf\udce9")
    told = desk.seal(source)
    assert told["complete"] is True
    found = desk.found()
    assert {name: found[f"seized/{name}"].kind for name in ("loop", "one", "two", "dead")} == dict.fromkeys(
        ("loop", "one", "two", "dead"), "link"
    )
    assert found["seized/dead"].target == "../nowhere/caf=E9"


def test_special_files_are_told_and_never_opened(desk: Desk, source: Path) -> None:
    os.mkfifo(source / "pipe")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(source / "plug"))
        os.mknod(source / "zero", stat.S_IFCHR | 0o600, os.makedev(1, 5))
        desk.seal(source)
    found = desk.found()
    kinds = {found[f"seized/{name}"].kind for name in ("pipe", "plug", "zero")}
    assert kinds == {"fifo", "socket", "character_device"}


def test_holes_are_told_and_come_out_as_holes(desk: Desk, source: Path, tmp_path: Path) -> None:
    with (source / "sparse.img").open("wb") as file:
        file.seek(64 << 20)
        file.write(b"end")
    desk.seal(source)
    item = desk.items()["seized/sparse.img"]
    assert item.holes[0][0] == 0
    assert item.holes[0][1] >= 60 << 20
    out = tmp_path / "out"
    assert desk.run("evidence", "extract", desk.folder / "sealed.asice", "--out", out).exit_code == 0
    taken = (out / "seized" / "sparse.img").stat()
    assert taken.st_size == (64 << 20) + 3
    assert taken.st_blocks * 512 < 8 << 20


def test_a_folder_mounted_inside_is_told_and_read_only_if_wanted(desk: Desk, source: Path) -> None:
    inside = source / "stick"
    inside.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "none", str(inside)], capture_output=True).returncode:
        pytest.skip("NOT TRIED: nothing can be mounted here")
    try:
        (inside / "file").write_bytes(b"on the stick")
        desk.seal(source)
        desk.seal(source, "--one-file-system", out="one.asice")
    finally:
        subprocess.run(["umount", str(inside)], check=True)
    assert desk.found()["seized/stick"].why == "mount"
    assert "seized/stick/file" in desk.items()
    assert desk.found("one.asice")["seized/stick"].kind == "left_out"
    assert "seized/stick/file" not in desk.items("one.asice")


def test_a_file_system_inside_itself_is_a_loop_that_is_told(desk: Desk, source: Path) -> None:
    inside = source / "again"
    inside.mkdir()
    if subprocess.run(["mount", "--bind", str(source), str(inside)], capture_output=True).returncode:
        pytest.skip("NOT TRIED: nothing can be mounted here")
    try:
        assert desk.seal(source)["files"] == 3
    finally:
        subprocess.run(["umount", str(inside)], check=True)
    assert desk.found()["seized/again"].why == "loop"


def test_a_disk_is_read_as_an_image(desk: Desk, tmp_path: Path) -> None:
    raw = tmp_path / "raw.dd"
    raw.write_bytes(os.urandom(1 << 20))
    done = subprocess.run([LOSETUP, "-f", "--show", "-r", str(raw)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip("NOT TRIED: no loop device can be had here")
    disk = done.stdout.strip()
    try:
        desk.seal(disk)
    finally:
        subprocess.run([LOSETUP, "-d", disk], check=True)
    (item,) = desk.items().values()
    assert item.digest == hashlib.sha256(raw.read_bytes()).hexdigest()


def test_unreadable_sectors_are_told_and_what_can_be_read_is(desk: Desk, tmp_path: Path) -> None:
    raw = tmp_path / "raw.dd"
    content = os.urandom(3 << 20)
    raw.write_bytes(content)
    done = subprocess.run([LOSETUP, "-f", "--show", "-r", str(raw)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip("NOT TRIED: no loop device can be had here")
    disk = done.stdout.strip()
    try:
        os.truncate(raw, 2 << 20)  # the last third of the disk cannot be read any more
        subprocess.run([LOSETUP.replace("losetup", "blockdev"), "--flushbufs", disk], check=True)
        told = desk.seal(disk, exit_code=1)
        left = desk.seal(disk, "--leave", out="left.asice", exit_code=1)
    finally:
        subprocess.run([LOSETUP, "-d", disk], check=True)
    assert (told["complete"], told["unread"], left["unread"]) == (False, 1, 1)
    (item,) = desk.items().values()
    assert item.unread == ((2 << 20, 1 << 20),)
    assert item.digest == hashlib.sha256(content[: 2 << 20] + bytes(1 << 20)).hexdigest()
    report = desk.verify()
    assert report["holds"] is True
    assert "could not be read" in " ".join(check["says"] for check in report["checks"])


def test_a_file_whose_first_byte_cannot_be_read_is_told(desk: Desk, source: Path) -> None:
    told = desk.seal(source, "/proc/self/mem", exit_code=1)
    assert told["unread"] == 1
    assert desk.found()["mem"] == desk.found()["mem"]._replace(kind="unread", why="EIO")


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TRIED: only root can become somebody else")
def test_a_file_and_a_folder_without_permission_are_told_to_who_is_not_root(
    desk: Desk, source: Path, tmp_path: Path
) -> None:
    (source / "note.txt").chmod(0)
    (source / "shut").mkdir(mode=0o700)
    (source / "shut" / "inside").write_bytes(b"nobody knows")
    for path in (tmp_path, *tmp_path.parents):
        if path != Path("/"):
            path.chmod(path.stat().st_mode | 0o755)
    desk.folder.chmod(0o777)
    desk.seal(
        source, out="as-root.asice"
    )  # everything is loaded, and the keys are made, before rights are given up
    for path in (tmp_path / "keys").rglob("*"):
        path.chmod(0o777)
    (tmp_path / "keys").chmod(0o777)
    child = os.fork()
    if not child:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
        os._exit(desk.run("evidence", "seal", source, "--out", desk.folder / "sealed.asice").exit_code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    found = desk.found()
    assert (found["seized/note.txt"].kind, found["seized/note.txt"].why) == ("unread", "EACCES")
    assert (found["seized/shut"].kind, found["seized/shut"].why) == ("unread", "EACCES")


def test_a_name_that_is_not_there_or_is_no_source_stops_at_once(
    desk: Desk, source: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "nothing", tmp_path / "pipe"):
        done = desk.run("evidence", "seal", source, path, "--out", desk.folder / "x.asice")
        assert done.exit_code == 2
        assert "Traceback" not in done.output
    assert list(desk.folder.iterdir()) == []
    empty = tmp_path / "empty"
    empty.mkdir()
    done = desk.run("evidence", "seal", empty, "--out", desk.folder / "x.asice")
    assert (done.exit_code, list(desk.folder.iterdir())) == (2, [])
    assert "at least one file" in done.stderr


def test_two_sources_of_one_name_are_refused(desk: Desk, source: Path, tmp_path: Path) -> None:
    other = tmp_path / "b" / "seized"
    other.mkdir(parents=True)
    assert "called 'seized'" in desk.run("evidence", "seal", source, other, "--out", desk.folder / "x").stderr


def test_nothing_is_written_over(desk: Desk, source: Path) -> None:
    (desk.folder / "sealed.asice").write_bytes(b"mine")
    done = desk.run("evidence", "seal", source, "--out", desk.folder / "sealed.asice")
    assert done.exit_code == 2
    assert (desk.folder / "sealed.asice").read_bytes() == b"mine"


def test_a_category_is_kept_and_its_files_are_not_taken_out(desk: Desk, source: Path, tmp_path: Path) -> None:
    assert desk.seal(source, "--category", "child_abuse_material")["category"] == "child_abuse_material"
    out = tmp_path / "out"
    done = desk.run("evidence", "extract", desk.folder / "sealed.asice", "--out", out)
    assert (done.exit_code, out.exists()) == (2, False)


def test_sha256_alone_leaves_blake3_out(desk: Desk, source: Path) -> None:
    desk.seal(source, "--sha256-only")
    assert all(item.blake3 is None for item in desk.items().values())


def test_no_secret_of_the_machine_is_in_the_record(
    desk: Desk, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "hunter2")
    desk.seal(source)
    assert b"hunter2" not in desk.read("acquisition.json")


def test_a_package_of_a_provider_is_taken_as_it_is(desk: Desk, tmp_path: Path) -> None:
    package = tmp_path / "disclosure.zip"
    subprocess.run(["python3", "-m", "zipfile", "-c", str(package), __file__], check=True)
    desk.seal(package)
    assert list(desk.items()) == ["disclosure.zip"]
    assert desk.read("data/disclosure.zip") == package.read_bytes()


def test_nothing_is_written_into_what_is_sealed(desk: Desk, source: Path) -> None:
    before = sorted(source.rglob("*")), source.stat().st_mtime_ns
    done = desk.run("evidence", "seal", source, "--out", source / "self.asice")
    assert done.exit_code == 2
    assert "Name an --out outside of it" in done.stderr
    assert (sorted(source.rglob("*")), source.stat().st_mtime_ns) == before


def test_a_folder_that_is_not_there_is_named_and_not_called_full(desk: Desk, source: Path) -> None:
    done = desk.run("evidence", "seal", source, "--out", desk.folder / "nowhere" / "n.asice")
    assert done.exit_code == 2
    assert "in a folder that is there" in done.stderr
    assert "Free some space" not in done.stderr
