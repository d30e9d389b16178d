"""A telephone number and a mail address are checked for their form before they stand on a sealed page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from glacy.desks.frame.contact_fields import Email, Telephone
from glacy.desks.inbox.forms import AnswerForm


@pytest.mark.parametrize("text", ["+233 30 200 0001", "+56226900000", ""])
def test_a_number_with_its_country_is_kept_as_typed(text: str) -> None:
    assert Telephone("Telephone").clean(text) == text


@pytest.mark.parametrize("text", ["call me", "030 200 0001", "+999 1", "112"])
def test_what_is_no_number_is_named(text: str) -> None:
    with pytest.raises(ValidationError, match="with its country"):
        Telephone("Telephone").clean(text)


@pytest.mark.parametrize("text", ["not an email", "a@", "@b.example"])
def test_what_is_no_address_is_named(text: str) -> None:
    with pytest.raises(ValidationError, match="in full"):
        Email("E-mail").clean(text)


def preserved(until: date, **more: Any) -> AnswerForm:
    typed = {
        "preserved_what": "The mailbox",
        "preserved_legal_basis": "Article 218 bis",
        "preserved_until_on_day": str(until.day),
        "preserved_until_on_month": str(until.month),
        "preserved_until_on_year": str(until.year),
        **more,
    }
    return AnswerForm(typed, kinds=["preserved"], exhibits=(), today=date(2026, 12, 1))


def test_a_preservation_shorter_than_the_treaty_asks_is_confirmed_first() -> None:
    assert "preserved_until_on" in preserved(date(2026, 12, 20)).errors
    assert preserved(date(2026, 12, 20), preserved_shorter="on").is_valid()


def test_a_preservation_that_ended_before_today_is_refused_even_where_it_may_be_short() -> None:
    found = preserved(date(2026, 11, 30), preserved_shorter="on")
    assert {name: len(said) for name, said in found.errors.items()} == {"preserved_until_on": 1}


def test_sixty_days_are_enough() -> None:
    assert preserved(date(2027, 1, 30)).is_valid()
    assert not preserved(date(2027, 1, 29)).is_valid()
