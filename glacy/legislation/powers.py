"""Who may order a power, and whether a judge is needed, read out of provisions with their words.

What is read out is an offer for the treaty desk's practice facts. It says what the words show, never more:
"not said" is an answer, and a person decides what goes into the facts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from glacy.legislation.aligning import Aligned
from glacy.legislation.lexicon import Lexicon
from glacy.legislation.patterns import Pattern, fold, read_pattern
from glacy.legislation.values import Act, Provision

Authority = Literal["judge", "prosecutor", "police", "judicial_authority", "minister"]
AUTHORITIES: tuple[Authority, ...] = ("judge", "prosecutor", "police", "judicial_authority", "minister")
Judge = Literal["needed", "for_a_step", "not_needed", "disputed", "not_said"]
TOPICS: Mapping[str, str] = {
    "16": "preservation_days",
    "18": "who_orders_subscriber_data",
    "20": "who_orders_traffic_data",
    "21": "who_orders_content",
}
"""The topics of the practice facts that an article of ETS 185 speaks to."""

_POWERS = ("16", "17", "18", "19", "20", "21")
_AROUND = 60
_FULL_STOP = ".;\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of a provision that show something: `what` they show, and where they stand in its text."""

    what: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """A power of ETS 185 in a provision: who is named, what it says of a judge, and for how long.

    `judge` is `needed` where words make a judge's order a condition, `for_a_step` where they do so only for
    a step of it, such as an extension or the handing over, `not_needed` where words do without, `disputed`
    where both stand there, `not_said` where neither does. `who` are the authorities in the order
    in which they are named; being named is not yet being the one who orders.
    """

    provision: str
    heading: str
    article: str
    confidence: float
    who: tuple[Said, ...]
    judge: Judge
    judge_words: tuple[Said, ...]
    days: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A row that a person may take into `practice.csv`: its topic, a value, and the words behind it."""

    country: str
    topic: str
    value: str
    says: str
    provision: str


def read_powers(act: Act, aligned: Sequence[Aligned], words: Lexicon) -> tuple[Power, ...]:
    """The powers of an act, for each provision that is a counterpart of Articles 16 to 21."""
    found: list[Power] = []
    for one in aligned:
        provision = act.find(one.provision)
        if provision is None:
            continue
        for match in one.counterparts:
            if match.instrument == "ETS185" and match.article in _POWERS:
                found.append(_power(provision, match.article, match.confidence, _words(words.language)))
    return tuple(sorted(found, key=lambda one: (int(one.article), -one.confidence)))


def offer_practice(powers: Sequence[Power], *, country: str) -> tuple[Offered, ...]:
    """Rows for `practice.csv` where the words are clear; what they leave open is not offered."""
    offered: list[Offered] = []
    for one in powers:
        topic = TOPICS.get(one.article)
        if topic is None:
            continue
        if topic == "preservation_days":
            number = _number_of_days(one.days)
            value = str(number) if number else ""
        else:
            value = "judge" if one.judge == "needed" else ""
        shown = one.days if topic == "preservation_days" else one.judge_words
        if value:
            offered.append(
                Offered(
                    country=country,
                    topic=topic,
                    value=value,
                    says=" … ".join(said.words for said in shown[:2]),
                    provision=one.provision,
                )
            )
    return tuple(offered)


def _power(
    provision: Provision, article: str, confidence: float, words: Mapping[str, Sequence[Pattern]]
) -> Power:
    text, folded = provision.text, fold(provision.text)
    with_judge = tuple(_said("with_judge", text, folded, words, widely=True))
    without = tuple(_said("without_judge", text, folded, words, widely=True))
    judge: Judge = "not_said"
    if with_judge and without:
        judge = "disputed"
    elif with_judge or without:
        judge = "needed" if with_judge else "not_needed"
    if judge == "needed" and all(_is_step(one, words) for one in with_judge):
        judge = "for_a_step"
    who = [said for name in AUTHORITIES for said in list(_said(name, text, folded, words))[:1]]
    return Power(
        provision=provision.number,
        heading=provision.heading,
        article=article,
        confidence=confidence,
        who=tuple(sorted(who, key=lambda one: one.start)),
        judge=judge,
        judge_words=(*without, *with_judge),
        days=tuple(_said("days", text, folded, words)),
    )


def _is_step(said: Said, words: Mapping[str, Sequence[Pattern]]) -> bool:
    return any(one.find(fold(said.words)) for one in words["step"])


def _said(
    name: str, text: str, folded: str, words: Mapping[str, Sequence[Pattern]], *, widely: bool = False
) -> Iterator[Said]:
    """The places where one of the words stands, in order; widely with what stands around in the sentence."""
    spans = sorted(span for pattern in words[name] for span in pattern.find_all(folded))
    last = -1
    for start, end in spans:
        if start < last:
            continue
        last = end
        here = _sentence(text, start, end) if widely else (start, end)
        yield Said(what=name, words=" ".join(text[here[0] : here[1]].split()), start=start, end=end)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """A place with up to sixty characters on either side, within its sentence and between words."""
    first = max(start - _AROUND, *(text.rfind(sign, 0, start) + 1 for sign in _FULL_STOP), 0)
    while 0 < first < start and text[first - 1].isalnum():
        first += 1
    ends = [place for sign in _FULL_STOP if (place := text.find(sign, end)) >= 0]
    after = min([end + _AROUND, len(text), *ends])
    while end < after < len(text) and text[after].isalnum():
        after -= 1
    return first, max(after, end)


_IN_WORDS = {
    "seven": 7, "fourteen": 14, "quinze": 15, "quince": 15, "thirty": 30, "trente": 30, "treinta": 30,
    "trinta": 30, "sixty": 60, "soixante": 60, "sesenta": 60, "sessenta": 60, "ninety": 90,
    "quatre vingt dix": 90, "noventa": 90,
}  # fmt: skip


def _number_of_days(days: Sequence[Said]) -> int | None:
    """The one number of days that is named; None where there is none, or more than one."""
    found: set[int] = set()
    for one in days:
        folded = fold(one.words).replace("-", " ")
        if not folded.rstrip().endswith(("days", "jours", "dias")):
            continue
        figures = [int(word) for word in folded.split() if word.isdigit()]
        found.update(figures or [value for word, value in _IN_WORDS.items() if word in folded][-1:])
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=8)
def _words(language: str) -> Mapping[str, tuple[Pattern, ...]]:
    file = resources.files("glacy.facts") / "elements" / "authorities.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: tuple(read_pattern(one, {}) for one in lists[language]) for name, lists in table.items()}
