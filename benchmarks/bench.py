"""Run every benchmark beside this file and print its figures: `uv run python benchmarks/bench.py [NAME ...]`.
With --write the table also replaces the one in README.md beside this file.

A benchmark is a script that prints one line to a figure: `figure | value | unit | target | command`.
What else it has to say goes to stderr. The target is a bound such as `< 1` or `>= 2`, or empty.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = 5
SMALL = 10
WRITE = "--write"


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
    """Run the named benchmarks, or all; 1 if one failed or a figure misses its bound."""
    wanted = [name for name in names if name != WRITE]
    scripts = [path for path in sorted(HERE.glob("*.py")) if path.name != Path(__file__).name]
    scripts = [path for path in scripts if not wanted or path.stem in wanted]
    lines = [f"{'figure':<58} {'value':>10} {'unit':<8} {'target':<10} command"]
    print(lines[0])
    wrong = 0
    for script in scripts:
        told, faults = run(script)
        lines += told
        wrong += faults
    if WRITE in names:
        write_page(lines)
    print("All figures are within their bounds." if not wrong else f"{wrong} figures or scripts are not.")
    return 1 if wrong else 0


def run(script: Path) -> tuple[list[str], int]:
    """Run one script and print its figures; its lines, and how much of it is wrong."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(script)], cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False
    )
    figures = [read_figure(line) for line in done.stdout.splitlines() if line.count(" | ") == COLUMNS - 1]
    lines = [line_of(figure) for figure in figures]
    if done.returncode or not figures:
        lines.append(f"{script.name}: {len(figures)} figures, exit code {done.returncode}")
    print("\n".join(lines), flush=True)
    print(f"{script.name} took {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return lines, len(lines) - len(figures) + sum(not figure.meets for figure in figures)


def line_of(figure: Figure) -> str:
    """A figure as a line of the table; `!` where it misses its bound."""
    sign = " " if figure.meets else "!"
    shown = f"{figure.value:,.3f}".rstrip("0").rstrip(".") if figure.value < SMALL else f"{figure.value:,.0f}"
    return f"{figure.name:<58} {shown:>10} {figure.unit:<8} {figure.target:<9}{sign} {figure.command}"


def write_page(lines: list[str]) -> None:
    """Put the table into README.md, in place of the one that stands there."""
    page = HERE / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition("```text\n")
    _, _, after = rest.partition("```")
    page.write_text(before + "```text\n" + "\n".join(lines) + "\n```" + after, encoding="utf-8")


def read_figure(line: str) -> Figure:
    """The figure of a line `figure | value | unit | target | command`."""
    name, value, unit, target, command = (part.strip() for part in line.split("|"))
    return Figure(name=name, value=float(value.replace(",", "")), unit=unit, target=target, command=command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
