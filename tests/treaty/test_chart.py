"""Status through time: who is a Party on a day, how many, and how the number grew."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.treaty import UnknownInstrumentError, WishError, curve, status
from glacy.treaty.chart import STEPS

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("instrument", "on", "step", "count"),
    [
        ("ETS185", date(2004, 6, 30), "party", 0),
        ("ETS185", TODAY, "party", 81),
        ("ETS185", TODAY, "signed", 1),
        ("CETS224", TODAY, "deposited", 3),
        ("CETS224", TODAY, "signed", 49),
        ("CETS224", TODAY, "party", 0),
        ("UNCC2024", TODAY, "party", 0),
        ("UNCC2024", TODAY, "signed", 1),
        ("UNCC2024", TODAY, "none", 0),
        ("UNCC2024", TODAY, "unknown", 194),
        ("UNCC2024", date(2025, 10, 24), "none", 195),
        ("ETS185", date(2001, 1, 1), "none", 195),
    ],
)
def test_the_counts_of_a_day(instrument: str, on: date, step: str, count: int) -> None:
    assert dict(status(instrument, on).counts)[step] == count  # type: ignore[index]  # a key of Step


@pytest.mark.parametrize("instrument", ["ETS185", "ETS189", "CETS224", "UNCC2024"])
@given(on=st.dates(date(2001, 1, 1), date(2031, 12, 31)))
def test_every_state_stands_somewhere_on_every_day(instrument: str, on: date) -> None:
    chart = status(instrument, on)
    assert sum(chart.counts.values()) == 195
    assert all(place.step in STEPS and place.says and place.facts for place in chart.states)


def test_who_signed_the_un_convention_is_unknown_without_a_row_and_said_so() -> None:
    places = {place.country: place for place in status("UNCC2024", TODAY).states}
    assert (places["MU"].step, places["MU"].signed_on) == ("signed", date(2025, 11, 19))
    assert places["CL"].step == "unknown"
    assert "Whether Chile has signed is unknown" in places["CL"].says


def test_chile_through_time() -> None:
    steps = {
        on: next(p.step for p in status("ETS185", date.fromisoformat(on)).states if p.country == "CL")
        for on in ("2017-04-19", "2017-04-20", "2017-07-31", "2017-08-01")
    }
    assert list(steps.values()) == ["none", "deposited", "deposited", "party"]


def test_territories_stand_apart() -> None:
    chart = status("ETS185", TODAY)
    curacao = next(place for place in chart.territories if place.country == "CW")
    assert curacao.step == "party"
    assert "CW" not in {place.country for place in chart.states}


def test_a_contradiction_is_shown_beside_the_state() -> None:
    chile = next(place for place in status("ETS185", TODAY).states if place.country == "CL")
    assert chile.conflicts
    assert any(row.file == "conflicts.csv" for row in chile.facts)


def test_the_curve_grows_to_the_count_of_today() -> None:
    points = curve("ETS185")
    assert points[0].on == date(2004, 7, 1)
    assert (points[-1].at_least, points[-1].at_most) == (81, 81)
    assert all(left.at_least <= right.at_least for left, right in pairwise(points))
    assert all(point.at_least <= point.at_most for point in points)
    assert curve("CETS224") == ()


@pytest.mark.parametrize("on", [date(2000, 12, 31), date(2032, 1, 1)])
def test_a_day_out_of_reach_is_refused(on: date) -> None:
    with pytest.raises(WishError, match="do not reach"):
        status("ETS185", on)


def test_an_unknown_instrument_is_refused() -> None:
    with pytest.raises(UnknownInstrumentError, match="ETS185, ETS189, CETS224, UNCC2024"):
        status("ETS 185", TODAY)
