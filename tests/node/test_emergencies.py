"""A forged emergency: it rings, it stands as a claim, and nothing leaves before a call, or two names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glacy.cooperation import FreeText, Request
from glacy.node import emergencies
from glacy.node.acts import cases, evidence, inbox, requests, rules
from glacy.node.acts import emergencies as acts
from glacy.node.clock import set_story_clock
from glacy.node.errors import CallBackError, SecondPersonError, SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.store.errors import NotAllowedError, NotFoundError
from glacy.store.models import AlarmRow, EntryRow, NoticeRow
from glacy.store.people import Officer
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire

DELIVERED = {"kind": "delivered", "what": "log"}


def emergency(word: str = "asked") -> Request:
    asked = from_chile(word, thread=f"thread {word}")
    facts = FreeText(text="A child is held; the account was used an hour ago (invented).", language="es")
    return replace(asked, urgency=replace(asked.urgency, grade="emergency", life_facts=facts))


class Desk:
    """Ama opened an emergency, Kofi may approve, and the log is ready to leave."""

    def __init__(self, node: Node, chile: Neighbour) -> None:
        self.node = node
        self.ama, self.kofi = hire(node, "ama", "duty_officer"), hire(node, "kofi", "approver")
        asked = emergency()
        chile.say(asked)
        self.request = asked.id
        self.case = inbox.open_request(node, self.ama, asked.id)
        cases.add_member(node, self.ama, self.case, "kofi", "second person")
        exhibit = evidence.put_exhibit(node, self.ama, self.case, "log.csv", [b"log"])
        self.answer = inbox.prepare_answer(
            node, self.ama, self.request, outcomes=[DELIVERED], exhibits=[exhibit]
        )

    def release(self) -> str:
        return inbox.release_answer(self.node, self.kofi, self.answer, confirmed_at=self.node.clock())

    def call(self, result: str, number: str = "") -> None:
        (_, known), *_rest = inbox.numbers_to_call(self.node, self.ama, self.request)
        inbox.record_call_back(
            self.node, self.ama, self.request, number=number or known, spoke_to="duty desk", result=result
        )

    @property
    def standing(self) -> str:
        claim = requests.view_request(self.node, self.ama, self.request).claim
        assert claim is not None
        return claim.standing


@pytest.fixture
def desk(home: Node, chile: Neighbour) -> Desk:
    return Desk(home, chile)


def test_the_claim_stands_apart_in_its_own_words(desk: Desk) -> None:
    claim = requests.view_request(desk.node, desk.ama, desk.request).claim
    assert claim is not None
    assert claim.standing == "unchecked"
    assert claim.facts.startswith("A child is held")


def test_nothing_leaves_on_an_emergency_without_a_call(desk: Desk) -> None:
    with pytest.raises(CallBackError, match="nobody has confirmed"):
        desk.release()
    desk.call("not_reached")
    with pytest.raises(CallBackError):
        desk.release()
    desk.call("confirmed")
    assert desk.standing == "confirmed"
    assert desk.release()


def test_only_a_number_of_the_directory_is_called_back(desk: Desk) -> None:
    with pytest.raises(SectionError, match="not a number of the directory") as refused:
        desk.call("confirmed", number="+56 2 0000 0666")
    assert refused.value.fields["field"] == "number"
    assert desk.standing == "unchecked"


def test_what_is_not_theirs_leaves_for_no_reason_at_all(desk: Desk) -> None:
    desk.call("not_theirs")
    now = desk.node.clock()
    acts.ask_waiver(desk.node, desk.ama, desk.request, why="a life", confirmed_at=now)
    acts.agree_waiver(desk.node, desk.kofi, desk.request, confirmed_at=now)
    with pytest.raises(CallBackError, match="not theirs"):
        desk.release()
    desk.call("confirmed")
    assert desk.release()


def test_two_may_answer_for_it_where_nobody_can_be_reached(desk: Desk) -> None:
    now = desk.node.clock()
    with pytest.raises(WrongStateError):
        acts.agree_waiver(desk.node, desk.kofi, desk.request, confirmed_at=now)
    with pytest.raises(SectionError):
        acts.ask_waiver(desk.node, desk.ama, desk.request, why=" ", confirmed_at=now)
    acts.ask_waiver(desk.node, desk.kofi, desk.request, why="three calls, no answer", confirmed_at=now)
    with pytest.raises(SecondPersonError):
        acts.agree_waiver(desk.node, desk.kofi, desk.request, confirmed_at=now)
    with pytest.raises(NotAllowedError):
        acts.agree_waiver(desk.node, desk.ama, desk.request, confirmed_at=now)
    acts.ask_waiver(desk.node, desk.ama, desk.request, why="three calls, no answer", confirmed_at=now)
    with pytest.raises(CallBackError):
        desk.release()
    acts.agree_waiver(desk.node, desk.kofi, desk.request, confirmed_at=now)
    assert desk.standing == "waived"
    assert desk.release()
    entry = EntryRow.objects.get(kind="emergency.waived")
    assert (entry.who, entry.what["asked_by"]) == ("kofi", "ama")


def test_what_is_no_emergency_needs_no_call_before_two_disclose(home: Node, chile: Neighbour) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "approver")
    asked = from_chile()
    chile.say(asked)
    case = inbox.open_request(home, ama, asked.id)
    cases.add_member(home, ama, case, "kofi", "second person")
    exhibit = evidence.put_exhibit(home, ama, case, "log.csv", [b"log"])
    answer = inbox.prepare_answer(home, ama, asked.id, outcomes=[DELIVERED], exhibits=[exhibit])
    assert requests.view_request(home, ama, asked.id).claim is None
    assert inbox.release_answer(home, kofi, answer, confirmed_at=home.clock())


def ringing(node: Node, *who: Officer) -> list[int]:
    return [len(acts.ringing(node, one)) for one in who]


def test_it_rings_for_who_is_on_duty_until_one_takes_it(home: Node, chile: Neighbour) -> None:
    ama, esi = hire(home, "ama", "duty_officer"), hire(home, "esi", "custodian")
    yaw, kofi = hire(home, "yaw", "administrator"), hire(home, "kofi", "duty_officer")
    asked = emergency()
    chile.say(asked)
    chile.say(from_chile("routine", thread="other"))
    assert ringing(home, ama, kofi, esi, yaw) == [1, 1, 0, 0]
    with pytest.raises(NotFoundError):
        acts.take_alarm(home, esi, asked.id)
    assert acts.take_alarm(home, ama, asked.id) is None
    assert ringing(home, ama, kofi) == [0, 0]
    with pytest.raises(NotFoundError):
        acts.take_alarm(home, kofi, asked.id)
    assert AlarmRow.objects.get().taken_by_id == int(ama.id)


def test_opening_takes_it(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    asked = emergency()
    chile.say(asked)
    inbox.open_request(home, ama, asked.id)
    assert ringing(home, ama) == [0]


def later(node: Node, minutes: int) -> None:
    set_story_clock(node.path, exercise=True, story_at=node.clock() + timedelta(minutes=minutes))


def called() -> list[tuple[int, str]]:
    return [(one["step"], one["person"]) for one in AlarmRow.objects.get().called]


def test_it_goes_to_the_next_named_person_and_then_to_everyone(home: Node, chile: Neighbour) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "duty_officer")
    abena, esi = hire(home, "abena", "central_authority_lawyer"), hire(home, "esi", "custodian")
    efua = hire(home, "efua", "approver")
    row = rules.ask_change(
        home, abena, {"on_duty": ["kofi", "ama"], "escalate_minutes": 10}, why="x", confirmed_at=home.clock()
    )
    rules.agree_change(home, efua, row.pk, confirmed_at=home.clock())
    chile.say(emergency())
    assert (emergencies.ring(home), emergencies.ring(home)) == (1, 0)
    assert called() == [(1, "kofi")]
    later(home, 11)
    assert emergencies.ring(home) == 1
    assert called()[1:] == [(2, "ama")]
    later(home, 11)
    assert emergencies.ring(home) == 1
    assert {name for step, name in called() if step == 3} == {"ama", "kofi", "abena", "efua"}
    acts.take_alarm(home, kofi, AlarmRow.objects.get().message_id)
    later(home, 11)
    assert emergencies.ring(home) == 0
    assert ringing(home, ama, esi) == [0, 0]
    assert EntryRow.objects.filter(kind="alarm.called").count() == 3
    assert not NoticeRow.objects.exists()  # nobody here has an address


def test_many_forged_emergencies_ring_and_hide_nothing_else(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    for number in range(8):
        chile.say(emergency(f"forged {number}"))
    chile.say(from_chile("true", thread="true"))
    assert ringing(home, ama) == [8]
    assert len(inbox.waiting(home, ama)) == 9
