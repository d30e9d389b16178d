"""The legislation desk: from a file to a table with its reviewers, for who may, and read by everyone here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from glacy.node.acts import legislation, legislation_review, requests
from glacy.node.acts.legislation import NewAct, NewVersion
from glacy.node.opened import Node
from glacy.store.people import Officer
from tests.desks.conftest import Held
from tests.laws import ACT, AMENDED, SOURCE

Sit = Callable[[str], Client]
ONE = "provision=1&article=ETS185-2"
GIVEN = {
    "country": "GH",
    "title": "Computer Offences Act (invented)",
    "number": "7",
    "covers": ["special"],
    "dated_on_0": "1",
    "dated_on_1": "1",
    "dated_on_2": "2026",
    "source": SOURCE,
}


def file_of(content: bytes, name: str = "act.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def days(page: str, name: str, day: date) -> dict[str, str]:
    """The three fields of a day, by the names that the page gives them."""
    fields = re.findall(rf'name="({name}_[a-z0-9]+)"', page)
    return dict(zip(fields, (str(day.day), str(day.month), str(day.year)), strict=True))


@pytest.fixture
def version(node: Node, people: dict[str, Officer]) -> str:
    """A confirmed act, and one decision on it by Efua."""
    first = date(2026, 1, 1)
    act = NewAct(country="GH", title="Computer Offences Act (invented)")
    text = NewVersion(dated_on=first, from_on=first, source=SOURCE, is_mirror=True)
    made = legislation.put_act(node, people["efua"], act, text, content=ACT, file_name="act.txt")
    legislation.confirm_version(node, people["efua"], made, source=SOURCE)
    legislation_review.decide(
        node, people["efua"], made, ("2", "ETS185", "3"), verdict="partial", note="quoll"
    )
    return made


def test_an_act_goes_from_a_file_to_a_table(seat: Sit) -> None:
    desk = seat("efua")
    form = desk.get("/legislation/acts/new").content.decode()
    given = {**GIVEN, **days(form, "dated_on", date(2026, 1, 1)), "file": file_of(ACT)}
    read = desk.post("/legislation/acts/new", given)
    assert read.status_code == 302, read.content.decode()
    address = read.headers["Location"]
    page = desk.get(address).content.decode()
    assert "4 provisions" in page
    assert "Nobody has confirmed this text yet" in page
    assert desk.post(f"{address}/confirm", {"source": SOURCE, "compared": "on"}).status_code == 302
    pane = desk.get(f"{address}/review/one?{ONE}").content.decode()
    assert re.search(r"<mark[^>]*>gains access</mark>", pane)
    done = desk.post(f"{address}/review/one?{ONE}", {"verdict": "full", "note": "numbat"})
    assert done.status_code == 302
    table = desk.get("/legislation/states/GH/table/csv").content.decode("utf-8-sig")
    assert "Efua (invented)" in table
    assert "numbat" in table


def test_a_file_that_is_no_act_is_refused_on_its_field(seat: Sit) -> None:
    desk = seat("efua")
    form = desk.get("/legislation/acts/new").content.decode()
    given = {**GIVEN, **days(form, "dated_on", date(2026, 1, 1)), "file": file_of(b"\x00\x01" * 99, "a.pdf")}
    page = desk.post("/legislation/acts/new", given).content.decode()
    assert "There is a problem" in page or "govuk-error-summary" in page


@pytest.mark.usefixtures("version")
def test_an_act_twice_is_refused(seat: Sit) -> None:
    desk = seat("efua")
    form = desk.get("/legislation/acts/new").content.decode()
    given = {**GIVEN, **days(form, "dated_on", date(2026, 1, 1)), "file": file_of(ACT)}
    page = desk.post("/legislation/acts/new", given).content.decode()
    assert "This text is here already" in page


@pytest.mark.parametrize("name", ["ama", "kofi", "esi", "yaw"])
def test_everyone_here_reads_and_only_drafters_and_reviewers_write(
    name: str, seat: Sit, version: str
) -> None:
    desk = seat(name)
    at = f"/legislation/versions/{version}"
    for page in ("/legislation", at, f"{at}/review", f"{at}/review/one?{ONE}", "/legislation/states/GH"):
        assert desk.get(page).status_code == 200, page
    assert desk.get("/legislation/acts/new").status_code == 403
    assert desk.post(f"{at}/confirm", {"source": SOURCE, "compared": "on"}).status_code == 403
    assert desk.post(f"{at}/review/one?{ONE}", {"verdict": "full"}).status_code == 200
    assert "Nobody has decided yet" in desk.get(f"{at}/review/one?{ONE}").content.decode()


def test_who_only_works_on_laws_begins_there(seat: Sit) -> None:
    desk = seat("dede")
    assert desk.get("/shift").headers["Location"] == "/legislation"
    page = desk.get("/legislation").content.decode()
    assert "Bring in an act" in page
    assert "drafter of laws" in page
    for closed in ("/cases", "/inbox", "/log", "/statistics"):
        assert desk.get(closed).status_code in (200, 403), closed
        assert "Zebra" not in desk.get(closed).content.decode()


def test_a_mirror_is_marked(seat: Sit, version: str) -> None:
    assert "From a mirror" in seat("ama").get(f"/legislation/versions/{version}").content.decode()


def test_none_needs_a_reason_and_keeps_what_was_typed(seat: Sit, version: str) -> None:
    page = seat("efua").post(
        f"/legislation/versions/{version}/review/one?{ONE}", {"verdict": "none", "note": "bandicoot"}
    )
    assert page.status_code == 200
    assert "Say why" in page.content.decode()
    assert "bandicoot" in page.content.decode()


def test_a_matter_that_is_not_there_is_not_found(seat: Sit, version: str) -> None:
    at = f"/legislation/versions/{version}/review/one"
    for query in ("", "?provision=1", "?provision=99&article=ETS185-2", "?provision=1&article=%00"):
        assert seat("efua").get(at + query).status_code == 404


def test_a_decision_goes_stale_visibly(
    node: Node, people: dict[str, Officer], seat: Sit, version: str
) -> None:
    legislation_review.decide(node, people["efua"], version, ("1", "ETS185", "2"), verdict="full")
    act = legislation.view_version(node, people["efua"], version).row.act_id
    later = NewVersion(dated_on=date(2026, 6, 1), from_on=date(2026, 6, 1), source=SOURCE)
    new = legislation.put_version(node, people["efua"], act, later, content=AMENDED, file_name="act.txt")
    legislation.confirm_version(node, people["efua"], new, source=SOURCE)
    desk = seat("efua")
    assert "stale now" in desk.get(f"/legislation/versions/{new}/review/one?{ONE}").content.decode()
    assert "Stale" in desk.get("/legislation/states/GH").content.decode()
    page = desk.get(f"/legislation/acts/{act}/difference?old={version}&new={new}").content.decode()
    assert "<del>two </del>" in page
    assert "<ins>five </ins>" in page
    assert desk.get(f"/legislation/acts/{act}/difference?old=1&new=2").status_code == 404


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf", "csv", "json"])
def test_the_table_comes_as_a_file(form: str, seat: Sit) -> None:
    answer = seat("ama").get(f"/legislation/states/GH/table/{form}?on=2026-11-20")
    assert answer.status_code == 200
    assert f"concordance-gh-2026-11-20.{form}" in answer.headers["Content-Disposition"]
    assert len(answer.content) > 500


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_the_desk_speaks_four_languages(language: str, seat: Sit, version: str) -> None:
    desk = seat("ama")
    desk.post("/language", {"language": language, "next": "/legislation"})
    at = f"/legislation/versions/{version}"
    for page in ("/legislation", at, f"{at}/review", f"{at}/review/one?{ONE}", "/legislation/states/GH"):
        shown = desk.get(page)
        assert shown.status_code == 200
        assert f'<html lang="{language}"' in shown.content.decode()


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize(
    "page",
    [
        "/legislation/compare",
        "/legislation/compare?state=GH",
        "/legislation/compare?state=ZZ",
        "/legislation/missing",
        "/legislation/missing?state=GH",
        "/legislation/states/GH/gaps",
        "/legislation/states/GH?on_day=41&on_month=1&on_year=2026",
        "/legislation/states/CL",
        "/legislation/missing?region=africa",
        "/legislation/missing?region=nowhere",
        "/legislation/grounds",
        "/legislation/grounds?asking=GH&asked=CL",
        "/legislation/grounds?asking=GH&asked=ZZ",
        "/legislation/bills",
        "/legislation/policies",
    ],
)
def test_comparisons_and_gaps_are_shown(page: str, seat: Sit) -> None:
    assert seat("ama").get(page).status_code == 200


@pytest.mark.usefixtures("version")
def test_an_unknown_state_or_form_is_not_found(seat: Sit) -> None:
    desk = seat("ama")
    for page in ("states/ZZ", "states/ZZ/gaps", "states/GH/table/exe", "versions/1", "acts/1"):
        assert desk.get(f"/legislation/{page}").status_code == 404, page


def test_a_bill_is_pasted_and_read_beside_the_law(seat: Sit, version: str) -> None:
    desk = seat("efua")
    assert desk.get(f"/legislation/versions/{version}/bill").status_code in (404, 409, 400)
    bill = {"country": "GH", "title": "A bill (invented)", "covers": ["special"], "text": AMENDED.decode()}
    made = desk.post("/legislation/bills/new", bill)
    assert made.status_code == 302, made.content.decode()
    page = desk.get(made.headers["Location"]).content.decode()
    assert "What it closes" in page
    assert "A bill (invented)" in desk.get("/legislation/bills").content.decode()
    for name in ("ama", "yaw"):
        assert seat(name).get("/legislation/bills/new").status_code == 403


def test_a_text_without_articles_is_refused_and_kept_in_the_form(seat: Sit) -> None:
    bill = {"country": "GH", "title": "A bill (invented)", "covers": ["special"], "text": "Only a wallaby."}
    page = seat("efua").post("/legislation/bills/new", bill)
    assert page.status_code == 200
    assert "wallaby" in page.content.decode()


@pytest.mark.usefixtures("version")
def test_the_section_on_the_offence_offers_our_own_provisions(
    node: Node, people: dict[str, Officer], seat: Sit, held: Held
) -> None:
    requests.save_section(node, people["ama"], held.draft, "offence", [{"article": "ETS185-2"}])
    page = seat("ama").get(f"/drafts/{held.draft}/sections/offence").content.decode()
    assert "From the acts that are here: Computer Offences Act (invented), 1" in page


def test_powers_are_shown_and_a_mistake_is_put_aside(seat: Sit, version: str) -> None:
    page = seat("ama").get(f"/legislation/versions/{version}/powers").content.decode()
    assert "ETS 185, Article 16" in page
    desk = seat("efua")
    form = desk.get("/legislation/acts/new").content.decode()
    given = {**GIVEN, **days(form, "dated_on", date(2026, 1, 1)), "file": file_of(AMENDED)}
    made = desk.post("/legislation/acts/new", given).headers["Location"]
    assert seat("ama").post(f"{made}/discard", {"why": "x"}).status_code == 403
    assert desk.post(f"{made}/discard", {"why": ""}).status_code == 200
    assert desk.post(f"{made}/discard", {"why": "The wrong file"}).status_code == 302
    assert desk.get(made).status_code == 404
    assert (
        "was confirmed, and stays"
        in desk.post(f"/legislation/versions/{version}/discard", {"why": "x"}).content.decode()
    )
