"""How a State works, in short words: every value of the facts has one, and Spanish readers read Spanish."""

from __future__ import annotations

import pytest
from django.utils import translation

from glacy.countries import all_countries
from glacy.desks.treaty.practice_words import FIGURES, NAMES, VALUES, say_value
from glacy.treaty import practice

ROWS = [row for country in all_countries() for row in practice(country.code)]
LANGUAGES = ("es", "fr", "pt")


def test_every_value_is_a_figure_a_name_or_a_word_of_ours() -> None:
    assert len(ROWS) > 100
    left = {row.value for row in ROWS if row.topic not in NAMES and not FIGURES.fullmatch(row.value)}
    assert sorted(left - set(VALUES)) == []
    assert sorted(set(VALUES) - left) == [], "a value that no row holds any more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    with translation.override("en"):
        english = {key: str(words) for key, words in VALUES.items()}
    with translation.override(language):
        left = [key for key, words in VALUES.items() if str(words) == english[key]]
    assert set(left) <= {"flexible", "secret"}


def test_a_figure_and_a_name_stay_as_they_are() -> None:
    with translation.override("fr"):
        for row in ROWS:
            if row.topic in NAMES or FIGURES.fullmatch(row.value):
                assert str(say_value(row)) == row.value
