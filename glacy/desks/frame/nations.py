"""States by name in the reader's language, in the order of that language."""

from __future__ import annotations

import unicodedata
from functools import cache

from django.utils.translation import get_language

from glacy.countries import all_countries, find_country


def nations() -> tuple[tuple[str, str], ...]:
    """Every country as (code, name), by name."""
    return _named((get_language() or "en").split("-")[0])


def nation(code: str) -> str:
    """The name of a country; the code itself when it is not one."""
    country = find_country(code)
    return code if country is None else country.name((get_language() or "en").split("-")[0])


@cache
def _named(language: str) -> tuple[tuple[str, str], ...]:
    named = ((country.code, country.name(language)) for country in all_countries())
    return tuple(sorted(named, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).casefold()))
