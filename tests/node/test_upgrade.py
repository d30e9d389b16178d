"""A node that an earlier release left is opened by the program of today, and everything is still there."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.node.acting import ROOT, Acting, plain_environment

OLDER = sorted((Path(__file__).parent / "older").glob("*.tar.xz"))
CASE, REQUEST = "e6c2185f-0633-4058-a2d0-85a930272c89", "78ac390a-b4b0-4e47-9b4a-1350201fb262"
EVIDENCE, DRAFT = "3acf690e-9746-4307-846c-5ee37dae28d3", "b34bf14f-279f-4342-8453-7f9ef0a41b56"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A command and how it ended."""
    command = [sys.executable, "-m", "glacy", *map(str, arguments)]
    env = plain_environment()
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def counts(node: Path) -> dict[str, int]:
    """How many rows stand in each table of the node."""
    with closing(sqlite3.connect(node / "glacy.sqlite3")) as line:
        names = [row[0] for row in line.execute("SELECT name FROM sqlite_master WHERE name LIKE 'store_%'")]
        tables = [name for name in names if "sqlite_autoindex" not in name]
        return {
            name: line.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in tables
            if line.execute("SELECT type FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] == "table"
        }


@pytest.fixture(scope="module", params=OLDER, ids=lambda file: file.name)
def older(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The node as it was left."""
    folder = tmp_path_factory.mktemp("older")
    with tarfile.open(request.param) as archive:
        archive.extractall(folder, filter="data")
    for place in (folder / "gh", *(one for one in (folder / "gh").rglob("*") if one.is_dir())):
        place.chmod(0o700)  # an archive says nothing of folders
    return folder / "gh"


@pytest.fixture(scope="module")
def upgraded(older: Path) -> Iterator[tuple[Path, dict[str, int], Acting]]:
    """The same after the upgrade; before it, the program of today says what to do and changes nothing."""
    before = counts(older)
    refused = run("serve", older)
    assert refused.returncode == 2
    assert "older than this program" in refused.stderr
    assert "glacy node upgrade" in refused.stderr
    found = json.loads(run("doctor", older, "--offline", "--json").stdout)["findings"]
    assert [one["name"] for one in found if one["grade"] == "wrong"] == ["tables"]
    assert counts(older) == before
    done = run("node", "upgrade", older, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["steps"]
    assert json.loads(run("node", "upgrade", older, "--json").stdout)["steps"] == []
    acting = Acting(older)
    yield older, before, acting
    acting.close()


def test_no_row_is_lost(upgraded: tuple[Path, dict[str, int], Acting]) -> None:
    node, before, _ = upgraded
    after = counts(node)
    assert before["store_entryrow"] > 10
    assert {name: after[name] for name in before} == before


def test_its_cases_are_read_and_go_on(upgraded: tuple[Path, dict[str, int], Acting]) -> None:
    _, _, act = upgraded
    view = act.call("requests.view_request", "ama", REQUEST)
    assert str(view.state) == "answered"
    assert act.call("requests.receipt", "ama", REQUEST)
    assert act.call("requests.sealed_document", "ama", REQUEST).startswith(b"%PDF")
    assert act.call("cases.view_case", "ama", CASE).row.title == "Diverted payment (invented)"
    assert act.call("requests.view_draft", "ama", DRAFT)


def test_its_evidence_has_numbers_and_a_holder(upgraded: tuple[Path, dict[str, int], Acting]) -> None:
    _, _, act = upgraded
    exhibits = act.call("evidence.exhibits_of", "kwame", EVIDENCE)  # as it listed them: by instant and name
    assert [(one.number, one.name) for one in exhibits] == [(1, "log.txt"), (2, "mail.eml")]
    assert {one.holder for one in exhibits} == {"Kwame Custodian (invented)"}
    checks = act.call("evidence.verify_received", "kwame", exhibits[0].pk).checks
    assert all(one.holds is not False for one in checks)


def test_a_copy_of_its_evidence_is_proved_by_entries_of_that_time(
    upgraded: tuple[Path, dict[str, int], Acting], tmp_path: Path
) -> None:
    _, _, act = upgraded
    exhibits = [one.pk for one in act.call("evidence.exhibits_of", "kwame", EVIDENCE)]
    words = {"to": "Counsel (invented)", "withheld": {}, "decided_by": "Court (invented)"}
    copy, record = tmp_path / "copy.asice", tmp_path / "record.pdf"
    given = act.call("copies.defence_copy", "kwame", EVIDENCE, exhibits, confirmed_at="now", **words)
    copy.write_bytes(given)
    record.write_bytes(act.call("court.custody_record", "kwame", EVIDENCE))
    for file in (copy, record):
        told = json.loads(run("verify", file, "--json").stdout)["checks"]
        assert len([one for one in told if one["name"] == "custody.journal"]) > 3, file
        assert [one for one in told if one["holds"] is False] == []


def test_its_journal_is_whole(upgraded: tuple[Path, dict[str, int], Acting]) -> None:
    node, _, _ = upgraded
    done = run("journal", "audit", node)
    assert done.returncode == 0, done.stdout + done.stderr
