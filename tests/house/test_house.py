"""The rules of the house hold for the house itself, and are seen to refuse what breaks them."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, Path]:
    """The checker, looking at an empty house in a folder of its own."""
    module = load(ROOT / "tools" / "house.py")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module, tmp_path


CASES = {
    "a module of 400 lines": ("glacy/treaty/long.py", '"""Long."""\n' + "x = 1\n" * 399, "400 is too many"),
    "a folder called utils": ("glacy/utils/a.py", '"""A."""\n', "says nothing"),
    "no docstring": ("glacy/treaty/a.py", "x = 1\n", "no docstring"),
    "a side door": ("glacy/node/a.py", '"""A."""\nfrom glacy.treaty.facts import f\n', "inside a library"),
    "a silenced finding": ("tests/a.py", "import os  # no" + "qa: F401\n", "needs its reason"),
}


@pytest.mark.parametrize("says", CASES)
def test_the_house_refuses(says: str, house: tuple[ModuleType, Path]) -> None:
    module, root = house
    name, source, breach = CASES[says]
    path = root / name
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    assert any(breach in found for found in module.breaches_of(path))


def test_the_house_allows_a_door_and_a_reason(house: tuple[ModuleType, Path]) -> None:
    module, root = house
    path = root / "glacy" / "node" / "a.py"
    path.parent.mkdir(parents=True)
    source = '"""A."""\nfrom glacy.treaty import rule\nimport os  # no' + "qa: F401  # kept for its effect\n"
    path.write_text(source, encoding="utf-8")
    assert list(module.breaches_of(path)) == []


def small_house(folder: Path, *more: str) -> Path:
    """A house with every floor of ours, all of it empty, and more folders."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contract = "[tool.importlinter]" + text.split("[tool.importlinter]")[1]
    (folder / "pyproject.toml").write_text(contract, encoding="utf-8")
    floors = tomllib.loads(contract)["tool"]["importlinter"]["contracts"][0]["layers"]
    names = [name.strip() for floor in floors for name in re.split(r"[|:]", floor)]
    for name in ("", *names, *more):
        (folder / "glacy" / name).mkdir(parents=True, exist_ok=True)
        (folder / "glacy" / name / "__init__.py").write_text("", encoding="utf-8")
    return folder / "glacy"


def ask_floors(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    command = [str(program), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_floors_allow_a_house_in_order(tmp_path: Path) -> None:
    small_house(tmp_path)
    assert ask_floors(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("lower", "upper"), [("treaty", "node"), ("treaty", "journal"), ("store", "courier")]
)
def test_floors_refuse_an_import_that_goes_up_or_aside(tmp_path: Path, lower: str, upper: str) -> None:
    house = small_house(tmp_path)
    (house / lower / "__init__.py").write_text(f"import glacy.{upper}\n", encoding="utf-8")
    done = ask_floors(tmp_path)
    assert done.returncode != 0
    assert f"glacy.{lower} -> glacy.{upper}" in done.stdout


def test_floors_refuse_a_folder_without_a_floor(tmp_path: Path) -> None:
    small_house(tmp_path, "attic")
    done = ask_floors(tmp_path)
    assert done.returncode != 0
    assert "attic" in done.stdout + done.stderr


def test_the_licence_and_the_notice_are_whole() -> None:
    assert "END OF TERMS AND CONDITIONS" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in (ROOT / "glacy/site/assets/NOTICE.txt").read_text(encoding="utf-8")


def test_the_lock_names_no_place_of_one_machine() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert "file://" not in lock
    assert 'path = "' not in lock
