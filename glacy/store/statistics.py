"""Counts of requests between two instants; no case can be told from them.

Two flat readings, joined here, are several times as quick as joins in the database, where each reply leads to
another page on the disk: 100,000 requests with their replies take about two seconds.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from django.db import connection
from django.db.models import Case, F, Func, IntegerField, Q, TextField, When
from django.db.models.functions import Cast

from glacy.store.models import DeadlineRow, MessageRow, ReceiptRow
from glacy.treaty import family_of

_COUNTED: Final = ("request", "offer")
_REPLIES: Final = ("answer", "notice", "request", "extension")
_CHUNK: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What requests that are counted together have in common; `outcomes` and `grounds` of the last answer."""

    direction: str
    measure: str
    country: str
    data: tuple[str, ...]
    urgency: str
    withdrawn: bool
    outcomes: tuple[str, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Everything that is counted; `seconds` by direction, measure and step (receipt, opened, answer)."""

    counts: Mapping[Alike, int]
    seconds: Mapping[tuple[str, str, str], Sequence[int]]
    preservations: int
    followed_up: int
    extended: int
    lapsed: int


@dataclass(slots=True, kw_only=True)
class _Life:
    """A request while it is counted."""

    facts: tuple[str, str, str, str, str, str]
    begun: int
    again: bool
    took: dict[str, int] = field(default_factory=dict)
    answered: tuple[int, str, str] | None = None
    followed: bool = False
    asked_again: int | None = None
    preserved: int = 0


def tally_requests(from_at: datetime, until_at: datetime, *, today: date) -> Tally:
    """Requests and offers that were sent in the span by our clock, or arrived in it.

    Times are those of our own clock, never of a peer's. Extended: an extension was asked, and an answer after
    it says that the data are preserved. Lapsed: the last known day of the preservation is before `today`, and
    no Article 31 request followed. A message that waits to leave on paper is not sent.
    """
    lives = dict(_begun(from_at, until_at))
    if lives:
        _read_receipts(lives, from_at)
        _read_replies(lives, from_at)
    preservations = {key: life for key, life in lives.items() if _keeps(life.facts[1]) and not life.again}
    over = _is_over(today) if preservations else set()
    return Tally(
        counts=Counter(_alike(life) for life in lives.values()),
        seconds=_seconds(lives),
        preservations=len(preservations),
        followed_up=sum(life.followed for life in preservations.values()),
        extended=sum(
            life.asked_again is not None and life.preserved >= life.asked_again
            for life in preservations.values()
        ),
        lapsed=sum(
            key in over and not life.followed and life.facts[5] != "withdrawn"
            for key, life in preservations.items()
        ),
    )


def _keeps(measure: object) -> bool:
    return isinstance(measure, str) and family_of(measure) == "preservation"


def _begun(from_at: datetime, until_at: datetime) -> Iterator[tuple[str, _Life]]:
    sent = Q(direction="sent", dated_at__gte=from_at, dated_at__lt=until_at) & ~Q(state="approved")
    received = Q(direction="received", arrived_at__gte=from_at, arrived_at__lt=until_at)
    for span, begun in ((sent, "dated_at"), (received, "arrived_at")):
        rows = MessageRow.objects.filter(span, kind__in=_COUNTED).values_list(
            "pk",
            "direction",
            "measure",
            "country",
            Cast("data", TextField()),
            "urgency",
            "state",
            _epoch(F(begun)),
            "about__measure",
        )
        for key, *facts, at, about in rows.iterator(chunk_size=_CHUNK):
            yield key, _Life(facts=tuple(facts), begun=at, again=_keeps(about))


def _read_receipts(lives: Mapping[str, _Life], from_at: datetime) -> None:
    rows = ReceiptRow.objects.filter(kind="receipt", direction="got", at__gte=from_at).values_list(
        "message_id", _epoch(F("at"))
    )
    for key, at in rows.iterator(chunk_size=_CHUNK):
        if life := lives.get(key):
            life.took["receipt"] = max(0, at - life.begun)


def _read_replies(lives: Mapping[str, _Life], from_at: datetime) -> None:
    later = Q(direction="sent", dated_at__gte=from_at) | Q(direction="received", arrived_at__gte=from_at)
    rows = MessageRow.objects.filter(later, kind__in=_REPLIES, about__isnull=False).values_list(
        "pk",
        "about_id",
        "kind",
        "measure",
        "direction",
        _epoch(Case(When(direction="sent", then=F("dated_at")), default=F("arrived_at"))),
        Cast("outcomes", TextField()),
        Cast("grounds", TextField()),
    )
    extended: dict[str, str] = {}
    preserved: list[tuple[str, str, int]] = []
    for key, about, kind, measure, direction, at, *said in rows.iterator(chunk_size=_CHUNK):
        if kind == "request" and _keeps(measure):
            extended[key] = about
        if "preserved" in _words(said[0]):
            preserved.append((about, direction, at))
        if life := lives.get(about):
            _follow(life, kind, measure, direction, at, said)
    for about, direction, at in preserved:
        life = lives.get(extended.get(about, about))
        if life and life.facts[0] != direction:
            life.preserved = max(at, life.preserved)


def _follow(life: _Life, kind: str, measure: str, direction: str, at: int, said: Sequence[str]) -> None:
    """What a reply tells of a request: the State that asked goes on asking, the other one answers."""
    by_the_asking = direction == life.facts[0]
    if by_the_asking and kind == "request" and family_of(measure) == "assistance":
        life.followed = True
    elif by_the_asking and (kind == "extension" or (kind == "request" and _keeps(measure))):
        life.asked_again = at
    elif not by_the_asking and kind in ("answer", "notice"):
        step = "opened" if kind == "notice" else "answer"
        took = max(0, at - life.begun)
        life.took[step] = min(took, life.took.get(step, took))
        if kind == "answer" and (life.answered is None or at >= life.answered[0]):
            life.answered = (at, said[0], said[1])


def _is_over(today: date) -> set[str]:
    """The requests whose preservation has its last known day behind it."""
    rows = DeadlineRow.objects.filter(kind="preservation_ends", due_on__lt=today)
    return set(rows.values_list("message_id", flat=True))


def _alike(life: _Life) -> Alike:
    direction, measure, country, data, urgency, state = life.facts
    _, outcomes, grounds = life.answered or (0, "", "")
    return Alike(
        direction=direction,
        measure=measure,
        country=country,
        data=_words(data),
        urgency=urgency,
        withdrawn=state == "withdrawn",
        outcomes=_words(outcomes),
        grounds=_words(grounds),
    )


def _seconds(lives: Mapping[str, _Life]) -> Mapping[tuple[str, str, str], Sequence[int]]:
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for life in lives.values():
        for step, seconds in life.took.items():
            found[life.facts[0], life.facts[1], step].append(seconds)
    return found


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    """The words of a list as the database keeps it, each once."""
    return tuple(dict.fromkeys(json.loads(text))) if text else ()


def _epoch(instant: F | Case) -> Func:
    """An instant as whole seconds, in the words of each database; a number is quicker to read."""
    on_postgresql = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS BIGINT)"
    on_sqlite = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
    template = on_postgresql if connection.vendor == "postgresql" else on_sqlite
    return Func(instant, template=template, output_field=IntegerField())
