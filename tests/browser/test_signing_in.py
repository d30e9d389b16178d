"""Signing in before a real Chromium: a passkey of a virtual authenticator, and an app without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, expect
from playwright.sync_api import Page as Tab

from glacy.node.clock import set_story_clock
from glacy.node.opened import Node
from glacy.store.models import EntryRow
from glacy.times import whole_seconds
from tests.browser.chromium import chromium, find_chromium
from tests.browser.looking import UNFOLD, WIDE, WIDTHS, Meter, findings
from tests.desks.conftest import PASSWORD, Held, held
from tests.desks.signing_in import App, set_rules

__all__ = ["held"]
pytestmark = [
    pytest.mark.skipif(find_chromium() is None, reason="no chromium here"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("people"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; its loop lives in this thread, beside the database of the tests."""
    with pytest.MonkeyPatch.context() as patch, chromium() as one:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield one


@pytest.fixture
def base(live_server: object) -> str:
    return str(live_server)


def key_in(context: BrowserContext, tab: Tab, *, verifies: bool = True) -> tuple[CDPSession, str]:
    """A virtual authenticator in the device: CTAP2, resident keys, and a person who shows finger or PIN."""
    session = context.new_cdp_session(tab)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def give_password(tab: Tab, base: str, name: str = "ama") -> None:
    tab.goto(f"{base}/sign-in")
    tab.fill("[name=username]", name)
    tab.fill("[name=password]", PASSWORD)
    tab.click("main form button")


def add_passkey(tab: Tab, base: str) -> None:
    tab.goto(f"{base}/my-sign-in/passkey")
    tab.fill("[name=name]", "Key on my ring")
    tab.click("text=Make the passkey")
    expect(tab.locator("h1")).to_have_text("Recovery codes")


