"""What the journey does not show: every other page, empty pages, forms with errors, refusals."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import httpx
from playwright.sync_api import Browser, Error

from glacy.demonstration.errors import PageError
from tests.browser.chromium import ChromiumSeat
from tests.browser.in_the_directory import in_the_directory
from tests.browser.looking import name_of
from tests.browser.of_authority import of_authority
from tests.browser.on_a_stick import on_a_stick
from tests.browser.touring import Tour
from tests.browser.ways_in import ways_in
from tests.browser.with_laws import with_laws

NOWHERE = "00000000-0000-4000-8000-000000000000"
KINDS = ("ip", "account", "email", "phone", "device", "domain", "wallet", "transaction", "iban")
SECTIONS = (
    "authority", "addressee", "basis", "offence", "facts", "targets", "data", "urgency", "secrecy",
    "formalities", "earlier", "language",
)  # fmt: skip
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass(slots=True)
class Walk:
    """A walk over the nodes after the journey; `broke` tells which errand could not be done."""

    tour: Tour
    browser: Browser

    def seat(self, country: str, username: str) -> ChromiumSeat:
        """A person of the story before a browser of their own."""
        seat = self.stranger(country)
        seat.open("/sign-in")
        seat.press("Sign in", {"username": username, "password": self.tour.world.password})
        return seat

    def stranger(self, country: str) -> ChromiumSeat:
        """Somebody who has not signed in."""
        return self.tour.sit_down(self.tour.world[country].url, browser=self.browser)

    def where(self, name: str, country: str) -> str:
        """The first address of that name to which the journey came at a node."""
        base = self.tour.world[country].url
        for seat in self.tour.seats:
            for path in seat.visited if seat.base == base else ():
                if name_of(path) == name:
                    return path
        raise AssertionError(f"The journey never came to {name} in {country}.")


def walk(tour: Tour, browser: Browser) -> None:
    """Every errand; one that breaks does not keep the others from being done."""
    round_ = Walk(tour=tour, browser=browser)
    for errand in ERRANDS:
        try:
            errand(round_)
        except Exception as fault:  # kept: told by a test, with its name
            tour.broken.append(f"{errand.__name__}: {fault}")


def lists(walk: Walk) -> None:
    """Lists with something in them, and empty."""
    seat = walk.seat("GH", "efua")
    for address in ("/", "/cases", "/cases?closed=1", "/cases/search", "/cases/search?q=Baobab"):
        seat.open(address)
    for address in ("/cases/search?q=quagga", "/inbox", "/statistics", "/statistics?since=2031-01-01"):
        seat.open(address)
    seat.take("/statistics.csv")
    lawyer = walk.seat("CL", "ines")
    for address in ("/shift", "/cases", "/inbox"):
        lawyer.open(address)


def a_new_case(walk: Walk) -> None:
    """A case from nothing: refused first, then empty, then with people and victims, then closed."""
    seat = walk.seat("GH", "efua")
    seat.open("/cases/new")
    seat.fail("Open the case")
    seat.press("Open the case", {"title": "Second case (invented)", "summary": "Invented.", "language": "en"})
    case = _path(seat)
    seat.open(f"{case}/victims")
    seat.fail("Add the victim")
    seat.press("Add the victim", {"pseudonym": "V-2", "note": "Invented"})
    seat.open(f"{case}/people")
    seat.fail("Put on the case")
    seat.press("Put on the case", {"username": "kojo", "why": "To approve"})
    seat.open(f"{case}/people/kojo")
    seat.fail("Take off the case")
    seat.press("Take off the case", {"why": "Not needed"})
    seat.open(f"{case}/evidence/new")
    seat.fail("Seal the files")
    seat.open(f"{case}/offers/new")
    seat.fail("Send the offer")
    seat.open(f"{case}/requests/hi1")
    seat.fail("Take it in")
    seat.open(f"{case}/close")
    seat.fail("Close the case")
    seat.press("Close the case", {"why": "Only a trial"})
    seat.open("/cases?closed=1")


def a_draft(walk: Walk) -> None:
    """Every section and every kind of target, each with errors; proposed, given back, put aside."""
    case = walk.where("cases:show", "GH")
    seat = walk.seat("GH", "abena")
    seat.open(f"{case}/requests/new")
    seat.fail("Start the request", {"country": ""})
    seat.press("Start the request", {"country": "CL", "measure": "ETS185-31"})
    draft = _path(seat)
    for name in SECTIONS:
        seat.open(f"{draft}/sections/{name}")
        if name != "targets":
            seat.send()
    for kind in KINDS:
        seat.open(f"{draft}/targets/{kind}/new")
        seat.fail("Save and go on")
    seat.open(f"{draft}/targets/domain/new")
    period = {"from_at": "2026-11-13 00:00:00 UTC", "until_at": "2026-11-20 23:52:00 UTC"}
    seat.press("Save and go on", {"name": "baobab-clinic.example", **period})
    seat.press("Remove")
    seat.open(f"{draft}/check")
    seat.take(f"{draft}/preview")
    seat.open(f"{draft}/discard")
    seat.open(f"{draft}/send")
    seat.open(draft)
    seat.press("Put this draft aside")
    approver = walk.seat("GH", "kojo")
    sent = walk.where("requests:approval", "GH")
    approver.open(sent.replace("/approval", "/give-back"))
    approver.open(f"/drafts/{NOWHERE}/approve")


def routes(walk: Walk) -> None:
    """Routes to a State outside the Convention, to one's own, and on no day."""
    seat = walk.seat("GH", "efua")
    asked = "requesting=GH&data=subscriber&urgency=routine&on_day=21&on_month=11&on_year=2026&asked=1"
    for address in ("/routes", f"/routes?requested=RU&{asked}", f"/routes?requested=GH&{asked}"):
        seat.open(address)
    seat.open(f"/routes?requested=CL&{asked}".replace("on_day=21", "on_day=41"))
    seat.open("/routes/start?measure=ETS185-29&requested=CL")


