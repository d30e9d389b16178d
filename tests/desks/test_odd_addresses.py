"""Addresses that no page links to: each is answered, none breaks, on either database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.desks.conftest import Held

Sit = Callable[[str], Client]
ODD = [
    "/cases/%00",
    "/cases/search?q=%00",
    "/cases/search?q=" + "a" * 3000,
    "/cases/search?q=zebra&after=" + "9" * 30,
    "/api/search?q=zebra&after=" + "9" * 5000,
    "/cases?after=0001-01-01T00:00:00Z~",
    "/cases?after=%00",
    "/cases?after=zzz",
    "/api/cases?after=%00",
    "/api/search?q=%00",
    "/api/cases/%00",
    "/api/statistics?since=0001-01-01&until=9999-12-31",
    "/api/statistics?since=2026-12-31&until=2026-01-01",
    "/statistics.csv?since_year=1&since_month=1&since_day=1&until_year=9999&until_month=12&until_day=31",
    "/api/routes?requesting=GH&requested=CL&on=9999-12-31",
    "/routes?requesting=%00&requested=CL&data=any",
    "/requests/%00/files/document",
    "/inbox/%00/open",
]


@pytest.mark.parametrize("url", ODD, ids=range(len(ODD)))
def test_an_odd_address_is_answered(url: str, held: Held, seat: Sit) -> None:  # noqa: ARG001  a case is there
    answer = seat("ama").get(url, follow=True)
    assert answer.status_code < 500, url
