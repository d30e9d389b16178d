"""How well a provision shows the elements of an article: what was found, where, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from glacy.legislation.lexicon import ArticleElements, Lexicon
from glacy.legislation.patterns import Folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An element with the words that show it: offsets into the provision's heading and text, as one text."""

    element: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A provision against one article: elements shown, elements missing, and the parts of its score.

    `outside` names the topics that no article answers and that the provision shows, whatever the article.
    """

    instrument: str
    article: str
    shown: tuple[Shown, ...]
    missing: tuple[str, ...]
    coverage: float
    heading: float
    kind: float
    against: float
    is_anchored: bool
    outside: tuple[str, ...] = ()
    is_headed_outside: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Instrument and article."""
        return self.instrument, self.article

    @property
    def score(self) -> float:
        """One figure to rank by; nothing but the order matters."""
        value = self.coverage + 0.55 * self.heading + 0.18 * self.kind - self.against
        return value if self.is_anchored else value - 0.6


def read_against(heading: str, text: str, words: Lexicon, *, within: str = "") -> tuple[Reading, ...]:
    """The provision against every article of the lexicon, best first.

    `within` is the text around an item, which tells what kind of rule it is: that a list of offences is
    punished stands once, above them all.
    """
    whole = f"{heading}\n{text}" if heading else text
    folded, head = Folded(whole), Folded(heading)
    kinds = _kinds(Folded(within) if within else folded, words)
    headed = tuple(topic.key for topic in words.outside if head.shows(topic.heading))
    outside = tuple(
        topic.key for topic in words.outside if topic.key in headed or folded.shows(topic.patterns)
    )
    readings = [
        _reading(whole, folded, head, article, kinds, outside=outside, is_headed_outside=bool(headed))
        for article in words.articles
    ]
    return tuple(sorted(readings, key=lambda one: (-one.score, one.instrument, _number(one.article))))


def _number(article: str) -> int:
    return int("".join(filter(str.isdigit, article)) or 0)


def _kinds(folded: Folded, words: Lexicon) -> Mapping[str, float]:
    found = {
        kind: sum(1 for pattern in patterns if folded.find(pattern)) for kind, patterns in words.kinds.items()
    }
    most = max(found.values()) or 1
    return {kind: count / most for kind, count in found.items()}


def _reading(
    whole: str,
    folded: Folded,
    head: Folded,
    article: ArticleElements,
    kinds: Mapping[str, float],
    *,
    outside: tuple[str, ...],
    is_headed_outside: bool,
) -> Reading:
    shown: list[Shown] = []
    missing: list[str] = []
    got = total = 0.0
    anchored = not any(element.is_anchor for element in article.elements)
    for element in article.elements:
        span = next((span for pattern in element.patterns if (span := folded.find(pattern))), None)
        total += 0.0 if element.is_optional else element.weight
        if span is None:
            if not element.is_optional:
                missing.append(element.key)
            continue
        shown.append(Shown(element=element.key, start=span[0], end=span[1], words=whole[span[0] : span[1]]))
        got += 0.0 if element.is_optional else element.weight
        anchored = anchored or element.is_anchor
    required = all(
        any(one.element == element.key for one in shown)
        for element in article.elements
        if element.is_required
    )
    heads = head.shows(article.heading)
    return Reading(
        instrument=article.instrument,
        article=article.article,
        shown=tuple(shown),
        missing=tuple(missing),
        coverage=got / total if total else 0.0,
        heading=1.0 if heads else 0.0,
        kind=kinds.get(article.kind, 0.0),
        against=sum(one.weight for one in article.against if folded.find(one.pattern)) / (total or 1.0),
        is_anchored=(anchored or heads) and required,
        outside=outside,
        is_headed_outside=is_headed_outside,
    )
