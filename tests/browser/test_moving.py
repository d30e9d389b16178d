"""A request that waits to leave: the page looks again by itself, says that it left, and then stops."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page as Tab

from glacy.node.carrying import carry_due
from glacy.node.opened import Node
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from tests.browser.chromium import chromium, find_chromium
from tests.desks.conftest import PASSWORD
from tests.node.neighbour import at_home
from tests.node.people import send_preservation
from tests.node.test_news import QUESTION, reply

pytestmark = [
    pytest.mark.skipif(find_chromium() is None, reason="no chromium here"),
    pytest.mark.django_db(transaction=True),
]
WAITS, LEFT = "Sealed, has not left yet", "Receipted"


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tab]:
    """A tab with JavaScript; its loop lives in this thread, beside the database of the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(90_000)
        yield page


def sign_in(tab: Tab, base: str) -> None:
    tab.goto(f"{base}/sign-in")
    tab.fill("[name=username]", "ama")
    tab.fill("[name=password]", PASSWORD)
    tab.click("main form button")


def test_the_page_says_by_itself_that_a_request_left(
    tab: Tab,
    live_server: object,
    node: Node,
    people: dict[str, Officer],
) -> None:
    chile = at_home(node)
    _, sent = send_preservation(node, people["ama"])
    base = str(live_server)
    sign_in(tab, base)
    tab.goto(f"{base}/requests/{sent}")
    assert WAITS in tab.inner_text("main")
    assert "This page looks again by itself." in tab.inner_text("main")
    assert tab.get_attribute("[data-glacy-part=stand]", "aria-live") == "polite"
    tab.evaluate("window.unmoved = true")
    carry_due(node, chile)
    chile.say(reply(sent, QUESTION))
    tab.locator("[data-glacy-part=stand]", has_text=LEFT).wait_for()
    tab.locator("[data-glacy-moving]").wait_for(state="detached")
    assert tab.evaluate("window.unmoved"), "it was not loaded anew"
    assert "Which mailbox?" in tab.inner_text("[data-glacy-part=events]")
    assert MessageRow.objects.get(pk=QUESTION.id).seen_at is None, "a look of the page is nobody's look"
    asked: list[str] = []
    tab.on("request", lambda one: asked.append(one.url))
    tab.wait_for_timeout(4000)
    assert asked == []


@pytest.mark.django_db(transaction=True)
def test_without_javascript_a_link_loads_the_page_anew(
    client: Client,
    node: Node,
    people: dict[str, Officer],
) -> None:
    chile = at_home(node)
    _, sent = send_preservation(node, people["ama"])
    client.post("/sign-in", {"username": "ama", "password": PASSWORD})
    link = f'<a class="govuk-link" href="/requests/{sent}">Reload to see whether it has left</a>'
    assert link in client.get(f"/requests/{sent}").content.decode()
    carry_due(node, chile)
    assert "Reload to see" not in client.get(f"/requests/{sent}").content.decode()
