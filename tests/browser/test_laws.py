"""From the file of an act to its table in a real Chromium, with and without JavaScript; pages looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from glacy.node.acts import legislation, legislation_review
from glacy.node.acts.legislation import NewAct, NewVersion
from glacy.node.opened import Node
from glacy.store.people import Officer
from tests.browser.chromium import ChromiumSeat, chromium, find_chromium
from tests.browser.looking import Watcher
from tests.browser.with_laws import bills_and_policies, from_file_to_table
from tests.desks.conftest import PASSWORD
from tests.laws import ACT, SOURCE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_chromium() is None, reason="no chromium here"),
    pytest.mark.django_db(transaction=True),
]
DAY = date(2026, 1, 1)
NAMED = NewAct(country="GH", title="Computer Offences Act (invented)")
TEXT = NewVersion(dated_on=DAY, from_on=DAY, source=SOURCE)
BEGINS = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF-", "csv": b"\xef\xbb\xbf", "json": b"{"}


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A Chromium whose loop lives in this thread, beside the database of the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as one:
        yield one


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.usefixtures("node", "people")
def test_an_act_goes_from_a_file_to_a_table(browser: Browser, live_server: LiveServer, script: bool) -> None:
    watcher = Watcher()
    seat = ChromiumSeat(live_server.url, browser=browser, script=script, look=watcher.look)
    watcher.watch(seat)
    seat.open("/sign-in")
    seat.press("Sign in", {"username": "efua", "password": PASSWORD})
    files = from_file_to_table(seat, "GH")
    if script:
        bills_and_policies(seat, "GH")
    assert {form for form, data in files.items() if not data.startswith(BEGINS[form])} == set()
    assert b"Efua (invented)" in files["csv"]
    assert [f"{sight}: {found}" for sight in watcher.sights for found in sight.findings] == []
    assert [f"{sight}: {out}" for sight in watcher.sights for out in sight.too_wide] == []
    assert [str(sight) for sight in watcher.sights if sight.headings != 1] == []
    assert seat.complaints == []
    seat.stand_up()


def test_a_reviewer_decides_with_the_keyboard_alone(
    browser: Browser, live_server: LiveServer, node: Node, people: dict[str, Officer]
) -> None:
    made = legislation.put_act(node, people["efua"], NAMED, TEXT, content=ACT, file_name="act.txt")
    legislation.confirm_version(node, people["efua"], made, source=SOURCE)
    seat = ChromiumSeat(live_server.url, browser=browser, script=True)
    seat.open("/sign-in")
    seat.press("Sign in", {"username": "efua", "password": PASSWORD})
    seat.open(f"/legislation/versions/{made}/review/one?provision=1&article=ETS185-2")
    seat.tab.focus("a[href='#decide']")
    seat.tab.keyboard.press("Enter")
    seat.tab.keyboard.press("Tab")
    assert seat.tab.evaluate("document.activeElement.name") == "verdict"
    seat.tab.keyboard.press("Space")
    for _ in range(3):
        seat.tab.keyboard.press("Tab")
    with seat.tab.expect_navigation():
        seat.tab.keyboard.press("Enter")
    assert "Decided in your name" in seat.tab.content()
    view = legislation_review.view_review(node, people["efua"], made)
    assert [one.pair for one in view.matters if one.mine] == [("1", "ETS185", "2")]
    seat.stand_up()
