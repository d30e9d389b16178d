"""Cases from the command line: opened, listed, found, shared and closed, and not seen by others."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Line


def open_case(line: Line, title: str = "Diverted payment (invented)") -> str:
    return line.say("case", "new", "--title", title, "--victim", "V-1")


def test_a_new_case_prints_its_id_and_is_in_the_list(line: Line) -> None:
    case = open_case(line)
    (found,) = line.ask("case", "list")["cases"]
    assert (found["id"], found["title"]) == (case, "Diverted payment (invented)")


def test_a_case_is_named_by_its_reference_too(line: Line) -> None:
    made = line.ask("case", "new", "--title", "Zebra ledger (invented)")
    assert line.ask("case", "show", made["reference"].lower())["id"] == made["id"]


def test_a_case_shows_its_people_victims_and_time_line(line: Line) -> None:
    case = open_case(line)
    shown = line.ask("case", "show", case)
    assert shown["victims"] == ["V-1"]
    assert [one["username"] for one in shown["people"]] == ["ama"]
    assert [one["kind"] for one in shown["timeline"]] == ["case.opened", "case.read_here"]
    assert "Diverted payment" in line.say("case", "show", case)


def test_a_word_leads_to_a_case_of_mine_alone(line: Line) -> None:
    case = open_case(line)
    assert [one["id"] for one in line.ask("case", "search", "divert")["cases"]] == [case]
    assert line.ask("case", "search", "divert", who="kofi")["cases"] == []
    assert "None of your cases" in line.say("case", "search", "zebra")


def test_a_person_is_put_on_a_case_with_a_reason(line: Line) -> None:
    case = open_case(line)
    assert "Say why" in line.fail("case", "people", case, "--add", "kofi")
    people = line.ask("case", "people", case, "--add", "kofi", "--why", "second person")["people"]
    assert [one["username"] for one in people] == ["ama", "kofi"]
    assert line.ask("case", "show", case, who="kofi")["id"] == case
    people = line.ask("case", "people", case, "--remove", "kofi", "--why", "on leave")["people"]
    assert [one["username"] for one in people] == ["ama"]


@pytest.mark.parametrize("who", ["kofi", "yaw"])
def test_who_is_not_on_a_case_does_not_learn_that_there_is_one(line: Line, who: str) -> None:
    case = open_case(line)
    told = line.fail("case", "show", case, who=who)
    assert told == line.fail("case", "show", "no-such-case", who=who)


def test_a_victim_is_added_under_a_pseudonym(line: Line) -> None:
    assert line.ask("case", "victim", open_case(line), "V-2")["victims"] == ["V-1", "V-2"]


def test_a_closed_case_stays_readable(line: Line) -> None:
    case = open_case(line)
    assert line.ask("case", "close", case, "--why", "-", stdin="The money came back.\n")["closed_at"]
    assert line.ask("case", "list")["cases"] == []
    assert [one["id"] for one in line.ask("case", "list", "--closed")["cases"]] == [case]
    assert "closed already" in line.fail("case", "close", case, "--why", "again")


def test_an_unknown_officer_is_told_in_one_sentence(line: Line) -> None:
    assert "There is no officer 'nobody'" in line.fail("case", "list", who="nobody")


def test_a_folder_that_is_no_node_is_told(line: Line) -> None:
    done = line.run("case", "list", line.node.path.parent, "--as", "ama")
    assert done.exit_code == 2
    assert "is not a complete node" in done.stderr


def test_the_node_comes_from_the_environment(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    case = open_case(line)
    monkeypatch.setenv("GLACY_NODE", str(line.node.path))
    assert line.run("case", "show", case, "--as", "ama").exit_code == 0
    assert line.run("case", "show", line.node.path, case, "--as", "ama").exit_code == 0
    assert line.run("case", "list", "--help").exit_code == 0
    assert line.run("case", "list", "surplus", "--as", "ama").exit_code == 2


def test_the_journal_says_that_it_was_done_at_the_command_line(line: Line) -> None:
    from glacy.store.models import EntryRow

    open_case(line)
    assert "command_line" in str(EntryRow.objects.get(kind="case.opened").what)
