"""The columns of a data set that clustering needs: inputs and outputs in the order of transactions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from glacy.tracing.dataset import Folder

Numbers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
NOBODY = -1
"""The address of an input or output that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Inputs and outputs by transaction; `kind` is a small number for each form of output."""

    transactions: int
    addresses: int
    input_tx: Numbers
    input_address: Numbers
    input_value: Numbers
    input_output: Numbers
    output_tx: Numbers
    output_address: Numbers
    output_value: Numbers
    output_kind: Numbers
    height: Numbers


def read_columns(folder: Folder) -> Columns:
    """The columns of a data set."""
    inputs = pq.read_table(folder.numbered("inputs"), columns=["tx", "address", "value", "output"])
    outputs = pq.read_table(folder.numbered("outputs"), columns=["tx", "address", "value", "kind"])
    transactions = pq.read_table(folder.numbered("transactions"), columns=["height"])
    kinds = outputs["kind"].combine_chunks().dictionary_encode()
    return Columns(
        transactions=transactions.num_rows,
        addresses=pq.read_metadata(folder.numbered("addresses")).num_rows,
        input_tx=_array(inputs["tx"]),
        input_address=_array(inputs["address"]),
        input_value=_array(inputs["value"]),
        input_output=_array(inputs["output"]),
        output_tx=_array(outputs["tx"]),
        output_address=_array(outputs["address"]),
        output_value=_array(outputs["value"]),
        output_kind=_array(kinds.indices),
        height=_array(transactions["height"]),
    )


def _array(column: object) -> Numbers:
    filled = column.fill_null(NOBODY)  # type: ignore[attr-defined]  # pyarrow has no types of its own
    return np.asarray(filled.to_numpy(), dtype=np.int64)


def counts(tx: Numbers, transactions: int) -> Numbers:
    """How many rows each transaction has."""
    return np.bincount(tx, minlength=transactions).astype(np.int64)


def starts(tx: Numbers, transactions: int) -> Numbers:
    """Where the rows of each transaction begin, and one more for the end of the last."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts(tx, transactions))])
