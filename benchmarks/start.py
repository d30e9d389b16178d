"""How long the command line takes to start, cold processes on a warm disk."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COMMAND = "python benchmarks/start.py"
RUNS = 9
ASKED = "import sys, glacy.cli.treaty, glacy.cli.verify; sys.exit('django' in sys.modules)"


def seconds(arguments: list[str]) -> float:
    """The median time of a command over some runs."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    """Print the figures."""
    python = seconds(["-c", "pass"])
    print(f"python itself | {python:.3f} | s |  | {COMMAND}")
    print(f"glacy --help | {seconds(['-m', 'glacy', '--help']):.3f} | s | < 0.3 | {COMMAND}")
    route = seconds(["-m", "glacy", "treaty", "route", "GH", "CL", "--data", "subscriber"])
    print(f"glacy treaty route, whole command | {route:.3f} | s | < 1 | {COMMAND}")
    loaded = subprocess.run([sys.executable, "-c", ASKED], check=False).returncode
    print(f"pure commands that load Django | {loaded} | of 2 | <= 0 | {COMMAND}")


if __name__ == "__main__":
    main()
