"""The errand through the pages of the carriers: one is chosen, and sticks of others are taken in."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.errands import Walk


def on_a_stick(walk: Walk) -> None:
    """A duty officer chooses a carrier and takes in sticks; an administrator looks; a custodian may not."""
    seat = walk.seat("GH", "efua")
    seat.open("/carriers")
    seat.open("/carriers/CL")
    seat.press("Choose it", {"carrier": "stick"})
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


def _stick() -> bytes:
    """A stick with files of somebody else, and a copy that was cut."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Holiday/beach.jpg", b"sand")
        archive.writestr(f"GLACY/{'0' * 64}.age", b"cut")
    return packed.getvalue()
