"""The treaty desk in a real browser: whole without JavaScript, axe-clean, no page wider than a telephone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.browser.looking import AXE, FINDINGS, TAGS, UNFOLD, WIDE, WIDTHS

DAY = "on_day=21&on_month=11&on_year=2026"
ROADS = f"requesting=GH&holder=&requested=CL&data=subscriber&aim=obtain&urgency=routine&offence=8&{DAY}"
PAGES = {
    "map": "/treaty",
    "map of the Second Protocol": f"/treaty?instrument=CETS224&{DAY}",
    "country": f"/treaty/countries/CL?{DAY}",
    "matrix": f"/treaty/pairs?measure=ETS185-29&data=any&{DAY}",
    "matrix of many groups": f"/treaty/pairs?measure=ETS185-27&data=any&{DAY}",
    "accessions": "/treaty/accessions",
    "unknown": "/treaty/unknown?trouble=recalled",
    "roads": f"/treaty/roads?{ROADS}",
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
    assert page.get_by_role("row", name="Chile").get_by_text("Party").is_visible()
    assert page.get_by_role("row", name="Ghana").get_by_text("Party", exact=True).count() == 0
    page.get_by_role("row", name="Chile").get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Chile"
    context.close()


def test_the_slider_shows_another_year(tab: Page, address: str) -> None:
    tab.goto(f"{address}/treaty")
    tab.locator("input[type=range]").fill("2010")
    tab.wait_for_url("**on_year=2010**")
    assert "2010" in tab.locator(".govuk-caption-l").inner_text()
