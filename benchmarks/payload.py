"""What carrying 10 GiB of evidence costs beside a plain `curl` to a file, from the same server.

The ciphertext is prepared before, and counted apart, as is opening it. The server is that of a node
(gunicorn); the receiver is a process of its own. By turns: curl, then ours, each to an empty folder of the
same disk. GLACY_BENCH_SCALE=0.1 takes a tenth where the machine is busy, and says so.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from glacy.exchange import NodeEntry

COMMAND = "python benchmarks/payload.py"
SCALE = float(os.environ.get("GLACY_BENCH_SCALE", "1"))
SIZE = int((10 << 30) * SCALE)
TURNS = 3 if SCALE < 1 else 2
ENVELOPE = "83634f32-3fb2-4f44-9744-9912c91d81d5"
PORT = 18_431
HERE = Path(__file__).resolve()


def main() -> int:
    """Prints the figures."""
    if len(sys.argv) > 1:
        return {"make": make, "offer": offer, "fetch": fetch, "open": open_all}[sys.argv[1]](
            Path(sys.argv[2])
        )
    if SCALE != 1:
        print(f"scaled to {SCALE}: the bounds are for 10 GiB", file=sys.stderr)
    with tempfile.TemporaryDirectory(
        prefix="glacy-payload-", dir=os.environ.get("GLACY_BENCH_DIR")
    ) as folder:
        place = Path(folder)
        made = step("make", place)
        figure("payload: sealed in pieces, two at a time", SIZE / made["wall"] / 1e6, "MB/s")
        figure("payload: sealing it, processor time", made["cpu"] / (SIZE / (1 << 30)), "s/GiB")
        figure("payload: most memory while it is sealed", made["memory"], "MB", "< 300")
        with served(place) as pid:
            fetched, plain = compare(place)
            server = memory_of(pid)
        figure("payload: plain curl to a file", SIZE / median(plain) / 1e6, "MB/s")
        figure(
            "payload: fetched, compared and durable",
            SIZE / median(one["wall"] for one in fetched) / 1e6,
            "MB/s",
        )
        ratio = median(p / f["wall"] for p, f in zip(plain, fetched, strict=True))
        figure("payload: rate beside plain curl", ratio, "x curl", ">= 0.6")
        figure("payload: fetching it, processor time", fetched[-1]["cpu"] / (SIZE / (1 << 30)), "s/GiB")
        figure("payload: most memory of the receiver", max(one["memory"] for one in fetched), "MB", "< 300")
        figure("payload: most memory of the sender's server", server, "MB", "< 300")
        opened = step("open", place)
        figure("payload: opened and compared, two at a time", SIZE / opened["wall"] / 1e6, "MB/s")
        figure("payload: opening it, processor time", opened["cpu"] / (SIZE / (1 << 30)), "s/GiB")
        figure("payload: most memory while it is opened", opened["memory"], "MB", "< 300")
    return 0


def compare(place: Path) -> tuple[list[dict[str, float]], list[float]]:
    """What fetching took, and what curl took, by turns."""
    fetched, plain = [], []
    listed = json.loads((place / "list.json").read_text())
    for _ in range(TURNS):
        plain.append(curl(place, len(listed["pieces"])))
        shutil.rmtree(place / "node" / "payloads" / "in", ignore_errors=True)
        os.sync()
        fetched.append(step("fetch", place))
    return fetched, plain


def curl(place: Path, count: int) -> float:
    """The seconds of one curl that writes every piece to a file, with the same tickets and one connection."""
    from glacy.exchange import read_payload, ticket

    key = read_payload((place / "list.json").read_bytes()).key
    into = place / "curl"
    into.mkdir()
    lines = []
    for number in range(1, count + 1):
        word = ticket(key, "fetch", envelope=ENVELOPE, number=number)
        lines += [
            f'url = "http://127.0.0.1:{PORT}/exchange/pieces/{ENVELOPE}/{number}"',
            f'header = "Glacy-Ticket: {word}"',
            f'output = "{into / str(number)}"',
            "fail",
            "next",
        ]
    (place / "curl.txt").write_text("\n".join(lines[:-1]))
    os.sync()
    began = time.perf_counter()
    subprocess.run(["curl", "--silent", "--config", str(place / "curl.txt")], check=True)
    took = time.perf_counter() - began
    assert len(list(into.iterdir())) == count
    shutil.rmtree(into)
    os.sync()
    return took


def step(name: str, place: Path) -> dict[str, float]:
    """A step in a process of its own: seconds, processor seconds, and the most memory in MB."""
    child = subprocess.Popen([sys.executable, str(HERE), name, str(place)])
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{name}: exit {child.returncode}")
    wall, cpu = json.loads((place / f"{name}.took").read_text())
    return {"wall": wall, "cpu": cpu, "memory": used.ru_maxrss / 1024}


def begin() -> tuple[float, float]:
    """Now, and the processor time of this process so far; its start is not counted."""
    return time.perf_counter(), time.process_time()


def taken(began: tuple[float, float]) -> str:
    """The seconds and the processor seconds since, as JSON."""
    return json.dumps([now - then for now, then in zip(begin(), began, strict=True)])


def make(place: Path) -> int:
    """Make the pieces of random evidence for the node, as a release does."""
    node = make_node_at(place)
    from glacy.canon import Digest
    from glacy.exchange import write_payload
    from glacy.node.files import make_folder
    from glacy.node.payload_pieces import make_pieces
    from glacy.node.veiled import VeiledFile

    make_folder(node.path / "vault")
    block = random.Random(20261122).randbytes(1 << 20)
    with VeiledFile(node.path / "vault") as bundle:
        for number in range(SIZE >> 20):
            bundle.raw.write(number.to_bytes(8, "big") + block[8:])
        began = begin()
        listed = make_pieces(
            node, "out", bundle, digest=Digest("0" * 64), to=node.entry.age_recipients
        )  # the digest of the whole is taken when the bundle is sealed
        (place / "make.took").write_text(taken(began))
    (place / "list.json").write_bytes(write_payload(listed))
    return 0


def offer(place: Path) -> int:
    """Put the list into a message of the node, so that its server gives the pieces out."""
    node = make_node_at(place)
    from glacy.exchange import PAYLOAD, Header, read_payload, write_envelope
    from glacy.store import payloads
    from glacy.store.models import MessageRow, ThreadRow

    at, data = node.clock(), (place / "list.json").read_bytes()
    header = Header(
        id=ENVELOPE,
        thread=ENVELOPE,
        sequence=1,
        previous=None,
        sender="GH",
        receiver="CL",
        kind="answer",
        at=at,
        exercise=True,
    )
    parts = {"body.json": b"{}", PAYLOAD: data}
    envelope = write_envelope(header, parts, by=node.signer, at=at, stamper=node.stamper)
    ThreadRow.objects.create(pk=ENVELOPE, country="CL", opened_at=at)
    row = MessageRow.objects.create(
        id=ENVELOPE,
        thread_id=ENVELOPE,
        direction="sent",
        kind="answer",
        country="CL",
        body=b"{}",
        state="sent",
        carried="waiting",
        envelope_id=ENVELOPE,
        envelope_digest=node.vault.put(envelope).digest,
        dated_at=at,
        changed_at=at,
        exercise=True,
    )
    payloads.put_payload(row, read_payload(data), at=at)
    (node.path / "payloads" / "out").rename(node.path / "payloads" / ENVELOPE)
    return 0


def fetch(place: Path) -> int:
    """Fetch every piece as the worker of a node does, and nothing else."""
    node = make_node_at(place)
    import hashlib

    from glacy.courier import HttpPieces
    from glacy.exchange import read_payload
    from glacy.node.payload_gathering import Gathering, fetch_pieces

    listed = read_payload((place / "list.json").read_bytes())
    folder = node.path / "payloads" / "in"
    folder.mkdir(parents=True)
    round_ = Gathering(listed=listed, envelope=ENVELOPE, folder=folder, stop=threading.Event())
    began = begin()
    fault = fetch_pieces(HttpPieces(), peer_of(node), round_, tell=lambda: None)
    (place / "fetch.took").write_text(taken(began))
    first = hashlib.sha256((folder / "00001.age").read_bytes()).hexdigest()
    return 1 if fault or next(round_.missing(), None) or first != listed.pieces[0].sealed else 0


def open_all(place: Path) -> int:
    """Open all pieces into a veiled file, each and the whole compared."""
    node = make_node_at(place)
    from glacy.exchange import read_payload
    from glacy.node.payload_taking import open_pieces
    from glacy.node.veiled import VeiledFile

    listed = read_payload((place / "list.json").read_bytes())
    began = begin()
    with VeiledFile(node.path / "vault") as clear:
        open_pieces(node, "in", listed, clear)
    (place / "open.took").write_text(taken(began))
    return 0


def make_node_at(place: Path) -> Any:  # Any: a Node, imported late because Django starts with it
    """The node of the run, made once."""
    path = place / "node"
    if not path.exists():
        done = [sys.executable, "-m", "glacy", "node", "init", str(path), "--country", "GH", "--exercise"]
        subprocess.run([*done, "--url", f"http://127.0.0.1:{PORT}"], check=True, stdout=subprocess.DEVNULL)
    from glacy.node import open_node, start_django

    start_django(path)
    return open_node(path)


def peer_of(node: Any) -> NodeEntry:  # Any: a Node, imported late
    """The sender: the same node, at its address."""
    entry: NodeEntry = node.entry
    return entry


@contextmanager
def served(place: Path) -> Iterator[int]:
    """The web of a node that offers the pieces: gunicorn, as `glacy serve` starts it; its process id."""
    from glacy.node.serving import web_command

    environment = {**os.environ, "GLACY_NODE": str(place / "node")}
    subprocess.run([sys.executable, str(HERE), "offer", str(place)], check=True)
    web = subprocess.Popen(web_command(port=PORT, host="127.0.0.1"), env=environment)
    try:
        for _ in range(100):
            try:
                line = HTTPConnection("127.0.0.1", PORT, timeout=2)
                line.request("GET", "/health")
                line.getresponse()
                break
            except OSError:
                time.sleep(0.2)
        yield web.pid
    finally:
        web.terminate()
        web.wait(30)


def memory_of(pid: int) -> float:
    """The most memory of a process and its children, in MB."""
    most = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if str(pid) in (status.parent.name, fields["PPid"].strip()):
            most = max(most, int(fields["VmHWM"].split()[0]))
    return most / 1024


def figure(name: str, value: float, unit: str, target: str = "") -> None:
    """One line."""
    print(f"{name} | {value:.3g} | {unit} | {target} | {COMMAND}", flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    raise SystemExit(main())
