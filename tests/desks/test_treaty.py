"""The treaty desk: public pages, each also as CSV, JSON and PDF, light, and honest about what is unknown."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glacy.desks.treaty import views
from glacy.treaty import Measure, measures

pytestmark = pytest.mark.django_db
HEAVIEST = 14 * 1024
DAY = {"on_day": "21", "on_month": "11", "on_year": "2026"}
ERRAND = {
    "requesting": "GH",
    "data": "subscriber",
    "aim": "obtain",
    "urgency": "routine",
    "offence": "8",
    **DAY,
}
PAGES = {
    "map": ("/treaty", {"instrument": "ETS185", **DAY}),
    "country": ("/treaty/countries/GH", DAY),
    "pairs": ("/treaty/pairs", {"measure": "ETS185-27", "data": "any", **DAY}),
    "accessions": ("/treaty/accessions", {}),
    "articles": ("/treaty/articles", {}),
    "articles of the Second Protocol": ("/treaty/articles", {"instrument": "CETS224"}),
    "map of the UN Convention": ("/treaty", {"instrument": "UNCC2024", **DAY}),
    "unknown": ("/treaty/unknown", {}),
    "roads": ("/treaty/roads", {**ERRAND, "requested": "CL"}),
}
FILES = {
    "map": "/treaty/map.",
    "country": "/treaty/countries/GH/facts.",
    "pairs": "/treaty/pairs.",
    "accessions": "/treaty/accessions.",
    "articles": "/treaty/articles.",
    "articles of the Second Protocol": "/treaty/articles.",
    "map of the UN Convention": "/treaty/map.",
    "unknown": "/treaty/unknown.",
    "roads": "/treaty/roads.",
}


@pytest.fixture(autouse=True)
def story_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is the day of the story."""
    monkeypatch.setattr(views, "now", lambda: datetime(2026, 11, 21, 0, 41, tzinfo=UTC))


def page(path: str, given_: dict[str, str] | None = None) -> str:
    answer = Client(HTTP_HOST="localhost").get(path, given_ or {})
    assert answer.status_code == 200, path
    return answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_public_light_and_offers_its_files(name: str) -> None:
    path, asked = PAGES[name]
    answer = Client(HTTP_HOST="localhost").get(path, asked, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert len(answer.content) < HEAVIEST
    text = page(path, asked)
    assert text.count("<h1") == 1
    assert "style=" not in text
    assert all(f"{FILES[name]}{form}" in text for form in ("csv", "json", "pdf"))


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("form", ["csv", "json", "pdf"])
def test_the_same_as_a_file(name: str, form: str) -> None:
    answer = Client(HTTP_HOST="localhost").get(f"{FILES[name]}{form}", PAGES[name][1])
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    match form:
        case "csv":
            rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
            assert len(rows) > 5
            assert len({len(row) for row in rows}) == 1
        case "json":
            assert json.loads(answer.content)
        case _:
            assert answer.content.startswith(b"%PDF-")


def test_the_map_has_one_equal_tile_for_each_state_and_says_the_same_as_a_table() -> None:
    text = page(*PAGES["map"])
    assert text.count("<rect ") == 195
    assert text.count('width="38" height="38"') == 195
    assert "<title>Ghana: Party</title>" in text
    assert "81 of them" not in text
    assert "Party: 81" in text
    assert 'href="/treaty/countries/GH"' in text
    assert '<title id="map-africa">' in text
    assert '<desc id="map-africa-says">54 States, 13 of them Parties</desc>' in text


def test_the_map_of_another_day() -> None:
    eve = page("/treaty", {"instrument": "ETS185", "on_day": "31", "on_month": "3", "on_year": "2019"})
    assert (
        "<title>Ghana: Deposited, not yet in force</title>" in eve
        or "<title>Ghana: Nothing seen</title>" in eve
    )


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (
            {"instrument": "ETS185", "on_day": "1", "on_month": "1", "on_year": "1999"},
            "The facts reach from 2001",
        ),
        ({"instrument": "ETS185", "on_day": "31", "on_month": "2", "on_year": "2020"}, "not in the calendar"),
        ({"instrument": "ETS999", **DAY}, "Choose the instrument"),
    ],
)
def test_a_wrong_day_or_instrument_is_said_and_the_map_of_today_stands(
    given_: dict[str, str], says: str
) -> None:
    text = page("/treaty", given_)
    assert "There is a problem" in text
    assert says in text
    assert "Party: 81" in text


def test_a_country_page_tells_everything() -> None:
    text = page("/treaty/countries/CL", DAY)
    for words in (
        "Hub of GLACY-e",
        "Foreign ministry",
        "29(4)",
        "preservation days",
        "What it can ask, and be asked",
    ):
        assert words in text
    assert "Not a hub" in page("/treaty/countries/FR", DAY)


