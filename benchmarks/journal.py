"""How fast a journal grows and proves: in memory, durable on disk, in a whole node, at 1,000,000 entries.

The single appends stand beside what the disk itself does in the same minute: a write and an fsync, by turns.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from glacy.journal import (
    Edge,
    Growth,
    Opening,
    SigningKey,
    TileHashes,
    consistency_proof,
    grow,
    inclusion_proof,
    leaf_hash,
    sign_checkpoint,
    verify_consistency,
    verify_inclusion,
)
from glacy.node.files import write_durably, write_many

COMMAND = "python benchmarks/journal.py"
SIZE = 1_000_000
BATCH = 1_000
DURABLE_BATCHES = 100
SINGLE = 200
PROOFS = 3_000
NODE_BATCHES = 30
AT = datetime(2026, 11, 21, 0, 41, 7, tzinfo=UTC)
URL = "http://127.0.0.1:8101"
KEY = SigningKey(name="bench.example/journal", seed=bytes(32))
BESIDE = SigningKey(name="bench.example/journal", seed=bytes(32), use="cosigner")


def entry(number: int) -> bytes:
    """An entry of the usual length."""
    return b'{"at":"2026-11-21T00:41:07Z","commitment":"%064x","format":"glacy.entry/1","kind":"x"}' % number


def keep(folder: Path, growth: Growth) -> None:
    """Makes a batch durable in the steps of a node: tiles and their names, the signed head, the checkpoint.

    A node commits the head to its database; here one append and one sync stand for it.
    """
    note = sign_checkpoint(growth.checkpoint(KEY.name), key=KEY, beside=BESIDE, at=AT)
    files = [(folder / file.path, file.content) for file in growth.files]
    for path, _ in files:
        path.parent.mkdir(parents=True, exist_ok=True)
    write_many(files, mode=0o644)
    with (folder / "heads").open("ab", buffering=0) as heads:
        heads.write(note)
        os.fsync(heads.fileno())
    write_durably(folder / "checkpoint", note, mode=0o644, lazily=True)


def durable_rate(batches: int, batch: int) -> float:
    """Entries a second, each batch on disk before the next."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder, edge = Path(name), Edge.empty()

        def find_tile(path: str) -> bytes | None:
            file = folder / path
            return file.read_bytes() if file.exists() else None

        started = time.perf_counter()
        for number in range(batches):
            entries = [entry(number * batch + place) for place in range(batch)]
            growth = grow(edge, entries, find_tile=find_tile)
            keep(folder, growth)
            edge = growth.edge
        return batches * batch / (time.perf_counter() - started)


def median_micros(act: Callable[[int], object], numbers: list[int]) -> float:
    """The median time of an act over these numbers, in microseconds."""
    taken = []
    for number in numbers:
        started = time.perf_counter()
        act(number)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1e6


def measure_node(folder: Path) -> None:
    """A whole node on SQLite: acts as rows, tiles, places and head, each batch durable before the next."""
    from glacy.node import make_node, open_node, start_django

    def make_tables() -> None:
        start_django(folder)
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)

    make_node(folder, country="GH", name="bench", url=URL, exercise=True, make_tables=make_tables)
    node = open_node(folder)
    from django.db import transaction

    from glacy.node.sequencer import sequence
    from glacy.store import journal

    rows = placed = 0.0
    sequence(node)
    for number in range(NODE_BATCHES):
        started = time.perf_counter()
        with transaction.atomic():
            journal.put_entries((opening(number * BATCH + place) for place in range(BATCH)), by=None)
        committed = time.perf_counter()
        sequence(node)
        rows, placed = rows + committed - started, placed + time.perf_counter() - committed
    count = NODE_BATCHES * BATCH
    print(f"journal of a node: acts committed in batches of 1,000 | {count / rows:.0f} | /s |  | {COMMAND}")
    print(f"journal of a node: their tiles, places and head | {count / placed:.0f} | /s |  | {COMMAND}")
    acts: list[float] = []
    heads: list[float] = []
    disk: list[float] = []
    with (folder / "disk").open("wb", buffering=0) as file:
        for number in range(SINGLE):
            started = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            synced = time.perf_counter()
            with transaction.atomic():
                journal.put_entry("x", by=None, what={"n": number}, at=AT)
            committed = time.perf_counter()
            sequence(node)
            disk.append(synced - started)
            acts.append(committed - synced)
            heads.append(time.perf_counter() - committed)
    act, head, sync = (1 / statistics.fmean(one) for one in (acts, heads, disk))
    print(f"journal of a node: single acts, each durable | {act:.0f} | /s |  | {COMMAND}")
    print(f"journal of a node: single heads, tiles and all | {head:.0f} | /s |  | {COMMAND}")
    print(f"journal of a node: the disk itself, write and fsync | {sync:.0f} | /s |  | {COMMAND}")
    bound = min(200.0, sync)
    name = "journal: single durable appends, of 200/s or the disk's rate"
    print(f"{name} | {act / bound:.2f} | x | >= 1 | {COMMAND}")


