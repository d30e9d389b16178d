"""The pages of the directory: States, a State, what changed, and the walk to join with its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.errands import Walk

NOBODY = "/no/such/stick"


def in_the_directory(walk: Walk) -> None:
    """What everyone sees, and what an administrator does."""
    seat = walk.seat("GH", "efua")
    for address in ("/directory", "/directory/states/CL", "/directory/states/BR", "/directory/changes"):
        seat.open(address)
    keeper = walk.seat("GH", "admin")
    keeper.open("/directory")
    keeper.press("Refresh now")
    keeper.open("/directory/joining")
    keeper.open("/directory/joining/call")
    keeper.fail("Write the call down")
    keeper.fail(
        "Write the call down",
        {"source": NOBODY, "spoke_to": "Invented", "number": "+999 1", "heard": "ffff"},
    )
    keeper.open("/directory/joining/join")
    keeper.fail("Join", {"source": NOBODY})
