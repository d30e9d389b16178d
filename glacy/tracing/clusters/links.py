"""Links between addresses, each with its transaction and rule, and the clusters that they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from glacy.tracing.clusters.change import CHANGE_RULES, Votes
from glacy.tracing.clusters.columns import Columns, Flags, Numbers

MULTI_INPUT = "multi-input"
RULES = (MULTI_INPUT, *CHANGE_RULES, "agreed-change")


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Two addresses, the transaction that links them, and the number of the rule in `RULES`."""

    left: Numbers
    right: Numbers
    tx: Numbers
    rule: Numbers

    def without(self, transactions: Numbers) -> Links:
        """The links that do not come from those transactions: what the analyst has cut."""
        kept = ~np.isin(self.tx, transactions)
        return Links(left=self.left[kept], right=self.right[kept], tx=self.tx[kept], rule=self.rule[kept])


def find_links(columns: Columns, *, skip: Flags, votes: Votes | None = None, least: int = 2) -> Links:
    """What was spent together is one holder's, joint transactions left out; and change, where rules agree."""
    known = columns.input_address >= 0
    first = _first_known(columns, known)
    anchor = first[columns.input_tx]
    rows = known & ~skip[columns.input_tx] & (anchor >= 0)
    rows &= columns.input_address != np.where(anchor >= 0, columns.input_address[anchor], -1)
    left, right = columns.input_address[anchor[rows]], columns.input_address[rows]
    tx = columns.input_tx[rows]
    rule = np.zeros(len(tx), np.int64)
    if votes is not None:
        agreed = votes.agreed(least=least)
        changed = np.flatnonzero((agreed >= 0) & (first >= 0) & ~skip)
        left = np.concatenate([left, columns.input_address[first[changed]]])
        right = np.concatenate([right, columns.output_address[agreed[changed]]])
        tx = np.concatenate([tx, changed])
        rule = np.concatenate([rule, np.full(len(changed), len(RULES) - 1)])
    return Links(left=left, right=right, tx=tx, rule=rule)


def _first_known(columns: Columns, known: Flags) -> Numbers:
    """The first input of each transaction whose address is known, or -1."""
    found = np.full(columns.transactions, -1, np.int64)
    rows = np.flatnonzero(known)[::-1]
    found[columns.input_tx[rows]] = rows
    return found


def partition(links: Links, *, addresses: int) -> Numbers:
    """The cluster of each address, named by its lowest address (graphsense-clustering)."""
    from gs_clustering import Clustering

    clustering = Clustering(max_address_id=max(addresses - 1, 0))
    if len(links.left):
        pairs = np.stack([links.left, links.right], axis=1).astype(np.uint32).ravel()
        offsets = np.arange(0, len(pairs) + 1, 2, dtype=np.int32)
        clustering.process_transactions_arrow(pa.ListArray.from_arrays(pa.array(offsets), pa.array(pairs)))
    mapping = clustering.get_mapping()
    found = np.asarray(mapping.column("cluster_id").to_numpy(), dtype=np.int64)[:addresses]
    least = np.arange(addresses, dtype=np.int64)
    np.minimum.at(least, found, np.arange(addresses))
    return least[found]
