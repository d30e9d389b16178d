"""Two people at one thing at the same moment: it is done once, and nobody's work is written over unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

import pytest
from django.db import connection

from glacy.cooperation import LifeError
from glacy.errors import GlacyError
from glacy.node.acts import carriage, cases, following, inbox, requests, reviews
from glacy.node.carrying import carry_due, carry_one
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.store import cases as stored
from glacy.store import people
from glacy.store.errors import StaleDraftError
from glacy.store.models import CaseRow, DraftRow, MessageRow, ReviewRow
from glacy.store.outbox import due_parcels
from glacy.store.people import Officer
from tests.node.filled import PRESERVED
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import draft_preservation, hire, send_preservation

pytestmark = pytest.mark.usefixtures("chile")
Meanwhile = Callable[[], object]
Act = Callable[[Node, Officer, str], None]


@pytest.fixture
def ama(home: Node) -> Officer:
    return hire(home, "ama", "duty_officer")


@pytest.fixture
def efua(home: Node) -> Officer:
    return hire(home, "efua", "central_authority_lawyer")


@contextmanager
def meanwhile(monkeypatch: pytest.MonkeyPatch, place: str, act: Meanwhile) -> Iterator[None]:
    """Does an act once, when another act has come to the end of `place`: it has read, and writes next."""
    module, _, name = place.rpartition(".")
    original = getattr(__import__(module, fromlist=[name]), name)

    def interrupted(*args: object, **kwargs: object) -> object:
        patched.undo()
        found = original(*args, **kwargs)
        act()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(place, interrupted)
        yield


def draft_of(home: Node, ama: Officer) -> str:
    return draft_preservation(home, ama, cases.open_case(home, ama, title="A case (invented)"))


def send(home: Node, by: Officer, draft: str) -> str:
    return requests.send(home, by, draft, confirmed_at=home.clock())


def test_saving_while_it_is_sent_does_not_make_it_a_draft_again(
    home: Node, ama: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(home, ama)
    secrecy = {"user_not_told_until_on": "2027-06-01"}
    with (
        meanwhile(monkeypatch, "glacy.node.acts.requests._editable", lambda: send(home, ama, draft)),
        pytest.raises(StaleDraftError, match="nothing was done"),
    ):
        requests.save_section(home, ama, draft, "secrecy", secrecy)
    assert DraftRow.objects.get().state == "sent"
    with pytest.raises(WrongStateError):
        send(home, ama, draft)
    assert MessageRow.objects.count() == 1


@pytest.mark.parametrize("act", [requests.propose, requests.discard_draft])
def test_proposing_or_discarding_while_it_is_sent_changes_nothing(
    act: Act, home: Node, ama: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(home, ama)
    with (
        meanwhile(monkeypatch, "glacy.node.acts.requests._editable", lambda: send(home, ama, draft)),
        pytest.raises(StaleDraftError),
    ):
        act(home, ama, draft)
    assert DraftRow.objects.get().state == "sent"


def test_sending_while_it_is_sent_leaves_one(
    home: Node, ama: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(home, ama)
    with (
        meanwhile(monkeypatch, "glacy.node.acts.requests._message_of", lambda: send(home, ama, draft)),
        pytest.raises(StaleDraftError),
    ):
        send(home, ama, draft)
    assert MessageRow.objects.count() == 1


def test_what_was_changed_after_the_approver_read_it_is_not_approved(
    home: Node, ama: Officer, efua: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(home, ama)
    requests.propose(home, ama, draft, to="efua")
    read = requests.view_draft(home, efua, draft).mark
    requests.save_section(home, ama, draft, "secrecy", {"user_not_told_until_on": "2027-06-01"})
    requests.propose(home, ama, draft)
    with pytest.raises(WrongStateError, match="changed after you opened it"):
        requests.approve(home, efua, draft, confirmed_at=home.clock(), seen=read)
    with (
        meanwhile(
            monkeypatch,
            "glacy.node.acts.approving.demand_other_person",
            lambda: requests.save_section(
                home, ama, draft, "secrecy", {"user_not_told_until_on": "2027-07-01"}
            ),
        ),
        pytest.raises(StaleDraftError),
    ):
        requests.approve(home, efua, draft, confirmed_at=home.clock())
    assert DraftRow.objects.get().state == "draft"


def test_an_approval_that_is_taken_back_while_it_is_sent_stops_it(
    home: Node, efua: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kofi = hire(home, "kofi", "case_officer")
    case = cases.open_case(home, kofi, title="A case (invented)")
    draft = draft_preservation(home, kofi, case)
    requests.propose(home, kofi, draft, to="efua")
    requests.approve(home, efua, draft, confirmed_at=home.clock())
    with (
        meanwhile(
            monkeypatch,
            "glacy.node.acts.requests._message_of",
            lambda: requests.give_back(home, efua, draft, "Wait for the court."),
        ),
        pytest.raises(StaleDraftError),
    ):
        send(home, kofi, draft)
    assert MessageRow.objects.count() == 0


def test_two_withdrawals_at_once_are_one(home: Node, ama: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    _, request = send_preservation(home, ama)

    def withdraw() -> object:
        return following.withdraw(home, ama, request, "Found elsewhere.", confirmed_at=home.clock())

    with (
        meanwhile(monkeypatch, "glacy.node.acts.following._ours", withdraw),
        pytest.raises(LifeError),
    ):
        withdraw()
    assert MessageRow.objects.filter(kind="withdrawal").count() == 1


def test_of_refusing_and_answering_at_once_only_what_fits_leaves(
    home: Node, ama: Officer, chile: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = from_chile()
    chile.say(asked)
    inbox.open_request(home, ama, asked.id)

    def refuse() -> object:
        return inbox.refuse(
            home, ama, asked.id, ground="27(4)(b)", text="Essential interests.", confirmed_at=home.clock()
        )

    with meanwhile(monkeypatch, "glacy.node.acts.inbox._deciding", refuse), pytest.raises(LifeError):
        inbox.accept(home, ama, asked.id, confirmed_at=home.clock())
    assert [row.kind for row in MessageRow.objects.filter(kind__in=("acceptance", "answer"))] == ["answer"]


@pytest.mark.parametrize("act", ["accept", "refuse"])
def test_a_decision_of_two_at_once_leaves_once(
    home: Node, ama: Officer, chile: Neighbour, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    asked = from_chile()
    chile.say(asked)
    inbox.open_request(home, ama, asked.id)
    given = {"ground": "27(4)(b)", "text": "Essential interests."} if act == "refuse" else {}

    def decide() -> object:
        return getattr(inbox, act)(home, ama, asked.id, **given, confirmed_at=home.clock())

    with meanwhile(monkeypatch, "glacy.node.acts.inbox._deciding", decide), pytest.raises(WrongStateError):
        decide()
    with pytest.raises(WrongStateError, match="not sent again"):
        decide()
    assert MessageRow.objects.filter(kind__in=("acceptance", "answer")).count() == 1
    assert ReviewRow.objects.count() == 1
    assert not {"accept", "refuse"} & inbox.view_received(home, ama, asked.id).may


def test_a_receipt_does_not_take_back_a_withdrawal_that_was_made_while_it_was_on_its_way(
    home: Node, ama: Officer, chile: Neighbour
) -> None:
    _, request = send_preservation(home, ama)

    def before(step: str) -> None:
        if step == "settle":
            following.withdraw(home, ama, request, "Found elsewhere.", confirmed_at=home.clock())

    carry_one(home, chile, due_parcels(at=home.clock())[0], before=before)
    assert MessageRow.objects.get(pk=request).state == "withdrawn"
    carry_due(home, chile)
    assert [one.header.kind for one in chile.node.inbox] == ["request", "withdrawal"]


def test_an_answer_that_was_sent_or_put_aside_is_not_approved_again(
    home: Node, ama: Officer, efua: Officer, chile: Neighbour
) -> None:
    asked = from_chile()
    chile.say(asked)
    case = inbox.open_request(home, ama, asked.id)
    cases.add_member(home, ama, case, "efua", "approves")
    answer = inbox.prepare_answer(home, ama, asked.id, outcomes=[PRESERVED])
    requests.discard_draft(home, ama, answer)
    with pytest.raises(StaleDraftError, match="discarded"):
        inbox.approve_answer(home, efua, answer, confirmed_at=home.clock())
    assert DraftRow.objects.get(pk=answer).state == "discarded"


def test_two_who_try_a_rejected_message_again_leave_no_gap_in_its_thread(
    home: Node, ama: Officer, chile: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that was given and never carried would hold up the thread at the receiver for ever."""
    _, request = send_preservation(home, ama)
    whole = chile.node.directory
    chile.node.directory = replace(whole, nodes=(chile.node.entry,))
    carry_due(home, chile)
    chile.node.directory = whole

    def again() -> object:
        return carriage.try_again(home, ama, request, confirmed_at=home.clock())

    with (
        meanwhile(monkeypatch, "django.db.transaction.atomic", again),
        pytest.raises(WrongStateError, match="on its way"),
    ):
        again()
    carry_due(home, chile)
    assert [(one.header.kind, one.header.sequence) for one in chile.node.inbox] == [("request", 1)]