def looked_at(tab: Tab) -> list[str]:
    """What axe finds on the page, and what sticks out of it on a telephone and on a desk."""
    meter = Meter(tab.context.new_cdp_session(tab))
    found = findings(meter)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        meter.ask(UNFOLD)
        found += [f"{width}: {one}" for one in meter.ask(WIDE)]
    tab.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_a_passkey_is_made_and_opens_the_desk_without_name_or_password(browser: Browser, base: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    tab.on("pageerror", lambda one: complaints.append(str(one)))
    key_in(context, tab)
    give_password(tab, base)
    add_passkey(tab, base)
    assert looked_at(tab) == []
    tab.click("text=Make recovery codes")
    assert tab.locator("ol.glacy-code li").count() == 10
    tab.goto(f"{base}/my-sign-in")
    assert "Passkey “Key on my ring”" in tab.inner_text("main")
    assert looked_at(tab) == []
    tab.click("text=Sign out")
    tab.click("text=Sign in with a passkey")
    assert looked_at(tab) == []
    tab.click("text=Use your passkey")
    tab.wait_for_url(f"{base}/shift")
    assert EntryRow.objects.filter(kind="officer.signed_in").latest("id").what == {"means": "passkey"}
    tab.goto(f"{base}/confirm?next=/cases")
    assert looked_at(tab) == []
    tab.click("text=Confirm with your passkey")
    tab.wait_for_url(f"{base}/cases")
    tab.click("text=Sign out")
    give_password(tab, base)
    expect(tab.locator("h1")).to_have_text("Show that it is you")
    assert looked_at(tab) == []
    tab.click("text=Use your passkey")
    tab.wait_for_url(f"{base}/shift")
    assert complaints == []
    context.close()


def test_a_device_whose_person_is_not_verified_opens_nothing(browser: Browser, base: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    session, device = key_in(context, tab)
    give_password(tab, base)
    add_passkey(tab, base)
    tab.click("text=Sign out")
    asked = {"authenticatorId": device, "isUserVerified": False}
    session.send("WebAuthn.setUserVerified", asked)
    tab.goto(f"{base}/sign-in/passkey")
    tab.click("text=Use your passkey")
    expect(tab.locator("[data-glacy-says]")).to_have_text(
        "The passkey did not answer. Try again, or take another way."
    )
    session.send("WebAuthn.setUserVerified", asked | {"isUserVerified": True})
    tab.click("text=Use your passkey")
    tab.wait_for_url(f"{base}/shift")
    context.close()


def test_a_copy_of_a_passkey_in_another_browser_is_found_out(browser: Browser, base: str) -> None:
    own = browser.new_context()
    tab = own.new_page()
    session, device = key_in(own, tab)
    give_password(tab, base)
    add_passkey(tab, base)
    (credential,) = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    other = browser.new_context()
    theirs = other.new_page()
    second, stolen = key_in(other, theirs)
    second.send("WebAuthn.addCredential", {"authenticatorId": stolen, "credential": credential})
    theirs.goto(f"{base}/sign-in/passkey")
    theirs.click("text=Use your passkey")
    theirs.wait_for_url(f"{base}/shift")
    tab.click("text=Sign out")
    tab.goto(f"{base}/sign-in/passkey")
    tab.click("text=Use your passkey")
    expect(tab.locator("main")).to_contain_text("used from a copy of it")
    assert looked_at(tab) == []
    assert EntryRow.objects.filter(kind="officer.passkey_stopped", who="ama").count() == 1
    own.close()
    other.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_without_scripts_a_newcomer_sets_up_an_app_and_signs_in_with_it(
    browser: Browser, base: str, node: Node, width: int
) -> None:
    set_rules(node, second_factor="demanded")
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    tab = context.new_page()
    give_password(tab, base, "kofi")
    expect(tab.locator("h1")).to_have_text("Set up your second step")
    tab.goto(f"{base}/cases")
    expect(tab.locator("h1")).to_have_text("Set up your second step")
    tab.click("text=Set up an app")
    app = App(tab.locator("p .glacy-code").inner_text())
    tab.fill("[name=code]", app.code())
    tab.click("text=Set it up")
    expect(tab.locator("h1")).to_have_text("Recovery codes")
    tab.click("text=Make recovery codes")
    code = tab.locator("ol.glacy-code li").first.inner_text()
    tab.click("text=I have them: go on")
    tab.wait_for_url(f"{base}/shift")
    tab.click("text=Sign out")
    give_password(tab, base, "kofi")
    expect(tab.locator("form[data-glacy-passkey]")).to_have_count(0)
    tab.fill("[name=code]", code)
    tab.click("main form button")
    tab.wait_for_url(f"{base}/shift")
    context.close()


def test_what_was_typed_is_there_again_after_a_late_confirmation(
    browser: Browser, base: str, node: Node, held: Held
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    give_password(tab, base)
    tab.goto(f"{base}/cases/{held.case}/people")
    tab.select_option("[name=username]", "efua")
    tab.fill("[name=why]", "Words that took\nhalf an hour & more")
    set_rules(node, fresh_minutes=1)
    later = whole_seconds(node.clock()).replace(minute=59)
    set_story_clock(node.path, exercise=True, story_at=later)
    tab.click("main form button")
    expect(tab.locator("h1")).to_have_text("Confirm that it is you")
    tab.fill("[name=password]", PASSWORD)
    tab.click("text=Confirm >> nth=-1")
    expect(tab.locator("h1")).to_have_text("Go on where you were")
    tab.click("main form button")
    assert "Efua (invented)" in tab.inner_text("main")
    context.close()


PAGES = (
    ("", "/sign-in"),
    ("", "/enrol"),
    ("ama", "/my-sign-in"),
    ("ama", "/my-sign-in/app"),
    ("yaw", "/people"),
    ("yaw", "/people/ama"),
    ("kofi", "/people/ama/recover"),
)


def test_the_pages_are_accessible_and_fit_a_telephone(browser: Browser, base: str) -> None:
    found = {}
    for who, page in PAGES:
        context = browser.new_context()
        tab = context.new_page()
        if who:
            give_password(tab, base, who)
        tab.goto(base + page)
        found[page] = looked_at(tab)
        context.close()
    assert {page: said for page, said in found.items() if said} == {}
