"""What a node weighs: memory at rest, and the bytes of its pages on the line, compressed."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from glacy.demonstration import read_story
from glacy.demonstration.making import make_world
from glacy.demonstration.running import serving
from glacy.times import read_instant

COMMAND = "python benchmarks/node.py"
REST = 5.0
MEGABYTE = 1_000_000
ROUTE = "/routes?requested=CL&requesting=GH&data=subscriber&urgency=urgent&on_day=21&on_month=11&on_year=2026"
PAGES = ("/sign-in", "/routes", ROUTE, "/check")


def main() -> None:
    """Make two nodes, let them rest, look at them; ask their pages as a new and as a returning browser."""
    with tempfile.TemporaryDirectory() as folder:
        at = read_instant("2026-11-20T23:52:00Z")
        world = make_world(Path(folder), read_story(), at=at, any_port=True, told=lambda _: None)
        started = time.monotonic()
        with serving(world) as servers:
            print(f"two nodes from start to ready | {time.monotonic() - started:.2f} | s |  | {COMMAND}")
            base = world["GH"].url
            first = max(size_of(base, page) for page in PAGES)
            time.sleep(REST)
            memory = statistics.mean(memory_of(server.process_id) for server in servers)
            print(f"a node at rest, web and worker | {memory / MEGABYTE:.0f} | MB | < 200 | {COMMAND}")
            whole = first + sum(size_of(base, address) for address in assets_of(base))
            print(f"first view of the heaviest open page | {whole / 1000:.1f} | KB | <= 50 | {COMMAND}")
            print(f"later view of the heaviest open page | {first / 1000:.1f} | KB | <= 15 | {COMMAND}")


def memory_of(process_id: int) -> int:
    """The memory of a process and all it started, each shared page counted once for those who share it."""
    process = psutil.Process(process_id)
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_full_info().pss for one in family)


def size_of(base: str, address: str) -> int:
    """The compressed bytes of an answer as they go over the line."""
    with (
        httpx.Client(base_url=base, trust_env=False) as client,
        client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer,
    ):
        answer.raise_for_status()
        return sum(len(chunk) for chunk in answer.iter_raw())


def assets_of(base: str) -> list[str]:
    """The styles and the script that the first page names."""
    text = httpx.get(f"{base}/sign-in", trust_env=False).text
    parts = [part.split('"')[0] for part in text.split('"/static/')[1:]]
    return [f"/static/{part}" for part in dict.fromkeys(parts)]


if __name__ == "__main__":
    main()
