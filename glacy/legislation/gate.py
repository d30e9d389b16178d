"""How sure a match is: a fitted line through what a reading shows, kept as data with its acts."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from glacy.legislation.scoring import Reading

FEATURES = (
    "score", "heading", "coverage", "kind", "against", "is_first", "behind_first", "behind_best", "anchored",
    "outside", "headed_outside",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A logistic line: weights over the features of a reading, each scaled by its mean and deviation.

    `shift` moves the line so that one half is where most pairs come out right. `fitted_on` names the acts
    whose pairs it was fitted on; a figure on one of these needs a gate without it.
    """

    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    constant: float
    shift: float
    fitted_on: tuple[str, ...]

    def confidence(self, reading: Reading, *, place: int, top: float, best: float) -> float:
        """From 0 to 1; `place` is its rank for the provision, `best` the article's best score in the act."""
        return self.confidence_of(features_of(reading, place=place, top=top, best=best))

    def confidence_of(self, values: Sequence[float]) -> float:
        """From 0 to 1, for the features of a reading in the order of FEATURES."""
        total = self.constant + self.shift
        for value, mean, deviation, weight in zip(
            values, self.means, self.deviations, self.weights, strict=True
        ):
            total += weight * (value - mean) / deviation
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


def features_of(reading: Reading, *, place: int, top: float, best: float) -> Sequence[float]:
    """What the gate looks at, in the order of FEATURES."""
    return (
        reading.score,
        reading.heading,
        reading.coverage,
        reading.kind,
        min(reading.against, 1.5),
        1.0 if place == 0 else 0.0,
        top - reading.score,
        max(0.0, best - reading.score),
        1.0 if reading.is_anchored else 0.0,
        min(len(reading.outside), 3),
        1.0 if reading.is_headed_outside else 0.0,
    )


@lru_cache(maxsize=1)
def packaged_gate() -> Gate:
    """The gate of the facts, fitted by benchmarks/legislation.py."""
    file = resources.files("glacy.facts") / "elements" / "gate.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Gate(
        means=tuple(table["means"]),
        deviations=tuple(table["deviations"]),
        weights=tuple(table["weights"]),
        constant=float(table["constant"]),
        shift=float(table["shift"]),
        fitted_on=tuple(table["fitted_on"]),
    )
