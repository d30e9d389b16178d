"""What is given as a file or a word: taken whole, or refused with one clear sentence."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from glacy.cli.errors import UnreadableInputError
from glacy.cli.given import DAY, leave, read_json, read_object
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
