"""One-sided use at the desk: what left on paper is said once, and corrected with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from glacy.node.acts import cases, inbox, paper, requests
from glacy.node.opened import Node
from glacy.store.models import EntryRow, MessageRow
from glacy.store.people import Officer, put_officer
from tests.desks.conftest import PASSWORD
from tests.node.filled import PRESERVATION, PRESERVED
from tests.node.people import draft_preservation

Sit = Callable[[str], Client]
TODAY = {"on_day": "20", "on_month": "11", "on_year": "2026"}


@pytest.fixture
def sent(node: Node, people: dict[str, Officer]) -> str:
    """A preservation to Brazil, which has no node."""
    ama = people["ama"]
    case = cases.open_case(node, ama, title="Zebra ledger, invented")
    return requests.send(
        node, ama, draft_preservation(node, ama, case, country="BR"), confirmed_at=node.clock()
    )


def test_when_the_paper_left_is_shown_and_corrected_with_a_reason(seat: Sit, sent: str) -> None:
    client = seat("ama")
    page = client.post(f"/requests/{sent}/dispatched", {"how": "post", **TODAY}, follow=True)
    assert "Left: 20 November 2026. By post or pouch" in words(page.content)
    form = client.get(f"/requests/{sent}/dispatched").content.decode()
    assert "Correct when the paper left" in form
    assert 'value="post" class="govuk-radios__input" id="id_how_1" checked' in form
    refused = client.post(f"/requests/{sent}/dispatched", {"how": "mail", **TODAY}).content.decode()
    assert "Say what was wrong, and how you know" in refused
    client.post(f"/requests/{sent}/dispatched", {"how": "mail", "why": "it went by e-mail", **TODAY})
    assert "By e-mail" in words(client.get(f"/requests/{sent}").content)
    (entry,) = EntryRow.objects.filter(kind="paper.dispatch_corrected")
    assert (entry.what["before_how"], entry.what["how"]) == ("post", "mail")
    case = MessageRow.objects.get(pk=sent).case_id
    assert "Corrected when the paper left" in words(client.get(f"/cases/{case}").content)


def test_when_our_own_answer_left_on_paper_is_said_from_its_thread(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    ama = people["ama"]
    values = {
        **PRESERVATION,
        "authority": {
            "country": "BR",
            "name": "Contact point of Brazil (invented)",
            "role": "contact_24_7",
            "zone": "America/Sao_Paulo",
        },
        "basis": {"measure": "ETS185-29", "kind": "treaty"},
        "language": {"documents": ["pt", "en"], "original": "en"},
    }
    _, asked = paper.record_paper_request(
        node, ama, country="BR", values=values, received_on=date(2026, 11, 20)
    )
    answer = inbox.prepare_answer(node, ama, asked, outcomes=[PRESERVED])
    left = inbox.release_answer(node, ama, answer, confirmed_at=node.clock())
    client = seat("ama")
    link = f'href="/requests/{left}/dispatched">Say when the paper left'
    assert link in client.get(f"/requests/{asked}").content.decode()
    page = client.post(f"/requests/{left}/dispatched", {"how": "hand", **TODAY}, follow=True)
    assert page.redirect_chain[-1][0] == f"/requests/{asked}"
    assert "Left: 20 November 2026. By hand" in words(page.content)
    again = client.post(f"/requests/{left}/dispatched", {"how": "hand", "why": "", **TODAY}).content.decode()
    assert "Say what was wrong" in again


def words(page: bytes) -> str:
    """What a page says, without its tags."""
    text = unescape(page.decode())
    for tag in ('<span class="glacy-one">', "</span>"):
        text = text.replace(tag, "")
    return text


def test_a_request_on_paper_is_keyed_in_page_by_page_with_its_scan(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    client, ama = seat("ama"), people["ama"]
    started = client.post("/paper/requests/new", {**PAPER, "scan": scan()}, follow=True)
    assert "Request from Brazil, on paper" in words(started.content)
    draft = started.redirect_chain[-1][0].rpartition("/")[2]
    unfinished = words(client.get(f"/drafts/{draft}/check").content)
    assert "This cannot be recorded yet: ask them for it" in unfinished
    assert "Record the request" not in unfinished
    refused = client.post(f"/paper/requests/{draft}/record")
    assert (refused.status_code, MessageRow.objects.count()) == (409, 0)
    authority = {"country": "BR", "name": "Police of Brazil (invented)", "role": "contact_24_7"}
    sections = {
        **PRESERVATION,
        "authority": {**authority, "zone": "America/Sao_Paulo"},
        "urgency": {"grade": "urgent", "reason": "Logs roll over.", "needed_by_on": "2026-11-19"},
        "language": {"documents": ["pt", "en"], "original": "en"},
    }
    for name, values in sections.items():
        requests.save_section(node, ama, draft, name, values)
    assert "Record the request" in words(client.get(f"/drafts/{draft}/check").content)
    page = client.post(f"/paper/requests/{draft}/record", follow=True)
    assert "Request from Brazil" in words(page.content)
    row = MessageRow.objects.get()
    assert (row.direction, row.carried, row.state, str(row.arrived_at)[:10]) == (
        "received", "paper", "opened", "2026-11-18",
    )  # fmt: skip
    assert client.get(f"/requests/{row.pk}/files/scan").getvalue() == b"%PDF-scan"
    again = client.post(f"/paper/requests/{draft}/record")
    assert (again.status_code, MessageRow.objects.count()) == (409, 1)


def test_a_paper_that_is_keyed_in_is_never_sent(seat: Sit) -> None:
    client = seat("ama")
    draft = client.post("/paper/requests/new", PAPER).headers["Location"].rpartition("/")[2]
    for act in ("send", "propose"):
        assert client.post(f"/drafts/{draft}/{act}").status_code == 409, act
    assert (
        "Request from Brazil, on paper" in words(client.get("/shift").content)
        or draft in client.get("/shift").content.decode()
    )


def test_a_paper_cannot_come_tomorrow_or_from_ourselves(seat: Sit) -> None:
    client = seat("ama")
    told = client.post("/paper/requests/new", {**PAPER, "received_on_day": "21"}).content.decode()
    assert "This day is still to come" in told
    told = client.post("/paper/requests/new", {**PAPER, "country": "GH"}).content.decode()
    assert "Name the State that asks" in told


PAPER = {
    "country": "BR",
    "authority": "Police of Brazil (invented)",
    "measure": "ETS185-29",
    "reference": "BR-7",
    "received_on_day": "18",
    "received_on_month": "11",
    "received_on_year": "2026",
}


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", b"%PDF-scan", "application/pdf")


def test_an_answer_by_telephone_is_keyed_in_and_shown_with_who_transcribed_it(
    seat: Sit, node: Node, sent: str
) -> None:
    client = seat("ama")
    client.post(f"/requests/{sent}/dispatched", {"how": "mail", **TODAY})
    address = f"/requests/{sent}/paper-answer?kinds=nothing_found"
    page = client.get(address).content.decode()
    assert "How it came" in page
    came = {"received_on_day": "20", "received_on_month": "11", "received_on_year": "2026"}
    assert "How it came" in client.post(address, {**came, "searched": "The logs."}).content.decode()
    done = {**came, "how": "phone", "nothing_found_searched": "The logs.", "text": "They hold nothing."}
    done["scan"] = SimpleUploadedFile("note.pdf", b"%PDF-1.4 a note of the call")
    shown = words(client.post(address, done, follow=True).content)
    assert "20 November 2026. By telephone" in shown
    assert "Keyed in by Ama (invented)" in shown
    row = MessageRow.objects.get(direction="received")
    assert (row.paper.how, row.paper.scan_name) == ("phone", "note.pdf")
    assert EntryRow.objects.get(kind="paper.answer").what["how"] == "phone"
    assert node.vault.get(row.paper.scan) == b"%PDF-1.4 a note of the call"


def test_a_message_of_another_system_is_taken_in_at_its_page(
    node: Node, people: dict[str, Officer], seat: Sit, sent: str
) -> None:
    ama = people["ama"]
    told = json.dumps(requests.export_hi1(node, ama, sent), ensure_ascii=False).encode()
    case = MessageRow.objects.get(pk=sent).case_id
    client = seat("ama")
    assert "Take in an HI-1 message" in client.get("/inbox").content.decode()
    done = client.post(
        f"/cases/{case}/requests/hi1", {"file": SimpleUploadedFile("m.json", told)}, follow=True
    )
    assert "Taken in as a draft" in done.content.decode()
    wrong = client.post("/requests/hi1", {"file": SimpleUploadedFile("m.json", b"{}")}).content.decode()
    assert "There is a problem" in wrong


def test_the_case_tells_how_an_answer_came_in_words(seat: Sit, sent: str) -> None:
    client = seat("ama")
    client.post(f"/requests/{sent}/dispatched", {"how": "mail", **TODAY})
    came = {"received_on_day": "20", "received_on_month": "11", "received_on_year": "2026"}
    client.post(f"/requests/{sent}/paper-answer?kinds=nothing_found", {**came, "how": "mail"})
    lines = words(client.get(f"/cases/{MessageRow.objects.get(pk=sent).case_id}").content)
    sent_line, came_line = lines.index("Sent on paper"), lines.index("Answer on paper keyed in")
    assert came_line < sent_line, "the newest stands first"
    assert "By e-mail, as the sealed PDF" in lines[sent_line:]
    assert "By e-mail" in lines[came_line:sent_line]
    assert "as the sealed PDF" not in lines[came_line:sent_line]


@pytest.mark.parametrize(
    ("day", "says"),
    [("21", "This day is still to come"), ("18", "the day on which it left")],
    ids=["tomorrow", "before it left"],
)
def test_a_day_on_which_an_answer_cannot_have_come_is_refused_on_its_field(
    day: str, says: str, seat: Sit, sent: str
) -> None:
    client = seat("ama")
    client.post(f"/requests/{sent}/dispatched", {"how": "mail", **TODAY})
    came = {"received_on_day": day, "received_on_month": "11", "received_on_year": "2026"}
    told = {**came, "how": "phone", "text": "They hold nothing."}
    page = words(client.post(f"/requests/{sent}/paper-answer?kinds=nothing_found", told).content)
    assert says in page
    assert 'href="#id_received_on_0"' in page
    assert "They hold nothing." in page


def test_today_is_the_day_on_the_officers_own_calendar(node: Node, seat: Sit) -> None:
    put_officer(
        username="kiri", name="Kiri (invented)", roles=("duty_officer",), authority="Invented",
        password=PASSWORD, at=node.clock(), zone="Pacific/Auckland", exercise=True,
    )  # fmt: skip
    morning = {**PAPER, "received_on_day": "21"}
    assert seat("kiri").post("/paper/requests/new", morning).status_code == 302
    assert "This day is still to come" in seat("ama").post("/paper/requests/new", morning).content.decode()
