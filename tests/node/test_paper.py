"""Days on paper: nothing leaves before it was sealed, arrives before it left, or is received on two days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from glacy.node.acts import cases, paper, requests
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.store.models import EntryRow, MessageRow
from glacy.store.people import Officer
from tests.node.filled import PRESERVED
from tests.node.people import draft_preservation, hire

DAY = timedelta(days=1)
SEALED = date(2026, 11, 17)
TODAY = SEALED + 4 * DAY


@pytest.fixture
def ama(home: Node) -> Officer:
    """The officer on duty."""
    return hire(home, "ama", "duty_officer")


@pytest.fixture
def request_id(home: Node, ama: Officer) -> str:
    """A preservation to Brazil, sealed four days ago."""
    case = cases.open_case(home, ama, title="A case (invented)")
    made = requests.send(
        home, ama, draft_preservation(home, ama, case, country="BR"), confirmed_at=home.clock()
    )
    row = MessageRow.objects.get(pk=made)
    MessageRow.objects.filter(pk=made).update(dated_at=row.dated_at - (TODAY - SEALED))
    return made


@pytest.mark.parametrize("on", [SEALED - DAY, TODAY + DAY], ids=["before it was sealed", "after today"])
def test_the_paper_leaves_between_its_seal_and_today(
    home: Node, ama: Officer, request_id: str, on: date
) -> None:
    with pytest.raises(WrongStateError):
        paper.record_dispatch(home, ama, request_id, how="by post", on=on)
    assert not EntryRow.objects.filter(kind="paper.dispatched").exists()
    paper.record_dispatch(home, ama, request_id, how="by post", on=SEALED)


def test_nobody_receives_it_before_it_left(home: Node, ama: Officer, request_id: str) -> None:
    paper.record_dispatch(home, ama, request_id, how="by post", on=SEALED + 2 * DAY)
    with pytest.raises(WrongStateError, match="2026-11-19, the day on which it left"):
        paper.record_received(home, ama, request_id, on=SEALED + DAY)
    paper.record_received(home, ama, request_id, on=SEALED + 2 * DAY)


def test_nobody_answers_before_it_left(home: Node, ama: Officer, request_id: str) -> None:
    with pytest.raises(WrongStateError, match="2026-11-17, the day on which it was sealed"):
        answer(home, ama, request_id, on=SEALED - DAY)
    paper.record_dispatch(home, ama, request_id, how="by post", on=SEALED + 2 * DAY)
    with pytest.raises(WrongStateError, match="2026-11-19, the day on which it left"):
        answer(home, ama, request_id, on=SEALED + DAY)
    answer(home, ama, request_id, on=SEALED + 2 * DAY)


def test_a_second_day_of_receipt_is_refused_with_the_first(home: Node, ama: Officer, request_id: str) -> None:
    paper.record_dispatch(home, ama, request_id, how="by post", on=SEALED)
    paper.record_received(home, ama, request_id, on=SEALED + DAY)
    with pytest.raises(WrongStateError, match="2026-11-18"):
        paper.record_received(home, ama, request_id, on=SEALED + 2 * DAY)
    days = [entry.what["on"] for entry in EntryRow.objects.filter(kind="paper.received")]
    assert days == ["2026-11-18"]


def test_a_day_of_leaving_stands_once_it_is_recorded(home: Node, ama: Officer, request_id: str) -> None:
    for _ in range(2):
        paper.record_dispatch(home, ama, request_id, how="post", on=SEALED + DAY)
    for how, on in (("post", SEALED), ("mail", SEALED + DAY)):
        with pytest.raises(WrongStateError, match="recorded already that this left on 2026-11-18") as refused:
            paper.record_dispatch(home, ama, request_id, how=how, on=on)
        assert "correct it" in refused.value.remedy
    assert EntryRow.objects.filter(kind="paper.dispatched").count() == 1


def test_a_day_of_leaving_is_corrected_with_a_reason_and_both_days_stay(
    home: Node, ama: Officer, request_id: str
) -> None:
    with pytest.raises(WrongStateError, match="not recorded yet"):
        paper.correct_dispatch(home, ama, request_id, how="post", on=SEALED, why="typed wrong")
    paper.record_dispatch(home, ama, request_id, how="post", on=SEALED + 2 * DAY)
    with pytest.raises(WrongStateError, match="says why"):
        paper.correct_dispatch(home, ama, request_id, how="post", on=SEALED + DAY, why=" ")
    paper.correct_dispatch(home, ama, request_id, how="mail", on=SEALED + DAY, why="the stamp says so")
    (entry,) = EntryRow.objects.filter(kind="paper.dispatch_corrected")
    told = {key: entry.what[key] for key in ("before_on", "before_how", "on", "how", "why")}
    assert told == {
        "before_on": "2026-11-19", "before_how": "post", "on": "2026-11-18", "how": "mail",
        "why": "the stamp says so",
    }  # fmt: skip
    shown = requests.view_request(home, ama, request_id).message.paper
    assert shown is not None
    assert (shown.moved_on, shown.how) == (SEALED + DAY, "mail")


def test_nothing_is_corrected_to_have_left_after_it_was_received_or_answered(
    home: Node, ama: Officer, request_id: str
) -> None:
    paper.record_dispatch(home, ama, request_id, how="post", on=SEALED)
    answer(home, ama, request_id, on=SEALED + DAY)
    with pytest.raises(WrongStateError, match="2026-11-18, the day on which they had it"):
        paper.correct_dispatch(home, ama, request_id, how="post", on=SEALED + 2 * DAY, why="a slip")


def answer(node: Node, by: Officer, request_id: str, *, on: date) -> None:
    """Keys in that the data were preserved."""
    paper.record_paper_answer(node, by, request_id, outcomes=[PRESERVED], received_on=on)
