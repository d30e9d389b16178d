"""Every promise of the threat model, of SECURITY.md and of the ASVS table names tests, and they exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "docs" / "explanation" / "threat-model.md"
ASVS = ROOT / "docs" / "reference" / "asvs.md"
NAMED = re.compile(r"`(?:tests/)?([\w/]+\.py)(?:::(\w+))?`")


def rows(page: Path, *, until: str = "\0") -> list[str]:
    """The lines of the tables of a page, heads and rules left out."""
    text = page.read_text(encoding="utf-8").split(until)[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [line for line in lines if line not in ("| promise | test |", "| promise | where |")]


def test_every_promise_names_a_test() -> None:
    promises = rows(MODEL, until="## What is not promised")
    assert len(promises) > 30
    assert [line for line in promises if not any(name for _, name in NAMED.findall(line))] == []


@pytest.mark.parametrize("page", [MODEL, ASVS], ids=lambda page: page.stem)
def test_every_test_that_is_named_exists(page: Path) -> None:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    assert named
    assert [f"{file}::{name}" for file, name in named if not has_test(file, name)] == []


def has_test(file: str, name: str) -> bool:
    """Whether a file under tests/ is there, and defines the test where one is named."""
    place = ROOT / "tests" / file
    if not place.is_file():
        return False
    defined = {
        one.name
        for one in ast.walk(ast.parse(place.read_text(encoding="utf-8")))
        if isinstance(one, ast.FunctionDef)
    }
    return not name or (name.startswith("test_") and name in defined)


def test_places_that_security_names_exist() -> None:
    """SECURITY.md names folders and files of tests; `test_x.py` alone stands beside the file before it."""
    for line in rows(ROOT / "SECURITY.md"):
        where, folder = line.rstrip(" |").rpartition("|")[2], ROOT / "tests"
        if "tests" not in where:
            continue
        for part in where.split(","):
            place = ROOT / part.strip() if "/" in part else folder / part.strip()
            folder = place.parent
            assert place.exists(), line


def test_a_test_that_is_not_there_is_missed() -> None:
    assert has_test("node/test_gate.py", "test_an_unknown_sender_is_rejected")
    assert not has_test("node/test_gate.py", "test_nobody_wrote_this")
    assert not has_test("node/test_nothing.py", "")
