"""A backup that is cut short, or meets a full disk, leaves the earlier ones whole and is simply repeated."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from glacy.node import backing_up, backups
from glacy.node.acts import cases, evidence
from glacy.node.backing_up import backup_key, find_last, make_backup, make_recovery_key
from glacy.node.backups import read_recovery_key
from glacy.node.errors import BackupError
from glacy.node.opened import Node
from glacy.node.restoring import examine_backup, find_backup, rehearse
from glacy.store.dumping import SNAPSHOT
from tests.node.neighbour import Killed
from tests.node.people import hire

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = ("snapshot", "blobs", "list", "note")


@pytest.fixture(autouse=True)
def _may_take_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's tests allow no connection that the settings do not name."""
    before = BaseDatabaseWrapper.ensure_connection

    def connect(line: BaseDatabaseWrapper) -> None:
        if line.alias == SNAPSHOT and line.connection is None:
            line.connect()
        else:
            before(line)

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect)


@pytest.fixture
def kept(home: Node, tmp_path: Path) -> Path:
    """The folder of backups, with one of a node that has evidence."""
    (tmp_path / "key").write_bytes(make_recovery_key(home))
    put(home, b"the first (invented)")
    make_backup(home, tmp_path / "backups")
    return tmp_path / "backups"


def put(home: Node, content: bytes) -> None:
    name = f"kwame{len(content)}"
    kwame = hire(home, name, "custodian", "case_officer")
    evidence.put_exhibit(home, kwame, cases.open_case(home, kwame, title="x"), "a", [content])


def check(home: Node, folder: Path) -> list[bool | None]:
    key = read_recovery_key((folder.parent / "key").read_bytes())
    found = find_backup(folder, key)
    assert key.verifier == backup_key(home).verifier
    return [one.holds for one in (*examine_backup(found), *rehearse(found, key, folder=folder.parent))]


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_was_killed_leaves_the_one_before_and_is_repeated(
    home: Node, kept: Path, step: str
) -> None:
    before = find_last(home.path)
    put(home, b"the second one (invented)")

    def stop(name: str) -> None:
        if name == step:
            raise Killed

    with pytest.raises(Killed):
        make_backup(home, kept, before=stop)
    assert len(list(kept.glob("*.note"))) == 1
    assert find_last(home.path) == before
    assert set(check(home, kept)) == {True}
    made = make_backup(home, kept)
    assert made.backup.count == 2
    assert set(check(home, kept)) == {True}
    assert len(list(kept.glob("GH-2*.age"))) == len(list(kept.glob("*.note"))) == 2
    assert not list((kept / "blobs" / "new").iterdir())


def test_a_full_disk_is_told_and_costs_nothing(
    home: Node, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home, b"the second one (invented)")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(backing_up, "put_blob", full)
        with pytest.raises(BackupError, match="No space left") as told:
            make_backup(home, kept)
    assert "Free some space" in told.value.remedy
    with monkeypatch.context() as patched:
        patched.setattr(backing_up._Hashing, "write", full)
        with pytest.raises(BackupError):
            make_backup(home, kept)
    assert set(check(home, kept)) == {True}
    assert make_backup(home, kept).copied == 1


def test_two_at_once_are_refused(home: Node, kept: Path) -> None:
    with backing_up._alone(home), pytest.raises(BackupError, match="being made just now"):
        make_backup(home, kept)


def test_what_is_gone_from_the_disk_of_the_backups_is_copied_again(home: Node, kept: Path) -> None:
    lost = next(kept.glob("blobs/??/*"))
    lost.unlink()
    assert False in check(home, kept)
    assert make_backup(home, kept).copied == 1
    assert set(check(home, kept)) == {True}


def test_a_large_file_outside_the_vault_is_sealed_first(home: Node, kept: Path) -> None:
    (home.path / "facts").mkdir()
    (home.path / "facts" / "large.csv").write_bytes(b"a fact that nobody else may read\n" * 100_000)
    made = make_backup(home, kept)
    assert made.copied == 1
    assert not any(b"nobody else" in file.read_bytes() for file in kept.glob("blobs/??/*"))
    assert make_backup(home, kept).copied == 0


def test_only_backups_of_this_node_count(home: Node, kept: Path) -> None:
    note = next(kept.glob("*.note"))
    stamp = note.stem.replace("GH-2", "GH-1")
    note.with_name(f"{stamp}.note").write_bytes(note.read_bytes())
    with pytest.raises(BackupError, match="is not what its name says"):
        backups.read_backup(kept, stamp, verifier=backup_key(home).verifier, country="GH")
