"""The script for those who do not have GLACY comes to the same verdict on what it checks."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verify import files

SCRIPT = Path(__file__).parents[2] / "examples" / "verify_offline.py"
verify_offline = runpy.run_path(str(SCRIPT))["main"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in (
        ("bundle", files.bundle()),
        ("receipt", files.receipt()),
        ("envelope", files.envelope()),
    ):
        (tmp_path / f"{name}.asice").write_bytes(data)
    (tmp_path / "directory.json").write_bytes(files.directory_file())
    return tmp_path


@pytest.mark.parametrize("name", ["bundle", "receipt", "envelope"])
def test_it_holds(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_offline([str(folder / f"{name}.asice"), str(folder / "directory.json")]) == 0
    assert "seal        by" in capsys.readouterr().out


@pytest.mark.parametrize(
    "part", [b"mailbox", b"203.0.113.77", b"index 0", b"Chile", b"custody.json", b"DigestValue"]
)
def test_a_changed_bundle_does_not_hold(folder: Path, part: bytes) -> None:
    data = files.bundle()
    assert part in data
    (folder / "changed.asice").write_bytes(data.replace(part, part[:-1] + bytes([part[-1] ^ 1])))
    assert verify_offline([str(folder / "changed.asice"), str(folder / "directory.json")]) == 1


def test_a_changed_directory_does_not_hold(folder: Path) -> None:
    data = files.directory_file().replace(b"Chile", b"Chilf")
    (folder / "directory.json").write_bytes(data)
    assert verify_offline([str(folder / "bundle.asice"), str(folder / "directory.json")]) == 1


def test_wrongly_asked_exits_2(folder: Path) -> None:
    assert verify_offline([str(folder / "bundle.asice")]) == 2


def test_it_runs_alone(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(folder / "bundle.asice"), str(folder / "directory.json")],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "It holds" in done.stdout
