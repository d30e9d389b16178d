"""Countries by their ISO 3166-1 code: name, official languages and time zones, as CLDR and tzdata have them.

The codes and zones are those of `iso3166.tab` and `zone.tab` in the tzdata package; names and languages are
those of the Unicode CLDR in the Babel package. Where tzdata does not list the zone of the capital first,
`facts/capital_zones.csv` names it; other names and those of before are in `facts/other_names.csv`. What a
country is in law is not said here.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from glacy.errors import GlacyError
from glacy.sayings import say

_CODE = re.compile(r"[A-Z]{2}", re.ASCII)
_LANGUAGES = ("en", "fr", "es", "pt")
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


def named(text: str) -> tuple[Country, ...]:
    """The countries that a name of today or of before means: several for `Congo`, none for `x`."""
    codes = _by_name().get(_plain(text), ())
    return tuple(Country(code) for code in codes)


def all_countries() -> tuple[Country, ...]:
    """Every country, by code."""
    return tuple(Country(code) for code in sorted(_codes()))


def _unknown(found: str) -> UnknownCountryError:
    meant = _meant(found)
    several = () if meant else (_replaced_by(found.strip().upper()) or [one.code for one in named(found)])
    now = ", ".join(f"{code} ({Country(code).name()})" for code in several)
    remedy = (
        say("Write {meant} for {name}.", meant=meant, name=Country(meant).name())
        if meant
        else say("It may mean more than one State of today: {now}.", now=now)
        if now
        else say("Use the two capital letters of ISO 3166-1, such as GH for Ghana or CL for Chile.")
    )
    return UnknownCountryError(
        say("{found!r} is not the code of a country.", found=found), remedy=remedy, found=found, meant=meant
    )


def _meant(found: str) -> str | None:
    text = found.strip()
    capitals = _OTHER_CODES.get(text.upper(), text.upper())
    if _CODE.fullmatch(capitals) and capitals in _codes():
        return capitals
    now = _replaced_by(capitals)
    if len(now) == 1:
        return now[0]
    found_by_name = named(text)
    return found_by_name[0].code if len(found_by_name) == 1 else None


def _plain(name: str) -> str:
    """A name without what people write differently: capitals, accents, marks and a `the` before it."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign))
    return " ".join(kept.split()).removeprefix("the ")


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    """The codes that a plain name means: today's in our languages first, then other and former names."""
    today = [(name, code) for language in _LANGUAGES for code, name in _names(language).items()]
    text = (resources.files("glacy.facts") / "other_names.csv").read_text(encoding="utf-8")
    others = [(row["name"], row["country"]) for row in csv.DictReader(text.splitlines())]
    found: dict[str, tuple[str, ...]] = {}
    for name, code in (*today, *others):
        found[_plain(name)] = tuple(dict.fromkeys((*found.get(_plain(name), ()), code)))
    return found


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
