"""Counts of requests between two instants, made by the database; no case can be told from them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Exists, F, Func, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from glacy.store.models import DeadlineRow, MessageRow

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

COUNTED: Final = ("request", "offer")
_PRESERVATION: Final = "ETS185-29"
_ASSISTANCE: Final = "ETS185-31"
Steps = Mapping[tuple[str, str], Sequence[int]]
"""By direction and measure, the seconds that a step took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many requests are alike in all of these; `outcomes` and `grounds` are those of the last answer."""

    direction: str
    measure: str
    country: str
    data: tuple[str, ...]
    urgency: str
    state: str
    outcomes: tuple[str, ...]
    grounds: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preserved:
    """What became of the requests for preservation, extensions not counted as requests."""

    asked: int
    followed_up: int
    extended: int
    lapsed: int


class _Epoch(Func):
    """An instant as whole seconds, in the words of each database."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """SQLite keeps instants as text."""
        return self.as_sql(
            compiler, connection, template="CAST(strftime('%%s', %(expressions)s) AS INTEGER)"
        )

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """PostgreSQL keeps them as instants."""
        return self.as_sql(
            compiler, connection, template="CAST(EXTRACT(EPOCH FROM %(expressions)s) AS BIGINT)"
        )


def count_requests(from_at: datetime, until_at: datetime) -> tuple[Counted, ...]:
    """Requests and offers of a span, counted by everything that statistics ask."""
    last = MessageRow.objects.filter(about=OuterRef("pk"), kind="answer").order_by("-dated_at", "-changed_at")
    rows = (
        _requests(from_at, until_at)
        .annotate(
            wanted=Cast("data", TextField()),
            outcome=Subquery(last.values(said=Cast("outcomes", TextField()))[:1]),
            ground=Subquery(last.values(said=Cast("grounds", TextField()))[:1]),
        )
        .values_list("direction", "measure", "country", "wanted", "urgency", "state", "outcome", "ground")
        .annotate(Count("pk"))
        .order_by()
    )
    found: dict[tuple[object, ...], int] = defaultdict(int)
    for direction, measure, country, wanted, urgency, state, outcome, ground, count in rows:
        alike = (direction, measure, country, _words(wanted), urgency, _ended(state), _words(outcome))
        found[*alike, _words(ground)] += count
    names = ("direction", "measure", "country", "data", "urgency", "state", "outcomes", "grounds")
    ordered = sorted(found.items(), key=lambda one: tuple(map(str, one[0])))
    return tuple(Counted(**dict(zip(names, key, strict=True)), count=count) for key, count in ordered)  # type: ignore[arg-type]  # the columns in their order


def seconds_to_receipt(from_at: datetime, until_at: datetime) -> Steps:
    """From our sending to the receipt of the other node, by our own clock."""
    rows = (
        _requests(from_at, until_at)
        .filter(direction="sent", receipts__kind="receipt", receipts__direction="got")
        .annotate(took=_Epoch(F("receipts__at")) - _Epoch(F("dated_at")))
        .values_list("direction", "measure", "took")
    )
    return _by_measure(rows)


def seconds_to_opening(from_at: datetime, until_at: datetime) -> Steps:
    """From arrival to opening here; for what we sent, from sending until the other side told that it was opened."""
    return _seconds_to("notice", from_at, until_at)


def seconds_to_answer(from_at: datetime, until_at: datetime) -> Steps:
    """From sending to the first answer that arrived; for what arrived here, to our own first answer."""
    return _seconds_to("answer", from_at, until_at)


def count_preservations(from_at: datetime, until_at: datetime, *, today: date) -> Preserved:
    """What became of preservations: an Article 31 request followed, they were extended, or they lapsed.

    Extended: an extension was asked, and an answer after it says that the data are preserved. Lapsed: the last
    known day of the preservation is over, and no Article 31 request followed.
    """
    again = Q(kind="request", measure=_PRESERVATION) | Q(kind="extension")
    followed = MessageRow.objects.filter(about=OuterRef("pk"), kind="request", measure=_ASSISTANCE)
    over = DeadlineRow.objects.filter(
        message=OuterRef("pk"), kind="preservation_ends", due_on__lt=today
    )
    asked = _requests(from_at, until_at).filter(measure=_PRESERVATION).exclude(about__measure=_PRESERVATION)
    rows = asked.annotate(has_followed=Exists(followed), is_over=Exists(over))
    lapsed = Q(is_over=True, has_followed=False) & ~Q(state="withdrawn")
    found = rows.aggregate(
        asked=Count("pk"),
        followed_up=Count("pk", filter=Q(has_followed=True)),
        lapsed=Count("pk", filter=lapsed),
    )
    return Preserved(**found, extended=_extended(asked, again))


def _extended(asked: QuerySet[MessageRow], again: Q) -> int:
    extensions = dict(
        MessageRow.objects.filter(again, about__in=asked).values_list("about").annotate(Min("dated_at"))
    )
    answers = (
        MessageRow.objects.filter(Q(about__in=asked) | Q(about__about__in=asked), kind="answer")
        .filter(Q(about__in=list(extensions)) | Q(about__about__in=list(extensions)))
        .values_list("about", "about__about", "outcomes", "dated_at")
    )
    found: set[str] = set()
    for about, before, outcomes, at in answers if extensions else ():
        request = about if about in extensions else before
        if "preserved" in outcomes and at >= extensions[request]:
            found.add(request)
    return len(found)


def _requests(from_at: datetime, until_at: datetime) -> QuerySet[MessageRow]:
    """What was sent in the span by our clock, and what arrived in it; what waits to leave on paper is not sent."""
    sent = Q(direction="sent", dated_at__gte=from_at, dated_at__lt=until_at) & ~Q(state="approved")
    received = Q(direction="received", arrived_at__gte=from_at, arrived_at__lt=until_at)
    return MessageRow.objects.filter(sent | received, kind__in=COUNTED)


def _seconds_to(kind: str, from_at: datetime, until_at: datetime) -> Steps:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    replies = MessageRow.objects.filter(about__in=_requests(from_at, until_at), kind=kind)
    for direction, begins, ends in (("sent", "about__dated_at", "arrived_at"), ("received", "about__arrived_at", "dated_at")):
        rows = (
            replies.filter(about__direction=direction)
            .exclude(direction=direction)
            .values("about")
            .annotate(took=Min(_Epoch(F(ends))) - Min(_Epoch(F(begins))))
            .values_list("about__direction", "about__measure", "took")
        )
        for key, seconds in _by_measure(rows).items():
            found[key] += seconds
    return found


def _by_measure(rows: Iterable[tuple[str, str, int | None]]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for direction, measure, seconds in rows:
        if seconds is not None:
            found[direction, measure].append(max(0, seconds))
    return found


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(json.loads(text))) if text else ()


def _ended(state: str) -> str:
    return state if state == "withdrawn" else ""
