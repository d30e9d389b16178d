"""The script for those who do not have GLACY comes to the same verdict on what it checks."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from glacy.cooperation import write_message
from tests.cooperation.story import PRESERVATION
from tests.verify import files

SCRIPT = Path(__file__).parents[2] / "examples" / "verify_offline.py"
VECTORS = SCRIPT.parents[1] / "tests" / "vectors" / "document"
verify_offline = runpy.run_path(str(SCRIPT))["main"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in (
        ("bundle", files.bundle()),
        ("receipt", files.receipt()),
        ("envelope", files.envelope()),
    ):
        (tmp_path / f"{name}.asice").write_bytes(data)
    (tmp_path / "document.pdf").write_bytes(files.document())
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


def test_a_sealed_document_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_offline([str(folder / "document.pdf"), str(folder / "directory.json")]) == 0
    assert "seal        by Ghana contact point" in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(path.name for path in VECTORS.glob("*.pdf")))
def test_a_document_that_nobody_in_the_directory_sealed_does_not_hold(folder: Path, name: str) -> None:
    assert verify_offline([str(VECTORS / name), str(folder / "directory.json")]) == 1


def test_a_container_with_a_document_near_its_start_is_a_container(folder: Path) -> None:
    envelope = files.envelope_with(files.document(), body=write_message(PRESERVATION))
    (folder / "envelope").write_bytes(envelope)
    assert verify_offline([str(folder / "envelope"), str(folder / "directory.json")]) == 0


def changes(pdf: bytes) -> dict[str, bytes]:
    """A sealed document, changed in every way that its reader might not see."""
    middle, contents = len(pdf) // 3, pdf.rindex(b"/Contents<") + len(b"/Contents<")
    return {
        "a byte of the page": pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :],
        "a byte at its end": pdf + b"\n",
        "a page behind the seal": pdf + b"\n1 0 obj\n<</Type/Page>>\nendobj\n",
        "a digit of the signature": pdf[: contents + 900] + b"00" + pdf[contents + 902 :],
        "more in the room of the signature": pdf[: pdf.rindex(b"00>")]
        + b"01>"
        + pdf[pdf.rindex(b"00>") + 3 :],
        "no seal": pdf[: pdf.index(b"%%EOF") + 6],
        "cut short": pdf[:-40],
        "only its first bytes": pdf[:8],
    }


@pytest.mark.parametrize("change", list(changes(b"%%EOF/Contents<00>")))
def test_a_changed_document_does_not_hold(folder: Path, change: str) -> None:
    (folder / "changed.pdf").write_bytes(changes(files.document())[change])
    assert verify_offline([str(folder / "changed.pdf"), str(folder / "directory.json")]) == 1


@pytest.mark.parametrize("name", ["checkpoint.note", "journal.tlog-proof", "request.age", "notes.txt"])
def test_what_it_cannot_judge_is_not_said_to_be_wrong(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).write_bytes(b"something else\n")
    assert verify_offline([str(folder / name), str(folder / "directory.json")]) == 2
    told = capsys.readouterr()
    assert "does not hold" not in told.out + told.err
    assert "glacy verify" in told.err


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
