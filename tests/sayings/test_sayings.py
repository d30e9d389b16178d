"""A saying is its English text to every program, and gives its template and values to who translates it."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime

import pytest

from glacy.sayings import Saying, join, say

pytestmark = pytest.mark.library

MADE = say("{state} signed on {day}: {items}.", state="Ghana", day=date(2018, 12, 3), items=("a", "b"))


def test_a_saying_is_its_english_sentence() -> None:
    assert MADE == "Ghana signed on 2018-12-03: a, b."
    assert json.dumps({"says": MADE}) == '{"says": "Ghana signed on 2018-12-03: a, b."}'


def test_a_saying_remembers_its_template_and_its_values() -> None:
    assert MADE.template == "{state} signed on {day}: {items}."
    assert MADE.values["day"] == date(2018, 12, 3)


def test_an_instant_is_written_in_utc_and_what_was_read_in_quotes() -> None:
    at = datetime(2026, 11, 20, 22, 41, 7, tzinfo=UTC)
    assert say("Stamped at {at}.", at=at) == "Stamped at 2026-11-20 22:41:07 UTC."
    assert say("{found!r} is no day.", found="tomorrow") == "'tomorrow' is no day."


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert say("It reads {found}.", found="{state}") == "It reads {state}."


def test_sentences_are_joined_and_empty_ones_drop_out() -> None:
    both = join(MADE, "", say("It holds."))
    assert both == f"{MADE} It holds."
    assert tuple(both.values.values()) == (MADE, "It holds.")
    assert join(MADE) is MADE
    assert join() == ""


@pytest.mark.parametrize("copied", [pickle.loads(pickle.dumps(MADE)), copy.deepcopy(MADE)])
def test_a_copy_is_a_saying_too(copied: Saying) -> None:
    assert (copied, copied.template, dict(copied.values)) == (MADE, MADE.template, dict(MADE.values))