def asking_side(walk: Walk) -> None:
    """What may still be done with a request that left: each form, and each with errors."""
    request = walk.where("requests:show", "GH")
    seat = walk.seat("GH", "efua")
    seat.open(f"{request}/extend")
    seat.press("Fill in the extension")
    seat.open(f"{request}/follow-up")
    for act in ("supplement", "conditions", "offer-content", "withdraw", "close"):
        seat.open(f"{request}/{act}")
        seat.send()
    seat.open(f"{request}/files/nothing")
    seat.open(f"{walk.where('paper:dispatched', 'GH').removesuffix('/dispatched')}/third-state")
    seat.fail("Make the draft")


def asked_side(walk: Walk) -> None:
    """What the receiving side may do: each form, each with errors, and what comes too early."""
    request = walk.where("requests:show", "CL")
    seat = walk.seat("CL", "catalina")
    for act in ("call-back", "ask", "refuse", "settle-offer", "disclose"):
        seat.open(f"{request}/{act}")
        seat.send()
    seat.open(f"{request}/answer?asked=1")
    kinds = ("preserved", "nothing_found", "deleted", "wrong_custodian", "transmitted", "awaiting_court")
    more = ("delivered", "partly_executed", "conditions_proposed", "postponed", "refused", "costs")
    for some in (kinds, more):
        seat.open(f"{request}/answer?" + "&".join(f"kinds={kind}" for kind in some))
        seat.fail("Prepare the answer")
    answer = walk.where("inbox:prepared", "CL")
    seat.open(answer)
    seat.take(f"{answer}/preview")
    lawyer = walk.seat("CL", "ines")
    for page in ("give-back", "propose", "stop"):
        lawyer.open(f"{answer}/{page}")


