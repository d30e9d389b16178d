"""Messages between two served nodes on one machine: how long until the receipt, how many a second, and why.

Ghana's officer acts in this process, as at the desk; Ghana's worker carries; Chile's web receives, checks,
journals and receipts. Everything runs on the same cores: what stands here is paid by both nodes together.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from glacy.demonstration import read_story
from glacy.demonstration.making import World, make_world
from glacy.demonstration.servers import Server
from glacy.times import read_instant

if TYPE_CHECKING:
    from glacy.node import Node
    from glacy.store.people import Officer

COMMAND = "python benchmarks/messages.py"
SECTIONS = Path(__file__).resolve().parents[1] / "examples" / "preservation.json"
ONE_BY_ONE = 30
TOGETHER = 40
SHORT = 120
LONGEST = 120.0
OFFICER = "efua"


def main() -> None:
    """Make two nodes, measure first who pays for what with one at a time, then both at full load."""
    with tempfile.TemporaryDirectory() as folder:
        at = read_instant("2026-11-20T23:52:00Z")
        world = make_world(Path(folder), read_story(), at=at, any_port=True, told=lambda _: None)
        from glacy.node import open_node, start_django

        start_django(world["GH"].path)
        from glacy.store.people import get_officer

        node, officer = open_node(world["GH"].path), get_officer(OFFICER)
        with served(world, "CL") as chile:
            told_stages(node, officer, chile)
            with served(world, "GH") as ghana:
                sent = told_latency(node, officer)
                sent += told_requests(node, officer, ghana, chile)
                told_short(node, officer, sent, ghana, chile)


@contextmanager
def served(world: World, country: str) -> Iterator[Server]:
    """A node that answers."""
    server = Server(world[country])
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def told_latency(node: Node, by: Officer) -> list[str]:
    """From the officer's button to the receipt, one request after the other."""
    sent, taken = [], []
    for draft in drafts(node, by, ONE_BY_ONE):
        started = time.perf_counter()
        sent.append(send(node, by, draft))
        wait_for_receipts(sent[-1:])
        taken.append(time.perf_counter() - started)
    told("sent to receipt, document and all, p50", statistics.median(taken), "s", "")
    told("sent to receipt, document and all, p95", statistics.quantiles(taken, n=20)[-1], "s", "< 1")
    return sent


def told_requests(node: Node, by: Officer, ghana: Server, chile: Server) -> list[str]:
    """Requests with their documents, as fast as they go, and the processor time of each part."""
    ready = drafts(node, by, TOGETHER)
    before, started = spent(ghana, chile), time.perf_counter()
    sent = [send(node, by, draft) for draft in ready]
    wait_for_receipts(sent)
    rate = len(sent) / (time.perf_counter() - started)
    told("requests with documents, sealed to receipted", rate, "/s", ">= 6")
    told_costs("request", before, spent(ghana, chile), len(sent))
    return sent


def told_short(node: Node, by: Officer, requests: list[str], ghana: Server, chile: Server) -> None:
    """Messages without a document, spread over the threads of the requests, as fast as they go."""
    from glacy.node.acts import requests as acts

    before, started = spent(ghana, chile), time.perf_counter()
    sent = [
        acts.answer_question(
            node, by, requests[number % len(requests)], "", f"More: {number}.", confirmed_at=node.clock()
        )
        for number in range(SHORT)
    ]
    wait_for_receipts(sent)
    rate = len(sent) / (time.perf_counter() - started)
    told("messages without documents, sealed to receipted", rate, "/s", ">= 30")
    told_costs("message", before, spent(ghana, chile), len(sent))


def spent(ghana: Server, chile: Server) -> dict[str, float]:
    """The processor time of each part until now, in seconds."""
    return {
        "the act (render, seal, commit)": time.process_time(),
        "the sender's node (carry)": family_time(ghana),
        "the receiver's node": family_time(chile),
    }


