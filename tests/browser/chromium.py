"""A seat whose officer sits before a real Chromium: clicks links, fills in fields, presses buttons."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    FilePayload,
    Locator,
    Response,
    sync_playwright,
)
from playwright.sync_api import Page as Tab

from glacy.demonstration import pages
from glacy.demonstration.errors import PageError
from glacy.demonstration.markup import Element
from glacy.demonstration.pages import Filled, Form
from glacy.demonstration.seat import Upload

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--no-first-run",
)
_FINE = 300
_WAIT = 90_000
_FIELDS = "input:not([type=submit]):not([type=button]):not([type=image]), select, textarea"
_BUTTONS = "button:not([type=button]), input[type=submit]"
_LEFT = "document.documentElement.dataset.left"

Look = Callable[["ChromiumSeat"], None]
"""What is done with every page that comes before the officer."""


def find_chromium() -> str | None:
    """Debian's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium without a window; it is gone when the tests of it are, and leaves no event loop behind."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=[*QUIET])
        yield browser
        browser.close()


class ChromiumSeat:
    """A `Seat` in a browser with cookies of its own, with or without JavaScript."""

    def __init__(
        self, base: str, *, browser: Browser, script: bool, width: int = 1280, look: Look | None = None
    ) -> None:
        self.base, self.script, self.width, self._look = base, script, width, look
        self.context = browser.new_context(
            base_url=base, java_script_enabled=script, viewport={"width": width, "height": 900}, locale="en"
        )
        self.context.set_default_timeout(_WAIT)
        self.tab: Tab = self.context.new_page()
        self.status = 0
        self.visited: list[str] = []
        self.complaints: list[str] = []
        self._page: pages.Page | None = None
        self.tab.on("request", lambda asked: self._saw(asked.url) if asked.is_navigation_request() else None)
        self.tab.on("response", self._answered)
        self.tab.on("pageerror", lambda fault: self.complaints.append(f"{self.tab.url}: {fault}"))
        self.tab.on("console", self._told)

    @property
    def page(self) -> pages.Page:
        """The page before the officer, as it is written."""
        if self._page is None:
            raise PageError("No page is open yet.", remedy="Go to an address first.")
        return self._page

    def go(self, address: str) -> pages.Page:
        """Click the link of the page that leads there; type the address where there is none."""
        wanted = urljoin(self.base, address)
        link = self._link(wanted)
        if link is None:
            self.tab.goto(wanted)
        else:
            with self.tab.expect_navigation():
                link.click()
        return self._show()

    def press(
        self, button: str, values: Mapping[str, Filled] = {}, files: Sequence[Upload] = ()
    ) -> pages.Page:
        """Fill in fields and press the button of that form."""
        form, pressed = self.page.form_with(button)
        place = [one.element is form.element for one in self.page.forms].index(True)
        shown = self.tab.locator("form").nth(place)
        _fill(shown, form, values)
        _choose_files(shown, files)
        pushed = shown.locator(_BUTTONS).nth([one is pressed for one in form.buttons].index(True))
        if files and self.script:
            self._send_in_place(pushed)
        else:
            with self.tab.expect_navigation():
                _unfold(pushed)
                pushed.click()
        return self._show(tried=True)

    def take(self, address: str) -> bytes:
        """The bytes behind an address: a file that the page offers."""
        self._saw(urljoin(self.base, address))
        answer = self.context.request.get(urljoin(self.base, address))
        if answer.status >= _FINE:
            raise PageError(f"{address} answered {answer.status}.", status=answer.status)
        return answer.body()

    def open(self, address: str) -> pages.Page:
        """Open an address whose page may be one of a refusal."""
        self.tab.goto(urljoin(self.base, address))
        return self._read()

    def fail(
        self, button: str, values: Mapping[str, Filled] = {}, files: Sequence[Upload] = ()
    ) -> pages.Page:
        """Press a button whose form is refused, and stay with the page that says why."""
        try:
            self.press(button, values, files)
        except PageError:
            return self.page
        raise AssertionError(f"{button!r} went through on {self.page.heading!r}")

    def send(self) -> pages.Page:
        """Press the main button of the page with its fields as they are; the page may say what is missing."""
        with self.tab.expect_navigation():
            self.tab.locator("main form[method=post] .govuk-button").first.click()
        return self._read()

    def stand_up(self) -> None:
        """Close the browser of this officer."""
        self.context.close()

    def _link(self, wanted: str) -> Locator | None:
        if self._page is None or "#" in wanted:
            return None
        linked = [one for one in self._page.element.all("a") if one.get("href")]
        for place, one in enumerate(linked):
            if urljoin(self.tab.url, one.get("href")) == wanted and "download" not in one.attributes:
                found = self.tab.locator("a[href]").nth(place)
                return found if found.is_visible() else None
        return None

    def _send_in_place(self, button: Locator) -> None:
        """Press a button whose form a script sends: the page is written anew without being left."""
        self.tab.evaluate(f"{_LEFT} = 'not yet'")
        button.click()
        until = time.monotonic() + _WAIT / 1000
        while not self._is_new():
            if time.monotonic() > until:
                raise PageError("Nothing came of the upload.", page=self.tab.url)
            self.tab.wait_for_timeout(50)

    def _is_new(self) -> bool:
        """Whether the page was written anew. Asked from here: the page's policy compiles no question."""
        try:
            return bool(self.tab.evaluate(f"!{_LEFT} && document.readyState === 'complete'"))
        except Error:
            return False

    def _answered(self, answer: Response) -> None:
        if answer.request.is_navigation_request() or answer.request.resource_type == "xhr":
            self.status = answer.status

    def _saw(self, address: str) -> None:
        self.visited.append(urlsplit(address).path)

    def _told(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{self.tab.url}: {message.text}")

    def _read(self) -> pages.Page:
        self._page = pages.Page.read(self.tab.content(), address=self.tab.url, status=self.status)
        if self._look is not None:
            self._look(self)
        return self._page

    def _show(self, *, tried: bool = False) -> pages.Page:
        page = self._read()
        if self.status >= _FINE or (tried and page.problems):
            said = "; ".join(page.problems) or page.words[:600]
            raise PageError(f"{page.address} ({self.status}) says: {said}", status=self.status)
        return page


def _fill(shown: Locator, form: Form, values: Mapping[str, Filled]) -> None:
    """Every field that is to differ from what it holds, in the order of the page."""
    held, wanted = _grouped(form, {}), _grouped(form, values)
    for place, control in enumerate(form.controls):
        name = control.get("name")
        if control.get("type") not in ("hidden", "file") and wanted.get(name, []) != held.get(name, []):
            _set(shown.locator(_FIELDS).nth(place), control, wanted.get(name, []))


def _grouped(form: Form, values: Mapping[str, Filled]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in form.filled(values):
        fields.setdefault(name, []).append(value)
    return fields


def _set(field: Locator, control: Element, wanted: Sequence[str]) -> None:
    try:
        _unfold(field)
        if control.get("type") in ("radio", "checkbox"):
            chosen = (control.get("value") or "on") in wanted
            if chosen or control.get("type") == "checkbox":
                field.set_checked(chosen)
        elif control.tag == "select":
            field.select_option(wanted[0] if wanted else "")
        else:
            field.fill(wanted[0] if wanted else "")
    except Error as fault:
        told = f"The field {control.get('name')!r} cannot be filled in: {fault.message}"
        raise PageError(told, field=control.get("name")) from fault


def _unfold(part: Locator) -> None:
    """Open what is folded round a part of the page."""
    for closed in part.locator("xpath=ancestor::details[not(@open)]/summary").all():
        closed.click()


def _choose_files(shown: Locator, files: Sequence[Upload]) -> None:
    chosen: dict[str, list[FilePayload]] = {}
    for asked, (name, content, kind) in files:
        chosen.setdefault(asked, []).append({"name": name, "mimeType": kind, "buffer": content})
    for asked, parts in chosen.items():
        shown.locator(f'input[type=file][name="{asked}"]').set_input_files(parts)
