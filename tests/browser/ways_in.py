"""The errand through every page of the way in: factors, codes, sessions, officers, and a recovery."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from glacy.demonstration.servers import run_glacy
from tests.browser.chromium import ChromiumSeat
from tests.desks.signing_in import App

if TYPE_CHECKING:
    from tests.browser.errands import Walk

LOST, NEW = "abla", "seven quiet herons wade"


def ways_in(walk: Walk) -> None:
    """An officer sets up an app, comes in by it, and parts with it; two others begin and end a recovery."""
    password = walk.tour.world.password
    seat = walk.seat("GH", "efua")
    seat.open("/my-sign-in")
    seat.open("/my-sign-in/passkey")
    seat.open("/sign-in/first")
    app = _set_up(seat)
    seat.press("Make recovery codes")
    seat.open("/my-sign-in")
    second = walk.stranger("GH")
    second.open("/sign-in/passkey")
    second.open("/sign-in")
    second.press("Sign in", {"username": "efua", "password": password})
    second.fail("Sign in", {"code": "000000"})
    second.press("Sign in", {"code": app.code(ahead=1)})
    seat.open("/my-sign-in")
    seat.press("End")
    third = walk.stranger("GH")
    third.open("/sign-in/second")
    seat.open("/my-sign-in")
    seat.open(_removal(seat))
    seat.press("Remove it")
    again = walk.seat("GH", "efua")
    seat.open("/my-sign-in")
    seat.press("End all but this one")
    again.open("/cases")
    _officers(walk)


def _officers(walk: Walk) -> None:
    """An administrator's page of an officer, and a recovery that two begin and one ends."""
    _staff(walk)
    path, name = str(walk.tour.world["GH"].path), "Abla (invented)"
    run_glacy(["officer", "add", path, LOST, "--name", name, "--role", "approver", "--no-password"])
    admin = walk.seat("GH", "admin")
    admin.open("/people")
    admin.open(f"/people/{LOST}")
    admin.press("Give a one-time code")
    efua = walk.seat("GH", "efua")
    admin.open("/people/efua")
    admin.press("End every sign-in")
    efua.open("/cases")
    stranger = walk.stranger("GH")
    stranger.open("/enrol")
    stranger.fail("Begin")
    wrong = {"username": LOST, "code": "ABCD-EFGH", "new": NEW, "again": NEW}
    stranger.fail("Begin", wrong)
    first, second = walk.seat("GH", "kojo"), walk.seat("GH", "abena")
    first.open("/people/efua/recover")
    first.fail("Ask for it")
    first.press("Ask for it", {"why": "Her telephone fell into the sea (invented)"})
    way = first.page.address.removeprefix(first.base)
    second.open("/people")
    second.open(way)
    second.press("I have spoken to them: agree")
    first.open(way)
    first.press("Show me the first half")
    first.press("End it")


def _staff(walk: Walk) -> None:
    """An administrator asks for a newcomer; a second person agrees, then refuses; then they are let go."""
    admin, second = walk.seat("GH", "admin"), walk.seat("GH", "kojo")
    admin.open("/people/changes/new")
    admin.fail("Ask for them to be added")
    wanted = {
        "username": "esinam",
        "name": "Esinam Adjei (invented)",
        "roles": "case_officer",
        "why": "Joined the unit (invented)",
    }
    admin.press("Ask for them to be added", wanted)
    change = admin.page.address.removeprefix(admin.base)
    second.open("/people")
    second.open(change)
    second.press("Agree to the change")
    admin.open("/people/esinam/change")
    admin.fail("Ask for the change")
    admin.press("Ask for the change", {"name": "Esinam Adjei-Mensah (invented)", "why": "Married (invented)"})
    admin.open("/people/esinam")
    change = _found(admin, r"/people/changes/\d+")
    second.open(change)
    second.open(f"{change}/refuse")
    second.fail("Do not change them")
    second.press("Do not change them", {"why": "The papers are not here (invented)"})
    admin.open("/people/esinam/let-go")
    admin.fail("Let them go")
    admin.press("Let them go", {"why": "Left the unit (invented)"})


def _set_up(seat: ChromiumSeat) -> App:
    seat.open("/my-sign-in/app")
    found = re.search(r"type this into the app: ([A-Z2-7 ]+) ", seat.page.words)
    assert found, seat.page.words
    app = App(found[1])
    seat.fail("Set it up", {"code": "000000"})
    seat.press("Set it up", {"code": app.code()})
    return app


def _removal(seat: ChromiumSeat) -> str:
    return _found(seat, r"/my-sign-in/factors/\d+/remove")


def _found(seat: ChromiumSeat, pattern: str) -> str:
    found = re.search(pattern, seat.tab.content())
    assert found, seat.page.words
    return found[0]
