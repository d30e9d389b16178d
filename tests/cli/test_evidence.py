"""Evidence from the command line: whole folders sealed, chained, checked and read with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Line


@pytest.fixture
def case(line: Line) -> str:
    return line.say("case", "new", "--title", "Diverted payment (invented)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of evidence, an empty file among it."""
    inside = tmp_path / "seized" / "logs"
    inside.mkdir(parents=True)
    (inside / "mail.log").write_bytes(b"22:41:07 login\n")
    (inside.parent / "note.txt").write_bytes(b"")
    return inside.parent


def test_every_file_of_a_folder_becomes_an_exhibit_with_its_place_as_name(
    line: Line, case: str, folder: Path
) -> None:
    put = json.loads(line.act("evidence", "put", case, folder, "--json"))["exhibits"]
    assert {one["name"]: one["size"] for one in put} == {"logs/mail.log": 15, "note.txt": 0}
    listed = line.ask("evidence", "list", case)["exhibits"]
    assert {one["digest"] for one in listed} == {one["digest"] for one in put}
    told = line.say("evidence", "list", case)
    assert "logs/mail.log" in told
    assert told.splitlines()[1].startswith("1 ")
    assert "Ama (invented)" in told


def test_an_exhibit_is_checked_and_its_chain_shown(line: Line, case: str, folder: Path) -> None:
    exhibit = line.act("evidence", "put", case, folder / "logs" / "mail.log")
    assert line.ask("evidence", "check", exhibit)["holds"] is True
    assert "It holds." in line.say("evidence", "check", exhibit)
    assert [one["kind"] for one in line.ask("evidence", "chain", exhibit)["custody"]] == [
        "received",
        "sealed",
    ]


def test_a_damaged_exhibit_does_not_hold(line: Line, case: str, folder: Path) -> None:
    row = json.loads(line.act("evidence", "put", case, folder / "logs" / "mail.log", "--json"))["exhibits"][0]
    (kept,) = [one for one in line.node.path.joinpath("vault").rglob("*") if row["digest"][2:] in one.name]
    data = bytearray(kept.read_bytes())
    data[-1] ^= 1
    kept.chmod(0o600)
    kept.write_bytes(bytes(data))
    done = line.run("evidence", "check", line.node.path, row["id"], "--as", "ama")
    assert done.exit_code == 1
    assert "DOES NOT HOLD" in done.stdout


def test_reading_an_exhibit_takes_a_reason_and_leaves_a_trace(
    line: Line, case: str, folder: Path, tmp_path: Path
) -> None:
    exhibit = line.act("evidence", "put", case, folder / "logs" / "mail.log")
    assert "--why" in line.fail("evidence", "get", exhibit)
    out = tmp_path / "copy"
    line.act("evidence", "get", exhibit, "--why", "to translate it", "--out", out)
    assert out.read_bytes() == b"22:41:07 login\n"
    last = line.ask("evidence", "chain", exhibit)["custody"][-1]
    assert (last["kind"], last["why"]) == ("examined", "to translate it")
    done = line.run(
        "evidence", "get", line.node.path, exhibit, "--why", "again", "--as", "ama",
        "--password-file", line.password_file,
    )  # fmt: skip
    assert done.stdout_bytes == b"22:41:07 login\n"


def test_a_file_that_cannot_be_read_stops_before_anything_is_taken_in(
    line: Line, case: str, folder: Path, tmp_path: Path
) -> None:
    told = line.fail("evidence", "put", case, folder, tmp_path / "nothing-here")
    assert "Nothing was taken in" in told
    assert line.ask("evidence", "list", case)["exhibits"] == []
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no file" in line.fail("evidence", "put", case, empty)


def test_who_is_not_on_the_case_sees_no_exhibit(line: Line, case: str, folder: Path) -> None:
    exhibit = line.act("evidence", "put", case, folder / "logs" / "mail.log")
    for verb, words in (
        ("chain", ()),
        ("check", ()),
        ("get", ("--why", "curious", "--password-file", line.password_file)),
    ):
        assert "no such case" in line.fail("evidence", verb, exhibit, *words, who="abena")


def test_a_name_that_hides_something_is_shown_letter_by_letter(line: Line, case: str, tmp_path: Path) -> None:
    (tmp_path / "evil\u202egpj.exe").write_bytes(b"x")
    line.act("evidence", "put", case, tmp_path / "evil\u202egpj.exe")
    assert "evil[U+202E]gpj.exe" in line.say("evidence", "list", case)


def test_what_goes_to_another_program_is_not_cut(line: Line, case: str, folder: Path) -> None:
    exhibit = line.act("evidence", "put", case, folder / "note.txt")
    why = "to see " + "each of the many addresses " * 9
    line.act("evidence", "get", exhibit, "--why", why, "--out", folder / "got")
    assert why.strip() in line.say("evidence", "chain", exhibit)
