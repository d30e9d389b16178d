"""The errand through the pages of the carriers: one is chosen, and sticks of others are taken in."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.chromium import ChromiumSeat
    from tests.browser.errands import Walk


def on_a_stick(walk: Walk) -> None:
    """A duty officer lets a message leave on a stick and takes sticks in; a lawyer looks."""
    seat = walk.seat("GH", "efua")
    seat.open("/carriers")
    seat.open("/carriers/CL")
    seat.press("Choose it", {"carrier": "stick"})
    seat.open(f"{walk.where('cases:show', 'GH')}/offers/new")
    seat.press("Send the offer", {"country": "CL", "subject": "A second mailbox (invented)"})
    seat.open("/carriers/stick")
    taken = _download(seat, "Download for the stick")
    assert [one for one in taken if one.startswith("GLACY/") and one.endswith(".age")], taken
    seat.open("/carriers/CL")
    seat.press("Choose it", {"carrier": "auto"})
    seat.open("/carriers/ZZ")
    seat.open("/carriers/stick")
    seat.fail("Take it in")
    for name, content in (("photo.zip", b"no ZIP at all"), ("stick.zip", _stick())):
        seat.open("/carriers/stick")
        files = [("stick", (name, content, "application/zip"))]
        if name == "stick.zip":
            seat.press("Take it in", files=files)
        else:
            seat.fail("Take it in", files=files)
    walk.seat("GH", "abena").open("/carriers/stick")


def _download(seat: ChromiumSeat, button: str) -> list[str]:
    """Presses the button whose answer is a ZIP, and gives the names in it; the page stays."""
    seat.tab.select_option("select[name=country]", "all")
    with seat.tab.expect_download() as coming:
        seat.tab.get_by_role("button", name=button).click()
    with zipfile.ZipFile(coming.value.path()) as packed:
        return packed.namelist()


def _stick() -> bytes:
    """A stick with files of somebody else, and a copy that was cut."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Holiday/beach.jpg", b"sand")
        archive.writestr(f"GLACY/{'0' * 64}.age", b"cut")
    return packed.getvalue()
