"""The rules of authority: what stands where nobody decided, and how two change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter

import pytest

from glacy.node.acts import cases, inbox, requests, rules
from glacy.node.authority import Rules, default_rules, office_holders, read_rules, rules_of, write_rules
from glacy.node.errors import ConfirmationError, RulesError, SecondPersonError, WrongStateError
from glacy.node.opened import Node
from glacy.store.errors import NotAllowedError
from glacy.store.models import EntryRow, ReviewRow
from glacy.store.people import Officer
from tests.node.filled import PRESERVED
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import draft_preservation, hire

DAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    says: str
    at: datetime
    is_night: bool
    review_on: date


HOURS = [
    Hour(
        says="Tuesday morning is working time", at=DAY, is_night=False, review_on=date(2026, 11, 25),
    ),
    Hour(
        says="before work begins it is looked at on the same day", at=datetime(2026, 11, 24, 3, tzinfo=UTC),
        is_night=True, review_on=date(2026, 11, 24),
    ),
    Hour(
        says="Friday evening leads to Monday", at=datetime(2026, 11, 27, 18, tzinfo=UTC), is_night=True,
        review_on=date(2026, 11, 30),
    ),
    Hour(
        says="Saturday noon is night", at=datetime(2026, 11, 28, 12, tzinfo=UTC), is_night=True,
        review_on=date(2026, 11, 30),
    ),
    Hour(
        says="a holiday is night, and no day of review", at=datetime(2026, 12, 24, 20, tzinfo=UTC),
        is_night=True, review_on=date(2026, 12, 28),
    ),
    Hour(
        says="on the holiday itself", at=datetime(2026, 12, 25, 11, tzinfo=UTC), is_night=True,
        review_on=date(2026, 12, 28),
    ),
]  # fmt: skip


@pytest.mark.parametrize("hour", HOURS, ids=attrgetter("says"))
def test_hours_of_the_zone(hour: Hour) -> None:
    standing = Rules(zone="Africa/Accra", holidays=(date(2026, 12, 25),))
    assert standing.is_night(hour.at) is hour.is_night
    assert standing.next_working_day(hour.at) == hour.review_on


def test_the_same_instant_is_day_in_one_zone_and_night_in_another() -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert not Rules(zone="Africa/Accra").is_night(at)
    assert Rules(zone="America/Santiago").is_night(at)


def test_a_week_may_begin_on_sunday() -> None:
    week = Rules(zone="Africa/Cairo", working_days=(6, 0, 1, 2, 3))
    assert week.next_working_day(datetime(2026, 11, 26, 20, tzinfo=UTC)) == date(2026, 11, 29)


def test_what_is_written_is_read_again(home: Node) -> None:
    standing = default_rules(home)
    assert read_rules(write_rules(standing)) == standing
    assert standing.alone == "at_night"


WRONG: list[tuple[str, dict[str, object]]] = [
    ("alone", {"alone": "sometimes"}),
    ("zone", {"zone": "Ghana"}),
    ("opens", {"opens": "8"}),
    ("closes", {"opens": "18:00", "closes": "08:00"}),
    ("working_days", {"working_days": []}),
    ("holidays", {"holidays": ["25.12.2026"]}),
    ("office_holders", {"office_holders": ["abena"]}),
    ("office_holders", {"office_holders": ["abena", "nobody"]}),
    ("office_holders", {"office_holders": ["abena", "yaw"]}),
    ("on_duty", {"on_duty": ["esi"]}),
    ("glass_hours", {"glass_hours": 10_000}),
    ("escalate_minutes", {"escalate_minutes": "10"}),
    ("disclose_alone", {"disclose_alone": True}),
]


@pytest.mark.parametrize(("field", "values"), WRONG)
def test_a_rule_that_cannot_be_is_refused_by_its_field(
    home: Node, field: str, values: dict[str, object]
) -> None:
    abena = hire(home, "abena", "central_authority_lawyer")
    hire(home, "esi", "custodian")
    hire(home, "yaw", "administrator")
    with pytest.raises(RulesError) as refused:
        rules.ask_change(home, abena, values, why="test", confirmed_at=home.clock())
    assert refused.value.fields["field"] == field
    assert rules_of(home) == default_rules(home)


def change(node: Node, asks: Officer, agrees: Officer, **values: object) -> None:
    row = rules.ask_change(node, asks, values, why="as decided", confirmed_at=node.clock())
    rules.agree_change(node, agrees, row.pk, confirmed_at=node.clock())


def test_two_change_the_rules_and_the_journal_has_old_and_new(home: Node) -> None:
    yaw, abena = hire(home, "yaw", "administrator"), hire(home, "abena", "central_authority_lawyer")
    change(home, yaw, abena, alone="never")
    assert rules_of(home).alone == "never"
    entry = EntryRow.objects.get(kind="rules.changed")
    assert (entry.what["old"]["alone"], entry.what["new"]["alone"]) == ("at_night", "never")
    assert (entry.who, entry.what["asked_by"]) == ("abena", "yaw")


def test_nobody_changes_them_alone(home: Node) -> None:
    yaw, abena = hire(home, "yaw", "administrator"), hire(home, "abena", "central_authority_lawyer")
    ama, again = hire(home, "ama", "duty_officer"), home.clock() - timedelta(hours=1)
    with pytest.raises(NotAllowedError):
        rules.ask_change(home, ama, {"alone": "always"}, why="x", confirmed_at=home.clock())
    with pytest.raises(ConfirmationError):
        rules.ask_change(home, abena, {"alone": "always"}, why="x", confirmed_at=again)
    row = rules.ask_change(home, abena, {"alone": "always"}, why="x", confirmed_at=home.clock())
    for who, refused in ((abena, SecondPersonError), (yaw, NotAllowedError), (ama, NotAllowedError)):
        with pytest.raises(refused):
            rules.agree_change(home, who, row.pk, confirmed_at=home.clock())
    with pytest.raises(WrongStateError, match="waits already"):
        rules.ask_change(home, yaw, {"alone": "never"}, why="x", confirmed_at=home.clock())
    rules.refuse_change(home, abena, row.pk, why="taken back")
    assert rules_of(home) == default_rules(home)
    assert rules.view_rules(home, ama).asked is None


def test_once_office_holders_are_named_they_alone_decide(home: Node) -> None:
    abena, kofi = hire(home, "abena", "central_authority_lawyer"), hire(home, "kofi", "approver")
    efua = hire(home, "efua", "approver")
    change(home, abena, kofi, office_holders=["abena", "kofi"])
    assert office_holders(home) == {"abena", "kofi"}
    row = rules.ask_change(home, efua, {"keep_days": 30}, why="x", confirmed_at=home.clock())
    with pytest.raises(NotAllowedError):
        rules.agree_change(home, efua, row.pk, confirmed_at=home.clock())
    rules.agree_change(home, kofi, row.pk, confirmed_at=home.clock())
    assert rules_of(home).keep_days == 30


WORKED = {"working_days": ["sat"], "opens": "00:00"}
"""The story's night is a Saturday; so it is working time."""


