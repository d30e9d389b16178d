"""A sentence of the libraries in the reader's language; what stays English in it is marked for who listens.

A template is translated and filled again: days and instants as the reader writes them, States by their names
there, sayings inside a saying too. What nobody translates, such as the wording of a source, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from string import Formatter

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from glacy.countries import Country, find_country
from glacy.desks.frame.catalogue import english_names, recognise, sentences
from glacy.desks.frame.moments import say_day, say_instant
from glacy.desks.frame.parts import Text
from glacy.desks.frame.plain import plain
from glacy.desks.frame.words import STATES
from glacy.errors import GlacyError
from glacy.sayings import STATE_NAMES, Saying, in_english, join
from glacy.times import read_instant

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODES = frozenset(("country", "by", "to"))
"""The names of values that may hold the code of a country."""
_SENTENCE = 4
"""From how many words on a text that is not translated is taken for English, and not for a name."""


class Said(str):
    """Words for the reader, in pieces; a piece with a language is in that one, the others in the reader's."""

    __slots__ = ("pieces",)
    pieces: tuple[tuple[str, str], ...]

    def __html__(self) -> SafeString:
        return format_html_join(
            "", "{}{}{}", ((_opening(lang), text, _closing(lang)) for text, lang in self.pieces)
        )


def said(text: Text | None) -> str:
    """The sentence as this reader reads it; words of the desks themselves pass as they are."""
    if text is None or isinstance(text, Promise):
        return str(text or "")
    language = _language()
    if language == "en":
        return plain(text)
    return _whole(_pieces(text, "", language) or ((text, ""),))


def said_if_ours(text: str) -> str:
    """The same of a text that a person may have written: then it stays as it is, in whatever language."""
    language = _language()
    return said(text) if language == "en" or recognise(text, language) is not None else text


def follow(*parts: Text) -> str:
    """Words and sentences in the reader's language, one after the other; empty ones drop out."""
    found = [part for part in parts if part]
    if not any(isinstance(part, Said) for part in found):
        return " ".join(str(part) for part in found)
    pieces: list[tuple[str, str]] = []
    for part in found:
        pieces += [(" ", "")] if pieces else []
        pieces += part.pieces if isinstance(part, Said) else [(str(part), "")]
    return _whole(pieces)


def said_fault(fault: GlacyError) -> str:
    """What is wrong and what to do, in the reader's language."""
    return follow(said(fault.says), said(fault.remedy))


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _whole(pieces: Iterable[tuple[str, str]]) -> Said:
    """The pieces as one text; neighbours in one language become one piece."""
    joined: list[tuple[str, str]] = []
    for text, lang in pieces:
        if joined and joined[-1][1] == lang:
            joined[-1] = (joined[-1][0] + text, lang)
        elif text:
            joined.append((text, lang))
    whole = Said("".join(text for text, _ in joined))
    whole.pieces = tuple(joined)
    return whole


def _pieces(value: object, name: str, language: str) -> list[tuple[str, str]]:
    match value:
        case Saying():
            return list(_of_saying(value, language))
        case str():
            return _of_text(value, name, language)
        case datetime():
            return [(say_instant(value, seconds=True), "")]
        case date():
            return [(say_day(value), "")]
        case GlacyError():
            return _pieces(join(value.says, value.remedy), name, language)
        case tuple() | list():
            listed = [_pieces(each, name, language) for each in value]
            return [piece for one in listed for piece in ((", ", ""), *one)][1:]
        case _:
            return [(str(in_english(value)), "")]


def _of_saying(saying: Saying, language: str) -> Iterator[tuple[str, str]]:
    template = sentences(language).get(saying.template)
    if template is None:
        if _WORD.search(re.sub(r"\{\w+(!r)?\}", "", saying.template)):
            yield plain(saying), "en"
            return
        template = saying.template
    for literal, name, _, conversion in Formatter().parse(template):
        yield literal, ""
        if name is not None:
            value = saying.values[name]
            yield from [(repr(in_english(value)), "")] if conversion else _pieces(value, name, language)


def _of_text(text: str, name: str, language: str) -> list[tuple[str, str]]:
    """A plain text: a State, a day, an instant, a sentence that is recognised, or words that stay."""
    if name in STATE_NAMES and text in english_names():
        return [(Country(english_names()[text]).name(language), "")]
    if name in _CODES and find_country(text) is not None:
        return [(Country(text).name(language), "")]
    if name == "stands" and text in STATES:
        return [(str(STATES[text][0]).lower(), "")]
    if _DAY.fullmatch(text):
        return [(say_day(date.fromisoformat(text)), "")]
    if _INSTANT.fullmatch(text):
        return [(say_instant(read_instant(text), seconds=True), "")]
    found = recognise(text, language)
    if found is not None:
        return list(_of_saying(found, language))
    least = _SENTENCE if name else 2
    return [(plain(text), "en" if len(_WORD.findall(text)) >= least else "")]


def _opening(lang: str) -> SafeString:
    return SafeString(f'<span lang="{lang}">' if lang else "")


def _closing(lang: str) -> SafeString:
    return SafeString("</span>" if lang else "")
