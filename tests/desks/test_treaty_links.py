"""A link that names a day and nothing else is answered for that day, or refused."""

from __future__ import annotations

import pytest
from django.test import Client

ADDRESSES = ("/treaty", "/treaty/pairs", "/treaty/countries/CL")


def page(address: str, year: int) -> str:
    asked = {"on_day": "1", "on_month": "1", "on_year": str(year)}
    return Client(HTTP_HOST="localhost").get(address, asked).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_day_alone_is_taken(address: str) -> None:
    assert "1 January 2010" in page(address, 2010)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_day_beyond_the_facts_is_refused_and_said(address: str) -> None:
    assert "There is a problem" in page(address, 1999)
