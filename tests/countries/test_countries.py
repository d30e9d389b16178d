"""Countries have one code, a name in many languages, official languages and zones."""

from __future__ import annotations

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.countries import Country, UnknownCountryError, all_countries, find_country, get_country, named
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


@pytest.mark.parametrize(
    ("code", "chief"),
    [
        ("BR", "America/Sao_Paulo"),
        ("US", "America/New_York"),
        ("CA", "America/Toronto"),
        ("AU", "Australia/Sydney"),
        ("RU", "Europe/Moscow"),
        ("ID", "Asia/Jakarta"),
        ("CD", "Africa/Kinshasa"),
        ("KZ", "Asia/Almaty"),
        ("MN", "Asia/Ulaanbaatar"),
        ("CL", "America/Santiago"),
        ("EC", "America/Guayaquil"),
        ("ES", "Europe/Madrid"),
        ("PT", "Europe/Lisbon"),
        ("NZ", "Pacific/Auckland"),
        ("MX", "America/Mexico_City"),
        ("UA", "Europe/Kyiv"),
        ("UZ", "Asia/Tashkent"),
        ("GH", "Africa/Accra"),
        ("BV", "UTC"),
    ],
)
def test_the_clock_of_a_state_is_that_of_its_capital(code: str, chief: str) -> None:
    assert get_country(code).zone == chief


def test_every_zone_stays_in_the_list() -> None:
    zones = get_country("BR").zones
    assert zones[:2] == ("America/Sao_Paulo", "America/Noronha")
    assert len(zones) == len(set(zones)) == 16


def test_only_capitals_that_tzdata_does_not_list_first_are_named() -> None:
    text = (resources.files("glacy.facts") / "capital_zones.csv").read_text(encoding="utf-8")
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    places = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    for row in csv.DictReader(text.splitlines()):
        zones = [place[2] for place in places if place[0] == row["country"]]
        assert row["zone"] in zones[1:]
        assert row["id"] == f"capital_zone:{row['country']}"
        assert row["source"]
        assert row["read_on"]
        assert row["confidence"] in ("page", "recalled")


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


@pytest.mark.parametrize(
    ("found", "meant", "name"),
    [
        ("Swaziland", "SZ", "Eswatini"),
        ("Macedonia", "MK", "North Macedonia"),
        ("Burma", "MM", "Myanmar (Burma)"),
        ("Czech Republic", "CZ", "Czechia"),
        ("cape verde", "CV", "Cape Verde"),
        ("Ivory Coast", "CI", "Côte d’Ivoire"),
        ("cote d'ivoire", "CI", "Côte d’Ivoire"),
        ("The Gambia", "GM", "Gambia"),
        ("República Checa", "CZ", "Czechia"),
        ("Chili", "CL", "Chile"),
        ("BU", "MM", "Myanmar (Burma)"),
        ("SWZ", "SZ", "Eswatini"),
    ],
)
def test_another_or_a_former_name_is_refused_with_the_state_of_today(
    found: str, meant: str, name: str
) -> None:
    with pytest.raises(UnknownCountryError) as refused:
        get_country(found)
    assert refused.value.remedy == f"Write {meant} for {name}."


@pytest.mark.parametrize(
    ("found", "today"),
    [
        ("Congo", {"CD", "CG"}),
        ("Czechoslovakia", {"CZ", "SK"}),
        ("CS", {"RS", "ME"}),
        ("Korea", {"KR", "KP"}),
    ],
)
def test_a_name_of_several_states_names_them_all(found: str, today: set[str]) -> None:
    with pytest.raises(UnknownCountryError) as refused:
        get_country(found)
    assert refused.value.fields["meant"] is None
    assert all(f"{code} (" in refused.value.remedy for code in today)


def test_every_other_name_is_one_and_means_a_state() -> None:
    text = (resources.files("glacy.facts") / "other_names.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert find_country(row["country"]), row
        assert row["source"]
        assert row["confidence"] in ("page", "recalled")
        assert Country(row["country"]) in named(row["name"]), row


@given(st.text(max_size=12))
def test_any_text_is_a_country_or_is_refused(text: str) -> None:
    found = find_country(text)
    if found is None:
        with pytest.raises(UnknownCountryError):
            Country(text)
    else:
        assert found.code == text
