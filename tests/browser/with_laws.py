"""The errand through the laws: an act from a file to a table, a later version, and what is left out."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.chromium import ChromiumSeat
from tests.laws import ACT, AMENDED, SOURCE

if TYPE_CHECKING:
    from tests.browser.errands import Walk

PDF = (Path(__file__).resolve().parents[2] / "examples" / "act.pdf").read_bytes()
FORMS = ("docx", "xlsx", "pdf", "csv", "json")
_VERSION = re.compile(r"/legislation/versions/[0-9a-f-]{36}")
_POLICY = re.compile(r"/legislation/policies/[0-9a-f-]{36}")
_ACT = re.compile(r"/legislation/acts/[0-9a-f-]{36}")


def with_laws(walk: Walk) -> None:
    """The lawyer of Ghana brings an act in and reviews it; a custodian reads it."""
    from_file_to_table(walk.seat("GH", "abena"), "GH")
    reader = walk.seat("GH", "yaw")
    reader.open("/legislation")
    reader.open("/legislation/acts/new")
    bills_and_policies(walk.seat("GH", "abena"), "GH")


def from_file_to_table(seat: ChromiumSeat, country: str) -> dict[str, bytes]:
    """An act is brought in, confirmed, reviewed and amended; the files of its table."""
    seat.open("/legislation")
    seat.open("/legislation/acts/new")
    seat.fail("Read the file")
    said = {"country": country, "title": "Computer Offences Act (invented)", "dated_on": date(2026, 1, 1)}
    seat.press("Read the file", {**said, "source": SOURCE}, files=_file(PDF, "act.pdf"))
    version = _path(seat, _VERSION)
    seat.open(f"{version}/discard")
    seat.fail("Put it aside")
    seat.open(f"{version}/confirm")
    seat.fail("Confirm the text", {"source": ""})
    seat.press("Confirm the text", {"source": SOURCE, "compared": True})
    seat.open(f"{version}/powers")
    seat.open(f"{version}/review")
    seat.open(_link(seat, r"/legislation/versions/[^\"]*review/one\?[^\"]*"))
    seat.fail("Decide", {"verdict": "none"})
    seat.press("Decide", {"verdict": "full", "note": "Read with the definitions (invented)"})
    seat.press("Decide", {"verdict": "partial"})
    for file in ("original", "akn"):
        seat.take(f"{version}/files/{file}")
    seat.open(version)
    act = _link(seat, _ACT.pattern)
    seat.open(act)
    seat.open(f"{act}/versions/new")
    seat.fail("Read the file")
    later = {"dated_on": date(2026, 6, 1), "source": SOURCE, "amended_by": "Act 8 (invented)"}
    seat.press("Read the file", later, files=_file(AMENDED))
    seat.open(f"{_path(seat, _VERSION)}/confirm")
    seat.press("Confirm the text", {"source": SOURCE, "compared": True})
    seat.open(act)
    seat.open(_link(seat, rf"{act}/difference\?[^\"]*"))
    for page, button in (("judgments/new", "Record the judgment"), ("repeal", "Record the repeal")):
        seat.open(f"{act}/{page}")
        seat.fail(button)
    for page in ("compare", f"compare?state={country}", "missing", f"states/{country}/gaps", "states/ZZ"):
        seat.open(f"/legislation/{page}")
    seat.open(f"/legislation/states/{country}")
    return {form: seat.take(f"/legislation/states/{country}/table/{form}") for form in FORMS}


def bills_and_policies(seat: ChromiumSeat, country: str) -> None:
    """A bill in two drafts, a strategy with its document, and offences in the law of two States."""
    seat.open("/legislation/bills")
    seat.open("/legislation/bills/new")
    seat.fail("Read the bill", {"country": ""})
    bill = {"country": country, "title": "Computer Offences Bill (invented)", "text": ACT.decode()}
    seat.press("Read the bill", bill)
    first = _path(seat, _VERSION)
    seat.open(_link(seat, r"/legislation/acts/[0-9a-f-]{36}/drafts/new"))
    seat.fail("Read the draft")
    seat.press("Read the draft", {"text": AMENDED.decode()})
    seat.open(f"{_path(seat, _VERSION)}/bill?other={first.rpartition('/')[2]}")
    seat.open(_link(seat, r"/legislation/acts/[^\"]*/difference\?[^\"]*"))
    seat.open("/legislation/policies")
    seat.open("/legislation/policies/new")
    seat.fail("Keep it", {"country": ""})
    said = {"country": country, "kind": "strategy", "title": "Strategy on cybercrime (invented)"}
    more = {"from_on": date(2026, 1, 1), "source": SOURCE, "objectives": "Laws that fit\nTrained judges"}
    seat.press("Keep it", {**said, **more}, files=[("file", ("s.txt", b"Invented.", "text/plain"))])
    seat.take(f"{_path(seat, _POLICY)}/file")
    for query in ("", "?asking=GH&asked=CL", "?asking=GH&asked="):
        seat.open(f"/legislation/grounds{query}")
    seat.open("/legislation/missing?region=africa")


def _file(content: bytes, name: str = "act.txt") -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("file", (name, content, "application/octet-stream"))]


def _link(seat: ChromiumSeat, pattern: str) -> str:
    found = re.search(f'href="({pattern})"', seat.tab.content())
    assert found, seat.page.words
    return found[1].replace("&amp;", "&")


def _path(seat: ChromiumSeat, pattern: re.Pattern[str]) -> str:
    found = pattern.search(seat.page.address)
    assert found, (seat.page.address, seat.page.words)
    return found[0]
