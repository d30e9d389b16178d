"""The tables of a data set: as they are taken over from sources, and as they are numbered for work."""

from __future__ import annotations

import pyarrow as pa

TAKEN = {
    "blocks": pa.schema(
        [
            ("block", pa.int64()),
            ("name", pa.binary()),
            ("previous", pa.binary()),
            ("time", pa.int64()),
            ("work", pa.string()),
            ("stated_height", pa.int64()),
            ("transactions", pa.int64()),
            ("checked", pa.bool_()),
            ("witness", pa.string()),
            ("source", pa.int64()),
            ("offset", pa.int64()),
            ("size", pa.int64()),
        ]
    ),
    "transactions": pa.schema(
        [
            ("block", pa.int64()),
            ("place", pa.int64()),
            ("position", pa.int64()),
            ("name", pa.binary()),
            ("is_coinbase", pa.bool_()),
            ("source", pa.int64()),
            ("offset", pa.int64()),
            ("size", pa.int64()),
        ]
    ),
    "inputs": pa.schema(
        [
            ("place", pa.int64()),
            ("n", pa.int64()),
            ("spent_name", pa.binary()),
            ("spent_n", pa.int64()),
            ("value", pa.int64()),
            ("holder", pa.binary()),
        ]
    ),
    "outputs": pa.schema(
        [
            ("place", pa.int64()),
            ("n", pa.int64()),
            ("value", pa.int64()),
            ("holder", pa.binary()),
            ("kind", pa.string()),
        ]
    ),
}
"""What is worked with: dense numbers from zero, the same for the same blocks in any order."""

NUMBERED = ("blocks", "transactions", "inputs", "outputs", "addresses")
"""What is worked with: dense numbers from zero, the same for the same blocks in whatever order."""
