"""The elements of each article and the words that show them, in four languages, from the packaged facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from glacy.legislation.errors import LexiconError, UnknownLanguageError
from glacy.legislation.patterns import Pattern, read_pattern
from glacy.legislation.values import LANGUAGES
from glacy.sayings import say

_OUTSIDE = "outside.toml"
KINDS = ("definition", "offence", "power", "cooperation", "general")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of an article: its name by language, its weight, and the patterns of one language.

    An article with anchors is found only where one of them is; a required element must be there, an optional
    one is no gap where it is missing.
    """

    key: str
    name: Mapping[str, str]
    weight: float
    is_anchor: bool
    is_required: bool
    is_optional: bool
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """Words that speak against an article, and how much."""

    pattern: Pattern
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleElements:
    """An article of an instrument in one language: what its headings say, and its elements."""

    instrument: str
    article: str
    kind: str
    name: Mapping[str, str]
    heading: tuple[Pattern, ...]
    elements: tuple[Element, ...]
    against: tuple[Against, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Instrument and article, by which matches are named."""
        return self.instrument, self.article


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What acts regulate besides and no article answers, such as the setting up of an authority."""

    key: str
    name: Mapping[str, str]
    heading: tuple[Pattern, ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All articles in one language, what no article answers, and the words that tell the kind of a rule."""

    language: str
    articles: tuple[ArticleElements, ...]
    kinds: Mapping[str, tuple[Pattern, ...]]
    outside: tuple[Topic, ...]

    def find(self, instrument: str, article: str) -> ArticleElements | None:
        """The elements of an article, or None where the lexicon has none."""
        return next((one for one in self.articles if one.key == (instrument, article)), None)


def lexicon(language: str, *, without_acts: frozenset[str] = frozenset()) -> Lexicon:
    """The lexicon of a language.

    `without_acts` names acts (such as `SN/loi-2008-11`) whose words are left out: words that were added
    after reading an act carry its name, so that figures on that act can be had without them.
    """
    if language not in LANGUAGES:
        raise UnknownLanguageError(
            say(
                "Acts are lined up in {languages}, not in {language}.", languages=LANGUAGES, language=language
            ),
            remedy=say("Name one of these languages, or keep the act as text."),
        )
    return _lexicon(language, without_acts)


@lru_cache(maxsize=64)
def _lexicon(language: str, without_acts: frozenset[str]) -> Lexicon:
    vocabulary = {name: str(words) for name, words in _table(_read("vocabulary.toml"), language).items()}
    kinds = _read("kinds.toml")
    return Lexicon(
        language=language,
        articles=tuple(_articles(language, vocabulary, without_acts)),
        kinds={
            kind: tuple(
                _pattern(one, vocabulary, "kinds.toml") for one in _list(_table(kinds, kind), language)
            )
            for kind in KINDS
        },
        outside=tuple(_topics(language, vocabulary)),
    )


def _topics(language: str, vocabulary: Mapping[str, str]) -> Iterator[Topic]:
    topics = _read(_OUTSIDE)
    for key in topics:
        table = _table(topics, key)
        heading, words = _list(_table(table, "heading"), language), _list(table, language)
        if not words or set(_table(table, "name")) != set(LANGUAGES):
            raise _fault(_OUTSIDE, f"{key}: name, heading, {language}")
        yield Topic(
            key=key,
            name={one: str(name) for one, name in _table(table, "name").items()},
            heading=tuple(_pattern(one, vocabulary, _OUTSIDE) for one in heading),
            patterns=tuple(_pattern(one, vocabulary, _OUTSIDE) for one in words),
        )


def _table(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A table within a table; empty where there is none."""
    found = table.get(name)
    return found if isinstance(found, dict) else {}


def _list(table: Mapping[str, object], name: str) -> list[object]:
    """A list within a table; empty where there is none."""
    found = table.get(name)
    return found if isinstance(found, list) else []


def _articles(
    language: str, vocabulary: Mapping[str, str], without_acts: frozenset[str]
) -> Iterator[ArticleElements]:
    root = resources.files("glacy.facts") / "elements"
    for folder in sorted(root.iterdir(), key=lambda one: one.name):
        if not folder.is_dir():
            continue
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            place = f"{folder.name}/{file.name}"
            yield _article(folder.name, _read(place), language, vocabulary, without_acts, place)


def _article(
    instrument: str,
    table: Mapping[str, object],
    language: str,
    vocabulary: Mapping[str, str],
    without_acts: frozenset[str],
    place: str,
) -> ArticleElements:
    match table:
        case {"article": str(article), "kind": str(kind), "name": dict(name), "elements": list(elements)}:
            pass
        case _:
            raise _fault(place, "article, kind, name, elements")
    if kind not in KINDS or not elements:
        raise _fault(place, "kind")
    heading, against = _table(table, "heading"), _table(table, "against")
    return ArticleElements(
        instrument=instrument,
        article=article,
        kind=kind,
        name=name,
        heading=tuple(_pattern(one, vocabulary, place) for one in _list(heading, language)),
        elements=tuple(_element(one, language, vocabulary, without_acts, place) for one in elements),
        against=tuple(_against(one, vocabulary, place) for one in _list(against, language)),
    )


def _against(entry: object, vocabulary: Mapping[str, str], place: str) -> Against:
    match entry:
        case [str(words), int() | float() as weight]:
            return Against(pattern=_pattern(words, vocabulary, place), weight=float(weight))
    raise _fault(place, f"against: {entry!r}")


def _element(
    entry: object,
    language: str,
    vocabulary: Mapping[str, str],
    without_acts: frozenset[str],
    place: str,
) -> Element:
    if not isinstance(entry, dict):
        raise _fault(place, "elements")
    match entry:
        case {"key": str(key), "name": dict(name), "weight": int() | float() as weight}:
            pass
        case _:
            raise _fault(place, "key, name, weight")
    words = _list(entry, language)
    if not words or set(name) != set(LANGUAGES):
        raise _fault(place, f"{key}: words and names in {', '.join(LANGUAGES)}")
    read_in = _table(entry, "read_in")
    more = [
        word for act in read_in if act not in without_acts for word in _list(_table(read_in, act), language)
    ]
    return Element(
        key=key,
        name=name,
        weight=float(weight),
        is_anchor=entry.get("anchor") is True,
        is_required=entry.get("required") is True,
        is_optional=entry.get("optional") is True,
        patterns=tuple(_pattern(one, vocabulary, place) for one in (*words, *more)),
    )


def _pattern(written: object, vocabulary: Mapping[str, str], place: str) -> Pattern:
    try:
        return read_pattern(str(written), vocabulary)
    except (re.error, KeyError) as fault:
        raise _fault(place, f"{written!r}: {fault}") from fault


@lru_cache(maxsize=128)
def _read(place: str) -> Mapping[str, object]:
    file = resources.files("glacy.facts") / "elements" / place
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _fault(place: str, what: str) -> LexiconError:
    return LexiconError(
        say("The lexicon file {place} is not in its form at: {what}.", place=place, what=what),
        remedy=say("Correct the entry; docs/reference/facts.md says how one looks."),
        file=place,
        entry=what,
    )
