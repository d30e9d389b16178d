"""Countries have one code, a name in many languages, official languages and zones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.countries import Country, UnknownCountryError, all_countries, find_country, get_country
from glacy.times import zone


def test_a_country_is_known_by_its_code() -> None:
    chile = get_country("CL")
    assert chile == Country("CL")
    assert chile.name() == "Chile"
    assert chile.name("fr") == "Chili"
    assert chile.languages == ("es",)
    assert "America/Santiago" in chile.zones


def test_ghana_has_one_zone_and_english() -> None:
    ghana = get_country("GH")
    assert ghana.zones == ("Africa/Accra",)
    assert ghana.languages == ("en",)


def test_a_language_that_cldr_lacks_gives_the_english_name() -> None:
    assert get_country("GH").name("xx") == "Ghana"
    assert get_country("GH").name("pt-BR") == "Gana"


def test_every_country_has_a_name_and_zones_that_exist() -> None:
    for country in all_countries():
        assert country.name() != country.code
        for name in country.zones:
            assert zone(name)


def test_a_code_that_is_none_is_not_found() -> None:
    assert find_country("XX") is None
    assert find_country("gh") is None


@pytest.mark.parametrize(
    ("found", "meant"),
    [("gh", "GH"), ("UK", "GB"), ("EL", "GR"), ("Ghana", "GH"), (" CL", "CL"), ("XX", None), ("", None)],
)
def test_a_wrong_code_is_refused_with_the_one_that_was_meant(found: str, meant: str | None) -> None:
    with pytest.raises(UnknownCountryError) as refused:
        get_country(found)
    assert refused.value.fields == {"found": found, "meant": meant}
    assert repr(found) in refused.value.says
    assert (meant or "ISO 3166-1") in refused.value.remedy


@given(st.text(max_size=12))
def test_any_text_is_a_country_or_is_refused(text: str) -> None:
    found = find_country(text)
    if found is None:
        with pytest.raises(UnknownCountryError):
            Country(text)
    else:
        assert found.code == text
