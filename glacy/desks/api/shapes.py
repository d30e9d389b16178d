"""The JSON shapes of the API; a field that is here stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema


class CaseShape(Schema):
    """A case in a list."""

    id: str
    reference: str
    title: str
    opened_at: datetime
    touched_at: datetime
    closed_at: datetime | None


class CaseListShape(Schema):
    """Some cases, and the key that the next ones follow."""

    cases: list[CaseShape]
    after: str | None


class DeadlineShape(Schema):
    """A day that matters."""

    request_id: str
    kind: str
    due_on: date
    days_left: int
    when_passed: str
    article: str
    country: str


class RequestShape(Schema):
    """A message of a thread with how it stands; `body` is its canonical value."""

    id: str
    kind: str
    measure: str
    country: str
    direction: Literal["sent", "received"]
    state: str
    carried: str
    dated_at: datetime
    arrived_at: datetime | None
    body: Any  # the closed shapes of docs/specs/request.md


class EventShape(Schema):
    """A line of the time line."""

    at: datetime
    kind: str
    who: str
    what: dict[str, Any]  # words of the journal's entry
    message_id: str | None
    message_kind: str
    request_id: str | None
    entry_index: int | None


class ExhibitShape(Schema):
    """A file of evidence by its seal."""

    id: str
    name: str
    digest: str
    size: int
    sealed_at: datetime
    origin: str


class WholeCaseShape(CaseShape):
    """A case with all that belongs to it."""

    summary: str
    language: str
    victims: list[str]
    people: list[str]
    requests: list[RequestShape]
    deadlines: list[DeadlineShape]
    timeline: list[EventShape]
    exhibits: list[ExhibitShape]


class WholeRequestShape(RequestShape):
    """A request with what followed on it."""

    replies: list[RequestShape]
    deadlines: list[DeadlineShape]
    may: list[str]


class CountShape(Schema):
    """A line of the statistics."""

    direction: str
    article: str
    country: str
    data: str
    urgency: str
    outcome: str
    ground: str
    count: int


class MedianShape(Schema):
    """The median time of a step, in seconds."""

    direction: str
    article: str
    step: str
    seconds: int
    count: int


class StatisticsShape(Schema):
    """Counts between two days."""

    since: date
    until: date
    counts: list[CountShape]
    medians: list[MedianShape]
    preservations: int
    followed_up: int
    extended: int
    lapsed: int


class RoutesShape(Schema):
    """What the treaties allow, best first; each as `glacy treaty route --json` prints it."""

    routes: list[Any]  # the shape of treaty.Ruling.to_json
