"""Rulings hold together: order, terms, JSON, and laws that hold for any wish."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import write_canonical
from glacy.countries import all_countries
from glacy.treaty import (
    FIRST_DAY,
    LAST_DAY,
    Addressee,
    DataCategory,
    Measure,
    Offence,
    Urgency,
    Wish,
    authorities,
    governing,
    measures,
    practice,
    read_offence,
    routes,
    rule,
    standing,
)
from glacy.treaty.facts import facts

STORY = date(2026, 11, 20)
CODES = [country.code for country in all_countries()]
OFFENCES = [None, *(read_offence(text) for text in ("2", "8", "11", "ETS189-3", "Act 1038 s. 68"))]


def story(data: DataCategory = "subscriber", urgency: Urgency = "routine") -> Wish:
    return Wish(
        requesting="GH",
        requested="CL",
        on=STORY,
        data=data,
        urgency=urgency,
        offence=read_offence("2"),
        more_offences=(read_offence("8"),),
    )


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    requesting = draw(st.sampled_from(CODES))
    return Wish(
        requesting=requesting,
        requested=draw(st.sampled_from([code for code in CODES if code != requesting])),
        on=draw(st.dates(FIRST_DAY, LAST_DAY)),
        data=draw(st.sampled_from(get_args(DataCategory))),
        offence=draw(st.sampled_from(OFFENCES)),
        urgency=draw(st.sampled_from(get_args(Urgency))),
        addressee=draw(st.sampled_from([None, *get_args(Addressee)])),
    )


def parties(country: str) -> date:
    found = facts().status["ETS185", country].in_force_on
    assert found is not None
    return found


def test_the_story_is_shown_preservation_first() -> None:
    found = routes(story())
    assert [str(ruling.measure) for ruling in found[:6]] == [
        "ETS185-29",
        "ETS185-35",
        "ETS185-31",
        "ETS185-30",
        "ETS185-26",
        "ETS185-32",
    ]
    assert all(ruling.allowed for ruling in found[:6])
    assert {ruling.answer for ruling in found if ruling.instrument == "CETS224"} == {"not_allowed"}
    assert sorted(ruling.measure for ruling in found) == sorted(measures())


def test_in_an_emergency_the_contact_points_come_first() -> None:
    assert routes(story(urgency="emergency"))[0].measure == Measure("ETS185-35")


def test_the_preservation_of_the_story() -> None:
    ruling = rule(story(urgency="urgent"), Measure("ETS185-29"))
    assert ruling.allowed
    assert ruling.dual_criminality == "not_required"
    cited = {row.id for row in ruling.facts}
    assert {"status:ETS185:GH", "status:ETS185:CL", "ETS185-29", "ETS185-2", "ETS185-8"} <= cited
    assert "declaration:ETS185:CL:29(4):reservation" in cited
    assert "wording was not seen" in ruling.dual_says
    limits = {limit.key: limit for limit in ruling.time_limits}
    assert limits["preservation_minimum"].days == 60
    assert limits["preservation_minimum"].falls_on(date(2026, 11, 21)) == date(2027, 1, 20)
    assert limits["preservation_until_decided"].falls_on(STORY) is None
    assert limits["preservation_practice"].days == 90
    assert ruling.channel.authority is None
    assert "Article 31" in (ruling.what_follows or "")


def test_the_content_of_a_preservation_is_that_of_the_article() -> None:
    needed = {content.key: content for content in rule(story(), Measure("ETS185-29")).must_contain}
    assert needed["authority"].article == "29(2)(a)"
    assert needed["offence"].article == needed["facts"].article == "29(2)(b)"
    assert needed["data_sought"].article == needed["link"].article == "29(2)(c)"
    assert needed["custodian"].article == "29(2)(d)"
    assert needed["custodian"].needed == "if_known"
    assert needed["necessity"].article == "29(2)(e)"
    assert needed["intention_to_request"].article == "29(2)(f)"
    assert needed["urgency_reason"].needed == "if_applicable"


def test_a_claimed_urgency_must_give_its_reason() -> None:
    needed = {c.key: c.needed for c in rule(story(urgency="urgent"), Measure("ETS185-31")).must_contain}
    assert needed["urgency_reason"] == "always"


def test_the_assistance_of_the_story() -> None:
    ruling = rule(story(), Measure("ETS185-31"))
    assert ruling.allowed
    assert ruling.channel.authority is not None
    assert "prosecution" in ruling.channel.authority
    assert ruling.channel.sources[-1] == "declaration:ETS185:CL:27(2):authority_designation"
    keys = {content.key for content in ruling.must_contain if content.needed == "always"}
    assert {"object_and_reason", "provisions_and_penalties", "data_sought", "targets", "period"} <= keys


def test_a_declaration_under_27_9_narrows_the_urgent_channel() -> None:
    wish = Wish(requesting="GH", requested="US", on=STORY, urgency="urgent")
    assert "27(9)(e)" in rule(wish, Measure("ETS185-31")).channel.text
    routine = Wish(requesting="GH", requested="US", on=STORY)
    assert "27(9)(e)" not in rule(routine, Measure("ETS185-31")).channel.text


def test_an_authority_counts_from_its_day() -> None:
    before = Wish(requesting="GH", requested="NO", on=date(2025, 12, 31))
    after = Wish(requesting="GH", requested="NO", on=date(2026, 1, 1))
    assert rule(before, Measure("ETS185-29")).channel.authority is None
    assert "KRIPOS" in (rule(after, Measure("ETS185-29")).channel.authority or "")


def test_practice_names_an_authority_where_no_notification_does() -> None:
    ruling = rule(Wish(requesting="CL", requested="GH", on=STORY), Measure("ETS185-29"))
    assert ruling.channel.authority == "Cyber Security Authority"
    assert "practice:GH:contact_24_7_institution" in ruling.channel.sources


def test_what_governs_is_the_same_both_ways() -> None:
    for left, right in (("GH", "CL"), ("US", "FR"), ("CL", "US"), ("PT", "BR"), ("DO", "US"), ("CL", "BR")):
        there, back = governing(left, right, STORY), governing(right, left, STORY)
        assert there.article_27 == back.article_27
        assert {row.fact.id for row in there.agreements} == {row.fact.id for row in back.agreements}


def test_a_curacao_authority_is_not_one_of_the_netherlands() -> None:
    assert all(row.name is None or "Curacao" not in row.name for row in authorities("NL"))
    assert any(row.name and "Curacao" in row.name for row in authorities("CW"))


def test_practice_is_told_row_by_row() -> None:
    assert {row.topic: row.value for row in practice("CL")}["preservation_days"] == "90"
    assert practice("AQ") == ()


def test_the_json_has_the_keys_of_its_form() -> None:
    written = [ruling.to_json() for ruling in routes(story())]
    assert json.loads(json.dumps({"routes": written}))["routes"] == written
    write_canonical({"routes": written})
    for route in written:
        assert isinstance(route, dict)
        assert {"instrument", "article", "answer", "reasons", "facts", "time_limits", "must_contain"} <= set(
            route
        )
        assert {"measure", "title", "grounds", "dual_criminality", "channel", "what_would_change"} <= set(
            route
        )
    first = written[0]
    assert isinstance(first, dict)
    assert (first["instrument"], first["article"], first["answer"]) == ("ETS185", "29", "allowed")


@given(wishes())
def test_every_measure_is_answered_once_with_reasons_and_facts(wish: Wish) -> None:
    found = routes(wish)
    assert sorted(ruling.measure for ruling in found) == sorted(measures())
    order = [("allowed", "unknown", "not_allowed").index(ruling.answer) for ruling in found]
    assert order == sorted(order)
    for ruling in found:
        assert ruling.reasons
        rows = {row.id for row in ruling.facts}
        assert all(set(reason.facts) <= rows for reason in ruling.reasons)
        assert set(ruling.channel.sources) <= rows
        assert all(row.source and row.says for row in ruling.facts)
        assert (ruling.what_would_change is None) == ruling.allowed


@given(wishes())
def test_nothing_is_allowed_unless_both_are_parties(wish: Wish) -> None:
    answers = {standing("ETS185", state, wish.on).party for state in (wish.requesting, wish.requested)}
    found = {ruling.answer for ruling in routes(wish) if ruling.instrument == "ETS185"}
    if "no" in answers:
        assert found == {"not_allowed"}
    if answers != {"yes"}:
        assert "allowed" not in found


@given(st.sampled_from(CODES), st.dates(FIRST_DAY, LAST_DAY - timedelta(days=1)))
def test_a_party_stays_one_on_the_facts(country: str, day: date) -> None:
    before, after = standing("ETS185", country, day), standing("ETS185", country, day + timedelta(days=1))
    assert (before.party, after.party) in {
        ("no", "no"),
        ("no", "unknown"),
        ("no", "yes"),
        ("unknown", "unknown"),
        ("unknown", "yes"),
        ("yes", "yes"),
    }


@given(wishes())
def test_the_29_4_reservation_never_covers_articles_2_to_11(wish: Wish) -> None:
    named = Offence(instrument="ETS185", article="8", text="8")
    asked = Wish(requesting=wish.requesting, requested=wish.requested, on=wish.on, offence=named)
    ruling = rule(asked, Measure("ETS185-29"))
    assert ruling.dual_criminality == "not_required"
    assert [g.applies for g in ruling.grounds_for_refusal if g.article.endswith("29(4)")] == ["no"]


@given(wishes())
def test_the_requested_states_reservation_is_the_one_that_counts(wish: Wish) -> None:
    """Swapping the two uses the rows of the other: channel and practice are those of the requested State."""
    cited = [
        row.id.split(":")
        for ruling in routes(wish)
        for row in ruling.facts
        if row.id.startswith(("practice:", "declaration:"))
    ]
    mine = facts().territories.get(wish.requesting)
    asking = {wish.requesting, *((mine.state,) if mine else ())}
    for kind, *rest in cited:
        country = rest[0] if kind == "practice" else rest[1]
        if country in asking and country != wish.requested:
            theirs = facts().territories.get(wish.requested)
            assert (kind, rest[-2]) == ("declaration", "29(4)") or (theirs and theirs.state == country)


@given(wishes())
def test_grounds_of_article_27_follow_what_governs(wish: Wish) -> None:
    expected = {"applies": "yes", "does_not_apply": "no", "unknown": "unknown"}
    found = governing(wish.requesting, wish.requested, wish.on).article_27
    for ground in rule(wish, Measure("ETS185-31")).grounds_for_refusal:
        if ground.article.startswith("ETS185 27(4)"):
            assert ground.applies == expected[found]


@pytest.mark.parametrize("country", ["CL", "GH", "BR", "NZ", "RW", "VU"])
def test_each_state_is_a_party_from_its_day_on(country: str) -> None:
    starts = parties(country)
    assert standing("ETS185", country, starts - timedelta(days=1)).party == "no"
    assert standing("ETS185", country, starts).party == "yes"
