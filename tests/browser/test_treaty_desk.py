"""The treaty desk in a real browser: whole without JavaScript, axe-clean, no page wider than a telephone."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pypdfium2
import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import chromium
from tests.browser.looking import AXE, FINDINGS, TAGS, UNFOLD, WIDE, WIDTHS

DAY = "on_day=21&on_month=11&on_year=2026"
ROADS = f"requesting=GH&holder=&requested=CL&data=subscriber&aim=obtain&urgency=routine&offence=8&{DAY}"
ROUTES = f"requesting=GH&requested=CL&data=subscriber&offence=2&urgency=urgent&{DAY}"
FILES = (
    *("/treaty/map", "/treaty/countries/CL/facts", "/treaty/pairs", "/treaty/accessions"),
    *("/treaty/articles", "/treaty/unknown"),
)
CALM = 7_500
"""Pixels: what the routes from Ghana to Chile may take on a telephone; unfolded they take 15,000."""
PHONE: ViewportSize = {"width": 360, "height": 800}
PAGES = {
    "map": "/treaty",
    "map of the Second Protocol": f"/treaty?instrument=CETS224&{DAY}",
    "country": f"/treaty/countries/CL?{DAY}",
    "matrix": f"/treaty/pairs?measure=ETS185-29&data=any&{DAY}",
    "matrix of many groups": f"/treaty/pairs?measure=ETS185-27&data=any&{DAY}",
    "accessions": "/treaty/accessions",
    "articles": "/treaty/articles",
    "articles of the Second Protocol": "/treaty/articles?instrument=CETS224",
    "accessions of the UN Convention": "/treaty/accessions?instrument=UNCC2024",
    "map of the UN Convention": f"/treaty?instrument=UNCC2024&{DAY}",
    "all that is unknown": "/treaty/unknown",
    "unknown": "/treaty/unknown?trouble=recalled",
    "roads": f"/treaty/roads?{ROADS}",
    "roads to ask": "/treaty/roads",
    "routes": f"/routes?{ROUTES}",
    "routes where nothing is allowed": f"/routes?{ROUTES.replace('CL', 'KE')}",
    "routes to ask": "/routes",
    "a wrong day": "/treaty?instrument=ETS185&on_day=1&on_month=1&on_year=1999",
}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the pages are served, without a node: the treaty desk needs none."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", list(PAGES))
def test_axe_finds_nothing_and_no_page_is_too_wide(name: str, tab: Page, address: str) -> None:
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(f"{address}{PAGES[name]}")
        tab.evaluate(UNFOLD)
        assert tab.evaluate(WIDE) == []
    tab.add_script_tag(path=str(AXE))
    assert tab.evaluate(FINDINGS % json.dumps(TAGS)) == []


def test_the_map_and_its_table_stand_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/treaty")
    assert page.locator("svg rect").count() == 195
    assert page.locator("input[type=range]").count() == 0
    page.get_by_label("Year").fill("2018")
    page.get_by_role("button", name="Show this day").click()
    assert not page.get_by_role("row", name="Chile").is_visible()
    page.locator("details#americas > summary").click()
    assert page.get_by_role("row", name="Chile").get_by_text("Party").is_visible()
    assert page.get_by_role("row", name="Ghana").get_by_text("Party", exact=True).count() == 0
    page.get_by_role("row", name="Chile").get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Chile"
    context.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A tab in which no script runs, on a telephone."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, accept_downloads=True)
    yield context.new_page()
    context.close()


def test_every_page_of_the_desk_is_reached_by_its_links_without_javascript(plain: Page, address: str) -> None:
    plain.goto(f"{address}/treaty")
    ways = plain.get_by_role("navigation", name="Treaty desk")
    names = [link.inner_text() for link in ways.get_by_role("link").all()]
    assert len(names) >= 5
    for name in names:
        ways.get_by_role("link", name=name, exact=True).click()
        assert plain.get_by_role("heading", level=1).count() == 1
        current = ways.get_by_role("link", name=name, exact=True)
        assert current.get_attribute("aria-current") == "page"


@pytest.mark.parametrize("form", ["CSV", "JSON", "PDF"])
@pytest.mark.parametrize("path", FILES)
def test_each_page_is_taken_as_a_file_without_javascript(
    path: str, form: str, plain: Page, address: str
) -> None:
    pages = {"/treaty/map": "/treaty", "/treaty/countries/CL/facts": "/treaty/countries/CL"}
    plain.goto(f"{address}{pages.get(path, path)}")
    with plain.expect_download() as taken:
        plain.get_by_role("main").get_by_role("link", name=form).first.click()
    content = taken.value.path().read_bytes()
    if form == "JSON":
        assert json.loads(content)
    elif form == "PDF":
        assert content.startswith(b"%PDF-")
    else:
        assert len(list(csv.reader(content.decode("utf-8-sig").splitlines()))) > 1


def test_the_matrix_is_asked_for_another_measure_without_javascript(plain: Page, address: str) -> None:
    plain.goto(f"{address}/treaty/pairs")
    plain.get_by_text("Ask about another measure or day").click()
    plain.get_by_label("Measure").select_option("ETS185-34")
    plain.get_by_role("button", name="Show all pairs").click()
    assert plain.locator("select[name=measure]").input_value() == "ETS185-34"
    assert plain.get_by_role("table").first.is_visible()


@pytest.mark.parametrize(
    ("path", "most"),
    [("/treaty", 4_700), (f"/treaty/countries/CL?{DAY}", 2_600), ("/treaty/countries/GB", 2_600)],
)
def test_the_map_and_a_country_are_short_on_a_telephone(
    path: str, most: int, plain: Page, address: str
) -> None:
    plain.set_viewport_size({"width": 390, "height": 844})
    plain.goto(f"{address}{path}")
    assert plain.locator("body").bounding_box()["height"] < most  # type: ignore[index]  # it is drawn
    folds = plain.locator("main details[id]")
    assert folds.count() >= 5
    for place in folds.all():
        assert not place.get_by_role("table").first.is_visible()
        place.locator("summary").first.click()
        assert place.get_by_role("table").or_(place.locator(".glacy-empty")).first.is_visible()
        place.locator("summary").first.click()


def test_the_index_of_the_map_leads_to_each_part(plain: Page, address: str) -> None:
    plain.goto(f"{address}/treaty")
    jumps = plain.get_by_role("navigation", name="On this page").get_by_role("link")
    assert jumps.count() >= 7
    for jump in jumps.all():
        jump.click()
        assert plain.locator(str(jump.get_attribute("href"))).is_visible()


def test_the_curve_of_another_instrument_without_javascript(plain: Page, address: str) -> None:
    plain.goto(f"{address}/treaty/accessions")
    plain.locator("select[name=instrument], input[name=instrument][value=ETS189]").first.wait_for()
    field = plain.locator("select[name=instrument]")
    if field.count():
        field.select_option("ETS189")
    else:
        plain.locator("input[name=instrument][value=ETS189]").check()
    plain.get_by_role("button", name="Show its curve").click()
    assert "ETS189" in plain.url
    assert plain.locator("svg title").first.text_content()


def test_a_country_on_another_day_without_javascript(plain: Page, address: str) -> None:
    plain.goto(f"{address}/treaty/countries/CL")
    plain.get_by_text("Show another day").click()
    for label, value in (("Day", "31"), ("Month", "7"), ("Year", "2017")):
        plain.get_by_label(label).fill(value)
    plain.get_by_role("button", name="Show this day").click()
    assert "31 July 2017" in plain.locator(".govuk-caption-l").inner_text()
    assert "Deposited, not yet in force" in plain.get_by_role("main").inner_text()


def test_a_road_is_asked_for_without_javascript(plain: Page, address: str) -> None:
    plain.goto(f"{address}/treaty/roads?{ROADS}")
    plain.get_by_role("link", name="Change the question").click()
    plain.get_by_role("button", name="Show the roads").click()
    assert plain.get_by_role("heading", level=1).count() == 1
    assert "INTERPOL" in plain.get_by_role("main").inner_text()


def test_the_routes_are_calm_on_a_telephone_and_open_without_javascript(plain: Page, address: str) -> None:
    plain.goto(f"{address}/routes?{ROUTES}")
    main = plain.get_by_role("main")
    assert plain.locator("body").bounding_box()["height"] < CALM  # type: ignore[index]  # it is drawn
    fold = plain.locator("details#ETS185-33")
    assert "serves traffic data, not subscriber data" in fold.locator("summary").first.inner_text()
    inside = fold.get_by_text("What would change this")
    assert not inside.is_visible()
    fold.locator("summary").first.click()
    assert inside.is_visible()
    assert main.locator("#ETS185-29").get_by_text("Speed").first.is_visible()


def test_what_is_folded_on_the_routes_is_printed(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/routes?{ROUTES}")
    printed = pypdfium2.PdfDocument(page.pdf())
    words = " ".join(sheet.get_textpage().get_text_range() for sheet in printed)
    for told in ("What the request must say", "What would change this", "source 1", "Counted from the day"):
        assert told in words, told
    context.close()


def test_the_slider_shows_another_year(tab: Page, address: str) -> None:
    tab.goto(f"{address}/treaty")
    tab.locator("input[type=range]").fill("2010")
    tab.wait_for_url("**on_year=2010**")
    assert "2010" in tab.locator(".govuk-caption-l").inner_text()
