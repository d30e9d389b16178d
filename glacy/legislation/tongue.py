"""In which of the four languages a text is written, told by its smallest words."""

from __future__ import annotations

import re
from collections import Counter

from glacy.legislation.patterns import fold
from glacy.legislation.values import LANGUAGES

_WORDS = {
    "en": "the of and to or in any by that be shall is for with a an on which this such who not",
    "fr": "le les des et du la un une dans par pour sur ou est aux au qui ne sera ces l d qu",
    "es": "el los las de y del la en que un una por con para se al o su sera lo como",
    "pt": "o os as de e do da em que um uma por com para se ao ou no na dos das nos nas seu sua nao",
}
_SMALL = {language: frozenset(words.split(" ")) for language, words in _WORDS.items()}
_WORD = re.compile(r"[a-z]+")
_FEWEST = 12
_SHARE = 0.18
_LEAD = 1.08


def find_language(text: str) -> str | None:
    """The language of a text, or None where it is none of the four, too short, or evenly mixed."""
    words = _WORD.findall(fold(text))
    if len(words) < _FEWEST:
        return None
    counts = Counter(words)
    shares = sorted(
        ((sum(counts[word] for word in _SMALL[language]) / len(words), language) for language in LANGUAGES),
        reverse=True,
    )
    (first, language), (second, _) = shares[0], shares[1]
    return language if first >= _SHARE and first >= _LEAD * second else None
