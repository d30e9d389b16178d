"""Who may do what: alone at night, with a second person, on a case, and with a fresh confirmation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from glacy.cooperation import IncompleteRequestError
from glacy.node.acts import cases, evidence, inbox, offers, requests, reviews
from glacy.node.errors import ConfirmationError, SecondPersonError, SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.store.errors import NoAccessError, NotAllowedError, RoleError
from glacy.store.models import EntryRow, MessageRow, ReviewRow
from tests.node.filled import ASSISTANCE, PRESERVATION, PRESERVED
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import draft_preservation, hire, send_preservation


def test_an_administrator_has_no_case_and_cannot_be_put_on_one(home: Node) -> None:
    ama, root = hire(home, "ama", "duty_officer"), hire(home, "root", "administrator")
    case = cases.open_case(home, ama, title="A case (invented)")
    for act in (cases.view_case, evidence.exhibits_of):
        with pytest.raises(NoAccessError):
            act(home, root, case)
    with pytest.raises(NotAllowedError):
        cases.open_case(home, root, title="Mine")
    with pytest.raises(WrongStateError):
        cases.add_member(home, ama, case, "root", "to help")
    assert cases.list_cases(home, root).items == ()
    with pytest.raises(RoleError):
        hire(home, "both", "administrator", "duty_officer")


def test_who_was_made_administrator_loses_their_cases(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    case = cases.open_case(home, ama, title="A case (invented)")
    changed = hire(home, "ama", "administrator")
    with pytest.raises(NoAccessError):
        cases.view_case(home, changed, case)


def test_a_case_is_seen_by_those_who_are_on_it_and_a_guess_tells_nothing(home: Node) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "case_officer")
    case = cases.open_case(home, ama, title="Secret (invented)")
    messages = []
    for guess in (case, "no such case"):
        with pytest.raises(NoAccessError) as refused:
            cases.view_case(home, kofi, guess)
        messages.append(str(refused.value))
    assert messages[0] == messages[1]
    assert cases.search(home, kofi, "secret").items == ()
    cases.add_member(home, ama, case, "kofi", "helps")
    assert [row.pk for row in cases.search(home, kofi, "secr").items] == [case]
    cases.remove_member(home, ama, case, "kofi", "done")
    assert cases.list_cases(home, kofi).items == ()
    with pytest.raises(WrongStateError):
        cases.remove_member(home, ama, case, "ama", "nobody left")


@pytest.mark.usefixtures("chile")
def test_a_duty_officer_alone_sends_a_preservation_and_it_waits_for_review(home: Node) -> None:
    ama, abena = hire(home, "ama", "duty_officer"), hire(home, "abena", "central_authority_lawyer")
    case, _ = send_preservation(home, ama)
    review = ReviewRow.objects.get()
    assert (review.act, str(review.review_on)) == ("sent", "2026-11-23")
    assert reviews.night_acts(home, ama) == ()
    assert [one.pk for one in reviews.night_acts(home, abena)] == [review.pk]
    with pytest.raises(NotAllowedError):
        reviews.review(home, ama, review.pk, verdict="in_order")
    assert reviews.open_review(home, abena, review.pk) == case
    reviews.review(home, abena, review.pk, verdict="in_order")
    assert reviews.night_acts(home, abena) == ()


def test_an_act_that_was_reviewed_opens_its_case_to_nobody(home: Node) -> None:
    ama, abena = hire(home, "ama", "duty_officer"), hire(home, "abena", "central_authority_lawyer")
    kofi = hire(home, "kofi", "approver")
    case, _ = send_preservation(home, ama)
    act = ReviewRow.objects.get().pk
    reviews.review(home, abena, act, verdict="in_order")
    for look in (reviews.open_review, lambda *who: reviews.review(*who, verdict="in_order")):
        with pytest.raises(WrongStateError, match="reviewed before"):
            look(home, kofi, act)
    with pytest.raises(NoAccessError):
        cases.view_case(home, kofi, case)


@pytest.mark.usefixtures("chile")
def test_nobody_else_sends_a_preservation_alone(home: Node) -> None:
    kofi = hire(home, "kofi", "case_officer")
    case = cases.open_case(home, kofi, title="A case (invented)")
    draft = draft_preservation(home, kofi, case)
    with pytest.raises(SecondPersonError):
        requests.send(home, kofi, draft, confirmed_at=home.clock())


@pytest.mark.usefixtures("chile")
def test_who_wrote_any_of_a_draft_cannot_approve_it_and_a_change_takes_the_approval_away(home: Node) -> None:
    kofi = hire(home, "kofi", "case_officer")
    abena, esi = (hire(home, name, "central_authority_lawyer") for name in ("abena", "esi"))
    case = cases.open_case(home, kofi, title="A case (invented)")
    for name in ("abena", "esi"):
        cases.add_member(home, kofi, case, name, "approves")
    draft = requests.start_draft(home, kofi, case, country="CL", measure="ETS185-31")
    for section, values in {**PRESERVATION, **ASSISTANCE}.items():
        requests.save_section(home, kofi, draft, section, values)
    requests.save_section(home, abena, draft, "urgency", {"grade": "routine"})
    requests.propose(home, kofi, draft)
    with pytest.raises(SecondPersonError):
        requests.approve(home, abena, draft, confirmed_at=home.clock())
    requests.approve(home, esi, draft, confirmed_at=home.clock())
    requests.save_section(home, kofi, draft, "urgency", {"grade": "routine"})
    with pytest.raises(SecondPersonError):
        requests.send(home, kofi, draft, confirmed_at=home.clock())
    requests.propose(home, kofi, draft)
    requests.approve(home, esi, draft, confirmed_at=home.clock())
    assert requests.send(home, kofi, draft, confirmed_at=home.clock())


@pytest.mark.usefixtures("chile")
@pytest.mark.parametrize("minutes", [-30, 30])
def test_a_confirmation_is_of_just_now(home: Node, minutes: int) -> None:
    ama = hire(home, "ama", "duty_officer")
    case = cases.open_case(home, ama, title="A case (invented)")
    draft = draft_preservation(home, ama, case)
    with pytest.raises(ConfirmationError):
        requests.send(home, ama, draft, confirmed_at=home.clock() + timedelta(minutes=minutes))


@pytest.mark.usefixtures("chile")
def test_an_incomplete_request_cannot_leave_and_says_what_is_missing(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    case = cases.open_case(home, ama, title="A case (invented)")
    draft = requests.start_draft(home, ama, case, country="CL", measure="ETS185-29")
    view = requests.view_draft(home, ama, draft)
    assert view.sections["targets"] == "missing"
    with pytest.raises(IncompleteRequestError) as refused:
        requests.send(home, ama, draft, confirmed_at=home.clock())
    assert {one.section for one in refused.value.missing} >= {"offence", "facts", "targets", "data"}


def test_a_malformed_value_names_its_field(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    case = cases.open_case(home, ama, title="A case (invented)")
    draft = requests.start_draft(home, ama, case, country="CL", measure="ETS185-29")
    with pytest.raises(SectionError) as refused:
        requests.save_section(home, ama, draft, "targets", [{"kind": "ip", "address": "300.1.1.1"}])
    assert str(refused.value.fields["field"]).startswith("targets[0]")


def test_a_draft_keeps_its_country_and_measure(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    case = cases.open_case(home, ama, title="A case (invented)")
    draft = requests.start_draft(home, ama, case, country="CL", measure="ETS185-29")
    requests.save_section(home, ama, draft, "addressee", {"country": "BR", "name": "Someone"})
    view = requests.save_section(home, ama, draft, "basis", {"measure": "ETS185-34", "kind": "treaty"})
    assert (view.draft.requested, view.draft.measure) == ("CL", "ETS185-29")


def test_another_basis_is_named_by_a_person_and_recorded(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    case = cases.open_case(home, ama, title="A case (invented)")
    draft = requests.start_draft(home, ama, case, country="CN", measure="ETS185-29")
    assert any(one.section == "basis" for one in requests.view_draft(home, ama, draft).missing)
    view = requests.name_basis(
        home, ama, draft, kind="reciprocity", text="Reciprocity (invented)", why="no treaty"
    )
    assert not any(one.section == "basis" for one in view.missing)
    assert EntryRow.objects.filter(kind="basis.named", officer__username="ama").exists()


@pytest.mark.usefixtures("chile")
def test_the_same_question_in_another_case_shows_only_whom_to_call(home: Node) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "case_officer")
    send_preservation(home, ama, title="Hidden title (invented)")
    case = cases.open_case(home, kofi, title="Another case (invented)")
    draft = draft_preservation(home, kofi, case)
    asked = requests.view_draft(home, kofi, draft).asked_before
    assert [(one.name, one.phone) for one in asked] == [("Ama (invented)", "+233 30 000 0001")]
    assert "Hidden" not in repr(asked)


@pytest.mark.usefixtures("chile")
def test_an_own_question_in_another_case_is_shown_as_ones_own(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, sent = send_preservation(home, ama, title="First case (invented)")
    case = cases.open_case(home, ama, title="Another case (invented)")
    draft = draft_preservation(home, ama, case)
    asked = requests.view_draft(home, ama, draft).asked_before
    assert [(one.own, one.request_id) for one in asked] == [(True, sent)]


@pytest.mark.usefixtures("chile")
def test_an_own_question_of_a_case_that_was_left_has_no_address(home: Node) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "case_officer")
    first, _ = send_preservation(home, ama, title="First case (invented)")
    cases.add_member(home, ama, first, kofi.username, "takes over")
    cases.remove_member(home, kofi, first, ama.username, "leaves")
    case = cases.open_case(home, ama, title="Another case (invented)")
    asked = requests.view_draft(home, ama, draft_preservation(home, ama, case)).asked_before
    assert [(one.own, one.request_id) for one in asked] == [(True, None)]


def test_disclosing_takes_two_and_keeping_does_not(home: Node, chile: Neighbour) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "approver")
    chile.say(from_chile())
    (row,) = inbox.waiting(home, ama)
    case = inbox.open_request(home, ama, row.pk)
    assert inbox.waiting(home, kofi) == ()
    exhibit = evidence.put_exhibit(home, ama, case, "log.csv", [b"a", b"b"])
    with pytest.raises(SectionError):
        inbox.prepare_answer(home, ama, row.pk, outcomes=[PRESERVED], exhibits=[exhibit])
    delivered = {"kind": "delivered", "what": "log"}
    answer = inbox.prepare_answer(home, ama, row.pk, outcomes=[delivered], exhibits=[exhibit])
    with pytest.raises(SecondPersonError):
        inbox.release_answer(home, ama, answer, confirmed_at=home.clock())
    with pytest.raises(NoAccessError):
        inbox.release_answer(home, kofi, answer, confirmed_at=home.clock())
    cases.add_member(home, ama, case, "kofi", "second person")
    assert inbox.release_answer(home, kofi, answer, confirmed_at=home.clock())
    kept = inbox.prepare_answer(home, ama, row.pk, outcomes=[PRESERVED])
    assert inbox.release_answer(home, ama, kept, confirmed_at=home.clock())
    assert str(inbox.preserved_until(home, ama, row.pk)) == "2027-01-31"


@pytest.mark.usefixtures("chile")
def test_an_answer_that_was_given_back_leaves_by_nobody_until_it_is_laid_before_a_second_person_again(
    home: Node, chile: Neighbour
) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "approver")
    esi = hire(home, "esi", "approver")
    chile.say(from_chile())
    (row,) = inbox.waiting(home, ama)
    case = inbox.open_request(home, ama, row.pk)
    for username in ("kofi", "esi"):
        cases.add_member(home, ama, case, username, "second person")
    answer = inbox.prepare_answer(home, ama, row.pk, outcomes=[PRESERVED])
    requests.give_back(home, kofi, answer, "Name the hour.")
    for by, act in ((esi, inbox.release_answer), (esi, inbox.approve_answer), (ama, inbox.release_answer)):
        with pytest.raises(WrongStateError, match="given back: Name the hour"):
            act(home, by, answer, confirmed_at=home.clock())
    inbox.propose_answer(home, ama, answer)
    assert inbox.release_answer(home, esi, answer, confirmed_at=home.clock())


def test_two_exhibits_of_one_name_travel_in_one_bundle(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    chile.say(from_chile())
    (row,) = inbox.waiting(home, ama)
    case = inbox.open_request(home, ama, row.pk)
    ids = [evidence.put_exhibit(home, ama, case, name, [b"x"]) for name in ("log", "log", "log/inner.txt")]
    assert evidence.bundle_of(home, ama, row.pk, ids)
    with pytest.raises(SectionError):
        evidence.put_exhibit(home, ama, case, "../up", [b"x"])


def test_what_was_done_at_the_command_line_says_so(home: Node) -> None:
    from glacy.store import get_officer

    hire(home, "ama", "duty_officer")
    ama = get_officer("ama", through="command_line")
    cases.open_case(home, ama, title="A case (invented)")
    assert EntryRow.objects.get(kind="case.opened").what["through"] == "command_line"


@pytest.mark.usefixtures("chile")
def test_nothing_begins_on_a_case_that_was_closed(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    case = cases.open_case(home, ama, title="A case (invented)")
    draft = draft_preservation(home, ama, case)
    cases.close_case(home, ama, case, "Done.")
    acts: list[Callable[[], object]] = [
        lambda: requests.send(home, ama, draft, confirmed_at=home.clock()),
        lambda: requests.start_draft(home, ama, case, country="CL", measure="ETS185-29"),
        lambda: evidence.put_exhibit(home, ama, case, "late.log", [b"x"]),
        lambda: offers.send_offer(
            home, ama, case, country="CL", subject="Accounts.", confirmed_at=home.clock()
        ),
    ]
    for act in acts:
        with pytest.raises(WrongStateError, match="was closed on"):
            act()
    assert not MessageRow.objects.exists()


def test_what_arrives_on_a_closed_case_is_still_answered(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    asked = from_chile()
    chile.say(asked)
    case = inbox.open_request(home, ama, asked.id)
    cases.close_case(home, ama, case, "Closed too early.")
    inbox.accept(home, ama, asked.id, confirmed_at=home.clock())
    assert MessageRow.objects.get(pk=asked.id).state == "accepted"


def test_another_basis_is_named_by_who_fills_it_in(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    draft = draft_preservation(home, ama, cases.open_case(home, ama, title="A case (invented)"))
    other = {"kind": "reciprocity", "text": "Notes of 1999.", "why": "No treaty.", "named_by": "The minister"}
    view = requests.save_section(home, ama, draft, "basis", other)
    assert view.draft.get("basis", "named_by") == ama.name
