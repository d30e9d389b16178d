"""A State without a node, from the command line: the paper leaves, and what comes back is keyed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from glacy.canon import Json
from tests.cli.conftest import Line
from tests.node.filled import PRESERVATION, PRESERVED

Write = Callable[[Json], Path]


@pytest.fixture
def request_id(line: Line, write: Write) -> str:
    """A preservation to Brazil, which has no node: sealed, and not sent yet."""
    case = line.say("case", "new", "--title", "Diverted payment (invented)")
    draft = line.say(
        "request", "start", case, "--to", "br", "--measure", "ETS185-29", "--from", write(PRESERVATION)
    )
    return line.act("request", "send", draft)


def test_the_paper_is_sent_from_the_day_on_which_it_left(line: Line, request_id: str, tmp_path: Path) -> None:
    assert line.ask("request", "status", request_id)["state"] == "approved"
    out = tmp_path / "request.pdf"
    line.say("request", "document", request_id, "--out", out)
    assert out.read_bytes().startswith(b"%PDF")
    assert "future" in line.fail("paper", "dispatched", request_id, "--how", "post", "--on", "2026-12-24")
    assert line.say("paper", "dispatched", request_id, "--how", "by post", "--on", "2026-11-21") == "sent"
    assert line.say("paper", "received", request_id, "--on", "2026-11-21") == "received"


def test_a_day_that_is_not_given_is_today_at_the_node(line: Line, request_id: str, write: Write) -> None:
    assert line.ask("paper", "dispatched", request_id, "--how", "e-mail")["on"] == "2026-11-21"
    assert line.ask("paper", "received", request_id)["on"] == "2026-11-21"
    line.say("paper", "answer", request_id, "--from", write([PRESERVED]))
    assert line.ask("request", "status", request_id)["state"] == "answered"


def test_an_answer_is_keyed_in_with_its_scan(
    line: Line, request_id: str, write: Write, tmp_path: Path
) -> None:
    scan = tmp_path / "letter.pdf"
    scan.write_bytes(b"%PDF-scan")
    line.say("paper", "dispatched", request_id, "--how", "e-mail", "--on", "2026-11-21")
    answer = line.say(
        "paper",
        "answer",
        request_id,
        "--from",
        write([PRESERVED]),
        "--received",
        "2026-11-21",
        "--scan",
        scan,
    )
    status = line.ask("request", "status", request_id)
    assert status["state"] == "answered"
    assert [one["kind"] for one in status["deadlines"]].count("preservation_ends") == 1
    done = line.run("paper", "scan", line.node.path, answer, "--as", "ama")
    assert done.stdout_bytes == b"%PDF-scan"
    assert line.say("request", "extend", request_id)


def test_a_request_on_paper_is_keyed_in_and_answered(line: Line, write: Write) -> None:
    sections = {
        **PRESERVATION,
        "basis": {"measure": "ETS185-29", "kind": "treaty"},
        "authority": {
            "country": "BR",
            "name": "Federal Police of Brazil (invented)",
            "role": "contact_24_7",
            "zone": "America/Sao_Paulo",
            "officer": "Rui Lima (invented)",
            "phone": "+55 61 3000 0000",
            "email": "contato@policia.example",
        },
        "language": {"documents": ["pt", "en"], "original": "en"},
    }
    made = line.ask(
        "paper", "request", "--country", "BR", "--from", write(sections), "--received", "2026-11-20"
    )
    assert line.ask("case", "show", made["case_id"])["requests"][0]["id"] == made["id"]
    answer = line.say("inbox", "answer", made["id"], "--from", write([PRESERVED]))
    sent = line.act("inbox", "release", answer)
    line.say("paper", "dispatched", sent, "--how", "by post", "--on", "2026-11-21")


def test_what_the_paper_does_not_say_is_named(line: Line, write: Write) -> None:
    sections = write({"basis": {"measure": "ETS185-29", "kind": "treaty"}})
    told = line.fail("paper", "request", "--country", "BR", "--from", sections, "--received", "2026-11-20")
    assert "facts" in told


def test_a_day_that_is_none_is_told(line: Line, request_id: str) -> None:
    assert "2026-11-31" in line.fail("paper", "dispatched", request_id, "--how", "post", "--on", "2026-11-31")