def test_a_territory_has_a_page() -> None:
    text = page("/treaty/countries/CW", DAY)
    assert "extended the Convention to Cura" in text
    assert "/treaty/countries/CW" in page("/treaty/countries/NL", DAY)


@pytest.mark.parametrize(
    "path", ["/treaty/countries/XX", "/treaty/countries/gh", "/treaty/map.xml", "/treaty/roads.csv"]
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert Client(HTTP_HOST="localhost").get(path).status_code == 404


@pytest.mark.parametrize("measure", list(measures()))
def test_every_measure_has_its_matrix(measure: Measure) -> None:
    text = page("/treaty/pairs", {"measure": str(measure), "data": "any", **DAY})
    assert "Groups of States that answer alike" in text


def test_the_groups_hold_every_state_once() -> None:
    found = json.loads(Client(HTTP_HOST="localhost").get("/treaty/pairs.json", PAGES["pairs"][1]).content)
    states = [state for group in found["groups"] for state in group["states"]]
    assert len(states) == len(set(states)) == 195
    assert sum(found["counts"].values()) == 195 * 194


def test_the_curve_says_what_it_draws() -> None:
    text = page("/treaty/accessions")
    assert "From 2004 to 2026: 81 Parties at the end" in text
    assert "No State is a Party on the facts." in page("/treaty/accessions", {"instrument": "CETS224"})


def test_the_articles_say_how_far_they_were_verified() -> None:
    protocol = page("/treaty/articles", {"instrument": "CETS224"})
    for told in (
        "30-day rule of 7(7)",
        "not verified",
        "Measures of co-operation",
        "not the text of the treaty",
    ):
        assert told in protocol, told
    convention = page("/treaty/articles")
    for article in (2, 15, 21, 27, 35):
        assert f"ETS 185, Article {article}: " in convention
    assert "read in full" in convention


def test_who_signed_is_said_to_be_unknown_where_the_facts_have_no_list() -> None:
    shown = page("/treaty", {"instrument": "UNCC2024", **DAY})
    assert "Unknown: 194" in shown
    assert "Nothing seen:" not in shown
    assert "Whether Chile has signed is unknown" in page("/treaty/countries/CL", DAY)


def test_what_is_unknown_is_listed_by_kind_and_page() -> None:
    assert "Sources disagree" in page("/treaty/unknown")
    first = page("/treaty/unknown", {"trouble": "recalled"})
    assert "from=50" in first
    assert page("/treaty/unknown", {"trouble": "recalled", "from": "50"}) != first
    assert page("/treaty/unknown", {"trouble": "nonsense", "from": "-1"})


def test_closed_roads_are_said_once_for_each_reason_and_fold() -> None:
    text = page("/treaty/roads", {**ERRAND, "requested": "CL"})
    folded = text.split("Roads that are closed", 1)[1]
    assert folded.count("The UN Convention (UN XVIII-16) is not in force") == 1
    shown = text.split("<details", 1)[0]
    assert "Not allowed" not in shown.split("Roads side by side", 1)[1]


def test_the_roads_ask_first_who_holds_it() -> None:
    text = page("/treaty/roads", {**ERRAND, "holder": _holder("Instagram")})
    for words in (
        "Roads from Ghana to United States",
        "Meta Platforms",
        "Production order at home",
        "20 January 2027",
    ):
        assert words in text
    assert "Intelligence, not evidence" in text
    assert "Choose the State that is asked, or who holds the data" in page("/treaty/roads", ERRAND)


def _holder(service: str) -> str:
    text = page("/treaty/roads")
    before = text.split(f"{service}</option>")[0]
    return before.rsplit('<option value="', 1)[1].split('"')[0]


def test_every_page_leads_to_the_desk() -> None:
    assert 'href="/treaty"' in page("/routes")


@pytest.mark.parametrize(
    ("language", "says"), [("fr", "Une case par État"), ("es", "Una casilla por Estado")]
)
def test_the_map_in_another_language(language: str, says: str) -> None:
    client = Client(HTTP_HOST="localhost", headers={"Accept-Language": language})
    assert says in client.get("/treaty").content.decode()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    path=st.sampled_from([path for path, _ in PAGES.values()]),
    asked=st.dictionaries(
        st.sampled_from(
            ["instrument", "on_day", "on_year", "measure", "data", "trouble", "from", "requesting", "holder"]
        ),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    ),
)
def test_nothing_that_is_asked_breaks_a_page(path: str, asked: dict[str, str]) -> None:
    page(path, asked)