def told_costs(what: str, before: dict[str, float], after: dict[str, float], number: int) -> None:
    for name, seconds in after.items():
        told(f"processor time of a {what}, {name}", (seconds - before[name]) / number * 1000, "ms", "")


def told_stages(node: Node, by: Officer, chile: Server) -> None:
    """The stages of one request, each alone: nobody carries for Ghana yet, so this process does it itself."""
    from glacy.canon import digest_of
    from glacy.courier import HttpCourier
    from glacy.exchange import read_reply, seal_envelope
    from glacy.node import papers
    from glacy.node.carrying import carry_due
    from glacy.node.following import request_of
    from glacy.node.settling import sent_of
    from glacy.signing import seal_pdf
    from glacy.store.messages import find_message

    taken: dict[str, list[float]] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        taken.setdefault(name, []).append(time.perf_counter() - started)

    with HttpCourier() as courier:
        for draft in drafts(node, by, 12):
            with stage("send act, whole"):
                key = send(node, by, draft)
            row = find_message(key)
            assert row is not None  # it was just sent
            with stage("of it: render the document"):
                page = papers.render(request_of(row))
            with stage("of it: seal and stamp the document"):
                seal_pdf(page, by=node.signer, at=node.clock(), stamper=node.stamper)
            envelope, peer = node.vault.get(row.envelope_digest), node.peer("CL")
            with stage("encrypt the envelope"):
                sealed = seal_envelope(envelope, to=peer.age_recipients)
            with stage("HTTP, and all that the receiver does"):
                answer = courier.carry(sealed, to=peer)
            told_of = sent_of(node, row, sealed=digest_of(sealed))
            with stage("check the receipt"):
                read_reply(answer, directory=node.directory, at=node.clock(), sent=told_of)  # type: ignore[arg-type]  # it has joined one
        carry_due(node, courier)
    for name, seconds in taken.items():
        told(f"one request alone, {name}", statistics.median(seconds) * 1000, "ms", "")
    assert chile.is_running


def drafts(node: Node, by: Officer, number: int) -> list[str]:
    """Complete drafts, each on a case of its own, with another port so that none asks what another asked."""
    from glacy.node.acts import cases, requests

    sections = json.loads(SECTIONS.read_text("utf-8"))
    found = []
    for place in range(number):
        case = cases.open_case(node, by, title=f"Measured {place} (invented)")
        draft = requests.start_draft(node, by, case, country="CL", measure="ETS185-29")
        sections["targets"][0]["port"] = 1024 + (time.perf_counter_ns() // 1000) % 60000
        for name, values in sections.items():
            requests.save_section(node, by, draft, name, values)
        found.append(draft)
    return found


def send(node: Node, by: Officer, draft: str) -> str:
    from glacy.node.acts import requests

    return requests.send(node, by, draft, confirmed_at=node.clock())


def wait_for_receipts(sent: list[str], *, within: float = LONGEST) -> None:
    """Returns when every message has its receipt."""
    from glacy.store.models import ReceiptRow

    ends_at = time.perf_counter() + within
    got = ReceiptRow.objects.filter(direction="got", kind="receipt", message__in=sent)
    while got.count() < len(sent):
        if time.perf_counter() > ends_at:
            raise SystemExit(f"{got.count()} of {len(sent)} messages were receipted in {within:.0f} s")
        time.sleep(0.005)


def family_time(server: Server) -> float:
    """The processor time of a node: its supervisor, web and worker."""
    process = psutil.Process(server.process_id)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def told(name: str, value: float, unit: str, target: str) -> None:
    print(f"{name} | {value:.2f} | {unit} | {target} | {COMMAND}", flush=True)


if __name__ == "__main__":
    load, cores = psutil.getloadavg()[0], psutil.cpu_count() or 1
    if load > cores:
        print(
            f"The machine is busy: {load:.1f} on {cores} cores. The figures are worse for it.",
            file=sys.stderr,
        )
    main()
