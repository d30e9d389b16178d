"""Requests from the command line: written from a file, checked, approved, sent, followed and withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from glacy.canon import Json
from glacy.store.models import MessageRow, OutboxRow
from glacy.store.people import get_officer
from tests.cli.conftest import Line
from tests.node.filled import ASSISTANCE, PRESERVATION

Write = Callable[[Json], Path]


@pytest.fixture
def case(line: Line) -> str:
    return line.say("case", "new", "--title", "Diverted payment (invented)")


def start(line: Line, case: str, *more: object, measure: str = "ETS185-29", who: str = "ama") -> str:
    return line.say("request", "start", case, "--to", "CL", "--measure", measure, *more, who=who)


def test_a_whole_request_is_started_from_one_file_and_sent_alone_at_night(
    line: Line, case: str, write: Write
) -> None:
    draft = start(line, case, "--from", write(PRESERVATION))
    checked = line.ask("request", "check", draft)
    assert checked["missing"] == []
    assert checked["ruling"]["answer"] == "allowed"
    assert checked["second_person"] is False
    sent = line.act("request", "send", draft)
    status = line.ask("request", "status", sent)
    assert (status["state"], status["carried"]) == ("sent", "waiting")
    assert [one["act"] for one in status["reviews"]] == ["sent"]
    assert "waiting" in line.say("request", "status", sent)


def test_a_section_is_set_from_stdin_and_the_check_says_what_is_missing(line: Line, case: str) -> None:
    draft = start(line, case)
    done = line.run("request", "check", line.node.path, draft, "--as", "ama")
    assert done.exit_code == 1
    assert "facts" in done.stdout
    view = line.ask("request", "set", draft, "facts", "-", stdin=json.dumps("A payment was diverted."))
    assert view["sections"]["facts"]["text"] == "A payment was diverted."
    assert "A payment was diverted." in line.say("request", "show", draft)


def test_the_check_says_whom_to_call_about_what_was_asked_before(line: Line, case: str, write: Write) -> None:
    sent = line.act("request", "send", start(line, case, "--from", write(PRESERVATION)))
    colleague = line.say("case", "new", "--title", "The same mailbox (invented)", who="abena")
    theirs = start(line, colleague, "--from", write(PRESERVATION), who="abena")
    told = line.say("request", "check", theirs, who="abena")
    ama = get_officer("ama")
    assert f"Target 1: call {ama.name}, {ama.authority}" in told
    assert sent not in told
    another = line.say("case", "new", "--title", "A third case (invented)")
    own = line.say("request", "check", start(line, another, "--from", write(PRESERVATION)))
    assert f"it is your own request {sent}, in another case" in own
    assert "call" not in own.partition("Asked before")[2]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('{"facts": 1}', "facts"),
        ('{"nothing": {}}', "nothing"),
        ('{"targets": [{"kind": "ip", "address": "203.0.113.777"}]}', "targets[0]"),
        ('{"data": {"wanted": 1.5}}', "whole numbers"),
        ("[1]", "object was expected"),
        ("{", "is not JSON"),
        ('{"format": "glacy.answer/1"}', "glacy.answer/1"),
    ],
)
def test_a_faulty_file_begins_nothing(line: Line, case: str, given: str, told: str) -> None:
    says = line.fail(
        "request", "start", case, "--to", "CL", "--measure", "ETS185-29", "--from", "-", stdin=given
    )
    assert told in says
    assert line.ask("case", "show", case)["drafts"] == []


def test_a_draft_can_be_looked_at_as_it_would_leave(
    line: Line, case: str, write: Write, tmp_path: Path
) -> None:
    draft = start(line, case, "--from", write(PRESERVATION))
    out = tmp_path / "draft.pdf"
    line.say("request", "preview", draft, "--out", out)
    assert out.read_bytes().startswith(b"%PDF")


def test_files_of_a_request_are_left_where_they_are_wanted(
    line: Line, case: str, write: Write, tmp_path: Path
) -> None:
    sent = line.act("request", "send", start(line, case, "--from", write(PRESERVATION)))
    for what, begin in (("document", b"%PDF"), ("extract", b"%PDF"), ("envelope", b"PK"), ("hi1", b"{")):
        out = tmp_path / what
        line.say("request", what, sent, "--out", out)
        assert out.read_bytes().startswith(begin), what
    done = line.run("request", "document", line.node.path, sent, "--own", "--as", "ama")
    assert done.stdout_bytes.startswith(b"%PDF")
    assert "no receipt" in line.fail("request", "receipt", sent)


def test_data_take_a_second_person(line: Line, case: str, write: Write) -> None:
    draft = start(line, case, "--from", write({**PRESERVATION, **ASSISTANCE}), measure="ETS185-31")
    assert "second person" in line.fail("request", "send", draft, "--password-file", line.password_file)
    assert line.say("request", "propose", draft, "--to", "abena") == "proposed"
    assert line.say("request", "give-back", draft, "--why", "Name the court.", who="abena") == "draft"
    line.say("request", "propose", draft)
    read = line.ask("request", "show", draft)["mark"]
    assert read in line.say("request", "show", draft)
    secret = ("--password-file", line.password_file)
    assert "approver" in line.fail("request", "approve", draft, "--mark", read, *secret)
    assert "--mark" in line.fail("request", "approve", draft, *secret)
    line.say("request", "set", draft, "secrecy", "-", stdin='{"user_not_told_until_on": "2027-06-01"}')
    line.say("request", "propose", draft)
    told = line.fail("request", "approve", draft, "--mark", read, *secret, who="abena")
    assert "changed after you opened it" in told
    now = line.ask("request", "show", draft)["mark"]
    assert line.act("request", "approve", draft, "--mark", now, who="abena") == "approved"
    sent = line.act("request", "send", draft)
    assert line.ask("request", "status", sent)["state"] == "sent"


def test_another_basis_than_the_treaty_is_named_and_recorded(line: Line, case: str, write: Write) -> None:
    basis = {"kind": "reciprocity", "text": "Reciprocity between the two States", "why": "No treaty applies."}
    draft = start(line, case, "--from", write({"basis": basis}))
    section = line.ask("request", "show", draft)["sections"]["basis"]
    assert (section["kind"], section["named_by"]) == ("reciprocity", "Ama (invented)")


def test_a_wrong_password_does_nothing_and_is_recorded(
    line: Line, case: str, write: Write, tmp_path: Path
) -> None:
    from glacy.store.models import EntryRow

    draft = start(line, case, "--from", write(PRESERVATION))
    wrong = tmp_path / "wrong"
    wrong.write_text("open sesame")
    told = line.fail("request", "send", draft, "--password-file", wrong)
    assert "not the password of ama" in told
    assert "open sesame" not in told
    assert line.ask("request", "show", draft)["state"] == "draft"
    assert EntryRow.objects.filter(kind="officer.sign_in_failed").count() == 1


def test_the_password_is_asked_for_when_no_file_is_named(line: Line, case: str, write: Write) -> None:
    draft = start(line, case, "--from", write(PRESERVATION))
    done = line.run("request", "send", line.node.path, draft, "--as", "ama", stdin="orchard-lamp-7\n")
    assert done.exit_code == 0, done.output
    assert "orchard-lamp-7" not in done.output
    assert len(done.stdout.strip()) == 36


def test_a_request_is_added_to_and_withdrawn(line: Line, case: str, write: Write) -> None:
    sent = line.act("request", "send", start(line, case, "--from", write(PRESERVATION)))
    line.act("request", "supplement", sent, "--text", "The account has a second name.")
    line.act("request", "withdraw", sent, "--why", "The money came back.")
    status = line.ask("request", "status", sent)
    assert status["state"] == "withdrawn"
    assert {one["kind"] for one in status["replies"]} == {"supplement", "withdrawal"}


def test_the_data_are_asked_for_after_the_preservation(line: Line, case: str, write: Write) -> None:
    sent = line.act("request", "send", start(line, case, "--from", write(PRESERVATION)))
    follow = line.ask("request", "follow", sent, "--from", write(ASSISTANCE))
    assert follow["measure"] == "ETS185-31"
    assert follow["sections"]["targets"][0]["address"] == "203.0.113.77"
    assert follow["sections"]["earlier"]["request"] == sent


def test_nothing_preserved_is_nothing_to_extend(line: Line, case: str, write: Write) -> None:
    sent = line.act("request", "send", start(line, case, "--from", write(PRESERVATION)))
    assert "nothing to extend" in line.fail("request", "extend", sent)


def test_a_discarded_draft_is_gone_from_the_case(line: Line, case: str) -> None:
    line.say("request", "discard", start(line, case))
    assert line.ask("case", "show", case)["drafts"] == []


def test_a_request_to_oneself_is_refused(line: Line, case: str) -> None:
    assert "crosses a border" in line.fail("request", "start", case, "--to", "GH", "--measure", "ETS185-29")


def test_a_message_that_is_stuck_is_sent_again(line: Line, case: str, write: Write) -> None:
    sent = line.act("request", "send", start(line, case, "--from", write(PRESERVATION)))
    assert "on its way" in line.fail("request", "try-again", sent, "--password-file", line.password_file)
    OutboxRow.objects.filter(message=sent).update(state="stuck")
    MessageRow.objects.filter(pk=sent).update(carried="stuck")
    assert "try_again" in line.ask("request", "status", sent)["may"]
    assert line.act("request", "try-again", sent) == sent
    assert line.ask("request", "status", sent)["carried"] == "waiting"


def test_a_message_of_another_system_becomes_a_draft(
    line: Line, case: str, write: Write, tmp_path: Path
) -> None:
    sent = line.act("request", "send", start(line, case, "--from", write(PRESERVATION)))
    out = tmp_path / "hi1.json"
    line.say("request", "hi1", sent, "--out", out)
    assert "no case is named" in line.fail("request", "import-hi1", out)
    made = line.ask("request", "import-hi1", out, "--case", case)
    assert made["is_theirs"] is False
    assert line.ask("request", "show", made["draft"])["sections"]["targets"]
    out.write_text("{}")
    assert "HI-1" in line.fail("request", "import-hi1", out, "--case", case)
