"""The words of the papers about evidence: whole in four languages, reasons known again by their English."""

from __future__ import annotations

import csv
import re
from importlib import resources

import pytest

from glacy.documents import LANGUAGES
from glacy.evidence.words import Words

ROWS = list(
    csv.DictReader(resources.files("glacy.evidence").joinpath("words.csv").read_text("utf-8").splitlines())
)


@pytest.mark.parametrize("row", ROWS, ids=[row["key"] for row in ROWS])
def test_every_word_is_there_in_four_languages_with_its_parts(row: dict[str, str]) -> None:
    parts = {language: sorted(re.findall(r"{(\w+)}", row[language])) for language in LANGUAGES}
    assert all(row[language] for language in LANGUAGES)
    assert all(parts[language] == parts["en"] for language in LANGUAGES), parts


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["key"].startswith("why.")], ids=lambda row: row["key"]
)
def test_a_reason_is_known_again_with_what_stands_in_it(row: dict[str, str]) -> None:
    parts = {name: f"<{name}>" for name in re.findall(r"{(\w+)}", row["en"])}
    for language in LANGUAGES:
        told = Words(language=language).reason(row["en"].format_map(parts))
        assert told == row[language].format_map(parts)


@pytest.mark.parametrize("why", ["for the hearing", "taken in by me", "", "Sealed into the vault"])
def test_what_a_person_wrote_stays_as_it_is(why: str) -> None:
    assert Words(language="fr").reason(why) == why
