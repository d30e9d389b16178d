"""The numbers of provisions as acts print them, in all their forms."""

from __future__ import annotations

import pytest

from glacy.legislation import ActText, segment
from glacy.legislation.numbering import find_keyed, order_of

PRINTED = [
    ("Art. 2º A disciplina", "2"), ("Art. 5º Na mesma pena", "5"), ("Art. 5 - O juiz pode", "5"),
    ("Artigo 3.º-A", "3-A"), ("Artigo 5.º - 1 - Quem", "5"), ("Artículo 2° El que", "2"),
    ("ARTÍCULO 2°.- El que", "2"), ("Section 4A. Access", "4A"), ("Section 4 A. Access", "4A"),
    ("Article 431-8", "431-8"), ("Article 431 - 8 :", "431-8"), ("Artículo 218 bis.", "218 bis"),
    ("Article 3 ter", "3 ter"), ("Article 550bis/1", "550 bis"), ("Article 5/1 : Le", "5/1"),
    ("ARTICLE PREMIER", "1"), ("Article 1er", "1"), ("Art. 1º-A.", "1-A"), ("Article IV. -", "IV"),
    ("ARTÍCULO II", "II"), ("Artículo décimo segundo.-", "12"), ("Art 5.- El que", "5"),
    ("§ 202a Data", "202a"), ("Artigo 12.º (Acesso)", "12"), ("Article L.323-1", "L.323-1"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "number"), PRINTED, ids=lambda value: str(value)[:16])
def test_a_number_is_read_as_one_cites_it(line: str, number: str) -> None:
    label = find_keyed(line)
    assert label is not None
    assert label.number == number


def test_roman_articles_are_cut_and_keep_their_numbers() -> None:
    text = "".join(f"Article {one}.\nWhoever does this is punished.\n\n" for one in ("I", "II", "III", "IV"))
    assert [one.number for one in segment(ActText((text,))).provisions] == ["I", "II", "III", "IV"]


def test_numbers_stand_in_the_order_of_an_act() -> None:
    numbers = ["3", "3-A", "4", "46", "46A", "218", "218 bis", "218 ter", "431-8"]
    assert sorted(reversed(numbers), key=order_of) == numbers
    assert sorted(["X", "IX", "IV", "V", "I"], key=order_of) == ["I", "IV", "V", "IX", "X"]


def test_an_article_in_a_sentence_opens_nothing() -> None:
    text = "Article 1\nUnder\nArticle 9 of the Code it is forbidden.\n\nArticle 2\nEnd.\n"
    assert [one.number for one in segment(ActText((text,))).provisions] == ["1", "2"]
