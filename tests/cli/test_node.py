"""Making a node, its people and its directory from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth import authenticate

from glacy.cli import main
from glacy.node.opened import open_node
from glacy.store.models import EntryRow
from glacy.store.people import find_officer
from tests.cli.conftest import Line

pytestmark = pytest.mark.django_db


def run(*arguments: object, stdin: str = "") -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], input=stdin)


def init(path: Path, country: str = "GH", *more: str, port: int = 8101) -> Result:
    return run(
        "node", "init", path, "--country", country, "--url", f"http://127.0.0.1:{port}", "--exercise", *more
    )


def joined(folder: Path) -> Path:
    """Two nodes, and the directory that lists both."""
    for number, code in enumerate(("GH", "CL")):
        assert init(folder / code, code, port=8101 + number).exit_code == 0
        assert run("node", "entry", folder / code, "--out", folder / f"{code}.json").exit_code == 0
    made = run("directory", "rehearse", folder / "op", folder / "GH.json", folder / "CL.json", "--json")
    assert made.exit_code == 0
    assert json.loads(made.stdout)["countries"] == ["CL", "GH"]
    return folder / "op" / "published"


def test_a_node_is_made_once(tmp_path: Path) -> None:
    made = init(tmp_path / "gh", "GH", "--story-at", "2026-11-21T00:41:00Z", "--json")
    assert made.exit_code == 0
    assert json.loads(made.stdout)["country"] == "GH"
    again = init(tmp_path / "gh")
    assert again.exit_code == 2
    assert "holds a node already" in again.stderr


@pytest.mark.parametrize(
    ("country", "more", "says"),
    [
        ("XX", (), "XX"),
        ("GH", ("--story-at", "yesterday"), "An instant was expected"),
        ("GH", ("--offices", __file__), "offices cannot be read"),
        ("GH", ("--name", "x" * 100), "64 printable characters"),
    ],
)
def test_what_is_no_node_is_refused_and_nothing_counts(
    tmp_path: Path, country: str, more: tuple[str, ...], says: str
) -> None:
    refused = init(tmp_path / "gh", country, *more)
    assert refused.exit_code == 2
    assert says in refused.stderr
    assert not (tmp_path / "gh" / "node.toml").exists()


def test_a_directory_is_joined_by_those_whom_it_lists(tmp_path: Path) -> None:
    directory = joined(tmp_path)
    done = run("directory", "join", tmp_path / "GH", directory, "--json")
    assert done.exit_code == 0
    assert open_node(tmp_path / "GH").peer("CL").url == "http://127.0.0.1:8102"
    wrong = run("directory", "join", tmp_path / "CL", directory, "--fingerprint", "0000 " * 16)
    assert wrong.exit_code == 2
    assert "another root" in wrong.stderr
    assert init(tmp_path / "br", "BR", port=8103).exit_code == 0
    stranger = run("directory", "join", tmp_path / "br", directory)
    assert stranger.exit_code == 2
    assert "does not list this node" in stranger.stderr


def test_a_directory_of_another_operator_does_not_replace_the_pinned_one(tmp_path: Path) -> None:
    mine = joined(tmp_path)
    made = run("directory", "rehearse", tmp_path / "other", tmp_path / "GH.json", tmp_path / "CL.json")
    assert made.exit_code == 0
    assert run("directory", "join", tmp_path / "GH", mine).exit_code == 0
    refused = run("directory", "join", tmp_path / "GH", tmp_path / "other" / "published")
    assert refused.exit_code == 2
    assert "signed under another root" in refused.stderr


def test_officers_come_from_a_file_or_one_by_one(tmp_path: Path) -> None:
    init(tmp_path / "gh")
    file = tmp_path / "people.toml"
    file.write_text(
        '[[officer]]\nusername = "Ama"\nname = "Ama (invented)"\nroles = ["duty_officer"]\npassword = "x"\n'
    )
    assert run("officer", "add", tmp_path / "gh", "--from", file).exit_code == 0
    found = find_officer("ama")
    assert found is not None
    assert found.roles == {"duty_officer"}
    one = run(
        "officer",
        "add",
        tmp_path / "gh",
        "kofi",
        "--name",
        "Kofi",
        "--role",
        "approver",
        stdin="pass\npass\n",
    )
    assert one.exit_code == 0
    listed = json.loads(run("officer", "list", tmp_path / "gh", "--json").stdout)
    assert [officer["username"] for officer in listed] == ["ama", "kofi"]


def add_kofi(folder: Path, *more: object, stdin: str = "") -> Result:
    return run("officer", "add", folder, "kofi", "--name", "Kofi", "--role", "approver", *more, stdin=stdin)


def test_a_password_comes_from_a_file_or_is_asked_and_the_journal_says_that_it_was_set(
    tmp_path: Path,
) -> None:
    init(tmp_path / "gh")
    refused = add_kofi(tmp_path / "gh", "--password", "secret")
    assert refused.exit_code == 2
    assert find_officer("kofi") is None
    file = tmp_path / "password"
    file.write_text("\n")
    assert "holds no password" in add_kofi(tmp_path / "gh", "--password-file", file).stderr
    file.write_text("orchard-lamp-7\n")
    assert add_kofi(tmp_path / "gh", "--password-file", file).exit_code == 0
    assert authenticate(username="kofi", password="orchard-lamp-7") is not None
    assert add_kofi(tmp_path / "gh", stdin="other-lamp-8\nother-lamp-8\n").exit_code == 0
    assert authenticate(username="kofi", password="other-lamp-8") is not None
    entries = EntryRow.objects.filter(kind="officer.password_set")
    assert [(one.who, one.what) for one in entries] == [
        ("administrator at the machine", {"person": "kofi"})
    ] * 2
    assert "lamp" not in str(list(EntryRow.objects.values_list("what", flat=True)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1", "no tables"),
        ('[[officer]]\nname = "A"', "lacks username, roles"),
        ('[[officer]]\nusername = "a"\nname = "A"\nroles = ["king"]', "Roles were expected"),
        ('[[officer]]\nusername = "a"\nname = "A"\nroles = ["administrator", "approver"]', "no other role"),
        ("[[", "no tables"),
    ],
)
def test_a_wrong_file_of_officers_says_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    init(tmp_path / "gh")
    file = tmp_path / "people.toml"
    file.write_text(text)
    refused = run("officer", "add", tmp_path / "gh", "--from", file)
    assert refused.exit_code == 2
    assert says in refused.stderr


def test_the_story_clock_is_set_for_exercises_alone(tmp_path: Path) -> None:
    init(tmp_path / "gh")
    set_to = run("node", "clock", tmp_path / "gh", "2026-11-23T09:00:00Z")
    assert set_to.stdout.startswith("2026-11-23T09:00:0")
    real = run("node", "init", tmp_path / "cl", "--country", "CL", "--url", "https://node.example")
    assert real.exit_code == 0
    refused = run("node", "clock", tmp_path / "cl", "2026-11-23T09:00:00Z")
    assert refused.exit_code == 2


def test_a_folder_that_is_no_node_is_named(tmp_path: Path) -> None:
    for command in (("node", "entry"), ("serve",)):
        refused = run(*command, tmp_path)
        assert refused.exit_code == 2
        assert "is not a complete node" in refused.stderr


def test_an_exercise_serves_this_machine_alone(tmp_path: Path) -> None:
    init(tmp_path / "gh")
    refused = run("serve", tmp_path / "gh", "--host", "0.0.0.0")
    assert refused.exit_code == 2
    assert "this machine alone" in refused.stderr


def test_an_officer_changes_their_own_password(line: Line, tmp_path: Path) -> None:
    new, weak = tmp_path / "new", tmp_path / "weak"
    new.write_text("seven quiet herons wade\n")
    weak.write_text("short\n")
    words = ("officer", "password", line.node.path, "--as", "ama", "--password-file")
    refused = line.run(*words, line.password_file, "--new-password-file", weak)
    assert (refused.exit_code, "too short" in refused.stderr) == (2, True)
    assert line.run(*words, line.password_file, "--new-password-file", new).exit_code == 0
    again = line.run(*words, line.password_file, "--new-password-file", new)
    assert (again.exit_code, "This is not your password" in again.stderr) == (2, True)
    assert EntryRow.objects.filter(kind="officer.password_changed", who="ama").count() == 1
