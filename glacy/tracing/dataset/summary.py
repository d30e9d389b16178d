"""What is in a data set, counted."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow.compute as pc
import pyarrow.parquet as pq

from glacy.tracing.dataset.folder import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The first or the last block of a data set."""

    height: int | None
    hash: str
    time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts of the chain in a data set; `rivals` are blocks that lost, `stretches` runs without a gap."""

    blocks: int
    transactions: int
    inputs: int
    outputs: int
    addresses: int
    rivals: int
    stretches: int
    unchecked: int
    unknown_inputs: int
    first: End | None
    last: End | None


def summarise(folder: Folder) -> Summary:
    """The counts of a data set, zero for an empty one."""
    if not folder.manifest.numbered:
        return Summary(
            blocks=0, transactions=0, inputs=0, outputs=0, addresses=0, rivals=0, stretches=0, unchecked=0,
            unknown_inputs=0, first=None, last=None,
        )  # fmt: skip
    blocks = pq.read_table(
        folder.numbered("blocks"), columns=["chosen", "name", "height", "time", "stretch", "checked"]
    )
    chain = blocks.filter(pc.is_valid(blocks["chosen"])).sort_by("chosen")
    ends = [
        End(
            height=chain["height"][at].as_py(),
            hash=chain["name"][at].as_py()[::-1].hex(),
            time=chain["time"][at].as_py(),
        )
        for at in ((0, chain.num_rows - 1) if chain.num_rows else ())
    ]
    inputs = pq.read_table(folder.numbered("inputs"), columns=["output"])
    return Summary(
        blocks=chain.num_rows,
        transactions=_rows(folder, "transactions"),
        inputs=inputs.num_rows,
        outputs=_rows(folder, "outputs"),
        addresses=_rows(folder, "addresses"),
        rivals=blocks.num_rows - chain.num_rows,
        stretches=len(pc.unique(chain["stretch"])),
        unchecked=chain.num_rows - pc.sum(chain["checked"]).as_py(),
        unknown_inputs=inputs["output"].null_count,
        first=ends[0] if ends else None,
        last=ends[-1] if ends else None,
    )


def _rows(folder: Folder, table: str) -> int:
    return int(pq.read_metadata(folder.numbered(table)).num_rows)
