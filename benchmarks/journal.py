"""How fast a journal grows and proves: in memory, on disk made durable, and proofs at 1,000,000 entries."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from glacy.journal import (
    Edge,
    Growth,
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

COMMAND = "python benchmarks/journal.py"
SIZE = 1_000_000
BATCH = 1_000
DURABLE_BATCHES = 100
SINGLE = 200
PROOFS = 3_000
KEY = SigningKey(name="bench.example/journal", seed=bytes(32))


def entry(number: int) -> bytes:
    """An entry of the usual length."""
    return b'{"at":"2026-11-21T00:41:07Z","commitment":"%064x","format":"glacy.entry/1","kind":"x"}' % number


def write_durably(folder: Path, growth: Growth) -> None:
    """Writes the files of a batch as a node does: temporary, fsync, rename, fsync of each folder."""
    folders = set()
    note = sign_checkpoint(growth.checkpoint(KEY.name), key=KEY)
    for path, content in [*((file.path, file.content) for file in growth.files), ("checkpoint", note)]:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(target.name + ".new")
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        folders.add(target.parent)
    for each in folders:
        descriptor = os.open(each, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


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
            write_durably(folder, growth)
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


def main() -> None:
    """Print the figures."""
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
    print(f"journal: appended one by one, durable | {durable_rate(SINGLE, 1):.0f} | /s |  | {COMMAND}")

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
