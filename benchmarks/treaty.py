"""All pairs of States and all measures for one day, in time and memory, and the pages that show them."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from glacy.treaty import Measure, Wish, matrix, measures, read_offence, routes, survey
from glacy.treaty.adopting import adopt

COMMAND = "python benchmarks/treaty.py"
DAY = date(2026, 11, 20)
WISH = Wish(requesting="GH", requested="CL", on=DAY, data="any", offence=read_offence("8"))
TIMES = 9
MANY = 150


def main() -> None:
    """Print the figures; each begins from facts that were not read yet, as a new process does."""
    told("all pairs x all measures, a day", timed(lambda: survey(WISH)), "s", "< 10")
    found = survey(WISH)
    told("ordered pairs x measures answered", sum(sum(one.counts.values()) for one in found.values()), "", "")
    told("rulings made for them", sum(one.rulings for one in found.values()), "", "")
    every = [
        (a, b) for a in found[Measure("ETS185-29")].states[:MANY] for b in ("US", "DE", "KE", "CL") if a != b
    ]
    started = time.perf_counter()
    for asking, asked in every:
        routes(replace(WISH, requesting=asking, requested=asked))
    spent = (time.perf_counter() - started) / len(every) * 1000
    told("all roads of a pair in full, mean", spent, "ms", "")
    slowest = max(timed(partial(matrix, one, WISH)) for one in measures())
    told("matrix of the slowest measure, facts not read yet", slowest * 1000, "ms", "")
    pages()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told("memory at the end, pages and all", peak, "MB", "< 300")


def timed(call: Callable[[], object]) -> float:
    """The seconds that a call takes when nothing is known beforehand."""
    adopt({})
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def pages() -> None:
    """The matrix page for every measure, each for a day that was not asked before, and again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "glacy.site.settings")
    import django

    django.setup()
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.get("/treaty/pairs")
    first: list[float] = []
    again: list[float] = []
    for number, measure in enumerate(measures(), 1):
        asked = {
            "measure": str(measure),
            "data": "any",
            "on_day": str(number),
            "on_month": "10",
            "on_year": "2026",
        }
        for kept in (first, again):
            started = time.perf_counter()
            client.get("/treaty/pairs", asked)
            kept.append((time.perf_counter() - started) * 1000)
    told("matrix page, a day not asked before, median", statistics.median(first), "ms", "< 150")
    told("matrix page, a day not asked before, slowest", max(first), "ms", "")
    told("matrix page, again, median", statistics.median(again), "ms", "< 150")


def told(figure: str, value: float, unit: str, target: str) -> None:
    """Print one figure in the form that benchmarks/bench.py reads."""
    print(f"{figure} | {value:.4f} | {unit} | {target} | {COMMAND}")


if __name__ == "__main__":
    main()
