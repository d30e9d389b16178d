"""The words of a table in one of four languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from glacy.legislation.errors import UnknownLanguageError
from glacy.legislation.values import LANGUAGES
from glacy.sayings import say

TableWords = Mapping[str, str]


@lru_cache(maxsize=8)
def table_words(language: str) -> TableWords:
    """The words for a language; raises where the tables do not speak it."""
    if language not in LANGUAGES:
        raise UnknownLanguageError(
            say(
                "Tables are written in {languages}, not in {language}.",
                languages=LANGUAGES,
                language=language,
            ),
            remedy=say("Name one of these languages."),
        )
    file = resources.files("glacy.facts") / "elements" / "table_words.toml"
    return {key: str(said) for key, said in tomllib.loads(file.read_text(encoding="utf-8"))[language].items()}
