"""Counts as the T-CY asks for them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime, time, timedelta

from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.node.views import Count, MedianTime, Statistics
from glacy.sayings import say
from glacy.store import statistics as stored
from glacy.store.statistics import Alike

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
"""The days between which a request can be dated."""


def table(node: Node, *, since: date, until: date) -> Statistics:
    """Requests sent and received between two days, by article, State, data, urgency, outcome and ground.

    Both days are counted, and are days of UTC. Several categories of data, outcomes or grounds stand joined
    by `+`, so that the counts add up to the number of requests.
    """
    if since > until:
        raise WrongStateError(
            say("The first day, {since}, lies after the last, {until}.", since=since, until=until),
            remedy=say("Name the earlier day first."),
            field="until",
        )
    if since < FIRST_DAY or until > LAST_DAY:
        raise WrongStateError(
            say(
                "Days from {first_day} to {last_day} can be counted.", first_day=FIRST_DAY, last_day=LAST_DAY
            ),
            remedy=say("Name days between them."),
            field="until" if until > LAST_DAY else "since",
        )
    span = _instant(since), _instant(until + timedelta(days=1))
    tally = stored.tally_requests(*span, today=node.clock().date())
    return Statistics(
        since=since,
        until=until,
        counts=tuple(sorted((_count(*one) for one in tally.counts.items()), key=astuple)),
        medians=tuple(sorted((_median(*one) for one in tally.seconds.items()), key=astuple)),
        preservations=tally.preservations,
        followed_up=tally.followed_up,
        extended=tally.extended,
        lapsed=tally.lapsed,
    )


def _count(alike: Alike, count: int) -> Count:
    return Count(
        direction=alike.direction,
        article=_article(alike.measure),
        country=alike.country,
        data="+".join(alike.data),
        urgency=alike.urgency,
        outcome="+".join(alike.outcomes) or ("withdrawn" if alike.withdrawn else ""),
        ground="+".join(alike.grounds),
        count=count,
    )


def _median(key: tuple[str, str, str], seconds: Sequence[int]) -> MedianTime:
    direction, measure, step = key
    return MedianTime(
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
