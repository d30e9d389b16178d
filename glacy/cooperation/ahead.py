"""The days of a request that lie ahead of it, and those of them that have passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from glacy.cooperation.draft import Draft
from glacy.sayings import say

AHEAD: Final[Mapping[tuple[str, str], str]] = {
    ("secrecy", "user_not_told_until_on"): say("The day until which the user may not be told"),
    ("secrecy", "confidential_until_on"): say("The day until which it is confidential"),
    ("urgency", "needed_by_on"): say("The day by which it is needed"),
    ("data", "assistance_expected_on"): say("The day on which the request for the data is expected"),
}
"""Each of these days by its section and field, with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDay:
    """A day that should lie ahead and does not: where it stands, and a sentence that names it."""

    section: str
    field: str
    says: str


def past_days(draft: Draft, *, on: date) -> tuple[PastDay, ...]:
    """The days of a draft that lie before the day of the request."""
    return tuple(
        PastDay(
            section=section,
            field=field,
            says=say(
                "{name}, {day}, is before the day of the request ({on}): give that day or a later one.",
                name=name,
                day=day,
                on=on,
            ),
        )
        for (section, field), name in AHEAD.items()
        for day in (draft.get(section, field),)
        if isinstance(day, str) and day < on.isoformat()
    )
