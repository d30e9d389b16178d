"""The first page of a shift: what arrived, what did not arrive, and the reminders, each with its link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.test import Client

from glacy.desks.shift import lines
from glacy.node.errors import FloodError
from glacy.node.floods import admit, came_from
from glacy.node.opened import Node
from glacy.node.rates import Rate, Rates
from glacy.node.views import DeadlineView, Shift
from glacy.store.models import CaseRow, ForkRow, MessageRow
from glacy.store.people import Officer


def shift(
    *unseen: MessageRow, deadlines: tuple[DeadlineView, ...] = (), lost: tuple[MessageRow, ...] = ()
) -> Shift:
    return Shift(
        waiting=(), unseen=unseen, to_approve=(), deadlines=deadlines, reviews=(), not_carried=lost,
        my_drafts=(), quarantined=(),
    )  # fmt: skip


def row(node_at: datetime, kind: str, *, urgency: str = "routine", carried: str = "arrived") -> MessageRow:
    case = CaseRow(id="c", reference="GH-2026-7")
    asked = MessageRow(id=f"asked-{urgency}", kind="request", measure="ETS185-29", urgency=urgency, case=case)
    return MessageRow(
        id=f"{kind}-{urgency}", kind=kind, country="CL", about=asked, case=case, carried=carried,
        arrived_at=node_at, dated_at=node_at,
    )  # fmt: skip


@pytest.fixture
def ama(people: dict[str, Officer]) -> Officer:
    return people["ama"]


def test_what_arrived_stands_by_urgency_with_state_what_and_when(node: Node, ama: Officer) -> None:
    at = node.clock()
    found = lines.mine(
        shift(row(at, "answer"), row(at, "question"), row(at, "disclosure", urgency="emergency")), ama
    )
    assert [line.grade for line in found] == ["emergency", "urgent", "routine"]
    assert [str(line.link.says) for line in found] == [
        "Disclosure of traffic data (Article 30), from Chile",
        "Question, from Chile",
        "Answer, from Chile",
    ]
    assert found[2].link.url == "/requests/asked-routine"
    assert "GH-2026-7, Expedited preservation of stored data. Arrived 20 November 2026" in found[2].says


@pytest.mark.parametrize(
    ("carried", "says"), [("retrying", "tried again"), ("stuck", "call them"), ("rejected", "see why")]
)
def test_what_did_not_arrive_says_what_to_do(node: Node, ama: Officer, carried: str, says: str) -> None:
    at = node.clock()
    found = lines.mine(shift(lost=(row(at, "supplement", carried=carried),)), ama)
    assert says in found[0].says


def ending(days_left: int, *, reminded: bool, can_extend: bool = True) -> DeadlineView:
    return DeadlineView(
        request_id="r", case_id="c", case_reference="GH-2026-7", kind="preservation_ends",
        due_on=date(2026, 12, 20), days_left=days_left, when_passed="The data may be deleted.", governs="",
        article="29(7)", country="CL", reminded=reminded, can_extend=can_extend,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days_left", "reminded", "is_mine"),
    [
        (30, True, True),
        (30, False, False),
        (14, True, True),
        (7, False, True),
        (2, True, True),
        (-1, False, True),
    ],
)
def test_a_reminder_needs_me_until_it_was_seen(
    ama: Officer, days_left: int, reminded: bool, is_mine: bool
) -> None:
    found = shift(deadlines=(ending(days_left, reminded=reminded),))
    assert bool(lines.mine(found, ama)) is is_mine
    line = (lines.mine(found, ama) or lines.others(found))[0]
    assert "The data may be deleted." in line.says
    if days_left < 0:
        assert "It has passed" in line.says
        assert line.also is None
    else:
        assert line.also is not None
        assert line.also.url == "/requests/r/extend"


def test_what_the_other_side_asked_us_to_keep_is_not_ours_to_extend(ama: Officer) -> None:
    found = lines.mine(shift(deadlines=(ending(2, reminded=True, can_extend=False),)), ama)
    assert found[0].also is None


def test_a_fork_of_a_journal_stands_on_everybodys_first_page(
    node: Node, ama: Officer, seat: Callable[[str], Client]
) -> None:
    ForkRow.objects.create(
        origin="cl.example/journal", country="CL", kind="inconsistent", size=7, root="0" * 64, note="n",
        held_size=7, held_note="h", at=node.clock(),
    )  # fmt: skip
    (line,) = lines.mine(shift(), ama)
    assert str(line.link.says) == "The journal cl.example/journal was forked (Chile)"
    for who in ("ama", "yaw"):
        assert "The journal cl.example/journal was forked" in seat(who).get("/shift").content.decode()


def test_a_state_that_sends_too_fast_is_told_to_everybody_and_strangers_are_not(
    node: Node, ama: Officer
) -> None:
    strict = replace(node, rates=Rates(peer=Rate(envelopes=1, size=1), stranger=Rate(envelopes=1, size=1)))
    admit(strict, "198.51.100.9", 1)
    with pytest.raises(FloodError):
        admit(strict, "198.51.100.9", 1)
    assert lines.mine(shift(), ama) == ()
    came_from(strict, "CL", "192.0.2.7", 1)
    with pytest.raises(FloodError):
        came_from(strict, "CL", "192.0.2.7", 1)
    (line,) = lines.mine(shift(), ama)
    assert str(line.link.says) == "Chile sends faster than this node takes"
    assert line.link.url == "/directory/states/CL"
