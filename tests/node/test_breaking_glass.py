"""Broken glass: two office-holders, a reason and a time; sight and no hand; told to all, reviewed after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from glacy.node.acts import breaking_glass as glass
from glacy.node.acts import cases, evidence, requests, rules
from glacy.node.clock import set_story_clock
from glacy.node.errors import ConfirmationError, GlassError, SecondPersonError, WrongStateError
from glacy.node.opened import Node
from glacy.store.errors import NoAccessError, NotAllowedError, ReadOnlyError
from glacy.store.glass import seeing
from glacy.store.models import CaseMemberRow, CaseRow, DraftRow, EntryRow, NoticeRow
from glacy.store.people import Officer
from tests.node.people import draft_preservation, hire


class Held:
    """A case of Ama's, and three office-holders who are not on it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.ama, self.yaw = hire(node, "ama", "duty_officer"), hire(node, "yaw", "administrator")
        self.efua, self.kofi, self.abena = (
            hire(node, name, "central_authority_lawyer") for name in ("efua", "kofi", "abena")
        )
        names = {"office_holders": ["efua", "kofi", "abena"]}
        row = rules.ask_change(node, self.efua, names, why="named", confirmed_at=node.clock())
        rules.agree_change(node, self.kofi, row.pk, confirmed_at=node.clock())
        self.case = cases.open_case(node, self.ama, title="Zebra (invented)")
        self.draft = draft_preservation(node, self.ama, self.case)
        self.reference = CaseRow.objects.get().reference

    def ask(self, by: Officer, *, reference: str = "", hours: int = 2) -> str:
        named = reference or self.reference
        return glass.ask_glass(
            self.node, by, named, why="its people are ill", hours=hours, confirmed_at=self.node.clock()
        )

    def agree(self, by: Officer, glass_id: str) -> None:
        glass.agree_glass(self.node, by, glass_id, confirmed_at=self.node.clock())

    def broken(self) -> str:
        found = self.ask(self.efua)
        self.agree(self.kofi, found)
        return found

    def sees(self, who: Officer) -> bool:
        try:
            cases.view_case(self.node, seeing(who, at=self.node.clock()), self.case)
        except NoAccessError:
            return False
        return True

    def later(self, hours: int) -> None:
        at = self.node.clock() + timedelta(hours=hours)
        set_story_clock(self.node.path, exercise=True, story_at=at)


@pytest.fixture
def held(home: Node) -> Held:
    return Held(home)


def test_two_office_holders_open_it_for_one_of_them_and_for_a_time(held: Held) -> None:
    assert not any(held.sees(one) for one in (held.efua, held.kofi, held.abena, held.yaw))
    found = held.ask(held.efua)
    assert not held.sees(held.efua)
    held.agree(held.kofi, found)
    assert held.sees(held.efua)
    assert not any(held.sees(one) for one in (held.kofi, held.abena, held.yaw))
    held.later(3)
    assert not held.sees(held.efua)
    view = glass.view_glass(held.node, held.abena, found)
    assert (view.row.state, view.may) == ("ended", frozenset({"review"}))


def test_an_officer_who_was_not_looked_up_just_now_sees_nothing(held: Held) -> None:
    """Sight is given at the edge, by the clock: a value that was kept from before holds none."""
    held.broken()
    with pytest.raises(NoAccessError):
        cases.view_case(held.node, held.efua, held.case)


def test_nobody_breaks_it_alone_and_the_administrator_never(held: Held) -> None:
    found = held.ask(held.efua)
    for who, refused in (
        (held.efua, SecondPersonError),
        (held.yaw, NotAllowedError),
        (held.ama, NotAllowedError),
    ):
        with pytest.raises(refused):
            held.agree(who, found)
    for who in (held.yaw, held.ama):
        with pytest.raises(NotAllowedError):
            held.ask(who)
    before = held.node.clock() - timedelta(hours=1)
    with pytest.raises(ConfirmationError):
        glass.agree_glass(held.node, held.kofi, found, confirmed_at=before)


@pytest.mark.parametrize(("hours", "why", "field"), [(0, "x", "hours"), (25, "x", "hours"), (2, " ", "why")])
def test_what_is_asked_has_a_reason_and_a_limit(held: Held, hours: int, why: str, field: str) -> None:
    with pytest.raises(GlassError) as refused:
        glass.ask_glass(
            held.node, held.efua, held.reference, why=why, hours=hours, confirmed_at=held.node.clock()
        )
    assert refused.value.fields["field"] == field


