"""The route page: what the treaties allow, refused and unknown routes too, and the start of a request."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glacy.node.acts import requests
from glacy.node.opened import Node
from glacy.store.models import CaseRow, DraftRow
from glacy.store.people import Officer
from tests.desks.conftest import Held

Sit = Callable[[str], Client]
WISH = {
    "requesting": "GH",
    "requested": "CL",
    "data": "subscriber",
    "offence": "2",
    "urgency": "urgent",
    "on_day": "21",
    "on_month": "11",
    "on_year": "2026",
}
HEAVIEST = 14 * 1024


def routes(client: Client | None = None, **more: str) -> str:
    answer = (client or Client(HTTP_HOST="localhost")).get("/routes", WISH | more)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_every_measure_stands_there_best_first() -> None:
    page = routes()
    places = [
        page.index(f'id="{measure}"') for measure in ("ETS185-29", "ETS185-31", "ETS185-27", "CETS224-7")
    ]
    assert places == sorted(places)
    for word in ("Allowed", "Unknown", "Not allowed", "What would change this", "source 1"):
        assert word in page


@pytest.mark.django_db
def test_what_is_allowed_comes_first_and_the_rest_is_a_line_with_its_reason() -> None:
    page = routes()
    allowed, rest = page.split('id="allowed"', 1)[1].split('id="unknown"', 1)
    assert 'id="ETS185-29"' in allowed
    assert "glacy-fold" not in allowed
    folds = rest.split("glacy-fold")[1:]
    lines = [fold.split("</summary>", 1)[0] for fold in folds]
    assert len(lines) > 5
    assert all("</h3>" in line and ("Unknown" in line or "Not allowed" in line) for line in lines)
    assert all(line.split('<span class="glacy-one">', 1)[1].split("</span>", 1)[0].strip() for line in lines)
    assert " open" not in rest.split("Sources")[0].replace("open it", "")


@pytest.mark.django_db
def test_where_nothing_is_allowed_what_a_request_could_rest_on_stands_open() -> None:
    page = routes(requested="KE")
    assert "No measure is allowed for certain" in page
    fold = page.split('id="ETS185-refused-', 1)[1].split("<summary>", 1)[0]
    assert " open" in fold


@pytest.mark.django_db
def test_every_source_that_is_cited_is_listed() -> None:
    page = routes()
    cited = {part.split('"')[0] for part in page.split('href="#source-')[1:]}
    assert cited
    assert all(f'id="source-{number}"' in page for number in cited)


@pytest.mark.django_db
def test_the_page_is_light() -> None:
    answer = Client(HTTP_HOST="localhost").get("/routes", WISH, headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) < HEAVIEST
    assert gzip.decompress(answer.content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"requested": "GH"}, "are both GH"),
        ({"requested": "ZZ"}, "Choose the State that is asked"),
        ({"data": "everything"}, "Choose what is wished"),
        ({"offence": "ETS185-99"}, "is not an article that makes an offence"),
        ({"on_month": "13"}, "This day is not in the calendar"),
        ({"on_year": "1999"}, "The facts do not reach"),
    ],
    ids=["same State", "no such State", "no such data", "no such article", "no such day", "no facts"],
)
def test_a_wrong_wish_is_said_and_kept(more: dict[str, str], says: str) -> None:
    page = routes(**more)
    assert "There is a problem" in page
    assert says in page.replace("&#x27;", "'")


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(sorted(WISH)),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    )
)
def test_no_wish_breaks_the_page(more: dict[str, str]) -> None:
    routes(**more)


@pytest.mark.django_db
def test_without_signing_in_nothing_can_be_started() -> None:
    assert "Start this request" not in routes()


def test_an_allowed_route_starts_a_draft_on_a_new_case(seat: Sit) -> None:
    client = seat("ama")
    assert "Start this request" in routes(client)
    answer = client.post(
        f"/routes/start?{urlencode(WISH | {'measure': 'ETS185-29'})}", {"title": "A new case"}
    )
    draft = DraftRow.objects.get()
    assert answer.headers["Location"] == f"/drafts/{draft.pk}"
    assert (draft.measure, draft.country) == ("ETS185-29", "CL")
    assert CaseRow.objects.get().title == "A new case"


def test_a_route_that_is_not_allowed_takes_another_basis_named_by_a_person(
    seat: Sit, held: Held, node: Node, people: dict[str, Officer]
) -> None:
    client = seat("ama")
    url = f"/routes/start?{urlencode(WISH | {'data': 'content', 'measure': 'ETS185-33'})}"
    page = client.post(url, {"case": held.case}).content.decode()
    assert "Choose what you rely on" in page
    given_basis = {
        "kind": "reciprocity",
        "text": "Assurance of 1 March 2026 (invented)",
        "why": "Agreed by letter",
    }
    answer = client.post(url, {"case": held.case, **given_basis})
    draft = answer.headers["Location"].rsplit("/", 1)[1]
    assert "Assurance of 1 March 2026" in str(requests.view_draft(node, people["ama"], draft).row.body)


def test_a_case_of_others_is_not_offered(seat: Sit, held: Held) -> None:
    client = seat("kwame")
    url = f"/routes/start?{urlencode(WISH | {'measure': 'ETS185-29'})}"
    assert held.title not in client.get(url).content.decode()
    assert "Choose the case" in client.post(url, {"case": held.case}).content.decode()


@pytest.mark.parametrize("name", ["kofi", "esi", "yaw"])
def test_only_who_writes_requests_starts_one(name: str, seat: Sit) -> None:
    client = seat(name)
    url = f"/routes/start?{urlencode(WISH | {'measure': 'ETS185-29'})}"
    expected = 200 if name == "kofi" else 403
    assert client.get(url).status_code == expected


@pytest.mark.django_db
def test_a_reason_that_refuses_a_whole_instrument_is_said_once_with_what_remains() -> None:
    page = routes(requested="KE")
    refused = page.split('id="ETS185-refused-', 1)[1].split("Refused for this reason", 1)
    lead = refused[0].split("</summary>", 1)[0]
    measures = refused[1].split("</ul>", 1)[0]
    assert "No accession or ratification by Kenya was seen." in lead
    assert "The facts were read on" in lead
    assert "has been in force since" not in lead
    assert "Act 807" in refused[0]
    assert "Reciprocity" in refused[0]
    assert measures.count('id="ETS185-') == 10
    assert page.count("No accession or ratification by Kenya was seen.") == 2  # the lead and the reasons


@pytest.mark.django_db
def test_a_measure_refused_for_its_own_reason_leads_with_it() -> None:
    page = routes(addressee="provider", data="subscriber")
    assert "goes to the authority of the State, not to a service provider." in page
    lead = page.split('id="CETS224-refused-', 1)[1].split("</summary>", 1)[0]
    assert "is not in force on the facts" in lead


@pytest.mark.django_db
def test_an_empty_question_is_answered_with_what_is_missing() -> None:
    sent = {name: value for name, value in WISH.items() if name != "data"} | {"requested": ""}
    page = Client(HTTP_HOST="localhost").get("/routes", sent).content.decode()
    summary = page.split("There is a problem", 1)[1].split("</ul>", 1)[0]
    assert "Choose the State that is asked" in summary
    assert "Choose what is wished" in summary


@pytest.mark.parametrize(
    ("offence", "article"),
    [("2", "ETS185-2"), ("ETS189-3", "ETS189-3"), ("Act 1038 s. 68", "Act 1038 s. 68")],
)
def test_what_the_route_page_was_told_stands_in_the_draft(
    offence: str, article: str, seat: Sit, held: Held, node: Node, people: dict[str, Officer]
) -> None:
    wish = WISH | {"measure": "ETS185-31", "data": "traffic", "offence": offence, "urgency": "emergency"}
    answer = seat("ama").post(f"/routes/start?{urlencode(wish)}", {"case": held.case})
    draft = requests.view_draft(node, people["ama"], answer.headers["Location"].rsplit("/", 1)[1]).draft
    assert draft.get("urgency", "grade") == "emergency"
    assert [one.article for one in draft.offences] == [article]
    assert str(draft.get("data", "wanted")).count("traffic") == 1
    assert draft.get("addressee", "name") == (
        "Public prosecution office, unit for international cooperation and extradition"
    )


def test_what_was_not_told_is_not_in_the_draft(
    seat: Sit, held: Held, node: Node, people: dict[str, Officer]
) -> None:
    wish = WISH | {"measure": "ETS185-29", "data": "any", "offence": ""}
    answer = seat("ama").post(f"/routes/start?{urlencode(wish)}", {"case": held.case})
    draft = requests.view_draft(node, people["ama"], answer.headers["Location"].rsplit("/", 1)[1]).draft
    assert draft.get("urgency", "grade") == "urgent"
    assert not draft.offences
    assert not draft.sections.get("data")
    assert draft.get("addressee", "name") is None


def test_national_law_is_one_of_the_other_bases(seat: Sit) -> None:
    url = f"/routes/start?{urlencode(WISH | {'requested': 'KE', 'measure': 'ETS185-29'})}"
    assert "National law, of ours or of theirs" in seat("ama").get(url).content.decode()


@pytest.mark.django_db
def test_sources_fold_away_and_say_how_many_they_are() -> None:
    page = routes(requested="KE")
    folded = page.split('id="sources"', 1)[1]
    many = folded.count('id="source-')
    assert f"The {many} sources of these answers" in folded
    assert folded.index("<details") < folded.index('id="source-1"') < folded.index("</details>")
