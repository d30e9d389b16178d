"""The night in Accra: a case, what the treaties allow, and a request that one officer sends alone."""

from __future__ import annotations

from datetime import date

from glacy.demonstration.errors import PageError
from glacy.demonstration.pages import Filled
from glacy.demonstration.stage import Stage

SAVE = "Save and go on"
WORKING = {"translation_status": "working", "prevails": "original"}


def open_case(stage: Stage) -> str:
    """The officer on duty opens the case; the victim is a pseudonym."""
    said = stage.story.said
    stage.go("/cases/new")
    stage.press(
        "Open the case",
        {
            "title": said("case", "title"),
            "summary": said("case", "summary"),
            "language": said("case", "language"),
            "victims": said("case", "victim"),
        },
    )
    stage.note("case")
    return f"{_reference(stage)} is seen by its one member; the victim is a pseudonym."


def find_route(stage: Stage) -> str:
    """The route page: what may be asked of Chile tonight, and what not, with reasons."""
    stage.go(stage.found["case"])
    stage.follow("Find a route")
    stage.press(
        "Show the routes",
        {
            "requesting": "GH",
            "requested": "CL",
            "data": "subscriber",
            "offence": "ETS185-8",
            "urgency": "urgent",
            "on": date(2026, 11, 21),
        },
    )
    stage.expect("Article 29", "Article 31", "Second Protocol")
    stage.found["routes"] = stage.page.address
    jumps = next(part for part in stage.page.element.all("ul") if "glacy-jumps" in part.classes)
    counts = dict.fromkeys(("Allowed", "Unknown", "Not allowed"), 0)
    for item in jumps.all("li"):  # an allowed measure has a line of its own, the others are counted in one
        many, _, rest = item.words.partition(" ")
        word = next(one for one in counts if item.words.endswith(one))
        counts[word] += int(many) if rest.startswith("measure") else 1
    counted = ", ".join(f"{many} {word.lower()}" for word, many in counts.items())
    return f"Article 29 is open; each answer stands with its reasons and sources ({counted})."


def start_preservation(stage: Stage) -> str:
    """The draft of the preservation request, section by section; the targets are typed."""
    stage.go(stage.found["routes"])
    stage.follow("Start this request", within="measure=ETS185-29")
    stage.press("Start the request")
    stage.note("draft")
    fill_offence(stage)
    fill_facts(stage)
    add_targets(stage)
    stage.expect("UTC", "Santiago")
    fill(
        stage,
        "data",
        {
            "wanted": ["subscriber", "traffic", "content"],
            **{
                f"about_{name}": stage.story.said("data", name)
                for name in ("subscriber", "traffic", "content")
            },
            **in_both(stage, "link", "data", "link"),
            **in_both(stage, "necessity", "data", "necessity"),
            **WORKING,
            "assistance_will_follow": True,
            "assistance_expected_on": date(2026, 11, 23),
        },
    )
    fill_urgency(stage, by=date(2026, 11, 23))
    fill(
        stage,
        "secrecy",
        {
            "user_not_told_until_on": date(2027, 2, 20),
            "ask_before_notifying": True,
            "confidential": True,
            **in_both(stage, "why", "secrecy", "why"),
            **WORKING,
        },
    )
    stage.go(f"{stage.found['draft']}/check")
    stage.expect("Send to Chile")
    return (
        "The form is complete by Article 29(2); the clock 3 s fast and both local times stand beside the log."
    )


def send_alone(stage: Stage) -> str:
    """At 00:41 one officer sends it, having given the password again; it will be reviewed on Monday."""
    stage.go(f"{stage.found['draft']}/check")
    stage.press("Send to Chile")
    stage.note("preservation")
    stage.look_until(
        stage.found["preservation"], lambda page: "Receipted" in page.words, what="Chile's receipt"
    )
    keep_message(stage, "1-preservation")
    return "Sealed, carried and receipted: the receipt proves that the entry is in Chile's journal."


def keep_message(stage: Stage, name: str, *, about: str = "Request") -> None:
    """Keep the document, envelope and receipt of a message that this page shows."""
    for kind, words, suffix in (
        ("document", "Sealed document", ".pdf"),
        ("envelope", "Envelope", ".asice"),
        ("receipt", "Receipt", ".asice"),
    ):
        links = [to for said, to in stage.page.links() if said.startswith(words) and about in said]
        if not links:
            raise PageError(f"The page shows no {kind} of the {about.lower()}.", page=stage.page.address)
        stage.kept[f"{name}-{kind}{suffix}"] = stage.seat.take(links[-1])


def fill(stage: Stage, section: str, values: dict[str, Filled]) -> None:
    """Fill in one page of the draft and save it."""
    stage.go(f"{stage.found['draft']}/sections/{section}")
    stage.press(SAVE, values)


def fill_offence(stage: Stage) -> None:
    """Articles 2 and 8 of the Convention, with the provisions at home."""
    said = stage.story.said
    wanted = {name: said("offence", name) for name in ("provisions", "penalty", "same_conduct")}
    fill(stage, "offence", {"articles": list(stage.story.words["offence"]["articles"]), **wanted})


def fill_facts(stage: Stage) -> None:
    """The facts in English, with a Spanish text marked as a working translation."""
    fill(stage, "facts", {**in_both(stage, "facts", "facts", ""), **WORKING})


def fill_urgency(stage: Stage, *, by: date) -> None:
    """Urgent, with the reason and the day."""
    reason = in_both(stage, "reason", "urgency", "reason")
    fill(stage, "urgency", {"grade": "urgent", "needed_by_on": by, **reason, **WORKING})


def in_both(stage: Stage, field: str, table: str, key: str) -> dict[str, Filled]:
    """A text and its Spanish translation, where the page has room for one."""
    stem = f"{key}_" if key else ""
    return {
        field: stage.story.said(table, f"{stem}en"),
        f"{field}_translated": stage.story.said(table, f"{stem}es"),
    }


def add_targets(stage: Stage) -> None:
    """The connection in the log to the second, with its port and the fault of its clock; and the account."""
    connection = {name: stage.story.said("connection", name) for name in stage.story.words["connection"]}
    add_target(stage, "ip", {**connection, "protocol": "tcp"})
    add_target(
        stage, "account", {name: stage.story.said("mailbox", name) for name in stage.story.words["mailbox"]}
    )


def add_target(stage: Stage, kind: str, values: dict[str, Filled]) -> None:
    """One more target of that kind."""
    stage.go(f"{stage.found['draft']}/targets")
    stage.press("Add a target", {"kind": kind})
    stage.press(SAVE, values)


def _reference(stage: Stage) -> str:
    for word in stage.page.words.split():
        if word.startswith("GH-"):
            return f"Case {word}"
    return "The case"