def paper(walk: Walk) -> None:
    """A request and an answer that came on paper."""
    seat = walk.seat("GH", "efua")
    seat.open("/requests/hi1")
    seat.fail("Take it in")
    seat.open("/paper/requests/new")
    seat.fail("Go on")
    paper = {"country": "BR", "authority": "Police of Brazil (invented)", "received_on": date(2026, 11, 20)}
    seat.press("Go on", {**paper, "measure": "ETS185-29", "reference": "BR-7"})
    draft = _path(seat)
    seat.open(f"{draft}/check")
    seat.open(f"/paper/requests/{draft.rpartition('/')[2]}/record")
    request = walk.where("paper:dispatched", "GH").removesuffix("/dispatched")
    seat.open(f"{request}/dispatched")
    seat.fail("Record it")
    seat.open(f"{request}/paper-answer")
    seat.open(f"{request}/paper-answer?asked=1")
    seat.open(f"{request}/paper-answer?kinds=nothing_found")
    seat.fail("Record the answer")


def evidence(walk: Walk) -> None:
    """An exhibit, its chain, and its content without a reason."""
    seat = walk.seat("GH", "abena")
    exhibit = walk.where("evidence:check", "GH").removesuffix("/check")
    seat.open(exhibit)
    seat.open(f"{exhibit}/content")


def evidence_desk(walk: Walk) -> None:
    """Every page of the evidence of a case, for who keeps it; what is not theirs or not there is refused."""
    seat = walk.seat("GH", "abena")
    exhibit = walk.where("evidence:check", "GH").removesuffix("/check")
    case = exhibit.partition("/evidence/")[0]
    of_case = (
        "",
        "/new",
        "/apart",
        "/openers",
        "/defence",
        "/papers/new",
        f"/papers/{NOWHERE}",
        "/apart/take",
        "/renew",
        "/consent",
    )
    for page in of_case:
        _look_or_take(seat, f"{case}/evidence{page}")
    for page in ("", "/confirm", "/decline", "/form", "/signed"):
        _look_or_take(seat, f"{case}/hand-overs/{NOWHERE}{page}")
    _look_or_take(seat, f"{case}/destructions/{NOWHERE}")
    seat.open("/evidence/checks")
    for page in (
        "compare",
        "hand-over",
        "redact",
        "consent",
        "consents/0",
        "consents/0/confirm",
        "destroy",
        "border",
        "renew",
    ):
        _look_or_take(seat, f"{exhibit}/{page}")
    for file in ("bag", "description", "record", "labels", "certificate"):
        with suppress(PageError):
            seat.take(f"{case}/evidence/{file}")


def log(walk: Walk) -> None:
    """The journal and who witnesses it; a fork that there is not."""
    seat = walk.seat("GH", "efua")
    seat.open("/log")
    seat.open("/log/forks/1")


def verification(walk: Walk) -> None:
    """Checked by anyone: no file, a file that is nothing, a directory, a document that was changed."""
    seat = walk.stranger("GH")
    seat.open("/check")
    seat.fail("Check the file")
    document = next((data for name, data in walk.tour.kept.items() if name.endswith(".pdf")), b"%PDF-1.7")
    changed = document[:-20] + b"#" + document[-19:]
    for name, content in (("nothing.txt", b"nothing"), ("request.pdf", document), ("changed.pdf", changed)):
        seat.open("/check")
        seat.press("Check the file", files=[("file", (name, content, "application/octet-stream"))])


def people(walk: Walk) -> None:
    """Signing in and out, wrong passwords, an expired page, and every language."""
    seat = walk.stranger("GH")
    seat.open("/sign-in")
    seat.fail("Sign in", {"username": "efua", "password": "wrong"})
    seat.context.clear_cookies()
    try:
        seat.press("Sign in", {"username": "efua", "password": "wrong"})
    except Exception:  # an expired page is what is looked at
        assert seat.status == 403, seat.status
    seat = walk.seat("GH", "efua")
    seat.open("/confirm")
    seat.fail("Confirm", {"password": "wrong"})
    for language in ("Español", "Français", "Português", "English"):
        seat.open("/shift")
        seat.press(language)
        for name in ("cases:show", "requests:show", "requests:tasks"):
            seat.open(walk.where(name, "GH"))
    seat.open("/token")
    seat.send()
    seat.open("/password")
    seat.fail("Change it")
    seat.open("/shift")
    seat.press("Sign out")


