"""Ghana goes on: Brazil on paper, Monday's review, and the request for the data that two people sign."""

from __future__ import annotations

from datetime import date

from glacy.demonstration.answering import PRESERVED_UNTIL, put_on_case, receipted
from glacy.demonstration.asking import fill, fill_urgency, in_both, keep_message
from glacy.demonstration.errors import PageError
from glacy.demonstration.stage import Stage


def read_answer(stage: Stage) -> str:
    """Ghana sees until when the data are kept, and what happens then."""
    stage.look_until(
        stage.found["preservation"], lambda page: "Preserved" in page.words, what="Chile's answer"
    )
    stage.expect("Days that matter", str(PRESERVED_UNTIL.year))
    return "Chile's date governs; reminders come 30, 14, 7 and 2 days before it."


def ask_brazil(stage: Stage) -> str:
    """The disclosure opens a draft to Brazil, which has no node: a sealed PDF to print and sign."""
    stage.look_until(
        stage.found["preservation"], lambda page: "Disclosure" in page.words, what="the disclosure"
    )
    stage.follow("Ask the third State to preserve")
    stage.press("Make the draft")
    stage.note("draft")
    said = stage.story.said("urgency", "reason_en")
    fill(stage, "urgency", {"grade": "urgent", "needed_by_on": date(2026, 11, 24), "reason": said})
    stage.go(f"{stage.found['draft']}/check")
    stage.expect(stage.story.said("third", "address"), stage.story.said("third", "provider"))
    stage.press("Seal the document for Brazil")
    stage.note("brazil")
    stage.keep("4-brazil-document.pdf", "Sealed document")
    stage.follow("Say when the paper left")
    stage.press("Record it", {"how": "mail", "on": date(2026, 11, 21)})
    return "Brazil has no node: the sealed PDF is the request, and its deadlines run like any other's."


def review(stage: Stage) -> str:
    """Every act of the night that was done alone is looked at by somebody else."""
    stage.go("/shift")
    reviewed = 0
    while True:
        links = [to for _, to in stage.page.links() if "/shift/reviews/" in to]
        if not links:
            break
        stage.go(links[0])
        stage.press(
            "Record the review", {"verdict": "in_order", "note": "Looked at the document and the reason."}
        )
        reviewed += 1
        stage.go("/shift")
    if not reviewed:
        raise PageError("Nothing that was done alone waits for a review.", page=stage.page.address)
    return f"Acts that one officer did alone, reviewed on the next working day by another: {reviewed}."


def bring_in(stage: Stage) -> str:
    """The officer who wrote the first request puts the lawyer and the approver on the case."""
    put_on_case(stage, stage.found["case"], "abena", "Writes the request for the data")
    put_on_case(stage, stage.found["case"], "kojo", "Second person for the request")
    return "Only who is on a case sees it; each was put on it with a reason."


def write_assistance(stage: Stage) -> str:
    """The request for the data inherits targets, reference and expiry; the court's formalities are added."""
    stage.go(stage.found["preservation"])
    stage.follow("Ask for the data")
    stage.press("Start the request")
    stage.note("draft")
    said = stage.story.said
    fill(
        stage,
        "data",
        {
            "wanted": ["subscriber", "traffic", "content"],
            **{f"about_{name}": said("data", name) for name in ("subscriber", "traffic", "content")},
            **in_both(stage, "link", "data", "link"),
            **in_both(stage, "object", "data", "object"),
            **in_both(stage, "reason", "data", "necessity"),
        },
    )
    fill(
        stage,
        "formalities",
        {
            **in_both(stage, "procedures", "formalities", "procedures"),
            "certificates": said("formalities", "certificates"),
            "court": said("formalities", "court"),
            "court_reference": said("formalities", "court_reference"),
            "limits_of_use": said("formalities", "use"),
        },
    )
    fill_urgency(stage, by=date(2026, 12, 4))
    stage.go(f"{stage.found['draft']}/check")
    stage.expect("203.0.113.77", "19 February 2027")
    stage.press("Ask a second person to approve")
    return (
        "It inherits targets, reference and Chile's expiry; it cannot leave before a second person approves."
    )


def approve(stage: Stage) -> str:
    """The second person approves."""
    stage.go(f"{stage.found['draft']}/approval")
    stage.press("Approve")
    return "Two people stand for it: who wrote it and who approved it."


def send_assistance(stage: Stage) -> str:
    """The lawyer sends it."""
    stage.go(f"{stage.found['draft']}/check")
    stage.press("Send to Chile")
    stage.note("assistance")
    stage.look_until(stage.found["assistance"], receipted("Request"), what="Chile's receipt")
    keep_message(stage, "5-assistance")
    return "Sealed, carried and receipted."
