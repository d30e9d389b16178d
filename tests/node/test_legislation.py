"""Laws at a node: nothing counts before a person confirms it, and a decision holds for its words alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from glacy.legislation import MalformedDecisionError, UnreadableActError, read_decisions
from glacy.node.acts import (
    legislation,
    legislation_bills,
    legislation_grounds,
    legislation_policies,
    legislation_powers,
    legislation_review,
    legislation_tables,
    legislation_versions,
)
from glacy.node.acts.legislation import NewAct, NewVersion
from glacy.node.acts.legislation_policies import NewPolicy
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


def put_bill(node: Node, by: Officer, text: bytes = AMENDED) -> str:
    return legislation_bills.put_bill(
        node, by, country="GH", title="A bill (invented)", text=text.decode(), covers=("special", "penal")
    )


def effects(view: legislation_bills.BillView) -> dict[str, str]:
    return {line.after.article: line.effect for line in view.lines if line.after.instrument == "ETS185"}


def test_a_bill_tells_what_it_closes_what_stays_open_and_what_goes_beyond(
    home: Node, drafter: Officer
) -> None:
    bring(home, drafter)
    view = legislation_bills.view_bill(home, drafter, put_bill(home, drafter))
    found = effects(view)
    assert found["2"] == "as_before"
    assert found["6"] in ("closes", "improves")
    assert found["4"] == "stays_open"
    assert found["16"] == "as_before"
    assert found["18"] == "not_searched"
    assert "3" not in [one.number for one in view.beyond]
    first = legislation_bills.view_bill(home, drafter, put_bill(home, drafter, ACT))
    assert "3" in [one.number for one in first.beyond]


def test_a_bill_stands_in_no_table_of_the_law(home: Node, drafter: Officer) -> None:
    put_bill(home, drafter)
    assert state_of(home, drafter, "2") == "not_searched"
    assert legislation_tables.states(home, drafter) == ()


def test_two_drafts_stand_side_by_side(home: Node, drafter: Officer) -> None:
    first = put_bill(home, drafter, ACT)
    act = legislation.view_version(home, drafter, first).row.act_id
    second = legislation_bills.put_draft(home, drafter, act, text=AMENDED.decode())
    view = legislation_bills.view_bill(home, drafter, second, other_id=first)
    line = next(one for one in view.lines if (one.after.instrument, one.after.article) == ("ETS185", "6"))
    assert line.other is not None
    assert line.other.state == "none_found"
    assert line.after.state in ("full", "partial")


def test_an_act_is_no_bill(home: Node, drafter: Officer) -> None:
    version = bring(home, drafter)
    with pytest.raises(WrongStateError):
        legislation_bills.view_bill(home, drafter, version)
    with pytest.raises(WrongStateError):
        legislation_bills.put_draft(
            home, drafter, legislation.view_version(home, drafter, version).row.act_id, text="Section 1. X"
        )


STRATEGY = NewPolicy(
    country="GH",
    kind="strategy",
    title="Strategy on cybercrime (invented)",
    from_on=DAY,
    until_on=date(2030, 12, 31),
    source=SOURCE,
    is_mirror=False,
    objectives=("Laws that fit", "Trained judges"),
)


def test_a_strategy_is_kept_with_its_days_and_objectives(home: Node, drafter: Officer) -> None:
    made = legislation_policies.put_policy(home, drafter, STRATEGY, content=b"Invented.", file_name="s.txt")
    row, data = legislation_policies.read_policy(home, drafter, made)
    assert (row.objectives, row.until_on, data) == (
        ["Laws that fit", "Trained judges"], date(2030, 12, 31), b"Invented.",
    )  # fmt: skip
    assert [one.pk for one in legislation_policies.list_policies(home, drafter, country="GH")] == [made]


@pytest.mark.parametrize(
    "wrong", [{"objectives": ()}, {"source": "a shelf"}, {"until_on": date(2020, 1, 1)}, {"kind": "wish"}]
)
def test_a_strategy_that_lacks_something_is_refused(
    wrong: dict[str, object], home: Node, drafter: Officer
) -> None:
    with pytest.raises(SectionError):
        legislation_policies.put_policy(home, drafter, replace(STRATEGY, **wrong))  # type: ignore[arg-type]  # each case is one field
    assert legislation_policies.list_policies(home, drafter) == ()


def test_an_offence_in_both_laws_is_shown_as_grounds(home: Node, drafter: Officer) -> None:
    bring(home, drafter)
    theirs = NewAct(country="CL", title="Ley inventada")
    version = legislation.put_act(home, drafter, theirs, TEXT, content=ACT, file_name="act.txt")
    legislation.confirm_version(home, drafter, version, source=SOURCE)
    found = legislation_grounds.view_grounds(home, drafter, asking="GH", asked="CL", on=TODAY)
    by_article = {one.asking.article: one for one in found if one.asking.instrument == "ETS185"}
    assert by_article["2"].is_in_both
    assert not by_article["4"].is_in_both
    alone = legislation_grounds.view_grounds(home, drafter, asking="GH", asked="BR", on=TODAY)
    assert {one.asked.state for one in alone} == {"not_searched"}


def test_a_request_may_cite_our_own_provisions(home: Node, drafter: Officer) -> None:
    bring(home, drafter)
    cited = legislation_grounds.provisions_to_cite(home, ["ETS185-2", "ETS185-3"])
    assert cited == ("Computer Offences Act (invented), 1", "Computer Offences Act (invented), 2")
    assert legislation_grounds.provisions_to_cite(home, []) == ()


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


def test_who_orders_a_power_is_read_out_with_its_words(home: Node, drafter: Officer) -> None:
    version = bring(home, drafter)
    view = legislation_powers.view_powers(home, drafter, version)
    assert [(one.provision, one.article) for one in view.powers] == [("4", "16")]
    assert "police" in [said.what for said in view.powers[0].who]
    assert [(one.topic, one.value) for one in view.offered] == [("preservation_days", "90")]


def test_objectives_are_read_out_of_the_document_where_none_were_written(
    home: Node, drafter: Officer
) -> None:
    text = b"NATIONAL STRATEGY 2026-2030 (invented)\n\nObjective 1: Laws that fit the Convention\n\n" + (
        b"Objective 2: Judges and prosecutors who are trained\n"
    )
    made = legislation_policies.put_policy(
        home, drafter, replace(STRATEGY, objectives=()), content=text, file_name="s.txt"
    )
    named = legislation_policies.view_policy(home, drafter, made).objectives
    assert len(named) == 2
    assert "Laws that fit the Convention" in named[0]
