"""Backups that are damaged, cut short, foreign or from a newer program, and what a killed run leaves."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from glacy.node.backups import read_recovery_key
from glacy.node.errors import BackupError, ForeignBackupError, NodeExistsError
from glacy.node.restoring import Restored, find_backup, restore
from tests.node.acting import ROOT, plain_environment
from tests.node.neighbour import Killed
from tests.node.pair import acting, make_pair

OFFICER = """
[[officer]]
username = "ama"
name = "Ama Duty (invented)"
roles = ["duty_officer", "custodian", "case_officer"]
authority = "24/7 contact point (invented)"
password = "long enough to sign in"
"""


@dataclass(kw_only=True)
class Kept:
    """A node with evidence in its vault, two backups of it, and the keys that open them."""

    node: Path
    folder: Path
    key: Path
    other_key: Path
    exhibit: bytes

    @property
    def stamps(self) -> list[str]:
        """The backups, the oldest first."""
        return sorted(file.stem for file in self.folder.glob("*.note"))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A command and how it ended."""
    command = [sys.executable, "-m", "glacy", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=plain_environment(), capture_output=True, text=True, check=False
    )


def ok(*arguments: object) -> str:
    """What a command printed; it must succeed."""
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Made once: a pair of nodes, because only those get a database of their own on PostgreSQL."""
    place = tmp_path_factory.mktemp("backup")
    ghana, chile = make_pair(place)
    kept = Kept(
        node=ghana.path,
        folder=place / "backups",
        key=place / "gh.key",
        other_key=place / "cl.key",
        exhibit=b"what was found (invented)" * 100,
    )
    with acting(ghana) as gh:
        case = gh.call("cases.open_case", "kwame", title="Evidence (invented)")
        gh.call("evidence.put_exhibit", "kwame", case, "found.bin", [kept.exhibit])
    ok("backup", ghana.path, "--new-key", kept.key)
    ok("backup", chile.path, "--new-key", kept.other_key)
    first = json.loads(ok("backup", ghana.path, "--to", kept.folder, "--json"))
    second = json.loads(ok("backup", ghana.path, "--to", kept.folder, "--json"))
    assert (first["copied"], second["copied"]) == (1, 0)
    assert second["files"] == 1
    return kept


@pytest.fixture
def kept(made: Kept, tmp_path: Path) -> Kept:
    """A copy of the backups that a test may spoil."""
    shutil.copytree(made.folder, tmp_path / "backups")
    return Kept(
        node=made.node,
        folder=tmp_path / "backups",
        key=made.key,
        other_key=made.other_key,
        exhibit=made.exhibit,
    )


def newest(kept: Kept, ending: str) -> Path:
    return kept.folder / f"{kept.stamps[-1]}.{ending}"


def blob(kept: Kept) -> Path:
    return next(kept.folder.glob("blobs/??/*"))


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-10])


SPOILED: dict[str, tuple[Callable[[Kept], None], str]] = {
    "a flipped byte in the snapshot": (lambda kept: flip(newest(kept, "age")), "is damaged"),
    "a snapshot cut short": (lambda kept: cut(newest(kept, "age")), "is damaged"),
    "no snapshot": (lambda kept: newest(kept, "age").unlink(), "is damaged"),
    "a flipped byte in a large file": (lambda kept: flip(blob(kept)), "is damaged"),
    "a large file that is gone": (lambda kept: blob(kept).unlink(), "is damaged"),
    "a list that lost a line": (lambda kept: newest(kept, "blobs").write_bytes(b""), "is damaged"),
    "a note that was changed": (
        lambda kept: flip(newest(kept, "note")),
        "backup",
    ),
    "a note of another backup": (
        lambda kept: shutil.copy(kept.folder / f"{kept.stamps[0]}.note", newest(kept, "note")),
        "is not what its name says",
    ),
}


def restore_here(kept: Kept, target: Path, *, key: Path | None = None, which: str | None = None) -> Restored:
    """A restore of all but the rows, which are read through; it takes no process of its own."""
    recovery = read_recovery_key((key or kept.key).read_bytes())
    found = find_backup(kept.folder, recovery, which=which)
    return restore(found, recovery, target, database="", fill=_read_through)


def _read_through(_: Path, lines: Iterator[bytes]) -> None:
    deque(lines, maxlen=0)


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_backup_is_refused_and_nothing_stands(kept: Kept, tmp_path: Path, how: str) -> None:
    spoil, says = SPOILED[how]
    spoil(kept)
    with pytest.raises(BackupError) as refused:
        restore_here(kept, tmp_path / "new")
    assert says in refused.value.says
    assert refused.value.remedy
    assert not (tmp_path / "new").exists()


def test_a_foreign_backup_is_refused(kept: Kept, tmp_path: Path) -> None:
    with pytest.raises(ForeignBackupError, match="holds no backup of CL"):
        restore_here(kept, tmp_path / "new", key=kept.other_key)
    (tmp_path / "forged.key").write_text(kept.other_key.read_text().replace('"CL"', '"GH"'))
    with pytest.raises(ForeignBackupError, match="is not signed with the key of this node"):
        restore_here(kept, tmp_path / "new", key=tmp_path / "forged.key")


def test_the_older_one_is_taken_only_when_it_is_named(kept: Kept, tmp_path: Path) -> None:
    flip(newest(kept, "age"))
    with pytest.raises(BackupError, match="--which"):
        restore_here(kept, tmp_path / "new")
    assert restore_here(kept, tmp_path / "new", which=kept.stamps[0]).files == 1
    with pytest.raises(NodeExistsError):
        restore_here(kept, tmp_path / "new", which=kept.stamps[0])


@pytest.mark.parametrize("step", ["files", "file", "mark", "rows", "folder"])
def test_a_restore_that_was_killed_is_repeated(kept: Kept, tmp_path: Path, step: str) -> None:
    recovery = read_recovery_key(kept.key.read_bytes())
    found = find_backup(kept.folder, recovery)

    def stop(name: str) -> None:
        if name == step:
            raise Killed

    with pytest.raises(Killed):
        restore(found, recovery, tmp_path / "new", database="", fill=lambda *_: None, before=stop)
    assert not (tmp_path / "new").exists()
    assert restore_here(kept, tmp_path / "new").files == 1
    assert not (tmp_path / "new.restoring").exists()


@pytest.mark.slow
def test_what_was_restored_is_what_was_there(kept: Kept, tmp_path: Path) -> None:
    """On PostgreSQL this also takes a node from there into SQLite."""
    assert run("backup", kept.node, "--to", kept.folder, "--check").returncode == 0
    assert run("restore", kept.folder, "--key", kept.key, "--check").returncode == 0
    new = tmp_path / "new"
    ok("restore", kept.folder, new, "--key", kept.key, "--database", "sqlite")
    ask = "from glacy.node import *; import sys, pathlib; p = pathlib.Path(sys.argv[1]); start_django(p);"
    dump = (
        f"{ask} from glacy.store import dumping; s = dumping.snapshot(p); a = s.__enter__();"
        "sys.stdout.buffer.write(b''.join(dumping.dump_rows(a))); s.__exit__(None, None, None)"
    )
    rows = [
        subprocess.run(
            [sys.executable, "-c", dump, str(path)],
            cwd=ROOT,
            env=plain_environment() | {"GLACY_NODE": str(path)},
            capture_output=True,
            check=True,
        ).stdout
        for path in (kept.node, new)
    ]
    assert len(rows[0]) > 10_000
    assert rows[0] == rows[1]
    doctor = json.loads(run("doctor", new, "--offline", "--json").stdout)
    assert "quiet" in [one["name"] for one in doctor["findings"] if one["grade"] == "wrong"]
    assert all(not file.stat().st_mode & 0o077 for file in (new / "keys").iterdir() if file.suffix != ".der")


def test_nobody_reads_a_case_on_the_disk_of_the_backups(kept: Kept) -> None:
    for file in kept.folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert b"Evidence (invented)" not in data
            assert b"what was found" not in data


@pytest.mark.slow
def test_a_backup_of_newer_tables_is_refused(kept: Kept, tmp_path: Path) -> None:
    new = tmp_path / "new"
    ok("restore", kept.folder, new, "--key", kept.key, "--database", "sqlite")

    line = sqlite3.connect(new / "glacy.sqlite3")
    line.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')"
    )
    line.commit()
    line.close()
    done = run("backup", new, "--to", tmp_path / "more")
    assert done.returncode == 2
    assert "newer than this program" in done.stderr
    assert "newer than this program" in run("node", "upgrade", new).stderr
    assert "newer than this program" in run("serve", new).stderr


@pytest.mark.slow
def test_old_backups_go_and_what_others_need_stays(kept: Kept, tmp_path: Path) -> None:
    node = tmp_path / "new"
    ok("restore", kept.folder, node, "--key", kept.key, "--database", "sqlite")
    done = json.loads(ok("backup", node, "--to", kept.folder, "--keep", "1", "--json"))
    assert len(done["removed"]) == 2
    assert len(kept.stamps) == 1
    assert blob(kept).is_file()
    assert run("backup", node, "--to", kept.folder, "--check").returncode == 0


def test_without_a_recovery_key_there_is_no_backup(tmp_path: Path) -> None:
    ok("node", "init", tmp_path / "x", "--country", "BR", "--url", "http://127.0.0.1:8997", "--exercise")
    done = run("backup", tmp_path / "x", "--to", tmp_path / "b")
    assert "has no recovery key" in done.stderr
    assert not (tmp_path / "b").exists()
