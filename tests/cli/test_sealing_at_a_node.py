"""A source sealed by a node: its journal proves the seal, and the case gets the bundle as an exhibit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glacy.store.models import CustodyRow, ExhibitRow
from tests.cli.conftest import Line


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of evidence."""
    folder = tmp_path / "seized"
    folder.mkdir()
    (folder / "mail.log").write_bytes(b"22:41:07 login\n")
    return folder


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account has sealed nothing yet."""
    monkeypatch.setenv("GLACY_SEALER", str(tmp_path / "own"))


def test_a_node_seals_into_a_case_and_its_journal_proves_it(line: Line, source: Path, tmp_path: Path) -> None:
    case = line.say("case", "new", "--title", "Diverted payment (invented)")
    out = tmp_path / "sealed.asice"
    done = line.run(
        "evidence",
        "seal",
        source,
        "--out",
        out,
        "--case",
        case,
        "--node",
        line.node.path,
        "--as",
        "ama",
        "--json",
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["sealed_by"] == "Invented Cybercrime Unit"
    (exhibit,) = line.ask("evidence", "list", case)["exhibits"]
    assert (exhibit["name"], exhibit["size"]) == ("sealed.asice", told["size"])
    checked = line.run("verify", out, "--directory", line.node.path / "directory.json", "--json")
    assert checked.exit_code == 0, checked.output
    report = json.loads(checked.stdout)
    journal = [check for check in report["checks"] if check["name"] == "custody.journal"]
    assert [check["holds"] for check in journal] == [True]
    assert CustodyRow.objects.filter(exhibit=exhibit["id"], kind="sealed").exists()
    kept = line.run("verify", out, "--json")
    assert json.loads(kept.stdout)["holds"] is True, (
        "its own account knows the node's seal without a directory"
    )


def test_child_abuse_material_goes_into_the_vault_apart(line: Line, source: Path, tmp_path: Path) -> None:
    case = line.say("case", "new", "--title", "Invented, and nothing of the kind")
    out = tmp_path / "sealed.asice"
    done = line.run(
        "evidence", "seal", source, "--out", out, "--case", case, "--category", "child_abuse_material",
        "--node", line.node.path, "--as", "ama",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    (row,) = ExhibitRow.objects.all()
    assert row.apart
    assert not line.node.vault.has(row.digest)
    assert line.node.vault_apart.has(row.digest)


def test_a_node_seals_without_a_case_too(line: Line, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "sealed.asice"
    done = line.run(
        "evidence", "seal", source, "--leave", "--out", out, "--node", line.node.path, "--as", "ama"
    )
    assert done.exit_code == 0, done.output
    assert line.run("verify", out).exit_code == 0


def test_who_is_not_on_the_case_or_no_keeper_seals_nothing(line: Line, source: Path, tmp_path: Path) -> None:
    case = line.say("case", "new", "--title", "Diverted payment (invented)")
    out = tmp_path / "sealed.asice"
    for who in ("abena", "yaw"):
        done = line.run(
            "evidence", "seal", source, "--out", out, "--case", case, "--node", line.node.path, "--as", who
        )
        assert done.exit_code == 2
        assert not out.exists()


def test_a_node_needs_the_officer_and_an_officer_the_node(line: Line, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "sealed.asice"
    assert line.run("evidence", "seal", source, "--out", out, "--node", line.node.path).exit_code == 2
    assert line.run("evidence", "seal", source, "--out", out, "--as", "ama").exit_code == 2


def test_nobody_is_named_in_the_place_of_the_officer(line: Line, source: Path, tmp_path: Path) -> None:
    done = line.run(
        "evidence", "seal", source, "--out", tmp_path / "x.asice", "--node", line.node.path, "--as", "ama",
        "--by", "Kofi (invented)",
    )  # fmt: skip
    assert done.exit_code == 2
    assert "Leave --by out" in done.stderr
