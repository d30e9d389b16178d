"""The sentences of the libraries in the reader's language, and which template a plain text was made from.

A saying names its template. A text that comes back from the database or from JSON does not: then the one
template that can have made it is looked for. Where none fits, or more than one, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from string import Formatter

from babel.messages.mofile import read_mo

from glacy.countries import all_countries
from glacy.sayings import STATE_NAMES, Saying, join, say

LOCALE = Path(__file__).resolve().parents[2] / "site" / "locale"
_LEAST_LETTERS = 6
"""A template with fewer letters of its own fits too much to be recognised."""
_END = re.compile(r"(?<=[.:!?)]) ")
_TIMES = re.compile(r"(^|_)(on|at)$")
"""The names of values that hold a day or an instant, and how both are written in English."""
_TIME = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:Z| UTC))?"
_LETTERS = re.compile(r"[A-Za-z]")


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Every template of the libraries with its translation; empty for English, and where none is built."""
    built = LOCALE / language / "LC_MESSAGES" / "sayings.mo"
    if language == "en" or not built.is_file():
        return {}
    with built.open("rb") as file:
        found = read_mo(file)
    return {str(message.id): str(message.string) for message in found if message.id and message.string}


@lru_cache(maxsize=8192)
def recognise(text: str, language: str) -> Saying | None:
    """The saying that the text is, whole or sentence by sentence; None where no part of it is one."""
    known = sentences(language)
    if text in known:
        return say(text) if "{" not in text else None
    parts = tuple(_sentence_by_sentence(text, language)) if _END.search(text) else ()
    if parts and all(isinstance(part, Saying) for part in parts):
        return join(*parts)
    whole = _made_from(text, language)
    if whole is not None:
        return whole
    return join(*parts) if any(isinstance(part, Saying) for part in parts) else None


def _sentence_by_sentence(text: str, language: str) -> Iterator[str]:
    """The longest pieces that are recognised, and between them the sentences that are not."""
    known = sentences(language)
    rest = text
    while rest:
        ends = [found.start() for found in _END.finditer(rest)]
        for end in (*((len(rest),) if rest != text else ()), *reversed(ends)):
            piece = rest[:end]
            found = say(piece) if piece in known and "{" not in piece else _made_from(piece, language)
            if found is not None:
                yield found
                break
        else:
            end = ends[0] if ends else len(rest)
            yield rest[:end]
        rest = rest[end + 1 :]


def _made_from(text: str, language: str) -> Saying | None:
    """The saying of the template with the most words of its own that can have made the text."""
    found = [
        (pattern.weight, pattern.template, values)
        for pattern in _patterns(language)
        if pattern.anchor in text and (values := pattern.values(text)) is not None
    ]
    if not found:
        return None
    heaviest = max(weight for weight, _, _ in found)
    best = [(template, values) for weight, template, values in found if weight == heaviest]
    return say(best[0][0], **best[0][1]) if len(best) == 1 else None


@dataclass(frozen=True)
class Pattern:
    """A template as something that a text fits or not; `weight` is how many letters are its own."""

    template: str
    anchor: str
    weight: int

    def values(self, text: str) -> dict[str, object] | None:
        """The values with which the template gives the text, where there is only one way."""
        short, long = (way.fullmatch(text) for way in self._ways)
        if short is None or long is None or short.groupdict() != long.groupdict():
            return None
        values = {name: value for name, value in short.groupdict().items() if not name.endswith("_r")}
        quoted = {name[:-2]: value[1:-1] for name, value in short.groupdict().items() if name.endswith("_r")}
        if any(values[name] not in english_names() for name in STATE_NAMES & values.keys()):
            return None
        return {**values, **quoted}

    @cached_property
    def _ways(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Each value as short as it can be, and as long as it can be."""
        return _compiled(self.template, ".+?"), _compiled(self.template, ".+")


def _compiled(template: str, value: str) -> re.Pattern[str]:
    written, seen = "", set()
    for literal, name, _, conversion in Formatter().parse(template):
        written += re.escape(literal)
        if name is None:
            continue
        group = f"{name}_r" if conversion == "r" else name
        body = r"'[^']*'|\"[^\"]*\"" if conversion == "r" else _TIME if _TIMES.search(name) else value
        written += f"(?P={group})" if group in seen else f"(?P<{group}>{body})"
        seen.add(group)
    return re.compile(written, re.DOTALL)


@cache
def _patterns(language: str) -> tuple[Pattern, ...]:
    return tuple(found for template in sentences(language) if (found := _pattern(template)) is not None)


def _pattern(template: str) -> Pattern | None:
    pieces = [(literal, name) for literal, name, _, _ in Formatter().parse(template)]
    weight = sum(len(_LETTERS.findall(literal)) for literal, _ in pieces)
    if weight < _LEAST_LETTERS or not any(name for _, name in pieces):
        return None
    return Pattern(template=template, anchor=max((literal for literal, _ in pieces), key=len), weight=weight)


@cache
def english_names() -> Mapping[str, str]:
    """The codes of the countries by their English names."""
    return {country.name(): country.code for country in all_countries()}
