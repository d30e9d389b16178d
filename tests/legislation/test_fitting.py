"""A gate is fitted on pairs, and moves a little with every decision."""

from __future__ import annotations

import pytest

from glacy.legislation import FEATURES, fit_gate, learn, packaged_gate

GOOD = [0.9, 1.0, 0.9, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
POOR = [0.1, 0.0, 0.1, 0.2, 0.5, 0.0, 0.8, 0.9, 0.0, 2.0, 1.0]


def total(gate: object, values: list[float]) -> float:
    from glacy.legislation import Gate

    assert isinstance(gate, Gate)
    return (
        gate.constant
        + gate.shift
        + sum(
            weight * (value - mean) / spread
            for weight, value, mean, spread in zip(
                gate.weights, values, gate.means, gate.deviations, strict=True
            )
        )
    )


def test_a_fitted_gate_tells_pairs_from_others() -> None:
    gate = fit_gate([(GOOD, True), (POOR, False)] * 5, known=5, fitted_on=("a test",))
    assert len(gate.weights) == len(FEATURES)
    assert total(gate, GOOD) >= 0 > total(gate, POOR)


def test_no_decision_moves_nothing() -> None:
    assert learn(packaged_gate(), []) == packaged_gate()


@pytest.mark.parametrize("verdict", [True, False])
def test_decisions_move_the_gate_their_way_and_not_far(verdict: bool) -> None:
    before = packaged_gate()
    after = learn(before, [(GOOD, verdict)] * 10)
    moved = total(after, GOOD) - total(before, GOOD)
    assert (moved > 0) is verdict
    assert abs(total(learn(before, [(GOOD, verdict)]), GOOD) - total(before, GOOD)) < abs(moved) + 1
