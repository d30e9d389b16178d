"""Transactions that several made together (coinjoin), in which inputs say nothing of one holder."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from glacy.tracing.clusters.columns import Columns, Flags, Numbers, counts, starts

JOINT_RULES: Mapping[str, str] = MappingProxyType(
    {
        "whirlpool": "at least five inputs and as many outputs, all of one amount",
        "equal-shares": "at least three equal outputs of different addresses, at least as many inputs from"
        " different addresses, and no more than twice as many outputs (JoinMarket, Wasabi 1)",
        "two-shares": "two inputs of two addresses, two equal outputs, and two others that are what each"
        " input leaves over, but for fees (JoinMarket with one maker)",
        "wabisabi": "at least fifty inputs and twenty outputs, half of which share their amount with another",
    }
)
"""Each rule in words. They tell a form; a payment to several in equal parts can have it too."""

_FEES = 5000


def find_joint(columns: Columns) -> Mapping[str, Flags]:
    """By rule, whether each transaction has that form."""
    n = columns.transactions
    inputs, outputs = counts(columns.input_tx, n), counts(columns.output_tx, n)
    alike, shared = _equal(columns)
    holders = _holders(columns)
    whirlpool = (inputs >= 5) & (inputs == outputs) & (alike == outputs)
    equal = (alike >= 3) & (holders >= alike) & (outputs <= 2 * alike + 1)
    wabisabi = (inputs >= 50) & (outputs >= 20) & (2 * shared >= outputs)
    two = _two_shares(columns, (inputs == 2) & (outputs == 4) & (alike == 2) & (holders == 2))
    return {
        "whirlpool": whirlpool,
        "equal-shares": equal & ~whirlpool,
        "two-shares": two,
        "wabisabi": wabisabi & ~equal & ~whirlpool,
    }


def _two_shares(columns: Columns, likely: Flags) -> Flags:
    """Of the likely ones those where each input covers one of the equal shares and one of the others."""
    n = columns.transactions
    rows = np.flatnonzero(likely)
    paid = columns.output_value[starts(columns.output_tx, n)[rows][:, None] + np.arange(4)]
    spent = columns.input_value[starts(columns.input_tx, n)[rows][:, None] + np.arange(2)]
    paid, spent = np.sort(paid, axis=1), np.sort(spent, axis=1)
    first = np.argmax(paid[:, 1:] == paid[:, :-1], axis=1)
    share = paid[np.arange(len(rows)), first]
    left = np.where(first == 0, paid[:, 2], paid[:, 0])
    right = np.where(first == 2, paid[:, 1], paid[:, 3])
    over = np.abs(spent - share[:, None] - np.stack([left, right], axis=1))
    found = np.zeros(n, bool)
    found[rows[(over <= (share // 20 + _FEES)[:, None]).all(axis=1)]] = True
    return found


def _equal(columns: Columns) -> tuple[Numbers, Numbers]:
    """Of each transaction the most outputs with one amount, and how many share theirs; both by address."""
    n = columns.transactions
    real = columns.output_value > 0
    tx, value, address = columns.output_tx[real], columns.output_value[real], columns.output_address[real]
    order = np.lexsort((address, value, tx))
    tx, value, address = tx[order], value[order], address[order]
    if not len(tx):
        return np.zeros(n, np.int64), np.zeros(n, np.int64)
    other = np.ones(len(tx), bool)
    other[1:] = (tx[1:] != tx[:-1]) | (value[1:] != value[:-1])
    new = other.copy()
    new[1:] |= address[1:] != address[:-1]
    first = np.flatnonzero(other)
    size = np.add.reduceat(new.astype(np.int64), first)
    most, shared = np.zeros(n, np.int64), np.zeros(n, np.int64)
    np.maximum.at(most, tx[first], size)
    np.add.at(shared, tx[first], np.where(size > 1, size, 0))
    return most, shared


def _holders(columns: Columns) -> Numbers:
    """How many different addresses each transaction spends from; unknown ones count one each."""
    known = columns.input_address >= 0
    pairs = np.unique(np.stack([columns.input_tx[known], columns.input_address[known]]), axis=1)
    unknown = np.bincount(columns.input_tx[~known], minlength=columns.transactions)
    found = np.bincount(pairs[0].astype(np.int64), minlength=columns.transactions) + unknown
    return found.astype(np.int64)
