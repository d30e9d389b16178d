"""What failed once and passed alone is named; what fails again, or was not looked at, stays a failure."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
from pathlib import Path

def test_steady(): pass

def test_unsteady():
    mark = Path(__file__).with_name("seen")
    seen = mark.exists()
    mark.touch()
    assert seen
"""
BROKEN = "def test_broken(): assert False\n"
FOUND = "tests/canon/test_found.py"


@pytest.fixture
def suite(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that runs the tests."""
    spec = importlib.util.spec_from_file_location("suite", ROOT / "tools" / "suite.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "suite", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def house(suite: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with a few tests of its own and the conftest of this one."""
    for name in ("glacy", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "tests" / "canon").mkdir(parents=True)
    (tmp_path / "tests" / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tmp_path / FOUND).write_text(TESTS)
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    monkeypatch.setattr(suite, "TOGETHER", suite.ONE_AFTER_ANOTHER)
    for name in [one for one in os.environ if one.startswith("PYTEST_")]:
        monkeypatch.delenv(name)
    return tmp_path


def whole(suite: ModuleType) -> object:
    return suite.Part(name="SQLite", layers=("library",))


def test_what_passes_alone_is_named_and_fails_nothing(suite: ModuleType, house: Path) -> None:
    assert (house / FOUND).exists()
    result = suite.run_part(whole(suite), [])
    assert not result.failed
    assert result.unsteady == (f"{FOUND}::test_unsteady",)
    assert result.passed == {"library": 2}
    lines = list(suite.told({"SQLite": result}, []))
    assert any(line.startswith("SLOW ") and FOUND in line for line in lines)
    named = [line for line in lines if line.startswith("UNSTEADY")]
    assert named == [f"UNSTEADY    {FOUND}::test_unsteady failed on SQLite and passed alone: mend it."]


def test_what_fails_again_fails_the_part(suite: ModuleType, house: Path) -> None:
    (house / FOUND).write_text(TESTS + BROKEN)
    result = suite.run_part(whole(suite), [])
    assert result.failed
    assert result.failures == (f"{FOUND}::test_broken",)
    assert result.unsteady == (f"{FOUND}::test_unsteady",)
    assert list(suite.told({"SQLite": result}, []))[-1] == "Failed on SQLite."


def test_the_long_files_come_first(house: Path) -> None:
    long = "import pytest\n@pytest.mark.slow\ndef test_long(): pass\ndef test_short(): pass\n"
    (house / "tests" / "canon" / "test_later.py").write_text(long)
    words = [sys.executable, "-m", "pytest", "-q", "--collect-only"]
    done = subprocess.run(words, cwd=house, capture_output=True, text=True, check=True)
    found = [line.split("::")[0] for line in done.stdout.splitlines() if "::" in line]
    assert found == ["tests/canon/test_later.py"] * 2 + [FOUND] * 2


@dataclass(frozen=True, kw_only=True)
class Case:
    says: str
    code: int = 1
    failures: int = 1
    arguments: tuple[str, ...] = ()
    runs: int


CASES = [
    Case(says="one failure is looked at again", runs=2),
    Case(says="eight are", failures=8, runs=2),
    Case(says="nine are not", failures=9, runs=1),
    Case(says="a run that was broken off is not", code=2, runs=1),
    Case(says="a failure without a test is not", failures=0, runs=1),
    Case(says="a person's own arguments get no second look", arguments=("-x",), runs=1),
    Case(says="nothing failed", code=0, failures=0, runs=1),
]


@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_a_second_look_is_for_a_few_failures(
    case: Case, suite: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(_: object, arguments: list[str]) -> object:
        ran.append(arguments)
        return result(suite, code=case.code, failures=case.failures)

    monkeypatch.setattr(suite, "run", run)
    found = suite.run_part(whole(suite), list(case.arguments))
    assert len(ran) == case.runs
    assert found.failed is (case.code != 0)


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        pytest.param([], ("tests/node",), id="everything"),
        pytest.param(["-x"], ("tests/node",), id="everything with an option"),
        pytest.param(["tests/node/test_gate.py"], (), id="what knows a database"),
        pytest.param(["tests/canon"], None, id="what knows none"),
    ],
)
def test_what_is_named_runs_on_postgresql_where_it_knows_a_database(
    suite: ModuleType, house: Path, arguments: list[str], paths: tuple[str, ...] | None
) -> None:
    (house / "tests" / "node").mkdir()
    (house / "tests" / "node" / "test_gate.py").touch()
    assert suite.database_paths(arguments) == paths


@pytest.mark.parametrize(
    ("code", "passed"),
    [pytest.param(5, 0, id="nothing was found"), pytest.param(0, 1, id="one was left out")],
)
def test_a_look_that_did_not_see_every_failure_settles_nothing(
    suite: ModuleType, code: int, passed: int
) -> None:
    first = result(suite, code=1, failures=2)
    again = result(suite, code=code, failures=0, passed=passed)
    assert suite.settled(first, again) is first


def result(suite: ModuleType, *, code: int, failures: int, passed: int = 0) -> object:
    names = tuple(f"tests/canon/test_a.py::test_{number}" for number in range(failures))
    return suite.Result(
        code=code, passed={"library": passed}, skipped={}, failures=names, seconds=1.0, seconds_of={}
    )
