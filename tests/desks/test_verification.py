"""Anyone checks a file: a sentence first, every check, and what it does not prove."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import bagit
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glacy.desks.verification import forms
from glacy.desks.verification.lines import with_forks
from glacy.desks.verification.words import KINDS
from glacy.store.models import ForkRow
from glacy.verify import examine_file
from glacy.verify.kinds import Kind
from tests.nodes import NOW
from tests.verify import files

pytestmark = pytest.mark.django_db
MADE: dict[str, Callable[[], bytes]] = {
    "request.pdf": files.document,
    "bundle.asice": files.bundle,
    "receipt.asice": files.receipt,
    "checkpoint.note": files.checkpoint,
}


def checked(data: bytes, name: str = "file") -> str:
    upload = SimpleUploadedFile(name, data)
    answer = Client(HTTP_HOST="localhost").post("/check", {"file": upload})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", list(MADE))
def test_a_file_is_judged_and_the_limits_are_said(name: str) -> None:
    page = checked(MADE[name](), name)
    assert "Every check" in page
    assert "What this does not prove" in page
    assert "The file does not hold" not in page


@pytest.mark.parametrize("name", ["request.pdf", "bundle.asice", "receipt.asice"])
def test_a_flipped_byte_does_not_hold(name: str) -> None:
    data = bytearray(MADE[name]())
    data[len(data) // 2] ^= 1
    assert "The file does not hold" in checked(bytes(data), name)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=400))
def test_no_bytes_break_the_page(data: bytes) -> None:
    assert "The file holds" not in checked(data)


def test_of_a_file_of_no_known_kind_nothing_was_checked() -> None:
    page = checked(b"dear colleague", "notes.txt")
    assert "This is no file of a kind that GLACY writes, and nothing was checked." in page


def test_a_name_is_shown_as_text_only() -> None:
    assert "<script>alert" not in checked(b"x", "<script>alert(1)</script>.pdf")


def test_an_empty_or_missing_file_is_said() -> None:
    assert "This file is empty" in checked(b"")
    page = Client(HTTP_HOST="localhost").post("/check").content.decode()
    assert "Choose the file to check" in page
    assert 'href="#id_file"' in page


def test_a_file_too_large_for_the_page_is_sent_to_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LARGEST", 10)
    assert "glacy verify FILE" in checked(b"x" * 11)


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_bag_of_another_tool_is_judged_at_the_page(form: str, tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    folder.mkdir()
    (folder / "a.txt").write_text("one")
    bagit.make_bag(str(folder), checksums=["sha256"])
    packed = Path(shutil.make_archive(str(tmp_path / "own"), form, root_dir=tmp_path, base_dir="bag"))
    page = checked(packed.read_bytes(), packed.name)
    assert "Whether this file is genuine cannot be told here" in page
    assert "Every check" in page


def test_a_disk_image_is_sent_on_to_the_readers_own_machine() -> None:
    page = checked(b"EVF\x09\x0d\x0a\xff\x00" + bytes(100), "disk.E01")
    assert "glacy verify FILE" in page


def test_every_kind_of_report_has_a_word() -> None:
    assert {*get_args(Kind), "bag", "image"} - {"unknown"} <= set(KINDS)


def test_what_rests_on_a_journal_that_forked_here_cannot_be_told() -> None:
    report = examine_file(files.checkpoint(), directory=files.directory(), at=NOW)
    assert report.holds is True
    origin = next(check.who for check in report.checks if check.name == "checkpoint.signature")
    told = with_forks(report, [ForkRow(origin=origin)])
    assert told.holds is None
    assert "signed two histories" in told.checks[-1].says
    assert with_forks(report, [ForkRow(origin="another")]) == report
