"""The tutorial of laws, followed: the PDF and the lawyers of `examples/` lead to the table it promises."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from glacy.node.acts import officers
from glacy.node.opened import Node
from tests.desks.test_legislation import GIVEN, days

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tutorial-legislation.md").read_text("utf-8")
ACT = (ROOT / "examples" / "act.pdf").read_bytes()
PEOPLE = tomllib.loads((ROOT / "examples" / "lawyers.toml").read_text("utf-8"))["officer"]
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


class Reader:
    """A lawyer at a desk; `words` is everything that the pages said."""

    def __init__(self, person: dict[str, str]) -> None:
        self.client, self.words = Client(HTTP_HOST="localhost"), ""
        self.client.post("/sign-in", {"username": person["username"], "password": person["password"]})

    def look(self, address: str) -> str:
        """The page there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        self.words += page
        return page

    def send(self, address: str, given: dict[str, object]) -> str:
        """Where a form leads."""
        answer = self.client.post(address, given)
        assert answer.status_code == 302, answer.content.decode()
        return answer.headers["Location"]


@pytest.fixture
def lawyers(node: Node) -> list[Reader]:
    """Dede and Rita, as the tutorial adds them."""
    for person in PEOPLE:
        officers.add_officer(node, None, **person)
    return [Reader(person) for person in PEOPLE]


def decide_all(reader: Reader, version: str, *, first: str) -> None:
    """Goes through what is open, as the pages lead."""
    review = reader.look(f"{version}/review")
    found = re.search(r'href="([^"]*/review/one\?[^"]*)" role="button"', review)
    assert found
    address, verdict = found[1].replace("&amp;", "&"), first
    while "/review/one" in address:
        reader.look(address)
        address, verdict = reader.send(address, {"verdict": verdict}), "full"
    reader.look(address)


def test_the_tutorial_leads_to_a_reviewed_table(lawyers: list[Reader]) -> None:
    dede, rita = lawyers
    dede.look("/legislation")
    form = dede.look("/legislation/acts/new")
    given: dict[str, object] = {**GIVEN, **days(form, "dated_on", date(2026, 1, 1))}
    upload = SimpleUploadedFile("act.pdf", ACT)
    version = dede.send("/legislation/acts/new", {**given, "file": upload})
    assert "What was read: 4 provisions" in dede.look(version)
    dede.look(f"{version}/confirm")
    dede.send(f"{version}/confirm", {"source": GIVEN["source"], "compared": "on"})
    dede.look(version)
    decide_all(dede, version, first="full")
    assert dede.words.count("by its words alone") > 0
    decide_all(rita, version, first="partial")
    assert "Another reviewer has decided" in rita.words
    measured = rita.look(f"{version}/review")
    assert "Reviewers disagree" in measured
    assert "Cohen" in measured
    table = dede.client.get("/legislation/states/GH/table/csv").content.decode("utf-8-sig")
    assert "Dede Drafter (invented)" in table
    assert "Rita Reader (invented)" in table
    act = re.search(r'href="(/legislation/acts/[0-9a-f-]{36})"', dede.look(version))
    assert act
    for page in (act[1], "/legislation/states/GH", "/legislation/states/GH/gaps"):
        dede.look(page)
    missing = {" ".join(said.split()) for said in BOLD.findall(PAGE)}
    assert {said for said in missing if said not in dede.words + rita.words} == set()
