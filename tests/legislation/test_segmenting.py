"""Provisions are found where an act opens them, none is missed and none invented."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.legislation import ActText, NoProvisionsError, segment
from tests.legislation.acts import FOLDER, act_of, names, text_of

with (FOLDER / "counted.csv").open(encoding="utf-8", newline="") as file:
    COUNTED = list(csv.DictReader(file))

OPENINGS = st.sampled_from(
    ["Article 3", "Artículo 4°.-", "12. Heading", "(a) an item", "PART II", "Section 5", "§ 2", "\f"]
)
LINES = st.lists(st.one_of(st.text(max_size=60), OPENINGS, OPENINGS), max_size=40).map("\n".join)


@pytest.mark.parametrize("counted", COUNTED, ids=lambda row: row["act"])
def test_every_provision_of_the_six_acts_is_found_and_none_invented(counted: dict[str, str]) -> None:
    provisions = act_of(counted["act"]).provisions
    assert len(provisions) == int(counted["provisions"])
    assert len({one.number for one in provisions}) == len(provisions)
    assert (provisions[0].number, provisions[-1].number) == (counted["first"], counted["last"])
    assert sum(one.quoted_in is not None for one in provisions) == int(counted["quoted"])


@pytest.mark.parametrize("name", names())
def test_every_provision_that_a_pair_names_is_there(name: str) -> None:
    with (FOLDER / "concordance.csv").open(encoding="utf-8", newline="") as file:
        named = {
            row["provision"]
            for row in csv.DictReader(file)
            if name == f"{row['country'].lower()}-{row['act']}"
        }
    assert named <= {one.number for one in act_of(name).provisions}


@pytest.mark.parametrize("name", names())
def test_offsets_lead_back_to_the_text(name: str) -> None:
    act = act_of(name)
    for one in act.provisions:
        there = act.source.text[one.start : one.end]
        assert there.startswith(one.label[:6])
        assert re.sub(r"\W", "", one.text[:40]) in re.sub(r"\W", "", there)


SPANISH = "Art. 1º. Objeto.- La presente ley protege.\nArt. 2º. Acceso ilícito.- El que acceda.\n"
AMERICAN = "SEC. 3. Definitions. — In this Act a computer is.\nSEC. 4. Offenses. — Whoever.\n"
FRENCH = "Article premier : La loi.\nArticle 2 : De l'accès\nQuiconque accède.\nArticle 2 bis : Suite\nQui.\n"
COMMONWEALTH = "1. Short title\nThis is.\n2. Access\n(1) A person who.\n2A. Devices\nA person.\n"
PORTUGUESE = "Artigo 1.º - Objecto\nA lei.\nArtigo 1.º-A - Acesso\nQuem aceder.\n"
CODE = "Art. 323-1.- Le fait d'accéder est puni.\nArt. 323-2.- Le fait d'entraver.\n"
HOW_ACTS_SAY_IT = [
    (SPANISH, ["1", "2"], "Acceso ilícito"),
    (AMERICAN, ["3", "4"], "Offenses"),
    (FRENCH, ["1", "2", "2 bis"], "De l'accès"),
    (COMMONWEALTH, ["1", "2", "2A"], "Access"),
    (PORTUGUESE, ["1", "1-A"], "Acesso"),
    (CODE, ["323-1", "323-2"], ""),
]


@pytest.mark.parametrize(("text", "numbers", "heading"), HOW_ACTS_SAY_IT, ids=lambda value: str(value)[:20])
def test_the_ways_in_which_acts_number(text: str, numbers: list[str], heading: str) -> None:
    provisions = segment(ActText((text,))).provisions
    assert [one.number for one in provisions] == numbers
    assert provisions[1].heading == heading


def test_a_line_that_only_mentions_an_article_opens_none() -> None:
    text = (
        "Article 1\nThe offences of\nArticle 5 of the Penal Code apply here.\n\nArticle 2\nIt is in force.\n"
    )
    assert [one.number for one in segment(ActText((text,))).provisions] == ["1", "2"]


def test_a_table_of_contents_is_no_act() -> None:
    contents = "1. Title\n2. Access\n3. Fraud\n\n"
    text = f"{contents}1. Title\nThis Act is.\n\n2. Access\nWhoever gains.\n\n3. Fraud\nWhoever cheats.\n"
    provisions = segment(ActText((text,))).provisions
    assert [(one.number, bool(one.text)) for one in provisions] == [("1", True), ("2", True), ("3", True)]


def test_what_pages_add_is_left_out_and_broken_words_are_whole() -> None:
    pages = tuple(
        f"The Gazette of Nowhere\n{at}. Section\nA per-\nson who acts.\n{at + 20}" for at in range(1, 5)
    )
    act = segment(ActText(pages))
    assert [one.number for one in act.provisions] == ["1", "2", "3", "4"]
    assert [one.page for one in act.provisions] == [1, 2, 3, 4]
    assert all("Gazette" not in one.text and "person" in one.text for one in act.provisions)
    assert "The Gazette of Nowhere" in act.left_out


def test_items_nest_as_they_are_cited() -> None:
    access = "(a) Access:\n(1) Illegal Access. – Whoever enters.\n(2) Misuse. – Whoever sells.\n"
    text = f"4. Offenses\n{access}(b) Fraud. – Whoever cheats.\n5. End\nIt ends.\n"
    items = segment(ActText((text,))).provisions[0].items
    assert [cited for item in items for cited, _ in item.walk()] == ["(a)", "(a)(1)", "(a)(2)", "(b)"]
    assert items[0].items[0].heading == "Illegal Access"


def test_a_text_without_provisions_is_refused_with_what_to_do() -> None:
    with pytest.raises(NoProvisionsError, match="Give the whole act"):
        segment(ActText(("A letter from the ministry.\nNothing else.",)))


@given(LINES)
def test_no_text_breaks_it(text: str) -> None:
    try:
        act = segment(ActText((text,)))
    except NoProvisionsError:
        return
    assert all(0 <= one.start <= one.end <= len(text) for one in act.provisions)


def test_a_long_code_does_not_take_long_for_its_length() -> None:
    text = "\n\n".join(f"{at}. Provision\nA person who does {at} is guilty." for at in range(1, 999))
    assert len(segment(ActText((text,))).provisions) == 998


def test_the_text_before_the_first_article_is_the_preface() -> None:
    assert "Source of law" in act_of("pt-lei-109-2009").preface
    assert text_of("pt-lei-109-2009").startswith(act_of("pt-lei-109-2009").preface[:40])
