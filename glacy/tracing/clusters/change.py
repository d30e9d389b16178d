"""Which output of a transaction goes back to who made it: named rules, each of which may be silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from glacy.tracing.clusters.columns import Columns, Flags, Numbers, counts, starts

CHANGE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "back-to-input": "the output pays an address that the transaction spends from",
        "new-address": "of two outputs one pays an address never seen before and the other does not",
        "same-form": "of two outputs one has the form of all inputs and the other has not",
        "round-payment": "of two outputs one is a round amount, which people pay, and the other is not",
        "needless-input": "of two outputs one is smaller than every input: the other would make one needless",
    }
)
"""Each rule in words."""

_ROUND = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """By rule the output that it takes for the change of each transaction, or -1."""

    by_rule: Mapping[str, Numbers]

    def agreed(self, *, least: int) -> Numbers:
        """The output that at least so many rules name and none contradicts, or -1."""
        stacked = np.stack(list(self.by_rule.values()))
        top = stacked.max(axis=0)
        dissent = ((stacked != top) & (stacked >= 0)).any(axis=0)
        votes = ((stacked == top) & (stacked >= 0)).sum(axis=0)
        return np.where((votes >= least) & ~dissent, top, -1)


def vote(columns: Columns, *, skip: Flags) -> Votes:
    """What each rule says of each transaction, those left out that are to be skipped."""
    n = columns.transactions
    begin = starts(columns.output_tx, n)[:-1]
    spends = counts(columns.input_tx, n) > 0
    two = (counts(columns.output_tx, n) == 2) & spends & ~skip
    tx = np.flatnonzero(two)
    left, right = begin[tx], begin[tx] + 1
    paired = (columns.output_address[left] >= 0) & (columns.output_address[right] >= 0)
    tx, left, right = tx[paired], left[paired], right[paired]
    one_of = {
        "new-address": _new(columns),
        "same-form": _same_form(columns),
        "round-payment": columns.output_value % _ROUND != 0,
        "needless-input": columns.output_value < _smallest_input(columns)[columns.output_tx],
    }
    by_rule = {"back-to-input": np.where(skip, -1, _back(columns))}
    for rule, holds in one_of.items():
        found = np.full(n, -1, np.int64)
        alone = holds[left] != holds[right]
        found[tx[alone]] = np.where(holds[left], left, right)[alone]
        by_rule[rule] = found
    return Votes(by_rule=by_rule)


def _back(columns: Columns) -> Numbers:
    """The one output that pays an address which its transaction spends from."""
    width = np.int64(columns.addresses + 1)
    spent = columns.input_tx * width + columns.input_address
    paid = columns.output_tx * width + columns.output_address
    again = np.isin(paid, spent) & (columns.output_address >= 0)
    found = np.full(columns.transactions, -1, np.int64)
    rows = np.flatnonzero(again)
    once = np.bincount(columns.output_tx[rows], minlength=columns.transactions) == 1
    rows = rows[once[columns.output_tx[rows]]]
    found[columns.output_tx[rows]] = rows
    return found


def _new(columns: Columns) -> Flags:
    """Whether an output is the first that its address ever gets."""
    first = np.full(columns.addresses + 1, len(columns.output_tx), np.int64)
    rows = np.arange(len(columns.output_tx))
    np.minimum.at(first, columns.output_address, rows)
    return np.asarray(first[columns.output_address] == rows)


def _same_form(columns: Columns) -> Flags:
    """Whether an output has the form that all inputs of its transaction have."""
    known = columns.input_output >= 0
    kind = columns.output_kind[columns.input_output[known]]
    low = np.full(columns.transactions, np.iinfo(np.int64).max)
    high = np.full(columns.transactions, -1, np.int64)
    np.minimum.at(low, columns.input_tx[known], kind)
    np.maximum.at(high, columns.input_tx[known], kind)
    form = np.where(low == high, low, -1)
    return np.asarray(form[columns.output_tx] == columns.output_kind)


def _smallest_input(columns: Columns) -> Numbers:
    """The smallest amount that each transaction spends, zero where one is unknown or there is only one."""
    n = columns.transactions
    least = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(least, columns.input_tx, columns.input_value)
    several = counts(columns.input_tx, n) > 1
    return np.where(several & (least > 0), least, 0)