def opening(number: int) -> Opening:
    """An act of the usual length."""
    return Opening(kind="x", who="bench", what={"n": number}, at=AT, salt=number.to_bytes(32, "big"))


def main() -> None:
    """Print the figures."""
    if "--node" in sys.argv:
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
            measure_node(Path(name) / "gh")
        return
    tiles: dict[str, bytes] = {}
    edge = Edge.empty()
    started = time.perf_counter()
    for at in range(0, SIZE, BATCH):
        growth = grow(edge, [entry(number) for number in range(at, at + BATCH)], find_tile=tiles.get)
        tiles.update({file.path: file.content for file in growth.files})
        edge = growth.edge
    rate = SIZE / (time.perf_counter() - started)
    print(f"journal: appended in batches of 1,000, in memory | {rate:.0f} | /s |  | {COMMAND}")
    durable = durable_rate(DURABLE_BATCHES, BATCH)
    print(f"journal: appended in batches of 1,000, durable | {durable:.0f} | /s | >= 50000 | {COMMAND}")
    subprocess.run([sys.executable, __file__, "--node"], check=True)

    chosen = random.Random(7)
    hashes = TileHashes(size=SIZE, find_tile=tiles.get)
    cold = median_micros(
        lambda number: inclusion_proof(number, SIZE, hashes.hash_at), [chosen.randrange(SIZE)]
    )
    for number in range(0, SIZE, 256):
        hashes.hash_at(0, number)
    numbers = [chosen.randrange(SIZE) for _ in range(PROOFS)]
    proofs = {number: inclusion_proof(number, SIZE, hashes.hash_at) for number in numbers}
    made = median_micros(lambda number: inclusion_proof(number, SIZE, hashes.hash_at), numbers)
    root = edge.root
    verified = median_micros(
        lambda number: verify_inclusion(
            index=number, size=SIZE, leaf=leaf_hash(entry(number)), proof=proofs[number], root=root
        ),
        numbers,
    )
    print(f"journal: inclusion proof at 1,000,000, first one | {cold:.0f} | us |  | {COMMAND}")
    print(f"journal: inclusion proof at 1,000,000, tiles kept | {made:.1f} | us | < 100 | {COMMAND}")
    print(f"journal: inclusion verified at 1,000,000 | {verified:.1f} | us | < 100 | {COMMAND}")
    half = SIZE // 2 + 7
    earlier = TileHashes(size=half, find_tile=tiles.get).edge().root
    proof = consistency_proof(half, SIZE, hashes.hash_at)
    consistent = median_micros(
        lambda _: verify_consistency(
            earlier=half, later=SIZE, earlier_root=earlier, later_root=root, proof=proof
        ),
        numbers[:500],
    )
    print(f"journal: consistency verified at 1,000,000 | {consistent:.1f} | us | < 100 | {COMMAND}")


if __name__ == "__main__":
    main()
