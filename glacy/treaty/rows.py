"""The rows of the packaged facts as values; each carries the fact row that an answer cites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from glacy.canon import Json
from glacy.treaty.values import FactRow

Family = Literal[
    "preservation",
    "disclosure",
    "assistance",
    "live",
    "network",
    "offer",
    "production",
    "provider_order",
    "registration",
    "emergency",
    "hearing",
    "team",
    "extradition",
    "procedure",
    "own_access",
]
"""What kind of help a measure gives; the software acts by it, whatever the instrument."""
RequestField = Literal[
    "data.necessity",
    "data.assistance_will_follow",
    "data.assistance_expected_on",
    "data.task",
    "data.object",
    "data.reason",
]
"""The fields that not every request has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """The standing of a State towards an instrument; a day that is None is unknown, never "no"."""

    instrument: str
    country: str
    name: str
    signed_on: date | None
    deposited_on: date | None
    in_force_on: date | None
    in_force_not_before: date | None
    in_force_at_latest: date | None
    seen_on: date | None
    sure: str
    note: str
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A reservation, declaration or named authority; `wording` is seen, not_seen or cut_off."""

    instrument: str
    country: str
    article: str
    kind: str
    says: str
    wording: str
    territory: str
    since: date | None
    until: date | None
    fact: FactRow

    def stands_on(self, day: date) -> bool:
        """Whether it stands on that day, as far as its dates are known."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An assistance treaty or arrangement as one State sees it; `others` are States that the row lists."""

    kind: str
    treaty: str
    name: str
    state: str
    with_: str
    others: tuple[str, ...]
    in_force: str
    scope: str
    says: str
    seen_on: date | None
    fact: FactRow

    @property
    def is_sure(self) -> bool:
        """Whether a page says it; what is only recalled is never settled."""
        return self.fact.confidence != "recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRow:
    """How a State works, in one respect (`topic`); with `with_`, only for what that other State asks."""

    country: str
    with_: str
    topic: str
    value: str
    says: str
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who holds data: the entity that answers the police, in which States, and through what.

    `to_foreign` is what it says to authorities of other States: no, treaty (use the treaty way) or empty.
    """

    provider: str
    service: str
    entity: str
    states: tuple[str, ...]
    portal: str
    preservation_days: str
    user_notice: str
    emergency: str
    keeps: str
    to_foreign: str
    says: str
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A part of a State with a code of its own; `covered` is yes, no or unknown."""

    code: str
    state: str
    covered: str
    since: date | None
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A State of the list that maps and matrices draw; `region` is a continent, `subregion` an M49 number."""

    code: str
    region: str
    subregion: str
    standing: str
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A State that is a hub of a capacity-building project, and the region it serves."""

    country: str
    project: str
    serves: str
    since: str
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two sources that disagree, and what was done; `handling` is undecided until a person decides."""

    instrument: str
    country: str
    field: str
    value_a: str
    value_b: str
    handling: str
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A treaty as a whole: `in_force` is yes or no on the facts read.

    Where it does not list its signatories, who signed is unknown unless a row says so.
    `effect_after_days` is from a deposit to its effect; 0 is the rule of three months (`first_effect_of`).
    """

    id: str
    name: str
    short: str
    series: str
    in_force: str
    in_force_on: date | None
    in_force_not_before: date | None
    opened_on: date
    lists_signatories: bool
    effect_after_days: int
    consents_needed: int
    consents_seen: int
    parties_counted: int
    parties_counted_on: date
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class OffenceArticle:
    """An article that makes an offence, such as `ETS185-8`; `number` is its article."""

    id: str
    instrument: str
    number: str
    title: str
    summary: str
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundOf:
    """A ground of refusal; `open` says when it is: always, article_27, fiscal, reservation_29_4."""

    article: str
    text: str
    open: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOf:
    """A time limit as the facts have it."""

    key: str
    what: str
    days: int | None
    from_: str | None
    rule: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentOf:
    """An element of a request as the facts have it."""

    key: str
    article: str
    says: str
    needed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadRow:
    """A road beside the measures of the treaties; `asks` names the function that decides its answer."""

    key: str
    kind: str
    asks: str
    title: str
    article: str
    addressee: str
    data: tuple[str, ...]
    aims: tuple[str, ...]
    speed: str
    terms: tuple[str, ...]
    risk: str
    needs: tuple[str, ...]
    gives: Literal["evidence", "intelligence", "either", "preservation"]
    rests_on: tuple[str, ...]
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeguardRow:
    """A safeguard as the facts have it; `when` is always, article_27 or treaty."""

    key: str
    article: str
    measures: tuple[str, ...]
    data: tuple[str, ...]
    when: str
    binds: str
    says: str
    rests_on: tuple[str, ...]
    fact: FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """An article: its kind, and for a cooperation measure the questions that a ruling asks, in order.

    `recalled` are the elements that nobody has seen on a page. `family` is what kind of help a measure gives;
    `request` names the fields that a request of it has beside those of every request, None where no form of
    ours asks for it.
    """

    id: str
    instrument: str
    article: str
    title: str
    kind: str
    summary: str
    data: tuple[str, ...]
    goes_to: str
    channel: str
    questions: tuple[str, ...]
    reserved_by: tuple[str, ...]
    reserved_for: tuple[str, ...]
    dual_criminality: str
    reservations_allowed: tuple[str, ...]
    grounds: tuple[GroundOf, ...]
    time_limits: tuple[LimitOf, ...]
    content: tuple[ContentOf, ...]
    follow_up: str | None
    urgent_channel: str | None
    recalled: tuple[str, ...]
    family: Family | None
    request: tuple[str, ...] | None
    fact: FactRow

    def to_json(self) -> Json:
        """The article as JSON: what it says in own words, and how far it was verified."""
        return {
            "id": self.id,
            "instrument": self.instrument,
            "article": self.article,
            "title": self.title,
            "kind": self.kind,
            "summary": self.summary,
            "data": list(self.data),
            "goes_to": self.goes_to or None,
            "dual_criminality": self.dual_criminality or None,
            "reservations_allowed": list(self.reservations_allowed),
            "content": [
                {"key": one.key, "article": one.article, "says": one.says, "needed": one.needed}
                for one in self.content
            ],
            "time_limits": [
                {"key": one.key, "article": one.article, "days": one.days, "rule": one.rule}
                for one in self.time_limits
            ],
            "grounds": [{"article": one.article, "text": one.text, "open": one.open} for one in self.grounds],
            "urgent_channel": self.urgent_channel,
            "follow_up": self.follow_up,
            "recalled": list(self.recalled),
            "fact": self.fact.to_json(),
        }
