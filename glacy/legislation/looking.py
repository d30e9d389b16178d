"""What a person should look at before an act is confirmed: repealed, amending, mixed, twice in one file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from glacy.legislation.quoting import quoted_articles
from glacy.legislation.tongue import find_language
from glacy.legislation.values import Act
from glacy.sayings import Saying, say

_REPEALED = re.compile(
    r"\b(?:(?:is|was|has been) repealed|repealed by|abrog[ée]+e? par|derogad[oa] por|revogad[oa] pel[oa]"
    r"|texte abrog[ée]|act repealed|lei revogada|ley derogada)",
    re.IGNORECASE,
)
_HEAD = 1_500
_FEWEST_WORDS = 12
_SHARE = 0.15
_MOST_OWN = 3


def act_warnings(act: Act, language: str | None) -> tuple[Saying, ...]:
    """Sentences on what stands out in an act; none where nothing does."""
    return (*_repealed(act), *_amending(act), *_mixed(act, language), *_twice(act))


def _repealed(act: Act) -> Iterator[Saying]:
    gone = sum(one.is_repealed for one in act.provisions)
    if gone == len(act.provisions):
        yield say("Every provision of this act is repealed; none was lined up.")
    elif _REPEALED.search(act.preface[:_HEAD]):
        yield say("The head of this text speaks of a repeal. Confirm that the act is in force.")


def _amending(act: Act) -> Iterator[Saying]:
    own = [one for one in act.provisions if one.quoted_in is None]
    quoted = sum(one.quoted_in is not None for one in act.provisions)
    quoted += sum(1 for one in own for _ in quoted_articles(one.text))
    if quoted and len(own) - len({one.quoted_in for one in act.provisions if one.quoted_in}) <= _MOST_OWN:
        yield say(
            "This act amends another: {count} articles in it belong to the act that they are put into, and"
            " are named by their numbers there.",
            count=quoted,
        )


def _mixed(act: Act, language: str | None) -> Iterator[Saying]:
    told = Counter(
        spoken
        for line in act.source.text.splitlines()
        if len(line.split()) >= _FEWEST_WORDS and (spoken := find_language(line)) is not None
    )
    others = sorted(one for one, count in told.items() if one != language and count > _SHARE * told.total())
    if others and language is not None:
        yield say(
            "Parts of this text are in another language ({others}); only {language} was searched. Give each"
            " language as a text of its own.",
            others=tuple(others),
            language=language,
        )


def _twice(act: Act) -> Iterator[Saying]:
    lines = [" ".join(line.split()) for line in act.source.text.splitlines() if line.strip()]
    half = len(lines) // 2
    if half >= 4 and lines[:half] == lines[half : 2 * half]:
        yield say("This file holds the same text twice; each provision was lined up once.")
