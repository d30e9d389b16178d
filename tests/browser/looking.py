"""What is looked at on every page: axe's findings, its width at 320 and 1280, its weight, its one heading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, CDPSession, Route

from tests.browser.chromium import ChromiumSeat

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / ".assets" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTHS = (320, 1280)

SHAPE = """(() => {
  const says = (one) => `${one.tagName}.${one.className} ${one.type || ""} ${one.getAttribute("role") || ""}`;
  const parts = [...document.body.querySelectorAll("*")].filter((one) => !one.closest("svg"));
  return [...new Set(parts.map((one) => `${says(one.parentElement)} > ${says(one)}`))].sort().join();
})()"""
"""Which parts stand in which: two pages with the same ones are looked at once."""

UNFOLD = 'document.querySelectorAll("details:not([open])").forEach((one) => { one.open = true; })'
WIDE = """(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const inside = (one) => {
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right > width + 1 && !inside(one));
  return out.slice(-3).map((one) => `${one.tagName} ${one.className}: ${one.textContent.trim().slice(0, 60)}`)
    .concat(out.length ? [] : ["it scrolls sideways"]);
})()"""
FINDINGS = """axe.run(document, {runOnly: {type: "tag", values: %s}, rules: {region: {enabled: true}}})
  .then((found) =>
  found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.html.slice(0, 160)} ${(node.failureSummary || "").slice(0, 200)}`)))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A page as it was seen: where, what axe and the ruler found, and how many bytes it took."""

    name: str
    address: str
    status: int
    heading: str
    headings: int
    findings: tuple[str, ...]
    too_wide: tuple[str, ...]
    html: int
    sent: int
    later: bool

    def __str__(self) -> str:
        return f"{self.name} {self.address} ({self.status}) {self.heading!r}"


@dataclass(slots=True)
class Watcher:
    """Looks at each page that comes before any officer; pages of one shape are looked at once."""

    sights: list[Sight] = field(default_factory=list)
    assets: dict[str, int] = field(default_factory=dict)
    _shapes: set[str] = field(default_factory=set)
    _meters: dict[ChromiumSeat, Meter] = field(default_factory=dict)
    _copies: dict[Browser, Copy] = field(default_factory=dict)

    def watch(self, seat: ChromiumSeat) -> None:
        """Begin to weigh what a seat is sent."""
        self._meters[seat] = Meter(seat.context.new_cdp_session(seat.tab))

    def look(self, seat: ChromiumSeat) -> None:
        """Look at the page before an officer."""
        meter = self._meters[seat]
        name = name_of(seat.page.address)
        shape = hashlib.sha256(f"{name} {seat.status} {meter.ask(SHAPE)}".encode()).hexdigest()
        html, assets = meter.read(seat.page.address)
        self.assets |= assets
        if shape in self._shapes:
            return
        self._shapes.add(shape)
        self.sights.append(
            Sight(
                name=name,
                address=urlsplit(seat.page.address).path,
                status=seat.status,
                heading=seat.page.heading,
                headings=sum(1 for _ in seat.page.element.all("h1")),
                too_wide=tuple(widths(seat, meter)),
                findings=tuple(self._findings(seat, meter)),
                html=html,
                sent=html + sum(assets.values()),
                later=meter.views > 1,
            )
        )

    def _findings(self, seat: ChromiumSeat, meter: Meter) -> list[str]:
        """What axe finds in this page; where no script may run, in a copy of it on which none ran."""
        if seat.script:
            return findings(meter)
        browser = seat.context.browser
        assert browser is not None
        copy = self._copies.get(browser)
        if copy is None:
            copy = self._copies[browser] = Copy(browser)
        return findings(copy.of(seat))


class Copy:
    """A tab that shows what another one shows: its styles load, its scripts do not."""

    def __init__(self, browser: Browser) -> None:
        context = browser.new_context()
        self._tab = context.new_page()
        self._html = ""
        self._meter = Meter(context.new_cdp_session(self._tab))
        context.route("**/*", self._answer)

    def of(self, seat: ChromiumSeat) -> Meter:
        """The ear at a copy of the page before an officer."""
        self._html = seat.tab.content()
        self._tab.goto(seat.tab.url)
        self._meter.ask(UNFOLD)
        return self._meter

    def _answer(self, route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()


class Meter:
    """Chromium's own count of bytes, and its ear for questions that the policy of a page does not reach."""

    def __init__(self, session: CDPSession) -> None:
        self.views = 0
        self._session = session
        self._kinds: dict[str, tuple[str, str]] = {}
        self._sizes: dict[str, int] = {}
        session.send("Network.enable")
        session.on("Network.responseReceived", self._began)
        session.on("Network.loadingFinished", self._ended)

    def ask(self, question: str) -> Any:  # Any: what JavaScript answers
        """The answer of the page to an expression."""
        asked = {"expression": question, "awaitPromise": True, "returnByValue": True}
        answer = self._session.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, json.dumps(answer)[:2000]
        return answer["result"].get("value")

    def forget_cache(self) -> None:
        """Let the browser hold nothing of what it was sent before."""
        self._session.send("Network.clearBrowserCache")

    def read(self, page: str) -> tuple[int, Mapping[str, int]]:
        """Bytes of the page since it was last read, and of each asset; a file taken meanwhile is neither."""
        self.views += 1
        html, assets = 0, {}
        for asked, (kind, address) in self._kinds.items():
            size = self._sizes.get(asked, 0)
            if kind in ("Document", "XHR", "Fetch"):
                html += size if urlsplit(address).path == urlsplit(page).path else 0
            elif size:
                assets[urlsplit(address).path] = size
        self._kinds.clear()
        self._sizes.clear()
        return html, assets

    def _began(self, event: Mapping[str, Any]) -> None:  # Any: an event of the protocol
        if not event["response"].get("fromDiskCache") and not event["response"]["url"].startswith("data:"):
            self._kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    def _ended(self, event: Mapping[str, Any]) -> None:  # Any: as above
        self._sizes[event["requestId"]] = int(event["encodedDataLength"])


def widths(seat: ChromiumSeat, meter: Meter) -> list[str]:
    """What sticks out sideways, with everything unfolded, on a telephone and on a desk."""
    meter.ask(UNFOLD)
    out = []
    for width in WIDTHS:
        seat.tab.set_viewport_size({"width": width, "height": 900})
        out += [f"{width}: {one}" for one in meter.ask(WIDE)]
    seat.tab.set_viewport_size({"width": seat.width, "height": 900})
    return out


def findings(meter: Meter) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA, and what stands in no landmark."""
    meter.ask(axe())
    return [str(one) for one in meter.ask(FINDINGS % json.dumps(TAGS))]


@cache
def axe() -> str:
    """The script of axe-core, which `make assets` fetched."""
    assert AXE.exists(), "axe-core is not here: run `make assets`"
    return f"{AXE.read_text('utf-8')}; 0"


def name_of(address: str) -> str:
    """The name of an address among the desks' addresses; its path where it has none."""
    path = urlsplit(address).path
    try:
        return resolve(path).view_name
    except Resolver404:
        return path
