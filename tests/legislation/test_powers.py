"""Who may order a power and whether a judge is needed is read out with its words, and nothing is guessed."""

from __future__ import annotations

import pytest

from glacy.legislation import (
    ActText,
    Power,
    align,
    find_language,
    lexicon,
    offer_practice,
    read_powers,
    segment,
)

JUDGE = "A judge may order a service provider to submit information about its subscribers in its possession."
NO_JUDGE = (
    "A police officer may, without a warrant, order a person in possession of computer data to produce the"
    " data, and a service provider to submit subscriber information."
)
SILENT = JUDGE.replace("A judge", "The prosecutor")
KEPT = (
    "A police officer may by notice require a person in control of a computer system to preserve data that is"
    " at risk of loss for a period of ninety days. The court may extend the notice."
)
SPANISH = (
    "El juez, a petición del fiscal, podrá ordenar la interceptación del contenido de las comunicaciones"
    " transmitidas por un sistema informático en la investigación de los delitos de esta ley."
)


def powers_of(text: str) -> tuple[Power, ...]:
    act = segment(ActText((f"Article 1\n{text}\n\nArticle 2\nEnd.\n",)))
    words = lexicon(find_language(text) or "en")
    return read_powers(act, align(act, words), words)


@pytest.mark.parametrize(
    ("text", "article", "judge", "named"),
    [
        (JUDGE, "18", "needed", "judge"),
        (NO_JUDGE, "18", "not_needed", "police"),
        (SILENT, "18", "not_said", "prosecutor"),
        (KEPT, "16", "for_a_step", "police"),
        (SPANISH, "21", "needed", "judge"),
    ],
    ids=["judge", "no judge", "silent", "a step", "spanish"],
)
def test_it_says_what_the_words_say_of_a_judge(text: str, article: str, judge: str, named: str) -> None:
    found = next(one for one in powers_of(text) if one.article == article)
    assert found.judge == judge
    assert found.who[0].what == named
    for said in (*found.who, *found.judge_words, *found.days):
        assert text[said.start : said.end]


def test_what_is_clear_is_offered_and_the_rest_is_not() -> None:
    assert [(one.topic, one.value) for one in offer_practice(powers_of(JUDGE), country="GH")] == [
        ("who_orders_subscriber_data", "judge")
    ]
    assert offer_practice(powers_of(SILENT), country="GH") == ()
    kept = offer_practice(powers_of(KEPT), country="GH")
    assert [(one.topic, one.value) for one in kept] == [("preservation_days", "90")]
    assert "ninety days" in kept[0].says
