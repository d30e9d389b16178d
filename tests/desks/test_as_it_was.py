"""Two officers on one draft: what a colleague saved meanwhile is shown, and never written over unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

from glacy.node.acts import cases, requests
from glacy.node.opened import Node
from glacy.store.models import CaseRow, DraftRow
from glacy.store.people import Officer
from tests.desks.conftest import Held
from tests.node.filled import PRESERVATION, TARGETS

Sit = Callable[[str], Client]


def opened(client: Client, address: str) -> str:
    """The mark with which a page was opened."""
    found = re.search(r'name="was" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


def test_a_page_that_a_colleague_saved_meanwhile_is_shown_before_it_is_replaced(
    seat: Sit, held: Held
) -> None:
    ama, kofi, address = seat("ama"), seat("kofi"), f"/drafts/{held.draft}/sections/facts"
    was = opened(ama, address)
    kofi.post(address, {"was": opened(kofi, address), "facts": "The words of Kofi."})
    page = ama.post(address, {"was": was, "facts": "The words of Ama."})
    told = unescape(page.content.decode())
    assert "A colleague saved this page after you opened it" in told
    assert "As it stands now" in told
    assert "The words of Kofi." in told
    assert "The words of Ama." in told
    again = re.search(r'name="was" value="([^"]+)"', told)
    assert again
    assert ama.post(address, {"was": again[1], "facts": "The words of Ama."}).status_code == 302
    assert "The words of Ama." in str(DraftRow.objects.get(pk=held.draft).body)


def test_a_page_that_nobody_touched_is_saved_at_once(seat: Sit, held: Held) -> None:
    client, address = seat("ama"), f"/drafts/{held.draft}/sections/facts"
    assert client.post(address, {"was": opened(client, address), "facts": "First."}).status_code == 302
    assert client.post(address, {"was": opened(client, address), "facts": "Second."}).status_code == 302


def test_of_two_who_remove_a_target_the_second_removes_no_other(
    node: Node, people: dict[str, Officer], seat: Sit, held: Held
) -> None:
    assert isinstance(TARGETS, list)
    names = [{**TARGETS[0], "address": f"203.0.113.{number}"} for number in (1, 2)]  # type: ignore[dict-item]  # JSON
    requests.save_section(node, people["ama"], held.draft, "targets", names)
    address = f"/drafts/{held.draft}/targets/0/remove"
    was = opened(seat("ama"), f"/drafts/{held.draft}/targets")
    seat("kofi").post(address, {"was": was})
    page = seat("ama").post(address, {"was": was}, follow=True).content.decode()
    assert "The targets have changed since; nothing was removed" in page
    assert "203.0.113.2" in page
    assert "203.0.113.1" not in page


def test_a_target_that_a_colleague_changed_is_not_changed_back_unseen(
    node: Node, people: dict[str, Officer], seat: Sit, held: Held
) -> None:
    requests.save_section(node, people["ama"], held.draft, "targets", TARGETS)
    client, address = seat("ama"), f"/drafts/{held.draft}/targets/ip/0"
    was = opened(client, address)
    assert isinstance(TARGETS, list)
    requests.save_section(
        node,
        people["kofi"],
        held.draft,
        "targets",
        [{**TARGETS[0], "port": 50000}],  # type: ignore[dict-item]  # JSON
    )
    day = {"logged_at_day": "20", "logged_at_month": "11", "logged_at_year": "2026"}
    at = {**day, "logged_at_time": "22:41:07", "logged_at_zone": "UTC"}
    typed = {"was": was, "address": "203.0.113.77", "port": "51844", **at}
    page = client.post(address, typed).content.decode()
    assert "A colleague saved this page after you opened it" in page
    assert DraftRow.objects.get(pk=held.draft).body["sections"]["targets"][0]["port"] == 50000


def test_a_page_says_that_it_lies_before_a_second_person(
    node: Node, people: dict[str, Officer], seat: Sit, held: Held
) -> None:
    for section, values in PRESERVATION.items():
        requests.save_section(node, people["ama"], held.draft, section, values)
    requests.propose(node, people["ama"], held.draft)
    client, address = seat("ama"), f"/drafts/{held.draft}/sections/facts"
    assert "It lies before a second person" in client.get(address).content.decode()
    client.post(address, {"was": opened(client, address), "facts": "Other words."})
    assert DraftRow.objects.get(pk=held.draft).state == "draft"
    assert "It lies before a second person" not in client.get(address).content.decode()


START = "/routes/start?requesting=GH&requested=RU&data=subscriber&urgency=routine&measure=ETS185-31"
START += "&on_day=21&on_month=11&on_year=2026"


def test_a_reason_of_several_lines_begins_the_request(seat: Sit, people: dict[str, Officer]) -> None:
    assert people
    basis = {"case": "", "title": "A title", "kind": "reciprocity", "text": "An assurance"}
    done = seat("ama").post(START, {**basis, "why": "The first line.\r\nThe second."})
    assert done.status_code == 302
    assert DraftRow.objects.get().body["sections"]["basis"]["why"] == "The first line. The second."


def test_what_cannot_begin_leaves_no_case_behind_and_keeps_what_was_typed(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    basis = {"title": "A title", "kind": "reciprocity", "text": "An assurance", "why": "Kept words."}
    page = seat("ama").post(START, {**basis, "why": "Kept words. " * 30}).content.decode()
    assert "There is a problem" in page
    assert CaseRow.objects.count() == 0
    over = cases.open_case(node, people["ama"], title="Over (invented)")
    client = seat("ama")
    client.get(START)
    cases.close_case(node, people["ama"], over, "done")
    page = client.post(START, {**basis, "case": over}).content.decode()
    assert "Kept words." in page
    assert DraftRow.objects.count() == 0
