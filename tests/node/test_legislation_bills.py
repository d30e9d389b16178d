"""Bills, policies, powers and grounds at a node: what they show, and what they never rule on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from glacy.node.acts import (
    legislation,
    legislation_bills,
    legislation_grounds,
    legislation_policies,
    legislation_powers,
    legislation_tables,
)
from glacy.node.acts.legislation import NewAct
from glacy.node.acts.legislation_policies import NewPolicy
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.store.people import Officer
from tests.laws import ACT, AMENDED, SOURCE
from tests.node.people import hire
from tests.node.test_legislation import DAY, TEXT, TODAY, bring, state_of


@pytest.fixture
def drafter(home: Node) -> Officer:
    return hire(home, "dede", "drafter")


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
