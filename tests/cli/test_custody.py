"""Custody from the command line: two people sign, a copy says what it withholds, the vault is compared."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from glacy.container import write_container
from glacy.evidence import read_bundle
from glacy.store.models import ExhibitRow
from tests.cli.conftest import Line

LOG = b"22:41:07 login\n"


@pytest.fixture
def case(line: Line) -> str:
    made = line.say("case", "new", "--title", "Diverted payment (invented)")
    for name in ("esi", "kofi"):
        line.say("case", "people", made, "--add", name, "--why", "works on it")
    return made


@pytest.fixture
def exhibit(line: Line, case: str, tmp_path: Path) -> str:
    (tmp_path / "mail.log").write_bytes(LOG)
    return line.act("evidence", "put", case, tmp_path / "mail.log", who="esi")


def test_two_people_sign_a_hand_over(line: Line, exhibit: str) -> None:
    given = line.act("evidence", "hand-over", exhibit, "--to", "ama", "--why", "to court", who="esi")
    assert [one["id"] for one in line.ask("evidence", "waiting")["waiting"]] == [given]
    assert line.act("evidence", "confirm", given) == "done: exhibit 1"
    chain = line.ask("evidence", "chain", exhibit)["custody"]
    assert [one["kind"] for one in chain][-2:] == ["handed_over", "received"]
    assert line.ask("evidence", "gaps", exhibit) == {"gaps": []}


def test_what_is_declined_goes_back(line: Line, exhibit: str) -> None:
    given = line.act("evidence", "hand-over", exhibit, "--to", "ama", "--why", "x", who="esi")
    assert line.act("evidence", "confirm", given, "--decline", "the seal is broken") == "declined: exhibit 1"


def test_a_person_without_an_account_signs_the_form(line: Line, exhibit: str, tmp_path: Path) -> None:
    person = ("--to-person", "Clerk (invented)", "--why", "to court")
    given = line.act("evidence", "hand-over", exhibit, *person, who="esi")
    form, scan = tmp_path / "form.pdf", tmp_path / "scan.pdf"
    line.say("evidence", "form", given, "--language", "fr", "--out", form)
    assert form.read_bytes().startswith(b"%PDF")
    scan.write_bytes(b"%PDF-1")
    line.act("evidence", "form", given, "--signed-on", "2026-11-21", "--scan", scan)
    told = line.ask("evidence", "chain", exhibit)["custody"][-1]
    assert (told["by"], told["keeper"]) == ("Ama (invented)", "Clerk (invented)")


def test_papers_for_the_court(line: Line, case: str, exhibit: str, tmp_path: Path) -> None:
    for verb, run in (("record", line.act), ("labels", line.say)):
        out = tmp_path / f"{verb}.pdf"
        run("evidence", verb, case, exhibit, "--language", "es", "--out", out)
        assert out.read_bytes().startswith(b"%PDF")
    (tmp_path / "order.pdf").write_bytes(b"%PDF-1")
    paper = ("--kind", "order", "--title", "Order of the 7th court")
    assert line.act("evidence", "put-paper", case, tmp_path / "order.pdf", *paper, who="esi")
    out = tmp_path / "description.jsonld"
    line.say("evidence", "describe", case, "--out", out)
    assert b"ProvenanceRecord" in out.read_bytes()


def test_copies_for_the_defence_and_for_another_tool(
    line: Line, case: str, exhibit: str, tmp_path: Path
) -> None:
    (tmp_path / "informer.txt").write_bytes(b"a name")
    other = line.act("evidence", "put", case, tmp_path / "informer.txt", who="esi")
    out = tmp_path / "defence.asice"
    words = ("--for", "Counsel", "--decided-by", "Judge", "--withhold", f"{other}=A witness", "--out", out)
    line.act("evidence", "defence", case, exhibit, *words, who="esi")
    assert [one.ground for one in read_bundle(out.read_bytes()).bundle.redactions] == ["A witness"]
    bag = tmp_path / "bag"
    words = ("evidence", "bag", case, exhibit, "--for", "Laboratory", "--why", "x", "--out", bag)
    assert line.act(*words, who="esi") == "Asked."
    assert not bag.exists()
    assert line.act(*words, who="kofi") == f"7 files are in {bag}."
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", bag], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert "is there already" in line.fail(
        "evidence", "bag", case, exhibit, "--for", "L", "--why", "x", "--out", bag, who="esi"
    )


def test_destroying_takes_two(line: Line, exhibit: str) -> None:
    assert line.act("evidence", "destroy", exhibit, "--why", "order of the court", who="esi") == "asked"
    assert line.act("evidence", "destroy", exhibit, "--agree", who="kofi") == "destroyed"
    assert line.ask("evidence", "chain", exhibit)["custody"][-1]["kind"] == "destroyed"
    assert "destroyed on" in line.fail(
        "evidence", "get", exhibit, "--why", "x", "--password-file", line.password_file, who="esi"
    )


def test_the_vault_is_compared_again(line: Line, exhibit: str) -> None:
    report = line.ask("evidence", "recheck", who="esi")
    assert (report["looked"], report["differing"]) == (1, 0)
    assert line.ask("evidence", "recheck", exhibit) == {"exhibits": {exhibit: True}}
    next(one for one in (line.node.path / "vault").rglob("*") if one.is_file()).unlink()
    done = line.run("evidence", "recheck", line.node.path, "--as", "ama")
    assert done.exit_code == 1
    assert "/1" in done.stdout


def test_child_abuse_material_has_its_openers(line: Line, case: str, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"material")
    put = ("evidence", "apart", "put", line.node.path, case, tmp_path / "holiday.jpg")
    done = line.run(*put, "--category", "image", "--as", "esi", "--password-file", line.password_file)
    assert done.exit_code == 0, done.output
    exhibit = done.stdout.strip()
    assert "holiday" not in line.say("evidence", "list", case)
    assert "you are not named" in line.fail(
        "evidence", "get", exhibit, "--why", "x", "--password-file", line.password_file
    )
    name = ("evidence", "apart", "name", line.node.path, case, "ama", "--why", "classifies", "--as")
    assert line.run(*name, "kofi", "--password-file", line.password_file).exit_code == 2
    assert line.run(*name, "esi", "--password-file", line.password_file).exit_code == 0
    out = tmp_path / "out.bin"
    line.act("evidence", "get", exhibit, "--why", "classification", "--out", out)
    assert out.read_bytes() == b"material"


def test_another_use_than_the_conditions_allow_is_refused(line: Line, exhibit: str) -> None:
    row = ExhibitRow.objects.get(pk=exhibit)
    row.conditions = "For one case only."
    row.save()
    told = line.fail(
        "evidence",
        "get",
        exhibit,
        "--why",
        "x",
        "--use",
        "publication",
        "--password-file",
        line.password_file,
    )
    assert "do not allow this use: For one case only." in told


def test_a_consent_on_paper_takes_two(line: Line, exhibit: str, tmp_path: Path) -> None:
    row = ExhibitRow.objects.get(pk=exhibit)
    row.conditions = "For one case only."
    row.save()
    scan = tmp_path / "consent.pdf"
    scan.write_bytes(b"%PDF-1")
    told = line.act(
        "evidence", "paper-consent", exhibit, "--scan", scan, "--use", "publication", "--what", "A talk",
        "--given-by", "Central authority (invented)", "--on", "2026-11-20", "--reference", "R-1",
    )  # fmt: skip
    assert told == "1"
    words = ("evidence", "confirm-consent", exhibit, told, "--password-file", line.password_file)
    assert "does not confirm it" in line.fail(*words)
    assert line.say(*words, who="esi") == "confirmed"


def test_the_chain_says_that_a_file_was_renewed(line: Line, case: str, tmp_path: Path) -> None:
    node, file = line.node, tmp_path / "sealed.asice"
    file.write_bytes(
        write_container([("a", b"a")], by=node.signer, at=node.clock(), stamper=node.stamper, kind="other")
    )
    exhibit = line.act("evidence", "put", case, file, who="esi")
    renew = ("evidence", "renew", file, "--out", tmp_path / "new.asice", "--node", node.path)
    done = line.run(*renew, "--as", "esi", "--password-file", line.password_file, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["exhibits"] == [exhibit]
    assert line.ask("evidence", "chain", exhibit)["custody"][-1]["kind"] == "copied"
    assert (
        "none is named" in line.run("evidence", "renew", file, "--out", tmp_path / "x", "--as", "esi").stderr
    )
