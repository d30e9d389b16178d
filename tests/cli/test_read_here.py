"""What is read at the node's own command line, without a password, is in the journal and on the case."""

from __future__ import annotations

import pytest

from glacy.store.models import EntryRow
from tests.cli.conftest import Line
from tests.cli.test_request import start

READ = "case.read_here"


@pytest.fixture
def case(line: Line) -> str:
    return line.say("case", "new", "--title", "Diverted payment (invented)")


def entries() -> list[EntryRow]:
    return list(EntryRow.objects.filter(kind=READ).order_by("id"))


def test_showing_a_case_is_an_entry_of_that_case_in_the_name_that_was_given(line: Line, case: str) -> None:
    line.say("case", "show", case)
    last = entries()[-1]
    assert (last.case_id, last.who) == (case, "ama")
    assert last.what["command"] == "case show"
    assert last.what["where"] == "at the node's own command line"


def test_a_draft_is_of_its_case_too(line: Line, case: str) -> None:
    draft = start(line, case)
    line.say("request", "show", draft)
    assert entries()[-1].case_id == case


@pytest.mark.usefixtures("case")
def test_words_that_are_searched_for_are_not_in_the_entry(line: Line) -> None:
    line.say("case", "search", "diverted")
    last = entries()[-1]
    assert last.case_id is None
    assert "diverted" not in str(last.what)


def test_the_people_of_the_case_see_it_in_the_time_line(line: Line, case: str) -> None:
    shown = line.ask("case", "show", case)["timeline"]
    assert [one["kind"] for one in shown] == ["case.opened", READ]


def test_what_takes_the_password_has_the_entry_of_its_act_alone(line: Line, case: str) -> None:
    count = len(entries())
    line.fail("request", "approve", case, "--mark", "x", "--password-file", line.password_file)
    assert len(entries()) == count
