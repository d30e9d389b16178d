"""The whole journey in a real Chromium, every page of the desks, and pages with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.browser.chromium import ChromiumSeat, chromium, find_chromium
from tests.browser.every_page import (  # noqa: F401  pytest collects them here
    test_a_later_view_sends_the_page_alone,
    test_axe_finds_no_violation_on_any_page,
    test_every_page_has_one_heading,
    test_every_page_is_light,
    test_no_page_breaks_on_our_side,
    test_no_page_scrolls_sideways_on_a_telephone_or_a_desk,
    test_styles_and_script_are_light,
    test_the_browser_has_nothing_to_complain_of,
    test_the_whole_journey_is_played_and_every_file_of_it_holds,
)
from tests.browser.looking import ROOT, Meter, findings
from tests.browser.touring import Tour

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(find_chromium() is None, reason="no chromium here: apt-get install chromium"),
]

NOT_PAGES = ("glacy.site.machines", "api:", "requests:moved")
"""What machines call or a page asks for itself; tested in tests/desks and tests/node."""

FOCUSED = """(() => {
  const one = document.activeElement, style = getComputedStyle(one);
  return {tag: one.tagName, id: one.id, words: one.textContent.trim().slice(0, 40),
    shown: style.outlineStyle !== "none" && style.outlineWidth !== "0px" || style.boxShadow !== "none"
      || style.backgroundColor === "rgb(255, 221, 0)" || one.type === "radio" || one.type === "checkbox"};
})()"""
AT_MOST = 60


@pytest.fixture(scope="module")
def script() -> bool:
    """An officer whose browser runs scripts."""
    return True


@pytest.fixture
def seat(tour: Tour) -> Iterator[ChromiumSeat]:
    with chromium() as browser:
        seat = ChromiumSeat(tour.world["GH"].url, browser=browser, script=True)
        seat.open("/sign-in")
        yield seat


def test_the_first_key_reaches_the_skip_link_and_it_leads_to_the_content(seat: ChromiumSeat) -> None:
    seat.tab.keyboard.press("Tab")
    assert seat.tab.locator(".govuk-skip-link").evaluate("one => one === document.activeElement")
    seat.tab.keyboard.press("Enter")
    assert seat.tab.evaluate("document.activeElement.id") == "main"


def test_an_error_takes_the_focus_and_its_link_leads_to_the_field(seat: ChromiumSeat) -> None:
    seat.fail("Sign in")
    assert seat.tab.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    assert seat.tab.title().startswith("Error:")
    seat.tab.keyboard.press("Tab")
    seat.tab.keyboard.press("Enter")
    assert seat.tab.evaluate("document.activeElement.name") == "username"


def test_one_signs_in_and_goes_through_a_page_with_the_keyboard_alone(seat: ChromiumSeat, tour: Tour) -> None:
    seat.tab.focus("[name=username]")
    seat.tab.keyboard.type("efua")
    seat.tab.keyboard.press("Tab")
    seat.tab.keyboard.type(tour.world.password)
    with seat.tab.expect_navigation():
        seat.tab.keyboard.press("Enter")
    for address in ("/shift", "/cases/new", "/routes"):
        seat.open(address)
        passed = list(_by_tab(seat))
        assert [one for one in passed if not one["shown"]] == [], address
        assert any(one["tag"] == "BUTTON" for one in passed), address


def test_a_page_prints(seat: ChromiumSeat, tour: Tour) -> None:
    seat.press("Sign in", {"username": "efua", "password": tour.world.password})
    case = next(sight.address for sight in tour.sights if sight.name == "cases:show")
    seat.open(case)
    assert seat.tab.pdf(format="A4").startswith(b"%PDF-")
    seat.tab.emulate_media(media="print")
    assert not seat.tab.locator("nav").first.is_visible()
    assert not seat.tab.locator(".govuk-button-group").first.is_visible()
    link = "getComputedStyle(document.querySelector('main a[href^=\"/\"]'), '::after').content"
    assert seat.tab.evaluate(link) == "none", "an address within the desk is of no use on paper"
    assert seat.tab.locator("h1").is_visible()


def test_the_page_of_a_fault_of_ours_stands_alone_and_is_accessible() -> None:
    """It is a fixed text, so that it can be shown whatever broke."""
    with chromium() as browser:
        context = browser.new_context()
        tab = context.new_page()
        tab.set_content((ROOT / "glacy/site/templates/500.html").read_text("utf-8"))
        assert findings(Meter(context.new_cdp_session(tab))) == []


def test_the_first_view_of_a_page_is_within_its_weight(seat: ChromiumSeat, tour: Tour) -> None:
    """Measured by a browser that holds nothing yet."""
    seat.press("Sign in", {"username": "efua", "password": tour.world.password})
    heaviest = max(tour.sights, key=lambda sight: sight.html)
    seat.tab.goto("about:blank")
    meter = Meter(seat.context.new_cdp_session(seat.tab))
    meter.forget_cache()
    seat.tab.goto(seat.base + heaviest.address)
    seat.tab.evaluate("0")
    html, assets = meter.read(heaviest.address)
    assert len(assets) == 2
    assert html + sum(assets.values()) <= 50_000


def test_every_other_page_opens(tour: Tour) -> None:
    assert tour.broken == []


def test_every_address_of_the_desks_was_visited(tour: Tour) -> None:
    seen = {name for path in tour.visited if (name := _name(path))}
    assert sorted(set(_names()) - seen) == []


def _by_tab(seat: ChromiumSeat) -> Iterator[dict[str, object]]:
    """What has the focus after each press of the key, until the page is gone through."""
    seen = set()
    for _ in range(AT_MOST):
        seat.tab.keyboard.press("Tab")
        found = seat.tab.evaluate(FOCUSED)
        key = (found["tag"], found["id"], found["words"])
        if found["tag"] == "BODY" or (key in seen and found["id"]):
            return
        seen.add(key)
        yield found


def _name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _names() -> Iterator[str]:
    """The name of every page."""
    for name in _below(get_resolver().url_patterns, ()):
        if not name.startswith(NOT_PAGES):
            yield name


def _below(patterns: list[URLPattern | URLResolver], within: tuple[str, ...]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _below(one.url_patterns, (*within, one.namespace) if one.namespace else within)
        else:
            yield ":".join((*within, one.name)) if one.name else one.lookup_str
