"""Cases, shift and statistics as officers use them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from glacy.desks.cases.lines import case_table
from glacy.desks.statistics.lines import as_csv, counts
from glacy.node.acts import cases, requests
from glacy.node.opened import Node
from glacy.node.views import Count, Statistics
from glacy.store.people import Officer
from tests.desks.conftest import Held
from tests.node.people import draft_preservation

Sit = Callable[[str], Client]


def test_a_case_is_opened_with_its_victims_under_pseudonyms(seat: Sit) -> None:
    client = seat("ama")
    given = {"title": "Diverted payment", "summary": "", "language": "en", "victims": "V-1\n\nV-2 \n"}
    page = client.post("/cases/new", given, follow=True).content.decode()
    assert "<h1" in page
    assert "Diverted payment" in page
    assert "V-1, V-2" in page


def test_a_case_without_a_title_is_refused_and_what_was_written_stays(seat: Sit) -> None:
    page = seat("ama").post("/cases/new", {"summary": "kept words", "language": "en"}).content.decode()
    assert "Give the case a title" in page
    assert "kept words" in page


def test_a_person_is_put_on_a_case_and_taken_off_with_a_reason(seat: Sit, held: Held) -> None:
    client = seat("ama")
    page = client.post(f"/cases/{held.case}/people", {"username": "esi", "why": ""}).content.decode()
    assert "Say why; it is recorded" in page
    page = client.post(f"/cases/{held.case}/people", {"username": "esi", "why": "seals"}, follow=True)
    assert "Esi (invented)" in page.content.decode()
    assert seat("esi").get(f"/cases/{held.case}").status_code == 200


def test_a_closed_case_offers_no_more_acts(seat: Sit, held: Held) -> None:
    client = seat("ama")
    page = client.post(f"/cases/{held.case}/close", {"why": "done"}, follow=True).content.decode()
    assert "The case is closed" in page
    assert "Add evidence" not in page
    assert held.title in client.get("/cases?closed=1").content.decode()
    assert held.title not in client.get("/cases").content.decode()


def test_a_refusal_keeps_what_was_typed_and_says_what_to_do(seat: Sit, held: Held) -> None:
    client = seat("ama")
    client.post(f"/cases/{held.case}/close", {"why": "done"})
    page = client.post(f"/cases/{held.case}/close", {"why": "closed again, with care"}).content.decode()
    assert "There is a problem" in page
    assert "The case is closed already. Open a new one if it goes on." in page
    assert "closed again, with care" in page


def test_the_last_person_stays_and_the_reason_is_kept(seat: Sit, held: Held) -> None:
    client = seat("ama")
    client.post(f"/cases/{held.case}/people/kofi", {"why": "his shift is over"})
    page = client.post(f"/cases/{held.case}/people/ama", {"why": "so is mine"}).content.decode()
    assert "Put another person on it first" in page
    assert "so is mine" in page


@pytest.mark.parametrize("username", ["esi", "nobody"])
def test_who_is_not_on_a_case_is_not_taken_off_it(username: str, seat: Sit, held: Held) -> None:
    assert seat("ama").get(f"/cases/{held.case}/people/{username}").status_code == 404


def test_a_request_more_costs_the_case_page_few_questions(
    seat: Sit, node: Node, people: dict[str, Officer], held: Held
) -> None:
    client, asked = seat("ama"), []
    for _ in range(4):
        draft = draft_preservation(node, people["ama"], held.case, country="BR")
        requests.send(node, people["ama"], draft, confirmed_at=node.clock())
        with CaptureQueriesContext(connection) as told:
            client.get(f"/cases/{held.case}")
        tables = [one["sql"].partition('FROM "')[2].partition('"')[0] for one in told.captured_queries]
        asked.append(Counter(name for name in tables if name != "store_contentkeyrow"))
    more = asked[3] - asked[2]
    assert set(more) <= {"store_outboxrow", "store_departurerow"}, more
    assert sum(more.values()) <= 2


def test_the_list_goes_on_page_by_page(seat: Sit, node: Node, people: dict[str, Officer]) -> None:
    for number in range(30):
        cases.open_case(node, people["ama"], title=f"Case number {number:02}")
    client = seat("ama")
    first = client.get("/cases").content.decode()
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(after).content.decode()
    shown = [number for number in range(30) if f"Case number {number:02}" in first + second]
    assert shown == list(range(30))
    assert "The first page" in second


@pytest.mark.parametrize("text", ["zebra", "ZEBRA ledger", "quagga"])
def test_a_case_is_found_by_its_words(text: str, seat: Sit, held: Held) -> None:
    page = seat("ama").get("/cases/search", {"q": text}).content.decode()
    assert held.title in page
    assert f'value="{text}"' in page


def test_an_empty_search_says_what_can_be_searched(seat: Sit) -> None:
    page = seat("ama").get("/cases/search").content.decode()
    assert "Write a reference" in page


def test_the_shift_says_what_is_begun(seat: Sit, held: Held) -> None:
    page = seat("ama").get("/shift").content.decode()
    assert "Nothing needs you now" in page
    assert f"/drafts/{held.draft}" in page


def test_an_administrator_reads_that_there_is_no_case_for_them(seat: Sit) -> None:
    page = seat("yaw").get("/shift").content.decode()
    assert "An administrator sees no case, by design" in page
    assert 'href="/cases"' not in page


def test_a_review_that_does_not_wait_is_not_there(seat: Sit) -> None:
    assert seat("kofi").get("/shift/reviews/none").status_code == 404


def test_days_in_the_wrong_order_are_said(seat: Sit) -> None:
    span = {"since_day": "2", "since_month": "2", "since_year": "2026"}
    span |= {"until_day": "1", "until_month": "2", "until_year": "2026"}
    assert "This day lies before the first" in seat("ama").get("/statistics", span).content.decode()


def test_statistics_can_be_taken_as_csv(seat: Sit) -> None:
    answer = seat("ama").get("/statistics.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.content.decode().splitlines() == [
        "direction,article,country,data,urgency,outcome,ground,count"
    ]


def sample(ground: str) -> Statistics:
    line = Count(
        direction="sent",
        article="ETS185 29",
        country="CL",
        data="subscriber+traffic",
        urgency="urgent",
        outcome="refused",
        ground=ground,
        count=2,
    )
    return Statistics(
        since=date(2026, 1, 1),
        until=date(2026, 12, 1),
        counts=(line,),
        medians=(),
        preservations=2,
        followed_up=1,
        extended=0,
        lapsed=0,
    )


def test_counts_are_shown_in_words() -> None:
    row = counts(sample("ETS185 29(5)(a)"), "").rows[0]
    assert [str(cell) for cell in row[:5]] == [
        "ETS 185, Article 29",
        "Sent",
        "Chile",
        "Subscriber information, Traffic data",
        "Urgent",
    ]


@pytest.mark.parametrize("ground", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum(a)", "\tx"])
def test_no_cell_of_the_csv_is_a_formula(ground: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(sample(ground)))))
    assert rows[1][6] == f"'{ground}"


def test_an_empty_list_says_how_a_case_comes() -> None:
    assert case_table((), "Open cases", "Open one.").empty == "Open one."


def test_what_is_missing_is_said_once(seat: Sit, node: Node, people: dict[str, Officer], held: Held) -> None:
    draft = requests.start_draft(node, people["ama"], held.case, country="CL", measure="ETS185-31")
    page = seat("ama").get(f"/drafts/{draft}/check").content.decode()
    told = [line for line in page.splitlines() if line.startswith("<li><a href=") and "?check" in line]
    assert len(told) == len(set(told)) > 5


def test_a_former_name_of_a_state_is_found_and_leads_to_its_page(seat: Sit) -> None:
    client = seat("ama")
    page = client.get("/cases/search", {"q": "Swaziland"}).content.decode()
    assert "“Swaziland” is a name of Eswatini." in page
    assert "/treaty/countries/SZ" in page
    assert client.get("/treaty/countries/Swaziland").headers["Location"].endswith("/treaty/countries/SZ")
    assert client.get("/treaty/countries/Atlantis").status_code == 404
