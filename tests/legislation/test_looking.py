"""What stands out in an act is said before a person confirms it."""

from __future__ import annotations

from glacy.legislation import Act, ActText, act_warnings, align, lexicon, segment
from tests.legislation.acts import act_of, text_of

AMENDING = (
    "Loi modifiant le code pénal\n\nArticle 1\nL'article 431-8 du code pénal est modifié ainsi qu'il suit :\n"
    "« Article 431-8 : Quiconque accède frauduleusement à un système informatique est puni. »\n\n"
    "Article 2\nIl est inséré un article 431-8 bis ainsi rédigé :\n« Article 431-8 bis : Quiconque intercepte"
    " frauduleusement des données lors de leur transmission non publique est puni. »\n\n"
    "Article 3\nLa présente loi sera exécutée comme loi de l'État.\n"
)
MIXED = (
    "Article 1\nQuiconque accède frauduleusement à un système informatique est puni d'un emprisonnement.\n"
    "Whoever intentionally and without authority gains access to a computer system shall be punished.\n\n"
    "Article 2\nQuiconque intercepte sans droit des données par des moyens techniques est puni.\n"
    "Whoever without right intercepts by technical means any data of another shall be punished too.\n"
)


def act_from(text: str) -> Act:
    return segment(ActText((text,)))


def test_an_act_that_only_amends_says_so_and_its_quoted_articles_are_lined_up() -> None:
    act = act_from(AMENDING)
    assert any("amends another: 2 articles" in one for one in act_warnings(act, "fr"))
    found = {one.provision: one for one in align(act, lexicon("fr"))}
    assert (found["431-8"].matches[0].article, found["431-8"].quoted_in) == ("2", "1")
    assert (found["431-8 bis"].matches[0].article, found["431-8 bis"].quoted_in) == ("3", "2")


def test_a_repealed_act_says_so_and_has_no_match() -> None:
    act = act_from("1. Short title\n[Repealed]\n\n2. Access\nRepealed.\n\n3. Fraud\n[Repealed by Act 12]\n")
    assert any("is repealed" in one for one in act_warnings(act, "en"))
    assert all(one.matches == () for one in align(act, lexicon("en")))


def test_a_repeal_at_the_head_is_to_be_looked_at() -> None:
    act = act_from(
        "COMPUTER ACT\nRepealed by the Act of 2020\n\n1. Access\nA person.\n\n2. Fraud\nA person.\n"
    )
    assert any("speaks of a repeal" in one for one in act_warnings(act, "en"))


def test_two_languages_side_by_side_are_said() -> None:
    assert any("another language (fr)" in one for one in act_warnings(act_from(MIXED), "en"))
    assert any("another language (en)" in one for one in act_warnings(act_from(MIXED), "fr"))


def test_the_same_text_twice_is_said_and_lined_up_once() -> None:
    text = text_of("mu-computer-misuse-and-cybercrime-act-2003")
    act = act_from(text * 2)
    assert any("same text twice" in one for one in act_warnings(act, "en"))
    assert len(act.provisions) == len(act_of("mu-computer-misuse-and-cybercrime-act-2003").provisions)


def test_an_ordinary_act_has_nothing_to_look_at() -> None:
    assert act_warnings(act_of("pt-lei-109-2009"), "pt") == ()


def test_a_code_of_six_hundred_pages_is_cut_whole() -> None:
    lines = [
        f"Article {at}\nQuiconque commet le fait numéro {at} est puni d'une amende de cent francs.\n"
        for at in range(1, 1801)
    ]
    pages = tuple("\n".join(lines[at : at + 3]) for at in range(0, 1800, 3))
    act = segment(ActText(pages))
    assert (len(act.source.pages), len(act.provisions)) == (600, 1800)
    assert act.provisions[-1].page == 600
