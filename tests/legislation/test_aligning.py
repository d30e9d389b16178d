"""Provisions find the articles that they are counterparts of, with the words that show it."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.legislation import (
    LANGUAGES,
    ActText,
    UnknownLanguageError,
    align,
    find_language,
    lexicon,
    packaged_gate,
    segment,
)
from tests.legislation.acts import FOLDER, SPOKEN, act_of, names, text_of

HACKING = "Whoever intentionally gains access to a computer system without authority is liable to a fine."
TAPPING = (
    "Quiconque aura intercepté frauduleusement par des moyens techniques des données lors de leur"
    " transmission non publique est puni."
)
DAMAGE = "El que sin autorización destruya o altere datos informáticos será castigado con prisión."
SABOTAGE = "Quem, sem autorização, entravar o funcionamento de um sistema é punido com pena de prisão."
PRESERVING = (
    "A judge may order a service provider to preserve for ninety days the specified traffic data of which"
    " there is a risk that they may be lost, where this is needed for a criminal investigation."
)
CONTACT = (
    "The Central Authority shall designate a point of contact available twenty-four hours, seven days a week,"
    " for immediate assistance."
)
OFFENCES = [
    ("en", "Hacking", HACKING, "2"),
    ("fr", "", TAPPING, "3"),
    ("es", "", DAMAGE, "4"),
    ("pt", "", SABOTAGE, "5"),
    ("en", "", PRESERVING, "16"),
    ("en", "", CONTACT, "35"),
]


@pytest.mark.parametrize(
    ("language", "heading", "text", "article"), OFFENCES, ids=lambda value: str(value)[:12]
)
def test_a_plain_provision_finds_its_article(language: str, heading: str, text: str, article: str) -> None:
    act = segment(ActText((f"Article 1\n{heading}\n{text}\n\nArticle 2\nEnd.\n",)))
    best = align(act, lexicon(language))[0].matches[0]
    assert (best.instrument, best.article) == ("ETS185", article)
    assert best.relation != "none"


@pytest.mark.parametrize("name", names())
def test_the_words_that_show_an_element_stand_in_the_provision(name: str) -> None:
    act = act_of(name)
    for one in align(act, lexicon(SPOKEN[name[:2]])):
        provision = act.find(one.provision.split("(")[0])
        if provision is None:
            assert one.quoted_in is not None
            continue
        whole = f"{provision.heading}\n{provision.text}" if provision.heading else provision.text
        if "(" in one.provision:
            continue
        for match in one.matches:
            assert all(whole[shown.start : shown.end] == shown.words for shown in match.reading.shown)


@pytest.mark.parametrize("name", names())
def test_most_provisions_find_what_the_reader_found(name: str) -> None:
    with (FOLDER / "concordance.csv").open(encoding="utf-8", newline="") as file:
        pairs = [row for row in csv.DictReader(file) if name == f"{row['country'].lower()}-{row['act']}"]
    known = {
        row["provision"]: {p["article"] for p in pairs if p["provision"] == row["provision"]} for row in pairs
    }
    aligned = {one.provision: one for one in align(act_of(name), lexicon(SPOKEN[name[:2]]))}
    hits = [aligned[number].matches[0].article in articles for number, articles in known.items()]
    assert sum(hits) / len(hits) >= 0.78


def test_what_is_repealed_has_no_match() -> None:
    repealed = next(one for one in align(act_of("cl-ley-21459"), lexicon("es")) if one.provision == "9")
    assert repealed.matches == ()


def test_a_section_of_many_offences_is_lined_up_item_by_item() -> None:
    text = (
        "SEC. 4. Offenses. — The following acts are punishable:\n(a) Against systems:\n"
        "(1) Illegal Access. – The access to the whole or any part of a computer system without right.\n"
        "(2) Illegal Interception. – The interception by technical means of non-public data.\n"
        "(b) Other:\n(1) Computer-related Fraud. – The fraudulent input of data causing loss of property.\n"
        "SEC. 5. Repeal. — All other laws are repealed.\n"
    )
    found = {one.provision: one.matches[0].article for one in align(segment(ActText((text,))), lexicon("en"))}
    assert (found["4(a)(1)"], found["4(a)(2)"], found["4(b)(1)"]) == ("2", "3", "8")


@pytest.mark.parametrize("name", names())
def test_the_language_of_an_act_is_told(name: str) -> None:
    assert find_language(text_of(name)) == SPOKEN[name[:2]]


def test_another_language_is_not_searched() -> None:
    assert (
        find_language(
            "Wer unbefugt sich Zugang zu Daten verschafft, die nicht für ihn bestimmt sind, wird bestraft."
        )
        is None
    )
    with pytest.raises(UnknownLanguageError):
        lexicon("de")


def test_every_element_has_words_and_names_in_four_languages() -> None:
    for language in LANGUAGES:
        words = lexicon(language)
        assert {one.key for one in words.articles} >= {("ETS185", str(at)) for at in range(1, 36)}
        for article in words.articles:
            for element in article.elements:
                assert element.patterns, (article.key, element.key, language)
                assert set(element.name) == set(LANGUAGES)


def test_words_that_were_read_in_an_act_can_be_left_out() -> None:
    for name in packaged_gate().fitted_on:
        without = lexicon("en", without_acts=frozenset({name}))
        assert len(without.articles) == len(lexicon("en").articles)


@given(st.text(max_size=400), st.sampled_from(LANGUAGES))
def test_no_text_breaks_it(text: str, language: str) -> None:
    act = segment(ActText((f"Article 1\n{text}\nArticle 2\nEnd of it.\n",)))
    for one in align(act, lexicon(language)):
        assert all(0 <= match.confidence <= 1 for match in one.matches)
