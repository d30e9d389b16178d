"""What is counted, and what it is counted as: a table of small histories."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from glacy.store.models import DeadlineRow, MessageRow, ReceiptRow, ThreadRow
from glacy.store.statistics import Alike, Tally, tally_requests

BEGIN, END, TODAY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), date(2026, 12, 1)
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


class History:
    """Rows as they come to stand when messages leave and arrive."""

    def __init__(self) -> None:
        self.thread = ThreadRow.objects.create(id="thread", country="CL", opened_at=AT)
        self._next = count()

    def add(
        self,
        direction: str,
        kind: str = "request",
        *,
        at: datetime = AT,
        about: MessageRow | None = None,
        measure: str = "",
        state: str = "sent",
        **more: object,
    ) -> MessageRow:
        return MessageRow.objects.create(
            id=f"message-{next(self._next)}",
            thread=self.thread,
            country="CL",
            direction=direction,
            kind=kind,
            measure=measure or ("ETS185-29" if kind == "request" else ""),
            about=about,
            body=b"{}",
            state=state,
            carried="receipted",
            dated_at=at if direction == "sent" else at - 9 * HOUR,  # a peer's clock is never believed
            arrived_at=None if direction == "sent" else at,
            changed_at=at,
            **more,
        )


@pytest.fixture
def history() -> History:
    return History()


def tally() -> Tally:
    return tally_requests(BEGIN, END, today=TODAY)


def only(found: Tally) -> Alike:
    ((alike, number),) = found.counts.items()
    assert number == 1
    return alike


def test_nothing_is_counted_as_nothing() -> None:
    found = tally()
    assert (found.counts, found.seconds, found.preservations) == ({}, {}, 0)


def test_requests_that_are_alike_are_counted_together(history: History) -> None:
    for _ in range(3):
        history.add("sent", data=["subscriber", "traffic"], urgency="urgent")
    history.add("received", data=["subscriber"], urgency="urgent")
    counts = {(one.direction, one.data): number for one, number in tally().counts.items()}
    assert counts == {("sent", ("subscriber", "traffic")): 3, ("received", ("subscriber",)): 1}


def test_the_last_answer_is_the_outcome(history: History) -> None:
    request = history.add("sent")
    history.add("received", "answer", about=request, at=AT + 2 * HOUR, outcomes=["awaiting_court"])
    history.add(
        "received",
        "answer",
        about=request,
        at=AT + 5 * HOUR,
        outcomes=["refused"],
        grounds=["ETS185 27(4)(b)"],
    )
    alike = only(tally())
    assert (alike.outcomes, alike.grounds) == (("refused",), ("ETS185 27(4)(b)",))


def test_an_outcome_that_is_said_twice_is_one(history: History) -> None:
    request = history.add("sent")
    history.add(
        "received", "answer", about=request, outcomes=["delivered", "delivered", "postponed"], grounds=[]
    )
    assert only(tally()).outcomes == ("delivered", "postponed")


def test_times_are_taken_by_our_own_clock(history: History) -> None:
    sent = history.add("sent")
    ReceiptRow.objects.create(
        message=sent, envelope_id="e", envelope_digest="d", direction="got", kind="receipt", at=AT + HOUR
    )
    history.add("received", "notice", about=sent, at=AT + 2 * HOUR)
    history.add("received", "answer", about=sent, at=AT + 4 * HOUR, outcomes=["preserved"])
    history.add("received", "answer", about=sent, at=AT + 8 * HOUR, outcomes=["preserved"])
    arrived = history.add("received")
    history.add("sent", "notice", about=arrived, at=AT + 3 * HOUR)
    history.add("sent", "answer", about=arrived, at=AT + 6 * HOUR, outcomes=["preserved"])
    hours = {
        (direction, step): [one // 3600 for one in seconds]
        for (direction, _, step), seconds in tally().seconds.items()
    }
    assert hours == {
        ("sent", "receipt"): [1],
        ("sent", "opened"): [2],
        ("sent", "answer"): [4],
        ("received", "opened"): [3],
        ("received", "answer"): [6],
    }


def test_days_outside_the_span_are_not_counted(history: History) -> None:
    history.add("sent", at=BEGIN - timedelta(seconds=1))
    history.add("sent", at=BEGIN)
    history.add("received", at=END - timedelta(seconds=1))
    history.add("received", at=END)
    assert sum(tally().counts.values()) == 2


def test_a_document_that_has_not_left_is_not_sent(history: History) -> None:
    history.add("sent", state="approved")
    assert tally().counts == {}


def test_a_withdrawn_request_is_counted_as_withdrawn(history: History) -> None:
    history.add("sent", state="withdrawn")
    assert only(tally()).withdrawn


def preserved(history: History, *, until: date) -> MessageRow:
    request = history.add("sent")
    history.add("received", "answer", about=request, at=AT + HOUR, outcomes=["preserved"])
    DeadlineRow.objects.create(message=request, kind="preservation_ends", due_on=until)
    return request


def fates(found: Tally) -> tuple[int, int, int, int]:
    return found.preservations, found.followed_up, found.extended, found.lapsed


def test_a_preservation_that_nobody_followed_lapses_when_its_day_is_over(history: History) -> None:
    preserved(history, until=TODAY)
    assert fates(tally()) == (1, 0, 0, 0)
    DeadlineRow.objects.update(due_on=TODAY - timedelta(days=1))
    assert fates(tally()) == (1, 0, 0, 1)


def test_a_preservation_that_an_article_31_request_followed_has_not_lapsed(history: History) -> None:
    request = preserved(history, until=TODAY - timedelta(days=1))
    history.add("sent", about=request, at=AT + 50 * HOUR, measure="ETS185-31")
    assert fates(tally()) == (1, 1, 0, 0)


def test_an_extension_counts_once_it_was_granted(history: History) -> None:
    request = preserved(history, until=TODAY + timedelta(days=30))
    history.add("sent", "extension", about=request, at=AT + 50 * HOUR)
    assert fates(tally()) == (1, 0, 0, 0)
    history.add("received", "answer", about=request, at=AT + 60 * HOUR, outcomes=["preserved"])
    assert fates(tally()) == (1, 0, 1, 0)


def test_an_extension_that_came_as_a_request_is_no_new_preservation(history: History) -> None:
    request = preserved(history, until=TODAY + timedelta(days=30))
    again = history.add("sent", about=request, at=AT + 50 * HOUR)
    history.add("received", "answer", about=again, at=AT + 60 * HOUR, outcomes=["preserved"])
    assert fates(tally()) == (1, 0, 1, 0)


def test_a_withdrawn_preservation_has_not_lapsed(history: History) -> None:
    request = preserved(history, until=TODAY - timedelta(days=1))
    MessageRow.objects.filter(pk=request.pk).update(state="withdrawn")
    assert fates(tally()) == (1, 0, 0, 0)


def test_what_the_wrong_side_says_is_not_counted(history: History) -> None:
    """A State does not answer its own request, and the State that was asked does not go on asking."""
    request = history.add("received")
    history.add("received", "answer", about=request, outcomes=["preserved"], at=AT + HOUR)
    history.add("sent", "request", about=request, measure="ETS185-31", at=AT + HOUR)
    history.add("sent", "extension", about=request, at=AT + HOUR)
    found = tally()
    assert (found.preservations, found.followed_up, found.extended) == (1, 0, 0)
    assert "answer" not in {step for _, _, step in found.seconds}
