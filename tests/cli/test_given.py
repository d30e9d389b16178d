"""What is given as a file or a word: taken whole, or refused with one clear sentence."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from glacy.cli.errors import UnreadableInputError
from glacy.cli.given import DAY, PROSE, leave, read_bytes, read_json, read_object
from glacy.cli.inbox import read_answer_file

SAME_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
)


@SAME_FOLDER
@given(value=VALUES)
def test_what_is_json_comes_back_equal(tmp_path: Path, value: object) -> None:
    file = tmp_path / "given.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    assert read_json(file) == value


@SAME_FOLDER
@given(data=some.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
@pytest.mark.parametrize("read", [read_json, read_object, read_answer_file])
def test_any_bytes_are_read_or_refused(tmp_path: Path, read: object, data: bytes) -> None:
    file = tmp_path / "given.json"
    file.write_bytes(data)
    with contextlib.suppress(UnreadableInputError):
        read(file)  # type: ignore[operator]  # one of the three


def test_a_deep_nest_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 100_000)
    with pytest.raises(UnreadableInputError):
        read_json(file)


@pytest.mark.parametrize("word", ["21.11.2026", "2026-02-30", "tomorrow", "2026-11-21T00:00:00Z"])
def test_a_day_is_a_day(word: str) -> None:
    with pytest.raises(click.BadParameter):
        DAY.convert(word, None, None)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="cannot be written"):
        leave(b"x", tmp_path / "nowhere" / "file")


def test_what_is_too_much_for_stdin_is_refused_and_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(4 * 2**20 + 1))))
    with pytest.raises(UnreadableInputError, match="there are more"):
        read_bytes(Path("-"))


def test_a_text_with_the_line_ends_of_another_system_is_taken_as_meant() -> None:
    assert PROSE.convert("Which log?\r\nWhose clo\u00adck?\n", None, None) == "Which log?\nWhose clock?"


@pytest.mark.parametrize("text", ["red\0austral", "\u202etxet", "\x1b[2Jgone"])
def test_a_text_with_a_sign_that_nobody_sees_is_a_wrong_use(text: str) -> None:
    with pytest.raises(click.BadParameter, match="cannot be shown"):
        PROSE.convert(text, None, None)
