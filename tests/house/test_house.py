"""The rules of the house hold for the house itself, and are seen to refuse what breaks them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
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


def test_floors_refuse_an_import_that_goes_up(tmp_path: Path) -> None:
    """The contract itself, over a small house where treaty reaches up to node, and a folder has no floor."""
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.importlinter]")[1]
    (tmp_path / "pyproject.toml").write_text("[tool.importlinter]" + contract, encoding="utf-8")
    folders = ("treaty", "node", "cli", "site", "desks", "store", "attic")
    for name in folders:
        (tmp_path / "glacy" / name).mkdir(parents=True)
        (tmp_path / "glacy" / name / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "glacy" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "glacy" / "treaty" / "__init__.py").write_text("import glacy.node\n", encoding="utf-8")
    program = Path(sys.executable).parent / "lint-imports"
    command = [str(program), "--no-cache", "--config", "pyproject.toml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "attic" in done.stdout + done.stderr


def test_the_licence_and_the_notice_are_whole() -> None:
    assert "END OF TERMS AND CONDITIONS" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in (ROOT / "glacy/site/assets/NOTICE.txt").read_text(encoding="utf-8")


def test_the_lock_names_no_place_of_one_machine() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert "file://" not in lock
    assert 'path = "' not in lock
