"""A ruling and its parts: the answer, why, on which facts, on what terms and through whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from glacy.canon import Json
from glacy.times import write_day
from glacy.treaty.wish import Measure

Answer = Literal["allowed", "not_allowed", "unknown"]
Applies = Literal["yes", "no", "unknown"]
DualCriminality = Literal["required", "not_required", "may_be_required", "not_applicable", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One row of the packaged facts: what it says, where it was read, when, and how sure that is."""

    id: str
    file: str
    says: str
    source: str
    read_on: date
    confidence: str

    def to_json(self) -> Json:
        """The row as JSON."""
        return {
            "id": self.id,
            "file": self.file,
            "says": self.says,
            "source": self.source,
            "read_on": write_day(self.read_on),
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence of the chain, the article it rests on and the ids of the fact rows it used."""

    text: str
    article: str
    facts: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """The reason as JSON."""
        return {"text": self.text, "article": self.article, "facts": list(self.facts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """A time limit: `days` counted from `from_` where there is a number, and its rule in words.

    `ends_on` is the day on which they are over if counting begins on the day of the wish.
    """

    key: str
    what: str
    days: int | None
    from_: str | None
    rule: str
    article: str
    facts: tuple[str, ...] = ()
    ends_on: date | None = None

    def falls_on(self, start: date) -> date | None:
        """The calendar day on which the days are over when counting begins the day after `start`."""
        return None if self.days is None else start + timedelta(days=self.days)

    def to_json(self) -> Json:
        """The limit as JSON."""
        return {
            "key": self.key,
            "what": self.what,
            "days": self.days,
            "from": self.from_,
            "ends_on": write_day(self.ends_on) if self.ends_on else None,
            "rule": self.rule,
            "article": self.article,
            "facts": list(self.facts),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Something that a request must say. `key` is for programs; `needed` tells when it is missing.

    `needed`: always, if_known, if_applicable, if_wanted. See docs/reference/facts.md for all keys.
    """

    key: str
    article: str
    says: str
    needed: str

    def to_json(self) -> Json:
        """The content as JSON."""
        return {"key": self.key, "article": self.article, "says": self.says, "needed": self.needed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A ground of refusal, and whether it is open to the requested State in this case (`applies`)."""

    article: str
    text: str
    applies: Applies
    why: str

    def to_json(self) -> Json:
        """The ground as JSON."""
        return {"article": self.article, "text": self.text, "applies": self.applies, "why": self.why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How and to whom to send; `authority` is None where no row names it, and `sources` are fact row ids."""

    text: str
    authority: str | None
    sources: tuple[str, ...]

    def to_json(self) -> Json:
        """The channel as JSON; an unknown authority is the word unknown."""
        return {"text": self.text, "authority": self.authority or "unknown", "sources": list(self.sources)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguard:
    """Something that must be observed; `binds` is asking, asked or both, `facts` are fact row ids.

    See glacy/facts/instruments/*/safeguards.toml for all keys.
    """

    key: str
    article: str
    says: str
    binds: str
    applies: Applies
    facts: tuple[str, ...]

    def to_json(self) -> Json:
        """The safeguard as JSON."""
        return {
            "key": self.key,
            "article": self.article,
            "says": self.says,
            "binds": self.binds,
            "applies": self.applies,
            "facts": list(self.facts),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the treaties say about one measure for one wish. The text can be read aloud, reason by reason.

    `decided_by` are the reasons for which it is not allowed, or unknown; all of them stand in `reasons` too.
    """

    measure: Measure
    instrument: str
    article: str
    title: str
    answer: Answer
    reasons: tuple[Reason, ...]
    facts: tuple[FactRow, ...]
    time_limits: tuple[TimeLimit, ...]
    must_contain: tuple[Content, ...]
    grounds_for_refusal: tuple[Ground, ...]
    safeguards: tuple[Safeguard, ...]
    dual_criminality: DualCriminality
    dual_says: str
    channel: Channel
    what_follows: str | None
    what_would_change: str | None
    decided_by: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the answer is allowed; unknown is not."""
        return self.answer == "allowed"

    def to_json(self) -> Json:
        """The ruling as one element of `routes`."""
        return {
            "instrument": self.instrument,
            "article": self.article,
            "measure": str(self.measure),
            "title": self.title,
            "answer": self.answer,
            "reasons": [reason.to_json() for reason in self.reasons],
            "facts": [row.to_json() for row in self.facts],
            "time_limits": [limit.to_json() for limit in self.time_limits],
            "must_contain": [content.to_json() for content in self.must_contain],
            "grounds": [ground.to_json() for ground in self.grounds_for_refusal],
            "safeguards": [safeguard.to_json() for safeguard in self.safeguards],
            "dual_criminality": self.dual_criminality,
            "dual_says": self.dual_says,
            "channel": self.channel.to_json(),
            "what_follows": self.what_follows,
            "what_would_change": self.what_would_change,
        }
