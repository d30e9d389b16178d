"""What arrives, handled from the command line: opened, called back, accepted, asked, refused, answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any  # JSON of many shapes

import pytest

from glacy.canon import Json
from glacy.cli.inbox import _path
from glacy.cooperation import Addressee, Request, write_message
from glacy.node.gate import receive
from tests.cli.conftest import NIGHT, Line
from tests.cooperation.story import ASSISTANCE, CHILE, PRESERVATION
from tests.node.filled import PRESERVED

Write = Callable[[Json], Path]


def asks(line: Line, request: Request = PRESERVATION) -> str:
    """A request of Chile to Ghana that has arrived."""
    ours = replace(request, authority=CHILE, addressee=Addressee(country="GH"), dated_at=NIGHT)
    if ours.earlier is not None:
        ours = replace(ours, earlier=None)
    return line.arrive(write_message(ours))


@pytest.fixture
def asked(line: Line) -> str:
    """A preservation that is open on Ama's case."""
    request = asks(line)
    line.say("inbox", "open", request)
    return request


def kinds(line: Line, request: str, who: str = "ama") -> set[str]:
    return {one["kind"] for one in line.ask("request", "status", request, who=who)["replies"]}


def test_what_arrived_is_listed_without_what_it_says(line: Line) -> None:
    request = asks(line)
    (waiting,) = line.ask("inbox", "list")["waiting"]
    assert (waiting["id"], waiting["measure"], waiting["country"]) == (request, "ETS185-29", "CL")
    assert "body" not in waiting
    assert "Baobab" not in line.say("inbox", "list")


def test_a_path_told_in_many_words_is_no_file() -> None:
    """The system refuses to look for a file with so long a name."""
    words = "From the provider in Santiago to one in Lima, and on from there. " * 9
    assert _path(words) == words


def test_opening_makes_a_case_and_tells_the_sender(line: Line, asked: str) -> None:
    assert line.ask("inbox", "list")["waiting"] == []
    (case,) = line.ask("case", "list")["cases"]
    assert line.ask("case", "show", case["id"])["requests"][0]["id"] == asked
    assert "notice" in kinds(line, asked)


def test_only_a_number_of_the_directory_is_called(line: Line, asked: str) -> None:
    (known,) = line.ask("inbox", "callback", asked)["numbers"]
    told = line.fail("inbox", "callback", asked, "--number", "+56 2 1", "--result", "confirmed")
    assert "not in the directory" in told
    line.say(
        "inbox", "callback", asked, "--number", known["number"], "--spoke-to", "Duty", "--result", "confirmed"
    )
    (call,) = line.ask("request", "status", asked)["call_backs"]
    assert (call["number"], call["result"]) == (known["number"], "confirmed")


def test_a_preservation_is_accepted_and_answered_alone_and_reviewed_by_another(
    line: Line, asked: str, write: Write
) -> None:
    line.act("inbox", "accept", asked)
    answer = line.say("inbox", "answer", asked, "--from", write([PRESERVED]))
    assert "218 bis" in line.say("inbox", "prepared", answer)
    line.act("inbox", "release", answer)
    status = line.ask("request", "status", asked)
    assert status["state"] == "answered"
    assert [one["kind"] for one in status["deadlines"]].count("preservation_ends") == 1
    (act,) = line.ask("review", "list", who="abena")["reviews"]
    assert line.ask("review", "list")["reviews"] == []
    assert "role" in line.fail("review", "do", act["id"], "--verdict", "in_order")
    line.say("review", "do", act["id"], "--verdict", "in_order", who="abena")
    assert line.ask("review", "list", who="abena")["reviews"] == []


def test_a_review_that_finds_a_fault_says_which(line: Line, asked: str) -> None:
    line.act("inbox", "accept", asked)
    (act,) = line.ask("review", "list", who="abena")["reviews"]
    assert line.say("review", "open", act["id"], who="abena")
    told = line.fail("review", "do", act["id"], "--verdict", "not_in_order", who="abena")
    assert "what is not in order" in told


def test_a_question_goes_out(line: Line, asked: str) -> None:
    line.act("inbox", "ask", asked, "--question", "-", stdin="Which mailbox is meant?\n")
    assert "question" in kinds(line, asked)


