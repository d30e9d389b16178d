"""How often each rule of clustering errs on invented chains, and how fast blocks are taken over.

The errors are measured on generated data (three seeds of the generator, whose truth is known). They say how
the rules behave there, not on a real chain: real people have other habits.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
import numpy.typing as npt

from glacy.tracing import read_script, write_frame
from glacy.tracing.clusters import (
    Columns,
    find_joint,
    find_links,
    grow,
    partition,
    read_columns,
    vote,
)
from glacy.tracing.dataset import Folder, Loader, number, open_folder
from glacy.tracing.invented import Story, tell
from glacy.tracing.ledger import holder_of

COMMAND = "python benchmarks/tracing.py"
SEEDS = (101, 102, 103)
TRANSACTIONS = 4000
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Of an invented chain, by hash what a transaction was and its change, by holder its owner."""

    kinds: Mapping[bytes, str]
    change: Mapping[bytes, int | None]
    owners: Mapping[bytes, int]


def main() -> int:
    """Print every figure."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    seconds = size = 0.0
    for seed in SEEDS:
        data, truth = invent(seed)
        with tempfile.TemporaryDirectory() as place:
            started = time.perf_counter()
            folder = load(Path(place), data)
            seconds += time.perf_counter() - started
            size += len(data)
            number(folder, engine=ibis.duckdb.connect())
            for name, counts in measure(folder, truth).items():
                found.setdefault(name, []).append(counts)
    print(f"on generated data: {len(SEEDS)} chains of {TRANSACTIONS} transactions", file=sys.stderr)
    for name, each in found.items():
        right, said, true = (sum(one[at] for one in each) for at in range(3))
        print(figure(f"{name}, precision on generated data", right / max(said, 1)))
        print(figure(f"{name}, recall on generated data", right / max(true, 1)))
    print(f"blocks checked and taken over | {size / seconds / 1e6:.1f} | MB/s | | {COMMAND}")
    return 0


def figure(name: str, value: float) -> str:
    return f"{name} | {100 * value:.1f} | % | | {COMMAND}"


def invent(seed: int) -> tuple[bytes, Truth]:
    story = Story(seed=seed, transactions=TRANSACTIONS)
    blocks = []
    kinds: dict[bytes, str] = {}
    change: dict[bytes, int | None] = {}
    for block, every in tell(story):
        blocks.append(write_frame(block, chain=story.chain))
        for one in every:
            kinds[one.transaction.name] = one.kind
            change[one.transaction.name] = one.change
    owners = {
        holder: wallet.owner
        for wallet in story.wallets
        for script in wallet.scripts
        if (holder := holder_of(read_script(script))) is not None
    }
    return b"".join(blocks), Truth(kinds=kinds, change=change, owners=owners)


def load(place: Path, data: bytes) -> Folder:
    with open_folder(place, chain=Story(seed=0, transactions=0).chain) as folder:
        digest = hashlib.sha256(data).hexdigest()
        Loader(folder).load(io.BytesIO(data), name="invented", digest=digest, size=len(data))
    return folder


def measure(folder: Folder, truth: Truth) -> dict[str, tuple[int, int, int]]:
    """By rule how often it was right, how often it spoke, and how often it should have."""
    import pyarrow.parquet as pq

    columns = read_columns(folder)
    names = pq.read_table(folder.numbered("transactions"), columns=["name"])["name"].to_pylist()
    holders = pq.read_table(folder.numbered("addresses"), columns=["holder"])["holder"].to_pylist()
    owner = np.array([truth.owners[one] for one in holders], np.int64)
    joint = np.logical_or.reduce(list(find_joint(columns).values()))
    mixed = np.array([truth.kinds[one] == "mixing" for one in names])
    found = {"joint transactions": (int((joint & mixed).sum()), int(joint.sum()), int(mixed.sum()))}
    votes = vote(columns, skip=joint)
    true = true_change(columns, [truth.change[one] for one in names])
    for rule, said in {**votes.by_rule, "two rules agreed": votes.agreed(least=2)}.items():
        right = int(((said == true) & (said >= 0)).sum())
        found[f"change by {rule}"] = (right, int((said >= 0).sum()), int((true >= 0).sum()))
    alone = find_links(columns, skip=joint)
    grow(alone, addresses=columns.addresses)
    found["multi-input, pairs of addresses"] = pairs(partition(alone, addresses=columns.addresses), owner)
    both = find_links(columns, skip=joint, votes=votes, least=2)
    found["multi-input and change, pairs"] = pairs(partition(both, addresses=columns.addresses), owner)
    return found


def true_change(columns: Columns, change: list[int | None]) -> Numbers:
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(columns.output_tx))])
    return np.array([-1 if one is None else first[tx] + one for tx, one in enumerate(change)], np.int64)


def pairs(clusters: Numbers, owner: Numbers) -> tuple[int, int, int]:
    """Pairs of addresses that are together and one owner's, that are together, and that are one owner's."""
    both = np.stack([clusters, owner])
    return tuple(  # type: ignore[return-value]  # three, one to each way of counting
        int((many * (many - 1) // 2).sum())
        for many in (
            np.unique(both, axis=1, return_counts=True)[1],
            np.unique(clusters, return_counts=True)[1],
            np.unique(owner, return_counts=True)[1],
        )
    )


if __name__ == "__main__":
    sys.exit(main())
