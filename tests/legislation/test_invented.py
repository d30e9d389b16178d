"""Acts in the drafting styles of different legal families are cut and lined up alike."""

from __future__ import annotations

import pytest

from glacy.legislation import LANGUAGES, align, find_language, lexicon
from tests.legislation.invented import language_of, names, read


@pytest.mark.parametrize("name", names())
def test_the_language_of_an_invented_act_is_told(name: str) -> None:
    act, _ = read(name)
    assert find_language(act.source.text) == language_of(name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_provisions_find_what_they_answer_in_each_language(language: str) -> None:
    first: list[bool] = []
    third: list[bool] = []
    for name in names():
        if language_of(name) != language:
            continue
        act, known = read(name)
        for one in align(act, lexicon(language)):
            wanted = known.get(one.provision)
            if wanted:
                ranked = [(match.instrument, match.article) for match in one.matches]
                first.append(ranked[0] in wanted)
                third.append(any(pair in wanted for pair in ranked[:3]))
    assert sum(first) / len(first) >= 0.85
    assert sum(third) / len(third) >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_answers_nothing_is_less_sure_than_what_answers_something(language: str) -> None:
    sure = [
        (one.confidence, bool(read(name)[1].get(one.provision)))
        for name in names()
        if language_of(name) == language
        for one in align(read(name)[0], lexicon(language))
        if one.provision in read(name)[1]
    ]
    pairs = [(high, low) for high, known in sure if known for low, also in sure if not also]
    assert sum(high > low for high, low in pairs) / len(pairs) >= 0.95


def test_the_best_match_stands_first() -> None:
    for one in align(read("en-commonwealth")[0], lexicon("en")):
        sure = [match.confidence for match in one.matches]
        assert sure == sorted(sure, reverse=True)


def test_what_no_article_answers_names_its_topic() -> None:
    act, _ = read("en-commonwealth")
    board = next(one for one in align(act, lexicon("en")) if one.provision == "6")
    assert "institution" in board.matches[0].reading.outside
    assert board.matches[0].relation == "none"
