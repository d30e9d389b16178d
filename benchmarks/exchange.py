"""From an officer's act to the other node's receipt, between two nodes that serve on this machine.

The sender's acts run in this process, its worker and both web servers in theirs: all on the same cores, so
that each figure is one that a node with the machine to itself exceeds.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from glacy.demonstration import read_story
from glacy.demonstration.journey import SCENES
from glacy.demonstration.making import World, make_world
from glacy.demonstration.running import serving
from glacy.demonstration.stage import Stage
from glacy.times import read_instant, whole_seconds

if TYPE_CHECKING:
    from glacy.cooperation import Message, Request
    from glacy.node import Node
    from glacy.store.models import MessageRow
    from glacy.store.people import Officer

COMMAND = "python benchmarks/exchange.py"
ONE_BY_ONE = 20
WITH_DOCUMENTS = 40
WITHOUT = 120
NIGHT = 4
"""The scenes until the first request has been receipted."""
PATIENCE = 120.0


def main() -> None:
    """Play the night, then send more of the same."""
    with tempfile.TemporaryDirectory() as folder:
        story = read_story()
        start = read_instant(SCENES[0].at)
        world = make_world(Path(folder), story, at=start, any_port=True, told=lambda _: None)
        with serving(world):
            stage = Stage(world=world, story=story)
            for scene in SCENES[:NIGHT]:
                stage.play(scene)
            measure(world, stage.found["preservation"].rsplit("/", 1)[1])


def measure(world: World, request_id: str) -> None:
    """Print each figure."""
    from glacy.node import open_node, start_django

    start_django(world["GH"].path)
    from glacy.cooperation import FreeText, Request, Supplement, read_message
    from glacy.store.models import MessageRow
    from glacy.store.people import get_officer

    node, by = open_node(world["GH"].path), get_officer("efua")
    row = MessageRow.objects.get(pk=request_id)
    request = read_message(bytes(row.body))
    assert isinstance(request, Request)
    where_time_goes(node, request)

    def another() -> Message:
        return replace(request, id=str(uuid.uuid4()), dated_at=whole_seconds(node.clock()))

    def supplement() -> Message:
        text = FreeText(text="One more line of the log (invented).", language="en")
        return Supplement(
            id=str(uuid.uuid4()),
            thread=request.thread,
            dated_at=whole_seconds(node.clock()),
            exercise=True,
            in_reply_to=request.id,
            text=text,
        )

    taken = [seconds(lambda: send(node, by, row, another(), wait=True)) for _ in range(ONE_BY_ONE)]
    print(
        f"sent to receipt on loopback, median | {statistics.median(taken):.2f} | s |  | {COMMAND}", flush=True
    )
    worst = sorted(taken)[round(len(taken) * 0.95) - 1]
    print(f"sent to receipt on loopback, p95 | {worst:.2f} | s | < 2 | {COMMAND}", flush=True)
    rate = WITH_DOCUMENTS / seconds(lambda: many(node, by, row, another, WITH_DOCUMENTS))
    print(
        f"requests with documents, sealed to receipted | {rate:.1f} | a second | >= 2 | {COMMAND}", flush=True
    )
    rate = WITHOUT / seconds(lambda: many(node, by, row, supplement, WITHOUT))
    print(f"messages without, sealed to receipted | {rate:.1f} | a second | >= 10 | {COMMAND}", flush=True)


def where_time_goes(node: Node, request: Request) -> None:
    """The parts of one request, each alone."""
    from glacy.cooperation import render_request, write_message
    from glacy.exchange import Header, open_sealed, read_envelope, seal_envelope, write_envelope
    from glacy.signing import seal_pdf

    page = render_request(request)
    sealed = seal_pdf(page, by=node.signer, at=node.clock(), stamper=node.stamper)
    header = Header(
        id=request.id, thread=request.thread, sequence=1, previous=None, sender="GH", receiver="CL",
        kind="request", at=whole_seconds(node.clock()), exercise=True,
    )  # fmt: skip
    parts = {"body.json": write_message(request), "document.pdf": sealed}
    envelope = write_envelope(header, parts, by=node.signer, at=node.clock(), stamper=node.stamper)
    recipients = node.entry.age_recipients
    crossing = seal_envelope(envelope, to=recipients)
    directory = node.directory
    assert directory is not None
    steps: dict[str, Callable[[], object]] = {
        "render the page": lambda: render_request(request),
        "seal the page": lambda: seal_pdf(page, by=node.signer, at=node.clock(), stamper=node.stamper),
        "write the envelope": lambda: write_envelope(
            header, parts, by=node.signer, at=node.clock(), stamper=node.stamper
        ),
        "encrypt it": lambda: seal_envelope(envelope, to=recipients),
        "decrypt it": lambda: open_sealed(crossing, identities=(node.identity,)),
        "check it on arrival": lambda: read_envelope(
            envelope, directory=directory, receiver="CL", at=whole_seconds(node.clock())
        ),
    }
    for what, step in steps.items():
        taken = statistics.median(seconds(step) for _ in range(9))
        print(f"of a request: {what} | {taken * 1000:.1f} | ms |  | {COMMAND}", flush=True)


def many(node: Node, by: Officer, row: MessageRow, make: Callable[[], Message], number: int) -> None:
    """Send so many as fast as they can be made, and wait until each has its receipt."""
    sent = [send(node, by, row, make(), wait=False) for _ in range(number)]
    until_receipted(sent)


def send(node: Node, by: Officer, row: MessageRow, message: Message, *, wait: bool) -> str:
    """Seal a message and put it into the outbox; its id, when it is receipted if asked to wait."""
    from glacy.cooperation import Request
    from glacy.node.sending import Outgoing
    from glacy.node.sending import send as put

    kind = "request.sent" if isinstance(message, Request) else "supplement.sent"
    about = None if isinstance(message, Request) else row
    out = Outgoing(message=message, case=str(row.case_id), country="CL", by=by, entry_kind=kind, about=about)
    sent = put(node, out)
    if wait:
        until_receipted([sent.pk])
    return str(sent.pk)


def until_receipted(sent: list[str]) -> None:
    """Return when every one of these messages has its receipt."""
    from glacy.store.models import MessageRow

    until = time.monotonic() + PATIENCE
    while True:
        left = MessageRow.objects.filter(pk__in=sent).exclude(carried="receipted").count()
        if not left:
            return
        if time.monotonic() > until:
            raise SystemExit(f"{left} of {len(sent)} messages have no receipt after {PATIENCE:.0f} s")
        time.sleep(0.02)


def seconds(act: Callable[[], object]) -> float:
    """How long an act takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
