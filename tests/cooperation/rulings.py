"""Rulings for the story, from the packaged facts: Ghana asks Chile on 21 November 2026."""

from __future__ import annotations

from datetime import date

from glacy.treaty import DataCategory, Ruling, Wish, read_measure, read_offence, rule

_DATA: dict[str, DataCategory] = {"ETS185-33": "traffic", "ETS185-34": "content"}
ON = date(2026, 11, 21)


def ruling(measure: str = "ETS185-29", *, requesting: str = "GH", requested: str = "CL") -> Ruling:
    """What the facts say about one measure between two States."""
    wish = Wish(
        requesting=requesting,
        requested=requested,
        on=ON,
        data=_DATA.get(measure, "subscriber"),
        offence=read_offence("ETS185-2"),
        urgency="urgent",
    )
    return rule(wish, read_measure(measure))
