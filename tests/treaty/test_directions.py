"""Swapping requester and requested: each time the other's reservations, practice and authorities count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.treaty import Measure, Wish, measures, read_offence, rule
from glacy.treaty.facts import facts

WISH = Wish(requesting="GH", requested="CL", on=date(2026, 11, 21), data="any")
PARTIES = sorted(code for name, code in facts().status if name == "ETS185")
OWN_RESERVATION = "29(4)"
"""The one reservation of the asking State that is told: whether it turns against it is for a lawyer."""


@settings(max_examples=150, deadline=None)
@given(
    pair=st.tuples(st.sampled_from(PARTIES), st.sampled_from(PARTIES)).filter(lambda p: p[0] != p[1]),
    measure=st.sampled_from(list(measures())),
    offence=st.sampled_from(["2", "9", "ETS189-6", "murder"]),
    data=st.sampled_from(["any", "traffic", "content", "subscriber"]),
)
def test_only_the_asked_states_declarations_are_used(
    pair: tuple[str, str], measure: Measure, offence: str, data: str
) -> None:
    wish = replace(WISH, data=data, offence=read_offence(offence))  # type: ignore[arg-type]  # sampled from its values
    for asking, asked in (pair, pair[::-1]):
        ruling = rule(replace(wish, requesting=asking, requested=asked), measure)
        rows = [row for row in ruling.facts if row.file == "declarations.csv"]
        assert all(row.id.split(":")[2] == asked or OWN_RESERVATION in row.id for row in rows)
        assert {row.id.split(":")[1] for row in ruling.facts if row.file == "practice.csv"} <= {asked}


@pytest.mark.parametrize(
    ("one", "other", "measure", "data", "there", "back"),
    [
        ("GH", "SE", Measure("ETS185-33"), "traffic", "unknown", "allowed"),
        ("GH", "NG", Measure("ETS185-33"), "traffic", "unknown", "allowed"),
        ("RS", "JP", Measure("CETS224-7"), "subscriber", "not_allowed", "unknown"),
    ],
)
def test_a_reservation_counts_one_way_only(
    one: str, other: str, measure: Measure, data: str, there: str, back: str
) -> None:
    on = date(2027, 2, 1) if measure.startswith("CETS224") else WISH.on
    wish = replace(WISH, on=on, data=data)  # type: ignore[arg-type]  # one of its values
    assert rule(replace(wish, requesting=one, requested=other), measure).answer == there
    assert rule(replace(wish, requesting=other, requested=one), measure).answer == back
