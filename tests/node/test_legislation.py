"""Laws at a node: nothing counts before a person confirms it, and a decision holds for its words alone."""

from __future__ import annotations

from datetime import date

import pytest

from glacy.legislation import MalformedDecisionError, UnreadableActError, read_decisions
from glacy.node.acts import (
    legislation,
    legislation_review,
    legislation_tables,
    legislation_versions,
)
from glacy.node.acts.legislation import NewAct, NewVersion
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.store import legislation_decisions as decided
from glacy.store.errors import NotAllowedError
from glacy.store.models import DecisionRow, EntryRow
from glacy.store.people import Officer
from tests.laws import ACT, AMENDED, SOURCE
from tests.node.people import hire

ACCESS = ("1", "ETS185", "2")
DAY = date(2026, 1, 1)
TODAY = date(2026, 11, 21)
NAMED = NewAct(country="GH", title="Computer Offences Act (invented)")
TEXT = NewVersion(dated_on=DAY, from_on=DAY, source=SOURCE)


@pytest.fixture
def drafter(home: Node) -> Officer:
    return hire(home, "dede", "drafter")


@pytest.fixture
def reviewer(home: Node) -> Officer:
    return hire(home, "rita", "law_reviewer")


def bring(node: Node, by: Officer, content: bytes = ACT) -> str:
    version = legislation.put_act(node, by, NAMED, TEXT, content=content, file_name="act.txt")
    legislation.confirm_version(node, by, version, source=SOURCE)
    return version


def amend(node: Node, by: Officer, version: str) -> str:
    act = legislation.view_version(node, by, version).row.act_id
    later = NewVersion(dated_on=date(2026, 6, 1), from_on=date(2026, 6, 1), source=SOURCE, amended_by="Act 8")
    new = legislation.put_version(node, by, act, later, content=AMENDED, file_name="act.txt")
    legislation.confirm_version(node, by, new, source=SOURCE)
    return new


def state_of(node: Node, by: Officer, article: str, on: date = TODAY) -> str:
    found = legislation_tables.view_state(node, by, "GH", on=on).concordance
    return next(row.state for row in found.rows if (row.instrument, row.article) == ("ETS185", article))


def test_a_text_counts_when_a_person_has_confirmed_it(home: Node, drafter: Officer) -> None:
    version = legislation.put_act(home, drafter, NAMED, TEXT, content=ACT, file_name="act.txt")
    assert state_of(home, drafter, "2") == "not_searched"
    with pytest.raises(WrongStateError):
        legislation_review.view_review(home, drafter, version)
    legislation.confirm_version(home, drafter, version, source=SOURCE)
    assert state_of(home, drafter, "2") == "full"
    kinds = list(EntryRow.objects.filter(kind__startswith="legislation.").values_list("kind", flat=True))
    assert kinds == ["legislation.act_put", "legislation.act_confirmed"]


def test_a_text_is_confirmed_once_and_with_an_address(home: Node, drafter: Officer) -> None:
    bare = NewVersion(dated_on=DAY, from_on=DAY)
    version = legislation.put_act(home, drafter, NAMED, bare, content=ACT, file_name="act.txt")
    with pytest.raises(SectionError):
        legislation.confirm_version(home, drafter, version, source="a book")
    legislation.confirm_version(home, drafter, version, source=SOURCE)
    with pytest.raises(WrongStateError):
        legislation.confirm_version(home, drafter, version, source=SOURCE)


def test_what_is_not_looked_for_is_no_gap(home: Node, drafter: Officer) -> None:
    bring(home, drafter)
    assert state_of(home, drafter, "4") == "not_searched"


def test_an_act_is_brought_in_once(home: Node, drafter: Officer) -> None:
    bring(home, drafter)
    with pytest.raises(WrongStateError):
        bring(home, drafter)


def test_a_file_that_is_no_act_leaves_nothing(home: Node, drafter: Officer) -> None:
    with pytest.raises(UnreadableActError):
        bring(home, drafter, b"\x00\x01\x02\x03" * 100)
    assert legislation.list_acts(home, drafter) == ()


def test_who_works_on_cases_alone_brings_in_nothing(home: Node) -> None:
    officer = hire(home, "ama", "case_officer")
    with pytest.raises(NotAllowedError):
        legislation.put_act(home, officer, NAMED, TEXT, content=ACT, file_name="act.txt")


def test_a_drafter_does_not_decide(home: Node, drafter: Officer) -> None:
    version = bring(home, drafter)
    with pytest.raises(NotAllowedError):
        legislation_review.decide(home, drafter, version, ACCESS, verdict="full")