def test_an_act_is_reviewed_once(
    home: Node, ama: Officer, efua: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_preservation(home, ama)
    kofi = hire(home, "kofi", "approver")
    act = ReviewRow.objects.get().pk

    def first() -> object:
        return reviews.review(home, efua, act, verdict="not_in_order", note="No facts.")

    with (
        meanwhile(monkeypatch, "glacy.node.acts.reviews.open_review", first),
        pytest.raises(WrongStateError, match="reviewed before"),
    ):
        reviews.review(home, kofi, act, verdict="in_order")
    assert ReviewRow.objects.get().verdict == "not_in_order"


def test_two_first_messages_of_a_case_to_one_state_begin_one_thread(
    home: Node, ama: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In two threads neither would wait for the other, and the other State would open two cases."""
    case = cases.open_case(home, ama, title="A case (invented)")
    first, second = (draft_preservation(home, ama, case) for _ in range(2))
    with (
        meanwhile(monkeypatch, "glacy.node.acts.requests._message_of", lambda: send(home, ama, second)),
        pytest.raises(WrongStateError, match="just begun"),
    ):
        send(home, ama, first)
    send(home, ama, first)
    rows = MessageRow.objects.filter(kind="request")
    assert (rows.count(), rows.values("thread").distinct().count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_each_other_off_at_once_do_not_empty_the_case(home: Node) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time, from the first line of the transaction on")
    ama = hire(home, "ama", "duty_officer")
    efua = hire(home, "efua", "central_authority_lawyer")
    case = cases.open_case(home, ama, title="A case (invented)")
    cases.add_member(home, ama, case, "efua", "takes over")
    both_are_in, get_officer = threading.Barrier(2), people.get_officer

    def found_together(username: str) -> Officer:
        both_are_in.wait(timeout=90)  # each has been let in, and neither has written
        return get_officer(username)

    def take_off(by: Officer, other: str) -> str:
        try:
            cases.remove_member(home, by, case, other, "leaves")
        except GlacyError as fault:
            return type(fault).__name__
        finally:
            connection.close()
        return "done"

    with mock.patch.object(people, "get_officer", found_together), ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(take_off, ama, "efua"), pool.submit(take_off, efua, "ama")]
        told = sorted(one.result(timeout=150) for one in ended)
    assert told == ["NoAccessError", "done"]
    assert len(stored.all_members(CaseRow.objects.get(pk=case))) == 1
