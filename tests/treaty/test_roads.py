"""Who holds it, the roads side by side, and the plan that chains them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.treaty import Errand, Road, Wish, WishError, get_holder, holders, plan, read_offence, roads
from glacy.treaty.facts import facts

WISH = Wish(
    requesting="GH", requested="US", on=date(2026, 11, 21), data="subscriber", offence=read_offence("8")
)
STATES = sorted(facts().states)


def by_key(errand: Errand) -> dict[str, Road]:
    return {road.key: road for road in roads(errand)}


def test_the_desk_knows_who_holds_it() -> None:
    found = get_holder("Instagram")
    assert found.entity.startswith("Meta Platforms")
    assert (found.states, found.preservation_days) == (("US", "IE"), "90")
    assert {row.provider for row in holders("tiktok")} == {"TikTok"}


@pytest.mark.parametrize(
    ("text", "told"), [("TikTok", "several"), ("Invented Mail", "no holder"), ("", "no holder")]
)
def test_a_holder_that_is_not_one_is_refused(text: str, told: str) -> None:
    with pytest.raises(WishError, match=told):
        get_holder(text)


def test_formal_and_informal_roads_stand_side_by_side() -> None:
    found = by_key(Errand(wish=WISH, holder=get_holder("Instagram")))
    assert {"ETS185-29", "ETS185-31", "home_order", "voluntary_disclosure", "open_source", "consent"} <= set(
        found
    )
    assert {"police_channel", "reciprocity", "CETS224-7", "provider_preservation"} <= set(found)
    assert found["provider_preservation"].answer == "allowed"
    assert found["voluntary_disclosure"].answer == "unknown"
    assert found["CETS224-7"].answer == "not_allowed"
    assert found["home_order"].gives == "evidence"
    assert found["police_channel"].gives == "intelligence"
    for road in found.values():
        assert road.addressee
        assert road.speed
        assert road.risk
        assert road.reasons
        assert (road.what_would_change is None) == (road.answer == "allowed")


def test_a_provider_that_answers_no_foreign_authority() -> None:
    swiss = Errand(wish=replace(WISH, requested="CH"), holder=get_holder("Proton"))
    found = by_key(swiss)
    assert found["voluntary_disclosure"].answer == found["provider_preservation"].answer == "not_allowed"
    assert found["ETS185-29"].answer == "allowed"


def test_a_recalled_row_settles_nothing() -> None:
    found = by_key(Errand(wish=WISH, holder=get_holder("LinkedIn")))
    assert found["provider_preservation"].answer == "unknown"


def test_without_a_holder_its_policy_is_unknown() -> None:
    found = by_key(Errand(wish=WISH))
    assert found["provider_preservation"].answer == "unknown"
    assert "not named" in found["provider_preservation"].reasons[0]


def test_to_keep_a_mailbox_only_roads_that_keep_are_shown() -> None:
    found = by_key(Errand(wish=replace(WISH, data="content"), aim="keep", holder=get_holder("Gmail")))
    assert "ETS185-29" in found
    assert not {"ETS185-31", "home_order", "voluntary_disclosure"} & set(found)


def test_with_life_at_risk_the_emergency_channel_comes_first() -> None:
    errand = Errand(wish=replace(WISH, data="content", urgency="emergency"), holder=get_holder("Snapchat"))
    found = roads(errand)
    assert found[0].key == "emergency_disclosure"
    steps = plan(errand, found)
    assert [step.road for step in steps][:2] == ["emergency_disclosure", "ETS185-35"]
    assert steps[-1].road == "ETS185-31"


def test_the_plan_keeps_first_and_asks_before_the_preservation_lapses() -> None:
    errand = Errand(wish=WISH, holder=get_holder("Instagram"))
    steps = plan(errand, roads(errand))
    keys = [step.road for step in steps]
    assert keys.index("ETS185-29") < keys.index("ETS185-31")
    assert steps[-1].by == date(2027, 1, 20)
    assert "lapses" in steps[-1].why


def test_where_the_convention_does_not_reach_the_other_treaty_is_a_road() -> None:
    errand = Errand(wish=replace(WISH, requesting="CL", requested="UY"))
    found = by_key(errand)
    treaties = [road for key, road in found.items() if key.startswith("treaty:")]
    assert treaties
    assert found["ETS185-31"].answer == "not_allowed"
    assert plan(errand, roads(errand))[-1].road.startswith("treaty:")


@settings(max_examples=60, deadline=None)
@given(
    pair=st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)).filter(lambda p: p[0] != p[1]),
    data=st.sampled_from(["subscriber", "traffic", "content", "domain_registration", "any"]),
    urgency=st.sampled_from(["routine", "urgent", "emergency"]),
    aim=st.sampled_from(["keep", "obtain"]),
    holder=st.sampled_from([None, *facts().providers]),
)
def test_every_road_is_told_whole_and_no_plan_takes_a_closed_one(
    pair: tuple[str, str], data: str, urgency: str, aim: str, holder: object
) -> None:
    wish = replace(WISH, requesting=pair[0], requested=pair[1], data=data, urgency=urgency)  # type: ignore[arg-type]  # sampled
    errand = Errand(wish=wish, aim=aim, holder=holder)  # type: ignore[arg-type]  # sampled from the two
    found = roads(errand)
    assert len({road.key for road in found}) == len(found)
    answers = {road.key: road.answer for road in found}
    assert all(answers[step.road] != "not_allowed" for step in plan(errand, found))
    assert all(road.to_json() for road in found)
