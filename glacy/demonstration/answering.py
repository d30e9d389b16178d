"""Santiago at night: the request is opened, called back, preserved; and a provider elsewhere is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from glacy.demonstration.asking import keep_message
from glacy.demonstration.pages import Filled, Page
from glacy.demonstration.stage import Stage

PRESERVED_UNTIL = date(2027, 2, 19)


def open_and_call(stage: Stage) -> str:
    """The officer on duty opens what arrived and calls the number that the directory gives."""
    stage.go("/inbox")
    stage.press("Open it")
    stage.note("received")
    stage.found["their_case"] = stage.page.link("Back to the case")
    stage.follow("Call back")
    form, _ = stage.page.form_with("Record the call")
    number = next(box.get("value") for box in form.controls if box.get("name") == "number")
    stage.press("Record the call", {"number": number, "spoke_to": "Officer on duty", "result": "confirmed"})
    stage.expect(number)
    return f"The call went to {number}, which the directory gives and the request cannot change."


def preserve(stage: Stage) -> str:
    """Accepted, and answered: preserved until Chile's own date, by its own law."""
    stage.go(stage.found["received"])
    stage.follow("Accept")
    stage.press("Accept")
    said = stage.story.said
    answer(
        stage,
        ["preserved"],
        {
            "preserved_what": said("preserved", "what"),
            "preserved_until_on": PRESERVED_UNTIL,
            "preserved_legal_basis": said("preserved", "legal_basis"),
            "preserved_renewals_left": "1",
            "preserved_reference": said("preserved", "reference"),
        },
    )
    stage.press("Release to Ghana")
    stage.look_until(stage.found["received"], receipted("Answer"), what="Ghana's receipt for the answer")
    keep_message(stage, "2-preserved", about="Answer")
    return f"Preserved until {PRESERVED_UNTIL:%-d %B %Y}: 90 days, where Article 29(7) asks for at least 60."


def answer(stage: Stage, kinds: list[str], details: dict[str, Filled]) -> None:
    """Prepare an answer to the request that this page shows."""
    stage.follow("Prepare an answer")
    stage.press("Go on", {"kinds": kinds})
    stage.press("Prepare the answer", details)


def receipted(what: str) -> Callable[[Page], bool]:
    """Whether the time line of a page shows such a message, and its receipt."""

    def shows(page: Page) -> bool:
        items = [item.words for item in page.element.all("li")]
        return any(what in said and "Receipted" in said for said in items)

    return shows


def find_provider(stage: Stage) -> str:
    """Executing, Chile finds that a provider in Brazil carried the traffic (Article 30)."""
    put_on_case(stage, stage.found["their_case"], "matias", "Second person for the disclosure")
    stage.go(stage.found["received"])
    stage.follow("Disclose traffic data")
    third = stage.story.words["third"]
    hop = ", ".join(third[name] for name in ("provider", "address", "port", "seen_at"))
    stage.press(
        "Prepare the disclosure",
        {
            "provider": third["provider"],
            "provider_country": third["country"],
            "path": hop,
            "text": third["text"],
        },
    )
    stage.note("disclosure")
    return "Prepared, and not gone: data leave only when a second person releases them."


def release_disclosure(stage: Stage) -> str:
    """The second person reads it and releases it."""
    stage.go(stage.found["disclosure"])
    stage.press("Release to Ghana")
    stage.look_until(
        stage.found["received"], receipted("Disclosure"), what="Ghana's receipt for the disclosure"
    )
    keep_message(stage, "3-disclosure", about="Disclosure")
    return "Two people, one sealed message: provider and path, nothing more."


def bring_in(stage: Stage) -> str:
    """What follows on the case goes to the central authority's lawyer."""
    put_on_case(stage, stage.found["their_case"], "ines", "Decides on the request for the data")
    return "The request for the data belongs to the case of the preservation; its new member sees both."


def put_on_case(stage: Stage, case: str, username: str, why: str) -> None:
    """Put a colleague on a case, with the reason."""
    stage.go(f"{case}/people")
    stage.press("Put on the case", {"username": username, "why": why})
