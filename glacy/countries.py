"""Countries by their ISO 3166-1 code: name, official languages and time zones, as CLDR and tzdata have them.

The codes and zones are those of `iso3166.tab` and `zone.tab` in the tzdata package; names and languages are
those of the Unicode CLDR in the Babel package. Where tzdata does not list the zone of the capital first,
`facts/capital_zones.csv` names it. What a country is in law is not said here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from glacy.errors import GlacyError

_CODE = re.compile(r"[A-Z]{2}", re.ASCII)
_OTHER_CODES = {"UK": "GB", "EL": "GR"}
"""Codes that the European Union writes for the United Kingdom and Greece; ISO 3166-1 does not."""


class UnknownCountryError(GlacyError):
    """A text is not the code of a country."""


@dataclass(frozen=True, slots=True, order=True)
class Country:
    """A country of ISO 3166-1, such as `Country("GH")`; a wrong code raises UnknownCountryError."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in _codes():
            raise _unknown(self.code)

    def name(self, lang: str = "en") -> str:
        """The name in that language, English where CLDR has none: `Country("CL").name("fr")` is Chili."""
        return _names(lang).get(self.code) or _names("en").get(self.code, self.code)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages as BCP 47 tags: official, else those used in practice; empty where CLDR has none."""
        from babel.languages import get_official_languages

        tags = get_official_languages(self.code) or get_official_languages(self.code, de_facto=True)
        return tuple(tag.replace("_", "-") for tag in tags)

    @property
    def zones(self) -> tuple[str, ...]:
        """The IANA time zones, that of the capital first, such as `("Africa/Accra",)`."""
        return _zones().get(self.code, ())

    @property
    def zone(self) -> str:
        """The zone of the capital, as the State's clock; UTC for the few islands where nobody lives."""
        return next(iter(self.zones), "UTC")


def find_country(code: str) -> Country | None:
    """The country with that two-letter code in capitals, or None."""
    return Country(code) if code in _codes() else None


def get_country(code: str) -> Country:
    """The country with that two-letter code in capitals; UnknownCountryError says which code was meant."""
    return Country(code)


def all_countries() -> tuple[Country, ...]:
    """Every country, by code."""
    return tuple(Country(code) for code in sorted(_codes()))


def _unknown(found: str) -> UnknownCountryError:
    meant = _meant(found)
    now = () if meant else _replaced_by(found.strip().upper())
    remedy = (
        f"Write {meant}."
        if meant
        else f"That code is no longer used; today there are {', '.join(now)}."
        if now
        else "Use the two capital letters of ISO 3166-1, such as GH for Ghana or CL for Chile."
    )
    return UnknownCountryError(
        f"{found!r} is not the code of a country.", remedy=remedy, found=found, meant=meant
    )


def _meant(found: str) -> str | None:
    text = found.strip()
    capitals = _OTHER_CODES.get(text.upper(), text.upper())
    if _CODE.fullmatch(capitals) and capitals in _codes():
        return capitals
    now = _replaced_by(capitals)
    if len(now) == 1:
        return now[0]
    wanted = text.casefold()
    return next((code for code, name in _names("en").items() if name.casefold() == wanted), None)


def _replaced_by(code: str) -> tuple[str, ...]:
    """The codes that took the place of one that ISO 3166-1 has withdrawn, as CLDR lists them."""
    from babel.core import get_global

    return tuple(str(now) for now in get_global("territory_aliases").get(code, ()) if now in _codes())


@cache
def _codes() -> frozenset[str]:
    return frozenset(line.split("\t")[0] for line in _table("iso3166.tab"))


@cache
def _zones() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _table("zone.tab"):
        code, _, zone = line.split("\t")[:3]
        found[code] = (*found.get(code, ()), zone)
    for code, chief in _capital_zones().items():
        found[code] = (chief, *(zone for zone in found[code] if zone != chief))
    return found


def _capital_zones() -> Mapping[str, str]:
    text = (resources.files("glacy.facts") / "capital_zones.csv").read_text(encoding="utf-8")
    return {row["country"]: row["zone"] for row in csv.DictReader(text.splitlines())}


def _table(name: str) -> list[str]:
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _names(lang: str) -> Mapping[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(lang, sep="-" if "-" in lang else "_").territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {code: str(name) for code, name in territories.items() if code in _codes()}
