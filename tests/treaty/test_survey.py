"""All pairs at once give the very answers that one ruling after another gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.treaty import Measure, Wish, governing, matrix, measures, read_offence, rule, survey
from glacy.treaty.agreements import article_27
from glacy.treaty.facts import facts

STATES = sorted(facts().states)
ANY = Wish(requesting="GH", requested="CL", on=date(2026, 11, 21))
PAIRS = st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)).filter(lambda pair: pair[0] != pair[1])


@settings(max_examples=300, deadline=None)
@given(
    pair=PAIRS,
    measure=st.sampled_from(list(measures())),
    on=st.sampled_from([date(2008, 3, 1), date(2018, 1, 1), date(2026, 11, 21), date(2027, 6, 1)]),
    data=st.sampled_from(["any", "traffic", "content"]),
    offence=st.sampled_from(["8", "ETS189-3", "murder"]),
    urgency=st.sampled_from(["routine", "emergency"]),
)
def test_the_matrix_says_what_the_rule_says(
    pair: tuple[str, str], measure: Measure, on: date, data: str, offence: str, urgency: str
) -> None:
    wish = replace(ANY, on=on, data=data, offence=read_offence(offence), urgency=urgency)  # type: ignore[arg-type]  # sampled from both
    alone = rule(replace(wish, requesting=pair[0], requested=pair[1]), measure)
    assert matrix(measure, wish).answer(*pair) == alone.answer


@settings(max_examples=300, deadline=None)
@given(pair=PAIRS, on=st.dates(date(2004, 7, 1), date(2027, 12, 31)))
def test_the_quick_way_to_article_27_is_the_long_one(pair: tuple[str, str], on: date) -> None:
    assert article_27(*pair, on) == governing(*pair, on).article_27 == article_27(pair[1], pair[0], on)


def test_every_pair_is_answered_for_every_measure() -> None:
    for found in survey(ANY).values():
        assert len(found.states) == 195
        assert sum(found.counts.values()) == 195 * 194


def test_preservation_is_allowed_between_all_parties() -> None:
    found = matrix(Measure("ETS185-29"), ANY)
    assert found.counts["allowed"] == 81 * 80
    assert found.asking("GH")["allowed"] == found.asked("GH")["allowed"] == 80
    assert found.answer("GH", "GH") is None


@pytest.mark.parametrize("measure", [Measure("ETS185-29"), Measure("ETS185-27")])
def test_a_group_answers_as_each_of_its_states(measure: Measure) -> None:
    found = matrix(measure, ANY)
    groups = found.groups()
    assert sorted(state for group in groups for state in group.states) == STATES
    letters = ("allowed", "unknown", "not_allowed")
    for group in groups:
        for place, other in enumerate(groups):
            for asking in group.states[:3]:
                for asked in other.states[:3]:
                    if asking != asked:
                        assert found.answer(asking, asked) == letters[group.asking[place]]
