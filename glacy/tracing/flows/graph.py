"""Outputs, and the transactions that make and spend them, so that a step in either direction is a look-up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glacy.tracing.clusters import Columns
from glacy.tracing.clusters.columns import Numbers, starts


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Where the inputs and outputs of a transaction begin, and which transaction spends an output (or -1)."""

    columns: Columns
    inputs: Numbers
    outputs: Numbers
    spender: Numbers

    def inputs_of(self, tx: int) -> range:
        """The rows of what a transaction spends."""
        return range(int(self.inputs[tx]), int(self.inputs[tx + 1]))

    def outputs_of(self, tx: int) -> range:
        """The outputs of a transaction."""
        return range(int(self.outputs[tx]), int(self.outputs[tx + 1]))

    def paid_to(self, address: int) -> list[int]:
        """The outputs that an address got."""
        return [int(one) for one in np.flatnonzero(self.columns.output_address == address)]

    def sides(self, tx: int) -> tuple[list[int], list[int]]:
        """The amounts spent and paid, made equal: the fee is a last output.

        An input whose amount is not known is taken to be what is lacking, so that there is no fee then. New
        coins have no input; theirs is one of their own.
        """
        columns = self.columns
        spent = [int(columns.input_value[row]) for row in self.inputs_of(tx)]
        paid = [int(columns.output_value[row]) for row in self.outputs_of(tx)]
        lacking = sum(paid) - sum(value for value in spent if value > 0)
        for at, value in enumerate(spent):
            if value < 0:
                spent[at] = max(lacking, 0)
                lacking = 0
        if not spent:
            spent = [sum(paid)]
        spent[-1] += max(sum(paid) - sum(spent), 0)
        return spent, [*paid, max(sum(spent) - sum(paid), 0)]


def graph_of(columns: Columns) -> Graph:
    """The graph of the columns of a data set."""
    spender = np.full(len(columns.output_tx), -1, np.int64)
    known = columns.input_output >= 0
    spender[columns.input_output[known]] = columns.input_tx[known]
    return Graph(
        columns=columns,
        inputs=starts(columns.input_tx, columns.transactions),
        outputs=starts(columns.output_tx, columns.transactions),
        spender=spender,
    )
