"""A benchmark that misses its bound fails, unless its page says that it misses, and why."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = """# Figures

## Known misses

- **a slow thing**: the peer is faster on this machine than the bound assumes.
- **no reason**: soon.

## Table

- **a thing elsewhere**: this item stands in another section of the page.
"""


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The script that runs the benchmarks."""
    spec = importlib.util.spec_from_file_location("bench", ROOT / "benchmarks" / "bench.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench"] = module
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, kw_only=True)
class Case:
    """A figure, and how the run ends."""

    says: str
    line: str
    ends: int
    tells: str


CASES = (
    Case(says="a met bound is well", line="x | 1 | s | < 2 | c", ends=0, tells="All figures"),
    Case(says="a new miss fails", line="x | 3 | s | < 2 | c", ends=1, tells="MISSED: x"),
    Case(says="a known miss is told", line="a slow thing | 3 | s | < 2 | c", ends=0, tells="as known"),
    Case(says="one without a reason fails", line="no reason | 3 | s | < 2 | c", ends=1, tells="MISSED:"),
    Case(says="one named elsewhere fails", line="a thing elsewhere | 3 | s | < 2 | c", ends=1, tells="D:"),
    Case(says="one that is met is told", line="a slow thing | 1 | s | < 2 | c", ends=0, tells="Met again"),
)


@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_how_a_run_ends(bench: ModuleType, capsys: pytest.CaptureFixture[str], case: Case) -> None:
    figures = [bench.read_figure(case.line)]
    assert bench.conclude(figures, bench.known_misses(PAGE), broken=0) == case.ends
    assert case.tells in capsys.readouterr().out


def test_a_script_that_failed_fails_the_run(bench: ModuleType) -> None:
    assert bench.conclude([], {}, broken=1) == 1


def test_each_known_miss_of_the_page_is_a_figure_of_its_table(bench: ModuleType) -> None:
    page = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    for name in bench.known_misses(page):
        assert f"\n{name} " in page.partition("```text")[2], name
