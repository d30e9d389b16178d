"""How long one ruling takes, and all roads between two States, over many pairs of States and all measures."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial

from glacy.countries import all_countries
from glacy.treaty import Measure, Wish, measures, read_offence, routes, rule

COMMAND = "python benchmarks/ruling.py"
PAIRS = 300
DAY = date(2026, 11, 20)


def main() -> None:
    """Print the figures; the first ruling of all, which reads the facts, is a figure of its own."""
    started = time.perf_counter()
    rule(Wish(requesting="GH", requested="CL", on=DAY, data="subscriber"), Measure("ETS185-29"))
    told("first ruling, reading the facts", (time.perf_counter() - started) * 1000, "ms", "")
    wishes = [wish for wish in some_wishes()]
    for wish in wishes:
        routes(wish)
    one = timed([partial(rule, wish, measure) for wish in wishes for measure in measures()])
    told("one ruling, median", statistics.median(one), "ms", "< 1")
    told("one ruling, p99", statistics.quantiles(one, n=100)[-1], "ms", "< 1")
    every = timed([partial(routes, wish) for wish in wishes])
    told("all roads between two States, median", statistics.median(every), "ms", "")
    told("all roads between two States, p99", statistics.quantiles(every, n=100)[-1], "ms", "")


def some_wishes() -> list[Wish]:
    """The pair of the demonstration, and as many others as asked, always the same."""
    chance = random.Random(20261120)
    codes = [country.code for country in all_countries()]
    pairs = [("GH", "CL"), *(tuple(chance.sample(codes, 2)) for _ in range(PAIRS))]
    return [
        Wish(
            requesting=pair[0],
            requested=pair[1],
            on=DAY,
            data=chance.choice(("subscriber", "traffic", "content")),
            offence=read_offence(chance.choice(("2", "8", "ETS189-3", "Act 1038 s. 68"))),
            urgency=chance.choice(("routine", "urgent", "emergency")),
        )
        for pair in pairs
    ]


def timed(calls: list[Callable[[], object]]) -> list[float]:
    """The milliseconds that each call took, the collector of garbage held back."""
    gc.disable()
    found = []
    for call in calls:
        started = time.perf_counter()
        call()
        found.append((time.perf_counter() - started) * 1000)
    gc.enable()
    return found


def told(figure: str, value: float, unit: str, target: str) -> None:
    """Print one figure in the form that benchmarks/bench.py reads."""
    print(f"{figure} | {value:.4f} | {unit} | {target} | {COMMAND}")


if __name__ == "__main__":
    main()
