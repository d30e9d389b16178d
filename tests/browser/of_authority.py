"""The errand through rules, broken glass, erasure and notices, each of which takes two persons."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from glacy.demonstration.errors import PageError
from tests.browser.chromium import ChromiumSeat

if TYPE_CHECKING:
    from tests.browser.errands import Walk

NOWHERE = "00000000-0000-4000-8000-000000000000"
NO_CASE = "GH-2026-QQQQQQ"
_ID = re.compile(r"/(?:glass|erasures)/[0-9a-f]{8}-[0-9a-f-]{27}")


def of_authority(walk: Walk) -> None:
    """Rules that two change, glass that two break and a third reviews, an erasure, and how one is told."""
    asks, agrees = walk.seat("GH", "abena"), walk.seat("GH", "kojo")
    _rules(asks, agrees)
    closed = _closed_case(walk)
    _glass(walk, asks, agrees, closed)
    _erasure(asks, agrees, closed)
    asks.open("/notices")
    asks.press("Keep this", {"by_mail": "no", "at_most_minutes": "15"})
    walk.seat("GH", "efua").open("/watch")
    agrees.open(f"/requests/{NOWHERE}/without-call")
    for pressed in (f"/alarms/{NOWHERE}/take", f"/requests/{NOWHERE}/without-call/agree"):
        with suppress(PageError):
            agrees.take(pressed)


def _rules(asks: ChromiumSeat, agrees: ChromiumSeat) -> None:
    """Two name office-holders and let a closed case go at once; a second change is left."""
    asks.open("/rules")
    asks.open("/rules/change")
    asks.fail("Ask for the change", {"why": ""})
    named = {"office_holders": ["abena", "kojo"], "keep_days": "0", "why": "Named (invented)"}
    asks.press("Ask for the change", named)
    agrees.open("/rules")
    agrees.press("Agree to the change")
    asks.open("/rules/change")
    asks.press("Ask for the change", {"glass_hours": "12", "why": "Shorter (invented)"})
    agrees.open("/rules")
    leaves = re.search(r"/rules/changes/\d+/refuse", agrees.tab.content())
    assert leaves, agrees.page.words
    agrees.open(leaves[0])
    agrees.fail("Do not change them")
    agrees.press("Do not change them", {"why": "Long enough already"})


def _glass(walk: Walk, asks: ChromiumSeat, agrees: ChromiumSeat, closed: str) -> None:
    """Glass that stays whole, and glass that is broken, looked through, ended and reviewed."""
    asks.open("/glass")
    asks.open("/glass/ask")
    asks.fail("Ask another office-holder")
    asks.press("Ask another office-holder", {"reference": NO_CASE, "hours": "2", "why": "Invented"})
    glass = _address(asks)
    agrees.open(glass)
    agrees.open(f"{glass}/refuse")
    agrees.press("Do not break it", {"why": "There is no such case"})
    asks.open("/glass/ask")
    asks.press("Ask another office-holder", {"reference": closed, "hours": "2", "why": "Invented"})
    glass = _address(asks)
    agrees.open(glass)
    agrees.press("Agree: break the glass")
    asks.open(glass)
    seen = re.search(r"/cases/[0-9a-f-]{36}", asks.tab.content())
    assert seen, asks.page.words
    asks.open(seen[0])
    asks.open(glass)
    asks.press("End it now")
    third = walk.seat("GH", "efua")
    third.open(glass)
    third.open(f"{glass}/review")
    third.fail("Record the review")
    third.press("Record the review", {"verdict": "in_order"})


def _erasure(asks: ChromiumSeat, agrees: ChromiumSeat, closed: str) -> None:
    """A case that is kept once, and then erased; the name of a person who is still needed."""
    asks.open("/erasures")
    asks.open("/erasures/ask")
    asks.fail("Ask a second person")
    asks.press("Ask a second person", {"reference": closed, "why": "Only a trial (invented)"})
    erasure = _address(asks)
    agrees.open(erasure)
    agrees.open(f"{erasure}/refuse")
    agrees.press("Do not erase it", {"why": "Wait a day"})
    asks.open("/erasures/ask")
    asks.press("Ask a second person", {"reference": closed, "why": "A day went by (invented)"})
    agrees.open(_address(asks))
    agrees.press("Agree: erase it for good")
    asks.open("/erasures/person")
    asks.fail("Ask a second person")


def _closed_case(walk: Walk) -> str:
    """The reference of the case that was opened for nothing and closed."""
    seat = walk.seat("GH", "efua")
    seat.open("/cases?closed=1")
    row = seat.tab.locator("tr", has_text="Second case (invented)").first.inner_text()
    found = re.search(r"GH-\d{4}-[A-Z0-9]{6}", row)
    assert found, row
    return found[0]


def _address(seat: ChromiumSeat) -> str:
    found = _ID.search(seat.page.address)
    assert found, seat.page.address
    return found[0]
