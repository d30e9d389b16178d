"""Run every benchmark beside this file and print its figures: `uv run python benchmarks/bench.py [NAME ...]`.
With --write the table also replaces the one in README.md beside this file, or only the lines of those named.

A benchmark is a script that prints one line to a figure: `figure | value | unit | target | command`.
What else it has to say goes to stderr. The target is a bound such as `< 1` or `>= 2`, or empty.

A figure that misses its bound fails the run, unless README.md names it under "Known misses" with its reason:
it is then marked as missed all the same. One that is named there and meets its bound again is told.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = 5
SMALL = 10
WRITE = "--write"
MISSES = "## Known misses"
_MISS = re.compile(r"^- \*\*(?P<name>[^*]+)\*\*: (?P<why>\S(?:.|\n  ){19,})", re.MULTILINE)
"""An item of that list: the name of the figure, and why it misses, in a sentence at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value, its bound, and the command that makes it."""

    name: str
    value: float
    unit: str
    target: str
    command: str

    @property
    def meets(self) -> bool:
        """Whether the value is within its bound; a figure without one always is."""
        if not self.target:
            return True
        sign, bound = self.target.split()
        limit = float(bound.replace(",", ""))
        return {"<": self.value < limit, "<=": self.value <= limit, ">=": self.value >= limit}[sign]


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 1 if one failed or a figure misses its bound that is not known to."""
    wanted = [name for name in names if name != WRITE]
    scripts = [path for path in sorted(HERE.glob("*.py")) if path.name != Path(__file__).name]
    scripts = [path for path in scripts if not wanted or path.stem in wanted]
    lines = [f"{'figure':<58} {'value':>10} {'unit':<8} {'target':<10} command"]
    print(lines[0])
    known = known_misses((HERE / "README.md").read_text(encoding="utf-8"))
    figures: list[Figure] = []
    broken = 0
    for script in scripts:
        told, faults = run(script)
        figures += told
        lines += [line_of(figure) for figure in told] + faults
        broken += len(faults)
    if WRITE in names:
        write_page(lines, only=wanted)
    return conclude(figures, known, broken=broken)


def known_misses(page: str) -> dict[str, str]:
    """The figures that README.md says to miss their bounds, each with its reason."""
    section = page.partition(f"\n{MISSES}\n")[2].partition("\n## ")[0].partition("```")[0]
    return {found["name"]: found["why"] for found in _MISS.finditer(section)}


def conclude(figures: list[Figure], known: Mapping[str, str], *, broken: int) -> int:
    """Say what misses; 1 if a script failed, or a figure misses its bound that is not known to."""
    missed = [figure.name for figure in figures if not figure.meets]
    for name in missed:
        if name in known:
            print(f"MISSED, as known: {name}: {' '.join(known[name].split())}")
        else:
            print(f"MISSED: {name}")
    for figure in figures:
        if figure.meets and figure.target and figure.name in known:
            print(f"Met again, take it from the known misses: {figure.name}")
    new = [name for name in missed if name not in known]
    if broken or new:
        print(f"{len(new)} figures miss their bounds and are not known to; {broken} scripts failed.")
        return 1
    ending = f", but for {len(missed)} known misses" if missed else ""
    print(f"All figures are within their bounds{ending}.")
    return 0


def run(script: Path) -> tuple[list[Figure], list[str]]:
    """Run one script and print its figures; its figures, and a line if it failed."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(script)], cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False
    )
    figures = [read_figure(line) for line in done.stdout.splitlines() if line.count(" | ") == COLUMNS - 1]
    faults = []
    if done.returncode or not figures:
        faults.append(f"{script.name}: {len(figures)} figures, exit code {done.returncode}")
    print("\n".join([*map(line_of, figures), *faults]), flush=True)
    print(f"{script.name} took {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return figures, faults


def line_of(figure: Figure) -> str:
    """A figure as a line of the table; `!` where it misses its bound."""
    sign = " " if figure.meets else "!"
    shown = f"{figure.value:,.3f}".rstrip("0").rstrip(".") if figure.value < SMALL else f"{figure.value:,.0f}"
    return f"{figure.name:<58} {shown:>10} {figure.unit:<8} {figure.target:<9}{sign} {figure.command}"


def write_page(lines: list[str], *, only: list[str]) -> None:
    """Put the table into README.md, in place of the one there, or only the lines of those benchmarks."""
    page = HERE / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition("```text\n")
    stood, _, after = rest.partition("```")
    if only:
        kept = [line for line in stood.splitlines()[1:] if script_of(line) not in only]
        lines = [lines[0], *sorted((*kept, *lines[1:]), key=script_of)]
    page.write_text(before + "```text\n" + "\n".join(lines) + "\n```" + after, encoding="utf-8")


def script_of(line: str) -> str:
    """The benchmark that made a line of the table."""
    return line.rpartition("benchmarks/")[2].removesuffix(".py")


def read_figure(line: str) -> Figure:
    """The figure of a line `figure | value | unit | target | command`."""
    name, value, unit, target, command = (part.strip() for part in line.split("|"))
    return Figure(name=name, value=float(value.replace(",", "")), unit=unit, target=target, command=command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
