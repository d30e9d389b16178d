"""Every test, layer by layer: `uv run python tools/suite.py [PYTEST ARGUMENTS]`, which is `make test`.

First the whole suite on SQLite, then the layers that know a database on PostgreSQL: the server that
DATABASE_URL names, or a local one by its socket or on 127.0.0.1. A layer that cannot run here is named
loudly; with CI=true that is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = os.environ.get("CI", "").lower() in ("true", "1")
DATABASE_FOLDERS = ("store", "node", "desks", "cli")
LOCAL_SERVERS = ("postgresql:///postgres", "postgresql://postgres@127.0.0.1:5432/postgres")
NONE_COLLECTED = 5


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
    else:
        paths = tuple(f"tests/{name}" for name in DATABASE_FOLDERS if (ROOT / "tests" / name).is_dir())
        parts.append(Part(name="PostgreSQL", layers=("database",), paths=paths, database=server))
    results = [run(part, arguments) for part in parts]
    for part, result in zip(parts, results, strict=True):
        missing += [f"{layer} tests on {part.name}: none passed" for layer in unseen(part, result)]
    failed = [part.name for part, result in zip(parts, results, strict=True) if result.failed]
    for part, result in zip(parts, results, strict=True):
        print(f"{part.name:<11} {result.told} in {result.seconds:.0f} s")
    for line in missing:
        print(f"NOT RUN     {line}.")
    if failed:
        print(f"Failed on {' and '.join(failed)}.")
    return 1 if failed or (missing and REQUIRED and not arguments) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run of pytest came to."""

    failed: bool
    passed: Mapping[str, int]
    skipped: Mapping[str, int]
    seconds: float

    @property
    def told(self) -> str:
        words = [f"{layer} {number} passed" for layer, number in sorted(self.passed.items())]
        words += [f"{layer} {number} SKIPPED" for layer, number in sorted(self.skipped.items())]
        return ", ".join(words) or "nothing ran"


def run(part: Part, arguments: list[str]) -> Result:
    """Run pytest over a part with two workers, its output as it comes."""
    started = time.monotonic()
    print(f"=== {part.name}: {' '.join(part.paths) or 'every test'}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts.json"
        environment = {**os.environ, "GLACY_LAYER_COUNTS": str(counts)}
        environment.pop("DATABASE_URL", None)
        if part.database:
            environment["DATABASE_URL"] = part.database
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "2",
            "--dist",
            "loadfile",
            *part.paths,
            *arguments,
        ]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        told = json.loads(counts.read_text(encoding="utf-8")) if counts.exists() else {}
    return Result(
        failed=code not in (0, NONE_COLLECTED),
        passed=told.get("passed", {}),
        skipped=told.get("skipped", {}),
        seconds=time.monotonic() - started,
    )


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
