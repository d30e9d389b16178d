"""A gate from pairs that a reader found, and a gate that goes on learning from what reviewers decide."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from glacy.legislation.gate import FEATURES, Gate

Row = tuple[Sequence[float], bool]
"""The features of a pair, and whether it is one."""

_RIDGE = 1.0
_TRUST = 3.0
_STEPS = 25
_NEAR = 1e-9
_HALVINGS = 30


def fit_gate(rows: Sequence[Row], *, known: int, fitted_on: tuple[str, ...]) -> Gate:
    """A gate fitted on pairs by ridge-weighted logistic regression, Newton's method.

    `known` is how many pairs there are, found among the rows or not: one half is put where F1 over them is
    greatest.
    """
    width = len(FEATURES)
    means = tuple(math.fsum(values[at] for values, _ in rows) / len(rows) for at in range(width))
    deviations = tuple(
        math.sqrt(math.fsum((values[at] - means[at]) ** 2 for values, _ in rows) / len(rows)) or 1.0
        for at in range(width)
    )
    scaled = [(_scaled(values, means, deviations), is_pair) for values, is_pair in rows]
    weights = _newton(scaled, [0.0] * (width + 1), ridge=_RIDGE, holds_constant=False)
    gate = Gate(
        means=means,
        deviations=deviations,
        weights=tuple(weights[:-1]),
        constant=weights[-1],
        shift=0.0,
        fitted_on=fitted_on,
    )
    return replace(gate, shift=_shift(gate, scaled, known))


def learn(gate: Gate, rows: Sequence[Row]) -> Gate:
    """The gate after some decisions: as near to what it was as they allow, so that a few move it little."""
    if not rows:
        return gate
    before = [*gate.weights, gate.constant + gate.shift]
    scaled = [(_scaled(values, gate.means, gate.deviations), is_pair) for values, is_pair in rows]
    after = _newton(scaled, before, ridge=_TRUST, holds_constant=True)
    return replace(gate, weights=tuple(after[:-1]), constant=after[-1] - gate.shift)


def _scaled(values: Sequence[float], means: Sequence[float], deviations: Sequence[float]) -> list[float]:
    return [
        *((value - mean) / spread for value, mean, spread in zip(values, means, deviations, strict=True)),
        1.0,
    ]


def _newton(
    rows: Sequence[tuple[list[float], bool]],
    prior: Sequence[float],
    *,
    ridge: float,
    holds_constant: bool,
) -> list[float]:
    """The weights at which the penalised likelihood is greatest; the penalty pulls towards the prior."""
    width = len(prior)
    pulls = [ridge] * (width - 1) + [ridge if holds_constant else 0.0]
    weights = list(prior)
    for _ in range(_STEPS):
        slope = [-pull * (weight - first) for pull, weight, first in zip(pulls, weights, prior, strict=True)]
        bend = [[pulls[at] if at == to else 0.0 for to in range(width)] for at in range(width)]
        for values, is_pair in rows:
            total = math.fsum(weight * value for weight, value in zip(weights, values, strict=True))
            chance = 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))
            for at in range(width):
                slope[at] += (is_pair - chance) * values[at]
                for to in range(at, width):
                    bend[at][to] += chance * (1 - chance) * values[at] * values[to]
        for at in range(width):
            for to in range(at):
                bend[at][to] = bend[to][at]
        step = _solve(bend, slope)
        now = _cost(rows, weights, prior, pulls)
        for _ in range(_HALVINGS):
            further = [weight + change for weight, change in zip(weights, step, strict=True)]
            if _cost(rows, further, prior, pulls) <= now:
                break
            step = [change / 2 for change in step]
        weights = further
        if max(map(abs, step)) < _NEAR:
            break
    return weights


def _cost(
    rows: Sequence[tuple[list[float], bool]],
    weights: Sequence[float],
    prior: Sequence[float],
    pulls: Sequence[float],
) -> float:
    """What is made small: how badly the weights tell the rows apart, and how far they are from the prior."""
    cost = math.fsum(
        pull * (weight - first) ** 2 / 2 for pull, weight, first in zip(pulls, weights, prior, strict=True)
    )
    for values, is_pair in rows:
        total = math.fsum(weight * value for weight, value in zip(weights, values, strict=True))
        signed = -total if is_pair else total
        cost += max(0.0, signed) + math.log1p(math.exp(-abs(signed)))
    return cost


def _solve(table: list[list[float]], right: list[float]) -> list[float]:
    """Gauss with pivots, for a small table."""
    rows = [[*line, value] for line, value in zip(table, right, strict=True)]
    for at in range(len(rows)):
        pivot = max(range(at, len(rows)), key=lambda one: abs(rows[one][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in range(at + 1, len(rows)):
            share = rows[below][at] / rows[at][at]
            rows[below] = [low - share * high for low, high in zip(rows[below], rows[at], strict=True)]
    found = [0.0] * len(rows)
    for at in range(len(rows) - 1, -1, -1):
        rest = math.fsum(rows[at][to] * found[to] for to in range(at + 1, len(rows)))
        found[at] = (rows[at][-1] - rest) / rows[at][at]
    return found


def _shift(gate: Gate, scaled: Sequence[tuple[list[float], bool]], known: int) -> float:
    """How far to move the line so that one half is where F1 over the fitted pairs is greatest."""
    totals = sorted(
        (
            (
                gate.constant
                + math.fsum(weight * value for weight, value in zip(gate.weights, values, strict=False)),
                is_pair,
            )
            for values, is_pair in scaled
        ),
        reverse=True,
    )
    best, at, true = 0.0, 0.0, 0
    for claimed, (total, is_pair) in enumerate(totals, 1):
        true += is_pair
        both = 2 * true / (claimed + known)
        if both > best:
            best, at = both, total
    return -at + 1e-6
