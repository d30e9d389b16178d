"""The words of a document in two languages at once: the requested State's and the one beside it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from babel import Locale, UnknownLocaleError

from glacy.canon import Json
from glacy.cooperation.errors import UnknownLanguageError
from glacy.sayings import say
from glacy.treaty import words

LABEL_LANGUAGES = ("en", "es", "fr", "pt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words in one or two languages, the first leading."""

    languages: tuple[str, ...]

    def __post_init__(self) -> None:
        for language in self.languages:
            if language not in LABEL_LANGUAGES:
                raise UnknownLanguageError(
                    say("There are no labels in {language!r}.", language=language),
                    remedy=say("Choose among {languages}.", languages=LABEL_LANGUAGES),
                    found=language,
                )

    def both(self, key: str, **parts: str) -> list[Json]:
        """The words of a key in each language, once where they are the same."""
        found = [_fill(_words(key)[language], parts) for language in self.languages]
        return list(dict.fromkeys(found))

    def one(self, key: str, **parts: str) -> str:
        """The words of a key in the leading language."""
        return _fill(_words(key)[self.languages[0]], parts)

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in _table() or key in words()

    def language_name(self, tag: str) -> str:
        """What the leading language calls a language."""
        try:
            name = Locale.parse(tag, sep="-").get_display_name(self.languages[0])
        except (UnknownLocaleError, ValueError):
            return tag
        return name or tag


def label_language(tag: str) -> str | None:
    """The language of our labels that serves a tag (`pt-BR` gives `pt`), or None."""
    head = tag.split("-", 1)[0]
    return head if head in LABEL_LANGUAGES else None


def labels_for(documents: Sequence[str]) -> Labels:
    """The labels for the languages of a document: the first we have, and English or the next beside it."""
    known = [found for tag in documents if (found := label_language(tag))]
    pair = list(dict.fromkeys([*known, "en"]))[:2]
    return Labels(languages=tuple(pair))


def _fill(text: str, parts: Mapping[str, str]) -> str:
    for name, value in parts.items():
        text = text.replace("{" + name + "}", value)
    return text


def _words(key: str) -> Mapping[str, str]:
    """The words of a key: our own, or those of an instrument."""
    ours = _table().get(key)
    return words()[key] if ours is None else ours


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("glacy.cooperation").joinpath("labels.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}