def test_a_refusal_names_a_ground_of_the_treaty(line: Line, asked: str) -> None:
    grounds = line.ask("inbox", "refuse", asked)["grounds"]
    assert grounds
    told = line.fail("inbox", "refuse", asked, "--ground", grounds[0]["article"])
    assert "Give the reasons" in told
    line.act("inbox", "refuse", asked, "--ground", grounds[0]["article"], "--text", "A political offence.")
    assert line.ask("request", "status", asked)["state"] == "refused"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('{"outcomes": []}', "outcomes were expected"),
        ('{"outcome": [{}]}', "outcome"),
        ('[{"kind": "preserved", "what": "x"}]', "outcomes[0]: 'from_at' is a required"),
        ('[{"kind": "eaten"}]', "outcomes[0].kind: one of 'preserved', 'nothing_found'"),
        ('"yes"', "outcomes were expected"),
    ],
)
def test_a_faulty_answer_is_told_with_its_field(line: Line, asked: str, given: str, told: str) -> None:
    assert told in line.fail("inbox", "answer", asked, "--from", "-", stdin=given)


def test_data_leave_with_two_people_and_their_evidence(line: Line, write: Write, tmp_path: Path) -> None:
    request = asks(line, ASSISTANCE)
    case = line.say("inbox", "open", request, who="abena")
    line.say("case", "people", case, "--add", "esi", "--why", "seals the evidence", who="abena")
    line.say("case", "people", case, "--add", "kofi", "--why", "second person", who="abena")
    log = tmp_path / "mail.log"
    log.write_bytes(b"22:41:07 login\n")
    (exhibit,) = json.loads(line.act("evidence", "put", case, log, "--json", who="esi"))["exhibits"]
    outcomes: Any = {
        "outcomes": [
            {"kind": "delivered", "what": "Log of the mailbox", "category": "traffic"},
            {"kind": "postponed", "why": "A court decides on the content", "category": "content"},
        ],
        "text": "The rest follows.",
        "conditions": "Only for the case named in the request.",
    }
    answer = line.say(
        "inbox", "answer", request, "--from", write(outcomes), "--exhibit", exhibit["id"], who="abena"
    )
    pdf = tmp_path / "answer.pdf"
    line.say("inbox", "prepared", answer, "--preview", pdf, who="abena")
    assert pdf.read_bytes().startswith(b"%PDF")
    line.fail("inbox", "release", answer, "--password-file", line.password_file, who="abena")
    sent = line.act("inbox", "release", answer, who="kofi")
    bundle = tmp_path / "bundle.asice"
    line.say("evidence", "bundle", sent, "--out", bundle, who="kofi")
    assert bundle.read_bytes().startswith(b"PK")
    chain = [one["kind"] for one in line.ask("evidence", "chain", exhibit["id"], who="esi")["custody"]]
    assert chain[:2] == ["received", "sealed"]
    assert "handed_over" in chain


def test_a_disclosure_takes_two_and_names_provider_and_path(line: Line, asked: str) -> None:
    (case,) = line.ask("case", "list")["cases"]
    line.say("case", "people", case["id"], "--add", "abena", "--why", "second person")
    words = (
        "--provider",
        "Rede Sul (invented)",
        "--provider-country",
        "br",
        "--path",
        "203.0.113.9 to 203.0.113.77",
    )
    prepared = line.say("inbox", "disclose", asked, *words)
    line.fail("inbox", "release", prepared, "--password-file", line.password_file)
    line.act("inbox", "release", prepared, who="abena")
    assert "disclosure" in kinds(line, asked)


def test_the_path_of_a_disclosure_can_be_a_file_of_steps(line: Line, asked: str, write: Write) -> None:
    steps = write([{"provider": "Rede Sul (invented)", "country": "BR", "address": "203.0.113.9"}])
    words = ("--provider", "Rede Sul (invented)", "--provider-country", "BR", "--path", steps)
    prepared = line.say("inbox", "disclose", asked, *words)
    shown = json.dumps(line.ask("inbox", "prepared", prepared))
    assert "203.0.113.9" in shown


@pytest.mark.parametrize("who", ["esi", "yaw"])
def test_the_inbox_is_for_those_who_receive(line: Line, who: str) -> None:
    asks(line)
    assert "takes the role" in line.fail("inbox", "list", who=who)


def test_what_was_kept_apart_is_settled_with_a_reason(line: Line) -> None:
    receive(line.node, b"no envelope")
    (kept,) = line.ask("inbox", "list")["kept_apart"]
    assert kept["digest"] in line.say("inbox", "list")
    assert "1 to 1000 characters" in line.fail("inbox", "settle-kept", kept["digest"], "--note", "x" * 1001)
    line.say("inbox", "settle-kept", kept["digest"], "--note", "A trial of our own")
    assert line.ask("inbox", "list")["kept_apart"] == []
    assert "kept apart" in line.fail("inbox", "settle-kept", kept["digest"], "--note", "again")
