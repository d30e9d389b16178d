"""Anyone checks a file: a sentence first, every check, and what it does not prove."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glacy.desks.verification import forms
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