def test_asking_does_not_tell_whether_there_is_such_a_case(held: Held) -> None:
    found = held.ask(held.efua, reference="GH-2026-QQQQQQ")
    view = glass.view_glass(held.node, held.efua, found)
    assert (view.row.case_id, view.row.state) == (None, "asked")
    with pytest.raises(GlassError, match="no case"):
        held.agree(held.kofi, found)


def acts(held: Held, efua: Officer) -> list[Callable[[], object]]:
    node, case = held.node, held.case
    return [
        lambda: cases.add_member(node, efua, case, "efua", "myself"),
        lambda: cases.add_victim(node, efua, case, "Victim B"),
        lambda: cases.close_case(node, efua, case, "over"),
        lambda: requests.save_section(node, efua, held.draft, "urgency", {"grade": "routine"}),
        lambda: requests.discard_draft(node, efua, held.draft),
        lambda: requests.propose(node, efua, held.draft),
        lambda: requests.start_draft(node, efua, case, country="CL", measure="ETS185-29"),
        lambda: evidence.put_exhibit(node, efua, case, "x.log", [b"x"]),
    ]


def test_it_gives_sight_and_no_hand(held: Held) -> None:
    held.broken()
    efua = seeing(held.efua, at=held.node.clock())
    before = (CaseMemberRow.objects.count(), DraftRow.objects.get().saved_at, DraftRow.objects.get().state)
    for act in acts(held, efua):
        with pytest.raises(ReadOnlyError):
            act()
    after = (CaseMemberRow.objects.count(), DraftRow.objects.get().saved_at, DraftRow.objects.get().state)
    assert before == after
    assert CaseRow.objects.get().closed_at is None


def test_every_look_is_in_the_journal_under_the_name_of_who_looked(held: Held) -> None:
    found = held.broken()
    assert held.sees(held.efua)
    (entry,) = EntryRow.objects.filter(kind="glass.looked", case=held.case)
    assert (entry.who, entry.what) == ("efua", {"glass": found})
    kinds = EntryRow.objects.filter(kind__startswith="glass.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["glass.asked", "glass.broken", "glass.looked"]


def test_the_people_of_the_case_and_every_office_holder_are_told(home: Node) -> None:
    held = Held(home)
    for row in (held.ama, held.abena, held.kofi):
        _with_mail(row)
    held.broken()
    told = set(NoticeRow.objects.values_list("officer__username", flat=True))
    assert told == {"ama", "abena", "kofi"}
    mine = glass.view_glasses(home, held.ama)
    assert [(one.row.asked_by.username, one.may) for one in mine] == [("efua", frozenset({"end"}))]


def _with_mail(officer: Officer) -> None:
    from glacy.store.models import OfficerRow

    OfficerRow.objects.filter(pk=officer.id).update(email=f"{officer.username}@gh.example")


def test_the_people_of_the_case_may_end_it(held: Held) -> None:
    found = held.broken()
    glass.end_glass(held.node, held.ama, found)
    assert not held.sees(held.efua)
    with pytest.raises(WrongStateError):
        glass.end_glass(held.node, held.ama, found)


def test_a_third_person_reviews_it_afterwards(held: Held) -> None:
    found = held.broken()
    with pytest.raises(WrongStateError):
        glass.review_glass(held.node, held.abena, found, verdict="in_order")
    glass.end_glass(held.node, held.efua, found)
    for who in (held.efua, held.kofi):
        with pytest.raises(SecondPersonError):
            glass.review_glass(held.node, who, found, verdict="in_order")
    with pytest.raises(GlassError, match="not in order"):
        glass.review_glass(held.node, held.abena, found, verdict="not_in_order")
    glass.review_glass(held.node, held.abena, found, verdict="not_in_order", note="not needed")
    assert glass.view_glass(held.node, held.efua, found).row.verdict == "not_in_order"


def test_who_holds_no_office_any_more_sees_nothing_new(held: Held) -> None:
    found = held.ask(held.efua)
    row = rules.ask_change(
        held.node, held.abena, {"office_holders": ["kofi", "abena"]}, why="x", confirmed_at=held.node.clock()
    )
    rules.agree_change(held.node, held.kofi, row.pk, confirmed_at=held.node.clock())
    with pytest.raises(GlassError, match="no office any more"):
        held.agree(held.kofi, found)


def test_who_loses_the_office_loses_the_sight(held: Held) -> None:
    found = held.broken()
    assert held.sees(held.efua)
    row = rules.ask_change(
        held.node, held.abena, {"office_holders": ["kofi", "abena"]}, why="x", confirmed_at=held.node.clock()
    )
    rules.agree_change(held.node, held.kofi, row.pk, confirmed_at=held.node.clock())
    assert not held.sees(held.efua)
    assert glass.view_glass(held.node, held.abena, found).row.state == "ended"