def test_a_decision_stands_in_the_table_with_its_reviewer(
    home: Node, drafter: Officer, reviewer: Officer
) -> None:
    version = bring(home, drafter)
    legislation_review.decide(home, reviewer, version, ACCESS, verdict="partial", note="No word on intent")
    found = legislation_tables.view_state(home, drafter, "GH", on=TODAY).concordance
    entry = next(row for row in found.rows if row.article == "2").entries[0]
    assert (entry.relation, entry.reviewers, entry.note) == ("partial", (reviewer.name,), "No word on intent")


@pytest.mark.parametrize("verdict", ["none", "elsewhere"])
def test_no_counterpart_needs_a_reason(verdict: str, home: Node, drafter: Officer, reviewer: Officer) -> None:
    version = bring(home, drafter)
    with pytest.raises(SectionError):
        legislation_review.decide(home, reviewer, version, ACCESS, verdict=verdict)
    assert not DecisionRow.objects.exists()


def test_a_second_reviewer_decides_without_seeing_the_first(
    home: Node, drafter: Officer, reviewer: Officer
) -> None:
    second = hire(home, "ines", "central_authority_lawyer")
    version = bring(home, drafter)
    legislation_review.decide(home, reviewer, version, ACCESS, verdict="full")
    before = legislation_review.view_review(home, second, version).find(ACCESS)
    assert before is not None
    assert (before.said, before.many) == ((), 1)
    legislation_review.decide(home, second, version, ACCESS, verdict="partial")
    after = legislation_review.view_review(home, second, version).find(ACCESS)
    assert after is not None
    assert after.is_disputed
    assert len(after.said) == 2
    measured = legislation_review.measure_agreement(home, second, [after.aligned.version.act_id])
    assert (measured.twice, measured.same, len(measured.disputed)) == (1, 0, 1)


def test_who_decides_again_leaves_both_in_the_chain(home: Node, drafter: Officer, reviewer: Officer) -> None:
    version = bring(home, drafter)
    for verdict in ("partial", "full"):
        legislation_review.decide(home, reviewer, version, ACCESS, verdict=verdict)
    assert decided.verify_decisions() == 2
    assert not any(reviewer.name in line or reviewer.username in line for line in decided.log_of_decisions())
    assert state_of(home, reviewer, "2") == "full"
    lines = list(legislation_review.export_decisions(home, reviewer))
    lines[0] = lines[0].replace("partial", "full")
    with pytest.raises(MalformedDecisionError):
        read_decisions(lines)


def test_a_decision_goes_stale_when_its_words_change_and_goes_on_where_they_do_not(
    home: Node, drafter: Officer, reviewer: Officer
) -> None:
    version = bring(home, drafter)
    interception = ("2", "ETS185", "3")
    for pair in (ACCESS, interception):
        legislation_review.decide(home, reviewer, version, pair, verdict="full")
    new = amend(home, drafter, version)
    view = legislation_tables.view_state(home, drafter, "GH", on=TODAY)
    assert [one.number for one in view.stale] == ["1"]
    review = legislation_review.view_review(home, reviewer, new)
    changed, kept = review.find(ACCESS), review.find(interception)
    assert changed is not None
    assert kept is not None
    assert (changed.mine, len(changed.stale)) == (None, 1)
    assert kept.mine is not None


def test_the_law_is_read_as_it_stood_on_a_day(home: Node, drafter: Officer) -> None:
    amend(home, drafter, bring(home, drafter))
    assert state_of(home, drafter, "6", on=date(2026, 5, 31)) == "not_searched"
    assert state_of(home, drafter, "6", on=TODAY) in ("full", "partial")
    assert state_of(home, drafter, "2", on=date(2025, 12, 31)) == "not_searched"


def test_a_difference_tells_what_is_new_and_which_words_changed(home: Node, drafter: Officer) -> None:
    old = bring(home, drafter)
    found = legislation_versions.view_difference(home, drafter, old, amend(home, drafter, old))
    assert [(one.number, one.kind) for one in found.changes] == [("1", "changed"), ("3", "changed")]
    assert ("out", "two ") in found.changes[0].pieces
    assert ("in", "five ") in found.changes[0].pieces
    assert found.same == 2


