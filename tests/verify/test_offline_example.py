"""The script for those who do not have GLACY comes to the same verdict on what it checks."""

from __future__ import annotations

import io
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from glacy.container import renew_container
from glacy.cooperation import write_message
from glacy.verify import examine_file
from tests.cooperation.story import PRESERVATION
from tests.nodes import NOW
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


def repacked(data: bytes, method: int, **replaced: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(into, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, replaced.get(name, old.read(name)))
    return into.getvalue()


def commented(data: bytes) -> bytes:
    return data[:-2] + b"\x04\x00" + b"note"


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "another kind of content": lambda data: data.replace(
        b"application/vnd.etsi.asic-e+zip", b"text/html <script>smuggled text", 1
    ),
    "bytes in front": lambda data: b"x" * 800 + data,
    "bytes behind": lambda data: data + b"x",
    "a comment": commented,
    "packed anew": lambda data: repacked(data, zipfile.ZIP_STORED),
    "packed small": lambda data: repacked(data, zipfile.ZIP_DEFLATED),
}


@pytest.mark.parametrize("form", FORMS)
def test_it_and_the_command_say_the_same_of_a_changed_form(folder: Path, form: str) -> None:
    data = FORMS[form](files.bundle())
    (folder / "changed.asice").write_bytes(data)
    assert verify_offline([str(folder / "changed.asice"), str(folder / "directory.json")]) == 1
    report = examine_file(data, name="changed.asice", directory=files.directory(), at=NOW)
    assert (report.kind, report.holds) == ("bundle", False)


def renewed(folder: Path, times: int) -> bytes:
    data = files.bundle()
    for number in range(times):
        out = io.BytesIO()
        stamper = replace(files.world().ghana.stamper, clock=lambda at=NOW + timedelta(days=number): at)
        renew_container(io.BytesIO(data), out, stamper=stamper, spool=io.BytesIO)
        data = out.getvalue()
    (folder / "renewed.asice").write_bytes(data)
    return data


@pytest.mark.parametrize("times", [1, 2])
def test_a_renewed_bundle_holds(folder: Path, times: int, capsys: pytest.CaptureFixture[str]) -> None:
    renewed(folder, times)
    assert verify_offline([str(folder / "renewed.asice"), str(folder / "directory.json")]) == 0
    assert capsys.readouterr().out.count("renewal     at 20261") == times


@pytest.mark.parametrize("part", [b"sha512", b"ManifestURI", b"stamp-token", b"20261121", b"Rootfile"])
def test_a_changed_renewal_does_not_hold(folder: Path, part: bytes) -> None:
    data = bytearray(renewed(folder, 2))
    place = data.find(part)
    data[place if place > 0 else data.rindex(b"\x30\x82") + 40] ^= 1
    (folder / "changed.asice").write_bytes(data)
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
