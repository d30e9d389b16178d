"""`glacy demo` as its page tells: plays on real input, leaves files to be judged alone, says what broke."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = {
    "logs/mail.log": b"2026-11-20T22:41:07Z 203.0.113.77:51844 login ok (invented)\n" * 40,
    "records/subscriber.json": b'{"account": "RA-4471-0093", "holder": "invented"}\n',
    "records/Año nuevo, copia.txt": b"Registro inventado.\n",
    "empty.bin": b"",
}


def glacy(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command of GLACY, run in a folder as a person would."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "GLACY_NODE")
    }
    environment |= {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "glacy", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=540,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run printed and left."""

    told: Mapping[str, Any]  # Any: the JSON of the demonstration
    kept: Path
    code: int
    errors: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run on a folder of evidence, for all tests of this page."""
    folder = tmp_path_factory.mktemp("demonstration")
    for name, content in EVIDENCE.items():
        path = folder / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    done = glacy("demo", "--no-serve", "--json", "--evidence", "evidence", "--keep", "kept", folder=folder)
    told = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    return Run(told=told, kept=folder / "kept", code=done.returncode, errors=done.stderr)


pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("demonstration")]


def test_the_journey_is_played_and_every_check_holds(run: Run) -> None:
    assert run.code == 0, run.errors
    assert run.told["holds"] is True
    assert len(run.told["steps"]) >= 12
    assert all(step["proved"] for step in run.told["steps"])
    assert [check for check in run.told["checks"] if not check["holds"]] == []


def test_every_kind_of_file_is_left(run: Run) -> None:
    names = [path.name for path in run.kept.iterdir()]
    for kind in ("document", "envelope", "receipt", "bundle", "checkpoint"):
        assert any(kind in name for name in names), (kind, names)


def test_every_file_that_a_page_names_is_left(run: Run) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"kept/([\w.-]+)", page.read_text("utf-8"))}
    assert named
    assert named <= {path.name for path in run.kept.iterdir()}


def test_a_kept_bundle_is_judged_alone_and_one_byte_breaks_it(run: Run, tmp_path: Path) -> None:
    bundle = next(path for path in run.kept.iterdir() if "bundle" in path.name)
    directory = str(run.kept / "directory.json")
    fine = glacy("verify", str(bundle), "--directory", directory, "--json", folder=tmp_path)
    assert fine.returncode == 0, fine.stdout + fine.stderr
    data = bytearray(bundle.read_bytes())
    data[len(data) // 3] ^= 1
    changed = tmp_path / bundle.name
    changed.write_bytes(data)
    broken = glacy("verify", str(changed), "--directory", directory, "--json", folder=tmp_path)
    assert broken.returncode == 1
    assert [check for check in json.loads(broken.stdout)["checks"] if check["holds"] is False]


def test_the_users_own_evidence_is_what_came_back(run: Run) -> None:
    from glacy.container import read_container

    bundle = next(path for path in run.kept.iterdir() if "bundle" in path.name)
    inside = set(read_container(bundle.read_bytes()).files.values())
    assert all(content in inside for content in EVIDENCE.values())


def test_json_without_no_serve_is_wrongly_asked(tmp_path: Path) -> None:
    done = glacy("demo", "--json", folder=tmp_path)
    assert done.returncode == 2
    assert "--no-serve" in done.stderr
