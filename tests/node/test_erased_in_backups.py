"""An old backup, put back with the keys of today, says nothing of what was erased since."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from glacy.node.backing_up import make_backup, make_recovery_key
from glacy.node.backups import all_stamps, keys_file, read_keys, read_recovery_key
from glacy.node.errors import BackupError
from glacy.node.opened import Node
from glacy.node.restoring import find_backup, rehearse
from glacy.store import content_keys
from glacy.store.dumping import SNAPSHOT
from tests.node.acting import ROOT, Acting, plain_environment
from tests.node.neighbour import Neighbour
from tests.node.test_erasing import Desk

pytestmark = pytest.mark.django_db(transaction=True)


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
def kept(home: Node, chile: Neighbour, tmp_path: Path) -> Path:
    """Two backups: one with the case, and one made after it was erased."""
    (tmp_path / "key").write_bytes(make_recovery_key(home))
    desk = Desk(home, chile)
    make_backup(home, tmp_path / "backups")
    desk.erase()
    make_backup(home, tmp_path / "backups")
    assert content_keys.find_identity(desk.case) is None
    (tmp_path / "case").write_text(desk.case)
    return tmp_path


def restore(kept: Path, which: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable, "-m", "glacy", "restore", str(kept / "backups"), str(kept / "new"),
        "--key", str(kept / "key"), "--which", which, "--database", "", "--json",
    ]  # fmt: skip
    return subprocess.run(command, cwd=ROOT, env=plain_environment(), capture_output=True, text=True)


def test_the_backup_before_the_erasure_opens_without_the_case(kept: Path) -> None:
    first, _ = all_stamps(kept / "backups")
    done = restore(kept, first)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["backup"] == first
    acting = Acting(kept / "new")
    try:
        listed = acting.call("cases.list_cases", "ama")
        searched = acting.call("cases.search", "ama", "quagga")
        people = acting.call("officers.list_officers", "ama")
    finally:
        acting.close()
    assert (listed.items, searched.items) == ((), ())
    assert {one.username for one in people} >= {"ama", "kofi"}
    case = (kept / "case").read_text()
    assert not [one for one in (kept / "new" / "vault").rglob("*") if one.name.endswith(case)]
    assert b"okapi" not in (kept / "new" / "glacy.sqlite3").read_bytes()


def test_with_the_file_of_keys_damaged_or_gone_nothing_is_restored(kept: Path) -> None:
    key = read_recovery_key((kept / "key").read_bytes())
    found = find_backup(kept / "backups", key)
    assert all(one.holds for one in rehearse(found, key, folder=kept))
    file = keys_file(kept / "backups", "GH")
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(BackupError, match="does not open"):
        read_keys(kept / "backups", "GH", secret=key.secret)
    file.unlink()
    assert [one.holds for one in rehearse(found, key, folder=kept)] == [False]
    done = restore(kept, found.stamp)
    assert done.returncode == 2
    assert "GH.keys.age is missing" in done.stderr
    assert not (kept / "new").exists()