@pytest.mark.usefixtures("chile")
@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ({"alone": "at_night", **WORKED}, False),
        ({"alone": "at_night", "glass_hours": 2}, True),
        ({"alone": "always", **WORKED}, True),
        ({"alone": "never"}, False),
    ],
    ids=["at night, by day", "at night, at night", "always, by day", "never, at night"],
)
def test_when_one_officer_alone_may_send(home: Node, values: dict[str, object], holds: bool) -> None:
    ama, abena = hire(home, "ama", "duty_officer"), hire(home, "abena", "central_authority_lawyer")
    change(home, abena, hire(home, "kofi", "approver"), **values)
    case = cases.open_case(home, ama, title="A case (invented)")
    draft = draft_preservation(home, ama, case)
    assert requests.view_draft(home, ama, draft).second_person is not holds

    def send() -> object:
        return requests.send(home, ama, draft, confirmed_at=home.clock())

    if holds:
        assert send()
        assert ReviewRow.objects.get().review_on == rules_of(home).next_working_day(home.clock())
    else:
        _refused(send)
        requests.propose(home, ama, draft, to="abena")
        requests.approve(home, abena, draft, confirmed_at=home.clock())
        assert send()


@pytest.mark.parametrize(("alone", "holds"), [("at_night", True), ("never", False)])
def test_when_one_officer_alone_may_carry_out(home: Node, chile: Neighbour, alone: str, holds: bool) -> None:
    ama, abena = hire(home, "ama", "duty_officer"), hire(home, "abena", "central_authority_lawyer")
    if not holds:
        change(home, abena, hire(home, "kofi", "approver"), alone=alone)
    asked = from_chile()
    chile.say(asked)
    case = inbox.open_request(home, ama, asked.id)
    answer = inbox.prepare_answer(home, ama, asked.id, outcomes=[PRESERVED])
    if not holds:
        _refused(lambda: inbox.release_answer(home, ama, answer, confirmed_at=home.clock()))
        cases.add_member(home, ama, case, "abena", "second person")
        inbox.approve_answer(home, abena, answer, confirmed_at=home.clock())
    assert inbox.release_answer(home, ama, answer, confirmed_at=home.clock())


def _refused(act: Callable[[], object]) -> None:
    with pytest.raises(SecondPersonError):
        act()
