"""Counts as the T-CY asks for them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.node.views import Count, MedianTime, Statistics
from glacy.store import statistics as stored

_STEPS: Final[tuple[tuple[str, Callable[[datetime, datetime], stored.Steps]], ...]] = (
    ("receipt", stored.seconds_to_receipt),
    ("opened", stored.seconds_to_opening),
    ("answer", stored.seconds_to_answer),
)


def table(node: Node, *, since: date, until: date) -> Statistics:
    """Requests sent and received between two days (both counted), by article, State, data, urgency and outcome.

    Several categories of data, outcomes or grounds stand joined by `+`, so that the counts add up to the number
    of requests. Days are days of UTC.
    """
    if since > until:
        raise WrongStateError(
            f"The first day, {since}, lies after the last, {until}.",
            remedy="Name the earlier day first.",
            field="until",
        )
    span = _instant(since), _instant(until + timedelta(days=1))
    preserved = stored.count_preservations(*span, today=node.clock().date())
    return Statistics(
        since=since,
        until=until,
        counts=tuple(_count(one) for one in stored.count_requests(*span)),
        medians=tuple(sorted(_medians(*span), key=lambda one: (one.direction, one.article))),
        preservations=preserved.asked,
        followed_up=preserved.followed_up,
        extended=preserved.extended,
        lapsed=preserved.lapsed,
    )


def _count(one: stored.Counted) -> Count:
    return Count(
        direction=one.direction,
        article=_article(one.measure),
        country=one.country,
        data="+".join(one.data),
        urgency=one.urgency,
        outcome="+".join(one.outcomes) or one.state,
        ground="+".join(one.grounds),
        count=one.count,
    )


def _medians(from_at: datetime, until_at: datetime) -> Iterator[MedianTime]:
    for step, seconds_of in _STEPS:
        for (direction, measure), seconds in seconds_of(from_at, until_at).items():
            yield MedianTime(
                direction=direction,
                article=_article(measure),
                step=step,
                seconds=int(statistics.median(seconds)),
                count=len(seconds),
            )


def _article(measure: str) -> str:
    """A measure as its article is cited: `ETS185 29`."""
    return measure.replace("-", " ")


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
