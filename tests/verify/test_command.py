"""`glacy verify` answers with a sentence, checks and an exit code, and says where its trust came from."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from glacy.cli import main
from tests.verify import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a bundle in it, far below which nothing else lies."""
    deep = tmp_path / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    (deep / "bundle.asice").write_bytes(files.bundle())
    (tmp_path / "trusted.json").write_bytes(files.directory_file())
    return deep


def run(*arguments: object, environment: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(
        main, ["verify", *map(str, arguments)], env=environment or {"GLACY_DIRECTORY": ""}
    )


def test_it_holds_with_the_directory_that_is_named(folder: Path) -> None:
    result = run(folder / "bundle.asice", "--directory", folder.parents[3] / "trusted.json")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("It holds: this evidence bundle is whole and unchanged")
    assert "Not proved" in result.output


def test_it_holds_with_the_directory_of_the_machine(folder: Path) -> None:
    trusted = str(folder.parents[3] / "trusted.json")
    result = run(folder / "bundle.asice", environment={"GLACY_DIRECTORY": trusted})
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("up", [0, 1, 2, 3])
def test_a_directory_beside_or_above_is_found_and_said(folder: Path, up: int) -> None:
    (folder, *folder.parents)[up].joinpath("directory.json").write_bytes(files.directory_file())
    own = {"GLACY_DIRECTORY": "", "GLACY_SEALER": str(folder.parents[3] / "own")}
    result = run(folder / "bundle.asice", environment=own)
    assert result.exit_code == 1, result.output
    assert "was found beside the file" in " ".join(result.output.split()[:60])
    assert run(folder / "bundle.asice", "--trust", "not one", environment=own).exit_code == 2
    fingerprint = files.directory().fingerprint
    assert run(folder / "bundle.asice", "--trust", fingerprint, environment=own).exit_code == 0
    assert run(folder / "bundle.asice", environment=own).exit_code == 0, "it was accepted before"


def test_without_a_directory_it_cannot_be_told(folder: Path) -> None:
    result = run(folder / "bundle.asice")
    assert result.exit_code == 1
    assert result.output.startswith("Cannot tell")
    assert "--directory FILE" in result.output


def test_a_flipped_byte_exits_1_and_is_named(folder: Path) -> None:
    data = bytearray(files.bundle())
    data[data.index(files.CONTENT)] ^= 1
    (folder / "bundle.asice").write_bytes(data)
    result = run(folder / "bundle.asice", "--directory", folder.parents[3] / "trusted.json")
    assert result.exit_code == 1
    assert result.output.startswith("It does not hold")
    assert "data/mailbox.csv" in result.output


def test_json_has_exactly_its_four_fields(folder: Path) -> None:
    result = run(folder / "bundle.asice", "--json", "--directory", folder.parents[3] / "trusted.json")
    report = json.loads(result.output)
    assert report.keys() == {"kind", "holds", "checks", "facts"}
    assert (report["kind"], report["holds"]) == ("bundle", True)
    assert all(
        check.keys() == {"name", "holds", "about", "who", "when", "says"} for check in report["checks"]
    )


def test_a_document_is_checked_without_django(folder: Path) -> None:
    (folder / "request.pdf").write_bytes(files.document())
    script = (
        "import sys; from glacy.cli import main\n"
        "try: main(['verify', *sys.argv[1:]])\n"
        "except SystemExit as done: print('django' in sys.modules, done.code)"
    )
    trusted = folder.parents[3] / "trusted.json"
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder / "request.pdf"), "--directory", str(trusted)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "False 0", done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument"),
        (["missing.asice"], "There is no file"),
        (["."], "is a folder"),
        (["bundle.asice", "--directory", "missing.json"], "There is no file"),
        (["bundle.asice", "--directory", "bundle.asice"], "The directory is damaged"),
    ],
)
def test_wrongly_asked_exits_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(folder)
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.output