def refusals(walk: Walk) -> None:
    """No such page, a case of others, a role that does not include it, and an administrator."""
    stranger = walk.stranger("GH")
    stranger.open("/nowhere")
    seat = walk.seat("GH", "yaw")
    for address in ("/shift", "/inbox", walk.where("cases:show", "GH"), f"/requests/{NOWHERE}", "/nowhere"):
        seat.open(address)
    administrator = walk.seat("GH", "admin")
    for address in ("/shift", "/cases", "/statistics", "/inbox"):
        administrator.open(address)


def kept_apart(walk: Walk) -> None:
    """Bytes that are no envelope: kept apart, seen on the shift, and settled one by one or together."""
    gate = walk.tour.world["GH"].url + "/exchange/envelopes"
    assert httpx.post(gate, content=b"no envelope", trust_env=False).status_code == httpx.codes.OK
    seat = walk.seat("GH", "efua")
    for address in ("/shift", "/inbox", f"/inbox/kept/{hashlib.sha256(b'no envelope').hexdigest()}"):
        seat.open(address)
    seat.fail("Settle it")
    seat.press("Settle it", {"note": "A trial of our own (invented)"})
    for content in (b"no envelope either", b"nor is this"):
        assert httpx.post(gate, content=content, trust_env=False).status_code == httpx.codes.OK
    seat.open("/inbox")
    seat.open("/inbox/kept/nameless")
    seat.fail("Settle them together")
    seat.press("Settle them together", {"note": "Two more trials (invented)"})


def treaties(walk: Walk) -> None:
    """The treaty desk, which is open to anyone: each page, and one file of each."""
    seat = walk.stranger("GH")
    pages = ("/treaty", "/treaty/countries/CL", "/treaty/pairs?measure=ETS185-29&data=any")
    for address in (*pages, "/treaty/accessions", "/treaty/unknown", "/treaty/roads", "/treaty/articles"):
        seat.open(address)
    for file in ("map.csv", "countries/CL/facts.json", "pairs.csv?measure=ETS185-29&data=any"):
        seat.take(f"/treaty/{file}")
    for file in ("accessions.csv", "unknown.json", "articles.csv"):
        seat.take(f"/treaty/{file}")
    wish = "requesting=GH&holder=&requested=CL&data=subscriber&aim=obtain&urgency=routine&offence=8"
    seat.take(f"/treaty/roads.json?{wish}&on_day=21&on_month=11&on_year=2026")


def nothing_to_try_again(walk: Walk) -> None:
    """A request that arrived is not sent again, and no evidence travels apart with it."""
    seat = walk.seat("GH", "efua")
    seat.open(f"{walk.where('requests:show', 'GH')}/try-again")
    seat.open(f"{walk.where('requests:show', 'GH')}/payload")


def machines(walk: Walk) -> None:
    """What machines read."""
    seat = walk.stranger("GH")
    for address in ("/api/openapi.json", "/health", "/exchange/directory-entry"):
        seat.take(address)
    seat.take("/journal/checkpoint")


ERRANDS: tuple[Callable[[Walk], None], ...] = (
    lists, a_new_case, a_draft, routes, asking_side, asked_side, paper, evidence, evidence_desk, log,
    verification, people, refusals, kept_apart, treaties, nothing_to_try_again, machines,
    of_authority, ways_in, on_a_stick, in_the_directory, with_laws,
)  # fmt: skip


def _look_or_take(seat: ChromiumSeat, address: str) -> None:
    """Looks at the page behind an address; a file is taken, and what only a button does says no more."""
    try:
        seat.open(address)
    except Error:
        with suppress(PageError):
            seat.take(address)


def _path(seat: ChromiumSeat) -> str:
    found = _ID.search(seat.page.address)
    assert found, seat.page.address
    return seat.page.address[: found.end()].removeprefix(seat.base)
