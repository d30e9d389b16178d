"""Every test, layer by layer: `uv run python tools/suite.py [PYTEST ARGUMENTS]`, which is `make test`.

First the whole suite on SQLite, then the layers that know a database on PostgreSQL: the server that
DATABASE_URL names, or a local one by its socket or on 127.0.0.1. A layer that cannot run here is named
loudly; with CI=true that is a failure.

A few tests that failed run once more, one after another. What fails again fails the suite; what passes then
is named as UNSTEADY at the end, so that it is mended. The slowest files are named too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = os.environ.get("CI", "").lower() in ("true", "1")
DATABASE_FOLDERS = ("store", "node", "desks", "cli")
LOCAL_SERVERS = ("postgresql:///postgres", "postgresql://postgres@127.0.0.1:5432/postgres")
TOGETHER = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
ONE_AFTER_ANOTHER = ("-n", "0")
SOME_FAILED, NONE_COLLECTED = 1, 5
LOOKED_AT_AGAIN = 8
"""With more failures than these something is broken, and no machine was merely slow."""
SLOWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One run of pytest: what it covers and the layers that must be seen in it."""

    name: str
    layers: tuple[str, ...]
    paths: tuple[str, ...] = ()
    database: str | None = None


def main(arguments: list[str]) -> int:
    """Run both parts and say which layers ran; 1 if a test failed, or in CI if a layer did not run."""
    missing: list[str] = []
    parts = [Part(name="SQLite", layers=("library", "database", "journey", "browser"))]
    if browser() is None:
        missing.append("browser tests: no chromium here. Install it: apt-get install chromium")
    server = postgresql()
    if server is None:
        missing.append("PostgreSQL: no server here. Start one, or name it in DATABASE_URL")
    elif (paths := database_paths(arguments)) is not None:
        parts.append(Part(name="PostgreSQL", layers=("database",), paths=paths, database=server))
    results = {part.name: run_part(part, arguments) for part in parts}
    for part in parts:
        missing += [
            f"{layer} tests on {part.name}: none passed" for layer in unseen(part, results[part.name])
        ]
    for line in told(results, missing):
        print(line)
    failed = any(result.failed for result in results.values())
    return 1 if failed or (missing and REQUIRED and not arguments) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run of pytest came to; `unsteady` failed at first and passed when it ran once more."""

    code: int
    passed: Mapping[str, int]
    skipped: Mapping[str, int]
    failures: tuple[str, ...]
    seconds: float
    seconds_of: Mapping[str, float]
    unsteady: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return self.code not in (0, NONE_COLLECTED)

    @property
    def told(self) -> str:
        words = [f"{layer} {number} passed" for layer, number in sorted(self.passed.items())]
        words += [f"{layer} {number} SKIPPED" for layer, number in sorted(self.skipped.items())]
        return ", ".join(words) or "nothing ran"


def told(results: Mapping[str, Result], missing: Iterable[str]) -> Iterator[str]:
    """The lines at the end: what each part came to, what was slow, what did not run, what to mend."""
    files = [
        (seconds, path, name) for name, one in results.items() for path, seconds in one.seconds_of.items()
    ]
    for seconds, path, name in sorted(files, reverse=True)[:SLOWEST]:
        yield f"SLOW        {seconds:4.0f} s {path} on {name}"
    for name, result in results.items():
        yield f"{name:<11} {result.told} in {result.seconds:.0f} s"
    yield from (f"NOT RUN     {line}." for line in missing)
    for name, result in results.items():
        yield from (
            f"UNSTEADY    {one} failed on {name} and passed alone: mend it." for one in result.unsteady
        )
        yield from (f"FAILED      {one} on {name}" for one in result.failures)
    failed = [name for name, result in results.items() if result.failed]
    if failed:
        yield f"Failed on {' and '.join(failed)}."


def run_part(part: Part, arguments: list[str]) -> Result:
    """What a part came to, with a second look at a few failures; a person's own arguments get none."""
    print(f"=== {part.name}: {' '.join(part.paths) or 'every test'}", flush=True)
    first = run(part, [*TOGETHER, *part.paths, *arguments])
    if arguments or first.code != SOME_FAILED or not 0 < len(first.failures) <= LOOKED_AT_AGAIN:
        return first
    print(f"=== {part.name}: {len(first.failures)} that failed, one after another", flush=True)
    return settled(first, run(part, [*ONE_AFTER_ANOTHER, *first.failures]))


def settled(first: Result, again: Result) -> Result:
    """What a run and its second look come to; a look that did not see every failure settles nothing."""
    seen = sum(again.passed.values()) + len(again.failures)
    if again.code not in (0, SOME_FAILED) or seen != len(first.failures):
        return first
    return replace(
        first,
        code=again.code,
        passed=Counter(first.passed) + Counter(again.passed),
        failures=again.failures,
        seconds=first.seconds + again.seconds,
        unsteady=tuple(one for one in first.failures if one not in again.failures),
    )


def run(part: Part, arguments: Iterable[str]) -> Result:
    """Run pytest on the database of a part, its output as it comes."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts.json"
        environment = {**os.environ, "GLACY_LAYER_COUNTS": str(counts)}
        environment.pop("DATABASE_URL", None)
        if part.database:
            environment["DATABASE_URL"] = part.database
        command = [sys.executable, "-m", "pytest", "-q", *arguments]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        counted = json.loads(counts.read_text(encoding="utf-8")) if counts.exists() else {}
    return Result(
        code=code,
        passed=counted.get("passed", {}),
        skipped=counted.get("skipped", {}),
        failures=tuple(counted.get("failed", ())),
        seconds=time.monotonic() - started,
        seconds_of=counted.get("seconds", {}),
    )


def database_paths(arguments: list[str]) -> tuple[str, ...] | None:
    """What runs on PostgreSQL beside the arguments; None where they name files that know no database."""
    folders = tuple(f"tests/{name}" for name in DATABASE_FOLDERS if (ROOT / "tests" / name).is_dir())
    named = [one for one in arguments if not one.startswith("-") and (ROOT / one.split("::")[0]).exists()]
    if not named:
        return folders
    return () if all(one.startswith(folders) for one in named) else None


def unseen(part: Part, result: Result) -> list[str]:
    """The layers of a part of which no test passed."""
    return [layer for layer in part.layers if not result.passed.get(layer)]


def browser() -> str | None:
    """The path of Debian's chromium, which the browser tests drive."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def postgresql() -> str | None:
    """The address of a PostgreSQL server on which test databases may be made, or None."""
    given = os.environ.get("DATABASE_URL", "")
    for address in (given,) if given.startswith("postgres") else LOCAL_SERVERS:
        try:
            with psycopg.connect(address, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return address
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
