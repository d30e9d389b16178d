"""Definitions and cited provisions are followed, and named as grounds."""

from __future__ import annotations

import pytest

from glacy.legislation import Act, ActText, align, lexicon, segment
from glacy.legislation.references import cited_acts, cited_provisions, ties_of

NUMBERS = [str(at) for at in range(1, 13)]


def act_of(text: str) -> Act:
    return segment(ActText((text,)))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("an offence under section 5 of this Act", ("5",)),
        ("sections 5, 6 and 8", ("5", "6", "8")),
        ("les infractions prévues aux articles 5 à 8", ("5", "6", "7", "8")),
        ("los artículos 2 a 4 de esta ley", ("2", "3", "4")),
        ("nos artigos 6.º a 9.º", ("6", "7", "8", "9")),
        ("definida no art. 4º", ("4",)),
        ("an offence under section 3(1)(b)", ("3",)),
        ("section 5 of the Penal Code", ()),
        ("l'article 8 du code de procédure pénale", ()),
        ("el artículo 9 de la Ley General", ()),
        ("section 99", ()),
    ],
)
def test_a_citation_names_provisions_of_this_act_only(text: str, cited: tuple[str, ...]) -> None:
    assert cited_provisions(text, NUMBERS) == cited


def test_other_acts_are_named_by_their_numbers() -> None:
    assert cited_acts("under the Electronic Transactions Act, 2008 (Act 772) and Ley N° 18.168") == (
        "Act 772",
        "Ley N° 18.168",
    )


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("In this Act, “protected computer” means a computer that the State uses.", "protected computer"),
        ("Au sens de la présente loi, on entend par : 1. Données informatisées : tout fait.",
         "donnees informatisees"),
        ("Para efeitos da presente lei, considera-se: a) «Dados de tráfego», os dados que mostram a origem;",
         "dados de trafego"),
        ("Para los efectos de esta ley se entenderá por: a) Datos informáticos: toda representación.",
         "datos informaticos"),
    ],
)  # fmt: skip
def test_a_definition_is_found_by_its_term(text: str, term: str) -> None:
    ties = ties_of(act_of(f"Article 1\n{text}\n\nArticle 2\nEnd.\n"))
    assert term in ties.definitions


def test_an_element_that_the_definition_shows_is_followed_and_said() -> None:
    act = act_of(
        "1. Interpretation\nIn this Act, unless the context otherwise requires—\n“tapping” means acquiring by"
        " technical means a non-public transmission of computer data;\n\n"
        "2. Illegal interception\nA person who without authority intercepts by tapping commits an offence.\n"
        "\n"
        "3. Short title\nThis Act may be cited as the Act.\n"
    )
    best = align(act, lexicon("en"))[1].matches[0]
    assert best.article == "3"
    followed = {one.element: one for one in best.followed}
    assert followed["non_public"].provision == "1"
    assert followed["non_public"].term == "tapping"
    assert "by the definition of “tapping” in 1" in best.grounds
    assert "non_public" not in best.missing


def test_a_cited_provision_gives_its_elements() -> None:
    act = act_of(
        "Article 1\nQuiconque introduit ou efface des données, engendrant des données contrefaites, est"
        " puni.\n\n"
        "Article 2\nEst puni celui qui, en connaissance de cause, fait usage des données visées à"
        " l'article 1.\n\nArticle 3\nFin.\n"
    )
    found = align(act, lexicon("fr"))[1]
    assert found.cites == ("1",)
    assert any(one.provision == "1" and not one.term for one in found.matches[0].followed)
