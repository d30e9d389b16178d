"""The page of words names every state, outcome and status of the wire."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest

from glacy.cooperation import State
from glacy.cooperation.texts import TextStatus

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "words.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", [*State, *typing.get_args(TextStatus), "emergency", "urgent", "routine"])
def test_the_word_has_its_row(word: str) -> None:
    assert f"| {word} |" in PAGE


def test_every_row_of_the_main_words_has_four_languages_and_a_meaning() -> None:
    table = PAGE.split("## The main words", 1)[1].split("## ", 1)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 30
    for row in rows:
        assert all(cell.strip() for cell in row.strip("|").split("|")), row
        assert row.count("|") == 6, row
