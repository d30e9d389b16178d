"""A ruling that is not allowed names the reasons that decide it, among all its reasons."""

from __future__ import annotations

from datetime import date

import pytest

from glacy.treaty import Wish, routes

ON = date(2026, 11, 21)


@pytest.mark.parametrize("requested", ["CL", "KE", "RU", "BR", "US", "PR", "IE"])
def test_what_decides_is_among_the_reasons_and_only_where_something_decides(requested: str) -> None:
    for ruling in routes(Wish(requesting="GH", requested=requested, on=ON, data="subscriber")):
        assert bool(ruling.decided_by) is not ruling.allowed
        assert set(ruling.decided_by) <= set(ruling.reasons)


def test_the_state_that_is_no_party_decides_not_the_one_that_is() -> None:
    ruling = next(
        one for one in routes(Wish(requesting="GH", requested="KE", on=ON)) if one.measure == "ETS185-29"
    )
    assert [reason.text.split(".")[0] for reason in ruling.decided_by] == [
        "No accession or ratification by Kenya was seen"
    ]