def test_what_a_court_struck_down_answers_nothing_from_that_day(home: Node, drafter: Officer) -> None:
    version = bring(home, drafter)
    act = legislation.view_version(home, drafter, version).row.act_id
    values = {"number": "1", "effect": "struck", "court": "Supreme Court (invented)", "reference": "J1/1"}
    more = {"from_on": date(2026, 3, 1), "source": SOURCE, "note": ""}
    legislation.put_judgment(home, drafter, act, {**values, **more})
    assert state_of(home, drafter, "2", on=date(2026, 2, 28)) == "full"
    assert state_of(home, drafter, "2", on=TODAY) != "full"
    with pytest.raises(SectionError):
        legislation.put_judgment(home, drafter, act, {**values, **more, "number": "99"})


def test_a_repealed_act_answers_nothing_from_that_day(home: Node, drafter: Officer) -> None:
    version = bring(home, drafter)
    act = legislation.view_version(home, drafter, version).row.act_id
    legislation.repeal_act(home, drafter, act, repealed_on=date(2026, 9, 1), why="Act 9, section 40")
    assert state_of(home, drafter, "2", on=date(2026, 8, 31)) == "full"
    assert state_of(home, drafter, "2", on=TODAY) == "not_searched"


def test_progress_counts_each_day_with_what_was_decided_until_then(
    home: Node, drafter: Officer, reviewer: Officer
) -> None:
    version = bring(home, drafter)
    legislation_review.decide(home, reviewer, version, ACCESS, verdict="full")
    steps = legislation_tables.progress(home, drafter, "GH", on=TODAY)
    assert [(one.on, one.reviewed) for one in steps] == [(DAY, 0), (TODAY, 1)]


@pytest.mark.parametrize("form", legislation_tables.FORMS)
def test_the_table_is_written_in_every_form(form: str, home: Node, drafter: Officer) -> None:
    bring(home, drafter)
    data = legislation_tables.export(home, drafter, "GH", on=TODAY, form=form, language="fr", name="Ghana")
    assert len(data) > 1_000


def test_states_stand_side_by_side_and_what_was_not_searched_is_no_gap(home: Node, drafter: Officer) -> None:
    bring(home, drafter)
    rows = legislation_tables.compare_states(home, drafter, ["GH", "CL"], on=TODAY)
    access = next(one for one in rows if (one.instrument, one.article) == ("ETS185", "2"))
    assert [one.state for one in access.rows] == ["full", "not_searched"]
    missing = legislation_tables.missing_where(home, drafter, ["GH", "CL"], on=TODAY)
    assert all("CL" not in one.countries for one in missing)


def test_the_text_comes_back_as_it_came_and_as_akoma_ntoso(home: Node, drafter: Officer) -> None:
    version = bring(home, drafter)
    assert legislation.read_file(home, drafter, version)[1] == ACT
    assert b"akomaNtoso" in legislation.write_version(home, drafter, version)[1]


AMENDING = b"""ACT TO AMEND THE PENAL CODE, 2031 (invented)

Section 1. The Penal Code is amended
The following section is inserted after section 200 of the Penal Code:
"Section 201. Unauthorised access
A person who intentionally gains access to the whole or any part of a computer system without right commits
an offence."

Section 2. Commencement
This Act comes into force on the day of its publication.
"""


def test_an_act_that_only_amends_is_taken_in(home: Node, drafter: Officer) -> None:
    bring(home, drafter, AMENDING)
    assert state_of(home, drafter, "2") in ("full", "partial")


def test_decisions_move_the_order_of_what_is_open_and_say_so(
    home: Node, drafter: Officer, reviewer: Officer
) -> None:
    version = bring(home, drafter)
    before = legislation_review.view_review(home, reviewer, version)
    assert before.learned_from == 0
    assert all(one.moved_to == one.match.confidence for one in before.open)
    legislation_review.decide(home, reviewer, version, ACCESS, verdict="none", reason="Invented")
    after = legislation_review.view_review(home, reviewer, version)
    assert after.learned_from == 1
    assert any(one.moved_to < one.match.confidence for one in after.open)
    assert [one.moved_to for one in after.open] == sorted((one.moved_to for one in after.open), reverse=True)


def test_a_text_that_was_a_mistake_is_put_aside_and_a_confirmed_one_stays(
    home: Node, drafter: Officer
) -> None:
    version = legislation.put_act(home, drafter, NAMED, TEXT, content=ACT, file_name="act.txt")
    with pytest.raises(SectionError):
        legislation.discard_version(home, drafter, version, why=" ")
    legislation.discard_version(home, drafter, version, why="The wrong file")
    assert legislation.list_acts(home, drafter) == ()
    kept = bring(home, drafter)
    with pytest.raises(WrongStateError):
        legislation.discard_version(home, drafter, kept, why="Too late")
    assert EntryRow.objects.filter(kind="legislation.act_discarded").count() == 1
