"""What leaves is carried until its receipt is here: once, in order, seen by the officer when it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glacy.courier.errors import fault as courier_fault
from glacy.exchange import NodeEntry
from glacy.node.acts import carriage, cases, requests
from glacy.node.carrying import carry_due, carry_one, resume_parcels
from glacy.node.clock import set_story_clock
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.store.models import DraftRow, MessageRow, OutboxRow, ReceiptRow
from glacy.store.outbox import due_parcels, follow_clock
from tests.node.neighbour import Killed, Neighbour
from tests.node.people import draft_preservation, hire, send_preservation


def later(home: Node, **passed: float) -> None:
    set_story_clock(home.path, exercise=True, story_at=home.clock() + timedelta(**passed))


def test_a_request_is_carried_and_its_receipt_kept(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    assert carry_due(home, chile) == 1
    assert carry_due(home, chile) == 0
    view = requests.view_request(home, ama, request)
    assert (view.state, view.message.carried) == ("received", "receipted")
    assert requests.receipt(home, ama, request) == bytes(ReceiptRow.objects.get(direction="got").data or b"")
    assert [one.header.id for one in chile.node.inbox] == [request]


def test_a_node_that_is_down_is_tried_again_and_the_officer_sees_it(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    chile.is_down = True
    carry_due(home, chile)
    view = requests.view_request(home, ama, request)
    assert (view.state, view.message.carried) == ("sent", "retrying")
    assert "no way to Chile" in view.message.last_error
    assert view.message.next_try_at is not None
    assert [row.pk for row in cases.start_of_shift(home, ama).not_carried] == [request]
    chile.is_down = False
    later(home, minutes=1)
    carry_due(home, chile)
    assert requests.view_request(home, ama, request).state == "received"


def test_a_clock_that_goes_back_holds_nothing_up(home: Node, chile: Neighbour) -> None:
    """What was queued or tried in a future that has not come is carried now, and once."""
    ama = hire(home, "ama", "duty_officer")
    now = home.clock()
    set_story_clock(home.path, exercise=True, story_at=now + timedelta(hours=6))
    _, tried = send_preservation(home, ama)
    chile.is_down = True
    carry_due(home, chile)
    _, queued = send_preservation(home, ama)
    set_story_clock(home.path, exercise=True, story_at=now)
    carry_due(home, chile)
    assert [row.attempts for row in OutboxRow.objects.order_by("pk")] == [2, 1]
    assert follow_clock(at=home.clock()) == 0, "they failed just now, and wait as usual"
    chile.is_down = False
    later(home, minutes=1)
    carry_due(home, chile)
    assert {row.state for row in OutboxRow.objects.all()} == {"receipted"}
    assert sorted(one.header.id for one in chile.node.inbox) == sorted((tried, queued))


def test_a_busy_node_is_left_alone_as_long_as_it_asks(home: Node, chile: Neighbour) -> None:
    class Busy:
        def carry(self, sealed: bytes, *, to: NodeEntry) -> bytes:
            raise courier_fault("busy", f"{to.country} is busy.", remedy="Wait.", wait=61, size=len(sealed))

    send_preservation(home, hire(home, "ama", "duty_officer"))
    carry_due(home, Busy())
    assert OutboxRow.objects.get().next_at - home.clock() > timedelta(seconds=55)
    later(home, seconds=30)
    assert carry_due(home, chile) == 0
    later(home, seconds=31)
    assert carry_due(home, chile) == 1
    assert OutboxRow.objects.get().state == "receipted"


def test_an_answer_that_is_lost_on_the_way_leads_to_one_message_there(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    chile.loses_answers = True
    carry_due(home, chile)
    chile.loses_answers = False
    later(home, minutes=1)
    carry_due(home, chile)
    assert requests.view_request(home, ama, request).state == "received"
    assert len(chile.node.inbox) == 1


@pytest.mark.parametrize("step", ["carry", "settle"])
def test_killed_while_carrying_the_next_start_goes_on(home: Node, chile: Neighbour, step: str) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)

    def before(name: str) -> None:
        if name == step:
            raise Killed

    with pytest.raises(Killed):
        carry_one(home, chile, due_parcels(at=home.clock())[0], before=before)
    assert carry_due(home, chile) == 0
    assert resume_parcels(home) == 1
    carry_due(home, chile)
    assert requests.view_request(home, ama, request).state == "received"
    assert len(chile.node.inbox) == 1
    assert ReceiptRow.objects.filter(direction="got").count() == 1


def test_a_draft_is_sent_once(home: Node, chile: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    ama = hire(home, "ama", "duty_officer")
    case = cases.open_case(home, ama, title="A case (invented)")
    draft = draft_preservation(home, ama, case)

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("glacy.store.outbox.put_parcel", killed)
        with pytest.raises(Killed):
            requests.send(home, ama, draft, confirmed_at=home.clock())
    assert MessageRow.objects.count() == 0
    assert DraftRow.objects.get().state == "draft"
    requests.send(home, ama, draft, confirmed_at=home.clock())
    with pytest.raises(Exception, match="This draft is sent"):
        requests.send(home, ama, draft, confirmed_at=home.clock())
    assert OutboxRow.objects.count() == 1
    assert chile.node.inbox == []


def test_after_a_rejection_the_place_in_the_thread_is_free_again(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    case, request = send_preservation(home, ama)
    requests.withdraw(home, ama, request, "no longer needed", confirmed_at=home.clock())
    directory = chile.node.directory
    chile.node.directory = replace(directory, nodes=(chile.node.entry,))
    carry_due(home, chile)
    rows = MessageRow.objects.filter(direction="sent")
    assert {(row.carried, row.sequence) for row in rows} == {("rejected", None)}
    view = requests.view_request(home, ama, request)
    assert [one.kind for one in view.message.receipts] == ["rejection"]
    chile.node.directory = directory
    assert "try_again" in view.may
    assert [one.row.kind for one in view.undelivered] == ["request", "withdrawal"]
    carriage.try_again(home, ama, request, confirmed_at=home.clock())
    carry_due(home, chile)
    assert requests.view_request(home, ama, request).message.carried == "receipted"
    assert [one.header.kind for one in chile.node.inbox] == ["request"]
    with pytest.raises(WrongStateError):
        carriage.try_again(home, ama, request, confirmed_at=home.clock())
    again = requests.send(home, ama, draft_preservation(home, ama, case), confirmed_at=home.clock())
    carry_due(home, chile)
    assert requests.view_request(home, ama, again).state == "received"


def test_the_second_message_of_a_thread_waits_for_the_receipt_of_the_first(
    home: Node, chile: Neighbour
) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    requests.withdraw(home, ama, request, "no longer needed", confirmed_at=home.clock())
    assert carry_due(home, chile) == 1
    assert carry_due(home, chile) == 1
    assert [one.header.kind for one in chile.node.inbox] == ["request", "withdrawal"]
    assert requests.view_request(home, ama, request).state == "withdrawn"


def test_a_message_that_is_stuck_is_tried_again_when_a_person_asks(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    chile.is_down = True
    carry_due(home, chile)
    later(home, hours=80)
    carry_due(home, chile)
    view = requests.view_request(home, ama, request)
    assert view.message.carried == "stuck"
    later(home, hours=1)
    assert carry_due(home, chile) == 0
    chile.is_down = False
    carriage.try_again(home, ama, request, confirmed_at=home.clock())
    carry_due(home, chile)
    assert requests.view_request(home, ama, request).message.carried == "receipted"


def test_what_waits_behind_a_failed_message_holds_up_no_other_thread(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, carried = send_preservation(home, ama)
    carry_due(home, chile)
    chile.is_down = True
    failed = [send_preservation(home, ama)[1] for _ in range(2)]
    carry_due(home, chile)
    OutboxRow.objects.filter(message__in=failed).update(next_at=home.clock() + timedelta(hours=1))
    for request in (*failed, carried):
        requests.withdraw(home, ama, request, "no longer needed", confirmed_at=home.clock())
    due = due_parcels(at=home.clock(), limit=2)
    assert [row.message.about_id for row in due] == [carried]


def test_a_fault_of_this_node_leaves_no_parcel_on_the_line(home: Node, chile: Neighbour) -> None:
    """What broke here and not on the way is tried again as well; the worker need not be started anew."""

    class Broken:
        def carry(self, sealed: bytes, *, to: NodeEntry) -> bytes:
            raise ValueError(len(sealed), to.url)

    _, request = send_preservation(home, hire(home, "ama", "duty_officer"))
    with pytest.raises(ValueError, match="http"):
        carry_due(home, Broken())
    assert OutboxRow.objects.get().state == "pending"
    later(home, hours=1)
    carry_due(home, chile)
    assert MessageRow.objects.get(pk=request).carried == "receipted"
