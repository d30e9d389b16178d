"""Everything that `make check` asks, one line each: `uv run python tools/check.py [NAME ...]`.

Each check is one command that can be typed by hand; all run, and the whole fails if any does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = "glacy.site.settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that must hold of the code, and the command that asks it."""

    name: str
    says: str
    command: tuple[str, ...]


ASKS = (
    Ask(name="form", says="the code is in its one form", command=("ruff", "format", "--check", "--quiet")),
    Ask(name="lint", says="no known slip", command=("ruff", "check", "--quiet")),
    Ask(name="house", says="names, lengths and doors", command=("python", "tools/house.py")),
    Ask(name="floors", says="imports go down only", command=("lint-imports", "--no-cache")),
    Ask(name="dependencies", says="none unused, none missing", command=("deptry", "--no-ansi", ".")),
    Ask(
        name="migrations",
        says="in step with the models",
        command=("python", "-m", "django", "makemigrations", "--check", "--dry-run", "--settings", SETTINGS),
    ),
    Ask(
        name="translations",
        says="no text of a page without one",
        command=("python", "tools/translations.py", "check"),
    ),
    Ask(name="types", says="strict", command=("mypy",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a check printed, whether it holds, and how long it took."""

    ask: Ask
    holds: bool
    printed: str
    seconds: float


def main(names: list[str]) -> int:
    """Run the checks of those names, or all; 1 if one does not hold."""
    asked = [ask for ask in ASKS if not names or ask.name in names]
    unknown = set(names) - {ask.name for ask in ASKS}
    if unknown:
        print(f"No check is called {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = list(pool.map(run_check, asked))
    failed = [answer.ask.name for answer in answers if not answer.holds]
    print(f"check: {len(answers) - len(failed)} hold, {len(failed)} do not" + told(failed))
    return 1 if failed else 0


def told(failed: list[str]) -> str:
    return f": {', '.join(failed)}. Run one alone with `python tools/check.py NAME`." if failed else "."


def run_check(ask: Ask) -> Answer:
    """Run one check and print its line, with its own words when it does not hold."""
    started = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    program = Path(sys.executable).parent / ask.command[0]
    done = subprocess.run(
        [str(program), *ask.command[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    answer = Answer(
        ask=ask,
        holds=done.returncode == 0,
        printed=(done.stdout + done.stderr).strip(),
        seconds=time.monotonic() - started,
    )
    sign = "ok  " if answer.holds else "FAIL"
    line = f"{sign} {ask.name:<13} {ask.says:<32} {answer.seconds:5.1f} s   {' '.join(ask.command)}"
    print(line if answer.holds else f"{line}\n{answer.printed}\n", flush=True)
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
