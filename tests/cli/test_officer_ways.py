"""Ways in at the machine of the node: codes, two office-holders, sessions, the second factor of an act."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from glacy.desks.people import factors
from glacy.node.acts import signing_in
from glacy.store.models import EntryRow, OfficerRow
from glacy.store.people import get_officer
from tests.cli.conftest import PASSWORD, Line
from tests.desks.signing_in import App, browser, give_password, set_rules

NEW = "seven quiet herons wade"


@pytest.fixture(autouse=True)
def served(line: Line, settings: object) -> None:
    """The desk of this process is that of the node."""
    settings.NODE_PATH = line.node.path  # type: ignore[attr-defined]  # pytest-django's settings take any name


def give_app(name: str) -> App:
    """An app for an officer, set up without a desk; its code of now is used up."""
    app = App(factors.generate_totp_secret())
    assert factors.put_app(OfficerRow.objects.get(username=name), app.secret, app.code())
    return app


def enrol(name: str, code: str) -> Client:
    client = browser()
    client.post("/enrol", {"username": name, "code": code, "new": NEW, "again": NEW})
    return client


def test_a_code_lets_a_newcomer_choose_their_password(line: Line) -> None:
    path = line.node.path
    added = line.run(
        "officer", "add", path, "abla", "--name", "Abla (invented)", "--role", "approver", "--no-password"
    )
    assert added.exit_code == 0, added.output
    given = json.loads(line.run("officer", "enrol", path, "abla", "--json").stdout)
    assert given["url"].endswith("/enrol")
    assert enrol("abla", given["code"]).get("/cases").status_code == 200
    again = line.run("officer", "enrol", path, "abla")
    assert again.exit_code == 2
    assert "has signed in before" in again.stderr
    assert line.run("officer", "enrol", path, "nobody").exit_code == 2


def recover(line: Line, *words: object) -> tuple[int, str]:
    done = line.run("officer", "recover", line.node.path, "ama", "--why", "Met her; lost both", *words)
    return done.exit_code, done.stdout + done.stderr


def test_a_new_way_in_takes_two_office_holders_at_the_machine_too(line: Line) -> None:
    give_app("ama")
    file = line.password_file
    for wrong in (
        (),
        ("--by", "kofi", "--by", "kofi", "--password-file", file, "--password-file", file),
        ("--by", "kofi", "--by", "ama", "--password-file", file, "--password-file", file),
        ("--by", "kofi", "--by", "esi", "--password-file", file, "--password-file", file),
        ("--by", "kofi"),
    ):
        code, said = recover(line, *wrong)
        assert code == 2, (wrong, said)
    assert factors.has_factor(OfficerRow.objects.get(username="ama"))
    code, said = recover(
        line, "--by", "kofi", "--by", "yaw", "--password-file", file, "--password-file", file, "--json"
    )
    assert code == 0, said
    client = enrol("ama", json.loads(said)["code"])
    assert client.get("/cases").status_code == 200
    assert not factors.has_factor(OfficerRow.objects.get(username="ama"))
    entry = EntryRow.objects.get(kind="officer.recovery_agreed")
    assert entry.what["by"] == ["kofi", "yaw"]


def test_where_nobody_could_agree_one_at_the_machine_does_and_the_journal_says_so(line: Line) -> None:
    OfficerRow.objects.filter(username__in=("kofi", "abena")).update(is_active=False)
    code, said = recover(line, "--json")
    assert code == 0, said
    assert EntryRow.objects.get(kind="officer.recovery_agreed").what["by"] == []


def test_an_act_at_the_command_line_takes_the_code_of_an_app(line: Line) -> None:
    at = line.run(
        "officer", "recover", line.node.path, "esi", "--why", "x", "--by", "kofi", "--by", "abena",
        "--password-file", line.password_file, "--password-file", line.password_file,
    )  # fmt: skip
    assert at.exit_code == 0, at.output
    give_app("kofi")
    without = line.run(
        "officer", "recover", line.node.path, "esi", "--why", "x", "--by", "kofi", "--by", "abena",
        "--password-file", line.password_file, "--password-file", line.password_file, "--code", "000000",
    )  # fmt: skip
    assert without.exit_code == 2
    assert "not the code of kofi" in without.stderr
    assert EntryRow.objects.filter(kind="officer.sign_in_failed", who="kofi").count() == 1


def test_codes_at_the_command_line_are_guessed_at_slowly(line: Line) -> None:
    app = give_app("kofi")
    words = (
        "officer", "recover", line.node.path, "esi", "--why", "x", "--by", "kofi", "--by", "abena",
        "--password-file", line.password_file, "--password-file", line.password_file, "--code",
    )  # fmt: skip
    for _ in range(5):
        assert line.run(*words, "000000").exit_code == 2
    assert "Too many codes" in line.run(*words, app.code(ahead=1)).stderr


def test_a_node_that_demands_a_second_factor_demands_it_here_too(line: Line) -> None:
    set_rules(line.node, second_factor="demanded")
    code, said = recover(
        line, "--by", "kofi", "--by", "abena", "--password-file", line.password_file, "--password-file",
        line.password_file,
    )  # fmt: skip
    assert code == 2
    assert "demands a second factor, and kofi has none yet" in said


def test_sessions_are_listed_and_ended(line: Line) -> None:
    client = browser()
    assert give_password(client, "ama", PASSWORD) == "/"
    found = json.loads(line.run("officer", "sessions", line.node.path, "--json").stdout)
    assert [(one["username"], one["means"], one["browser"]) for one in found] == [
        ("ama", "password", "Firefox Linux")
    ]
    assert "ama: Firefox Linux" in line.run("officer", "sessions", line.node.path, "ama").stdout
    assert "ama: 1 ended" in line.run("officer", "end-sessions", line.node.path, "ama").stdout
    assert client.get("/cases").status_code == 302
    assert line.run("officer", "end-sessions", line.node.path).exit_code == 2
    assert line.run("officer", "end-sessions", line.node.path, "ama", "--all").exit_code == 2
    assert line.run("officer", "end-sessions", line.node.path, "--all").exit_code == 0
    assert "Nobody is signed in" in line.run("officer", "sessions", line.node.path).stdout
    assert signing_in.my_sessions(line.node, get_officer("ama")) == []


def test_the_list_says_who_has_a_second_factor(line: Line) -> None:
    give_app("ama")
    found = {
        one["username"]: one
        for one in json.loads(line.run("officer", "list", line.node.path, "--json").stdout)
    }
    assert found["ama"]["second_factors"] == ["totp"]
    assert found["kofi"]["second_factors"] == []
    assert found["kofi"]["roles"] == ["approver", "case_officer"]


def test_an_officer_who_is_let_go_signs_in_no_more(line: Line) -> None:
    client = browser()
    assert give_password(client, "ama", PASSWORD) == "/"
    let_go = line.run("officer", "let-go", line.node.path, "ama", "--why", "left (invented)", "--json")
    assert json.loads(let_go.stdout) == {"username": "ama", "active": False}
    assert client.get("/cases").status_code == 302
    assert "ama signs in no more." in let_go.stderr
    assert EntryRow.objects.get(kind="officer.let_go").what["why"] == "left (invented)"
    assert line.run("officer", "let-go", line.node.path, "kofi", "--why", " ").exit_code == 2
