"""Chile answers in part, with evidence sealed in; Ghana checks it, and counts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import date

from glacy.demonstration.answering import put_on_case, receipted
from glacy.demonstration.asking import keep_message
from glacy.demonstration.errors import PageError
from glacy.demonstration.stage import Stage

_WITNESSED_WITHIN, _LOOK_AGAIN = 40.0, 0.5
_A_FORM = 50
"""How many files go up at once."""


def take_on(stage: Stage) -> str:
    """The central authority's lawyer opens the request and takes it on."""
    stage.go("/inbox")
    stage.press("Open it")
    stage.note("taken")
    stage.found["deciding_case"] = stage.page.link("Back to the case")
    stage.follow("Accept")
    stage.press("Accept")
    put_on_case(stage, stage.found["deciding_case"], "tomas", "Takes in what the provider handed over")
    stage.go(stage.found["taken"])
    return "Accepted; while it is being decided the preservation stays (Article 29(7))."


def take_evidence_in(stage: Stage) -> str:
    """The custodian seals what the provider handed over, each file as an exhibit."""
    files = {name: content for name, content in stage.evidence.items()} or invented_evidence()
    for some in portions(files):
        stage.go(f"{stage.found['deciding_case']}/evidence/new")
        uploads = [
            ("exhibits", (flat(name), content, "application/octet-stream")) for name, content in some.items()
        ]
        stage.press("Seal the files", files=uploads)
    size = sum(len(content) for content in files.values())
    return f"{len(files)} files, {size:,} bytes, sealed with SHA-256; their custody is in the journal."


def answer_in_part(stage: Stage) -> str:
    """Subscriber and traffic data are delivered, the content is postponed, the use is limited."""
    stage.go(stage.found["taken"])
    said = stage.story.said
    stage.follow("Prepare an answer")
    stage.press("Go on", {"kinds": ["delivered", "postponed"]})
    form, _ = stage.page.form_with("Prepare the answer")
    exhibits = [box.get("value") for box in form.controls if box.get("name") == "exhibits"]
    stage.press(
        "Prepare the answer",
        {
            "delivered_what": said("answer", "what"),
            "delivered_conditions": said("answer", "condition"),
            "delivered_categories": ["subscriber", "traffic"],
            "postponed_categories": ["content"],
            "postponed_why": said("answer", "why_not"),
            "postponed_until_on": date(2026, 12, 10),
            "postponed_article": "Article 27(5)",
            "exhibits": exhibits,
            "text": said("answer", "text"),
        },
    )
    stage.note("answer")
    return "Part is given, part waits for the judge; use in this case only. Not gone yet."


def release_answer(stage: Stage) -> str:
    """The second person releases the data."""
    stage.go(stage.found["answer"])
    stage.press("Release to Ghana")
    stage.look_until(stage.found["taken"], receipted("Answer"), what="Ghana's receipt for the answer")
    keep_message(stage, "6-answer", about="Answer")
    return "Sealed with its evidence bundle, carried and receipted."


def check_what_came(stage: Stage) -> str:
    """Ghana verifies the evidence on arrival, and sees the limits of its use."""
    shown = stage.look_until(
        stage.found["assistance"], lambda page: "Answer" in page.words, what="the answer"
    )
    stage.expect(stage.story.said("answer", "condition"))
    stage.keep("6-answer-bundle.asice", "Evidence bundle")
    stage.go(stage.found["case"])
    exhibits = [to for _, to in stage.page.links() if "/evidence/" in to and not to.endswith("/new")]
    if not exhibits:
        raise PageError(f"The case shows no exhibit after {shown.heading!r}.")
    stage.go(f"{exhibits[0]}/check")
    stage.expect("Holds")
    if "Does not hold" in stage.page.words:
        raise PageError(f"An exhibit does not hold: {stage.page.words[:600]}", page=stage.page.address)
    return (
        f"{len(set(exhibits))} exhibits arrived and hold: seal, time-stamp, digests, custody and its proofs."
    )


def count(stage: Stage) -> str:
    """The statistics show one preservation that was followed up."""
    stage.go("/statistics")
    rows = [row.words.split() for row in stage.page.element.all("div") if row.words.startswith("Followed by")]
    if not any(row[-1] == "1" for row in rows):
        raise PageError(f"The statistics show no preservation that was followed up: {stage.page.words[:500]}")
    return "Preservations followed by an Article 31 request: 1."


def keep_checkpoints(stage: Stage) -> str:
    """The checkpoints of both journals, as anyone may read them, each cosigned by the other State's node."""
    for country, node in stage.world.nodes.items():
        address = f"{node.url}/journal/checkpoint"
        stage.kept[f"7-checkpoint-{country}.note"] = _witnessed_checkpoint(stage, address)
    return "Each head bears the other State's cosignature: neither journal can be rewritten unseen."


def _witnessed_checkpoint(stage: Stage, address: str) -> bytes:
    """The checkpoint once a witness has seen it, which takes a second or two after the last act."""
    until = time.monotonic() + _WITNESSED_WITHIN
    while True:
        data = stage.seat.take(address)
        if b"/witness " in data.rpartition(b"\n\n")[2]:
            return data
        if time.monotonic() > until:
            raise PageError("No other State has witnessed this checkpoint.", page=address)
        time.sleep(_LOOK_AGAIN)


def portions(files: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    """The files in portions that fit a form."""
    names = list(files)
    for first in range(0, len(names), _A_FORM):
        yield {name: files[name] for name in names[first : first + _A_FORM]}


def flat(name: str) -> str:
    """The name of a file of a folder as one name: a browser sends no folders."""
    return name.replace("/", "__")


def invented_evidence() -> dict[str, bytes]:
    """What the invented provider handed over, where the user brought nothing."""
    line = "2026-11-20T22:{:02}:{:02}Z login account=RA-4471-0093 from=203.0.113.77:51844 (invented)\n"
    log = "".join(line.format(number // 60, number % 60) for number in range(1800, 2700))
    record = '{"account": "RA-4471-0093", "holder": "Invented Person 7", "opened": "2026-10-02"}\n'
    return {"access.log": log.encode(), "subscriber.json": record.encode()}
