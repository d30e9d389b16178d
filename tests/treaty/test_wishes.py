"""What is wrongly asked is refused, with the field, what was found and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.countries import UnknownCountryError
from glacy.treaty import (
    Measure,
    OffenceFormError,
    UnknownMeasureError,
    Wish,
    WishError,
    measures,
    read_measure,
    read_offence,
)

GOOD: dict[str, Any] = {
    "requesting": "GH",
    "requested": "CL",
    "on": date(2026, 11, 20),
}  # Any: mixed arguments


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"requested": "GH"}, "requested", "two different States"),
        ({"on": date(2000, 12, 31)}, "on", "2001-01-01"),
        ({"on": date(2032, 1, 1)}, "on", "2031-12-31"),
        ({"data": "metadata"}, "data", "subscriber, traffic, content"),
        ({"urgency": "asap"}, "urgency", "emergency, urgent, routine"),
        ({"addressee": "court"}, "addressee", "state, provider, registrar"),
        ({"more_offences": (read_offence("8"),)}, "offence", "first"),
    ],
)
def test_a_wrong_wish_names_its_field(wrong: dict[str, Any], field: str, told: str) -> None:
    with pytest.raises(WishError) as refused:
        Wish(**{**GOOD, **wrong})
    assert refused.value.fields["field"] == field
    assert told in str(refused.value)


@pytest.mark.parametrize(("code", "meant"), [("gh", "GH"), ("Ghana", "GH"), ("UK", "GB"), ("ZZ", None)])
def test_a_wrong_country_is_told_which_was_meant(code: str, meant: str | None) -> None:
    with pytest.raises(UnknownCountryError) as refused:
        Wish(**{**GOOD, "requesting": code})
    assert refused.value.fields["meant"] == meant


@pytest.mark.parametrize(
    ("text", "instrument", "article"),
    [
        ("2", "ETS185", "2"),
        ("ETS185-8", "ETS185", "8"),
        ("9(1)(a)", "ETS185", "9"),
        (" 11 ", "ETS185", "11"),
        ("ETS189-3", "ETS189", "3"),
        ("Act 1038 s. 68", None, None),
        ("Ley 21.459, art. 1", None, None),
        ("stealing by 2 persons", None, None),
    ],
)
def test_an_offence_is_an_article_or_a_national_one(text: str, instrument: str, article: str) -> None:
    found = read_offence(text)
    assert (found.instrument, found.article) == (instrument, article)
    assert found.is_under_articles_2_to_11 == (instrument == "ETS185")


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "12",
        "02",
        "29",
        "ETS185-29",
        "ETS189-2",
        "ETS189-8",
        "ets185-2",
        "CETS224-7",
        "",
        " ",
        "a\nb",
        "x" * 301,
    ],
)
def test_what_is_no_offence_is_refused(text: str) -> None:
    with pytest.raises(OffenceFormError) as refused:
        read_offence(text)
    assert refused.value.fields["found"] == text
    assert refused.value.remedy


@given(st.text(max_size=400))
def test_any_text_is_an_offence_or_refused(text: str) -> None:
    try:
        found = read_offence(text)
    except OffenceFormError:
        return
    assert found.text == text.strip()
    assert read_offence(found.text) == found


@pytest.mark.parametrize("measure", list(measures()))
def test_a_measure_reads_back(measure: Measure) -> None:
    assert read_measure(str(measure)) is measure


@pytest.mark.parametrize("text", ["29", "ETS185-25", "ETS185-2", "CETS224-13", "", "ets185-29"])
def test_an_article_that_is_no_measure_is_refused(text: str) -> None:
    with pytest.raises(UnknownMeasureError) as refused:
        read_measure(text)
    assert "ETS185-29" in refused.value.remedy
