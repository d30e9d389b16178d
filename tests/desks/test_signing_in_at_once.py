"""Many hands at one code at the same moment: it counts once, and no try slips by beside another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from glacy.desks.people import factors
from glacy.errors import GlacyError
from glacy.node.acts import enrolling, officers
from glacy.node.clock import machine_clock
from glacy.node.opened import Node
from glacy.node.veiling import unveil, veil
from glacy.store.models import OfficerRow
from glacy.store.tries import Limit, take_try
from tests.desks.signing_in import App

HANDS = 6
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("people")]


def at_once(act: Callable[[], bool]) -> int:
    """How many of some hands succeed that all do the same at the same moment."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory locks a table against its own threads; a node's file waits its turn")
    together = Barrier(HANDS)

    def one(_: int) -> bool:
        together.wait(timeout=90)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return sum(pool.map(one, range(HANDS)))


@pytest.fixture
def row() -> OfficerRow:
    """Ama with an app whose next code was not used yet."""
    return OfficerRow.objects.get(username="ama")


def test_a_code_of_an_app_counts_once(row: OfficerRow) -> None:
    app = App(factors.generate_totp_secret())
    assert factors.put_app(row, app.secret, app.code())
    code = app.code(ahead=1)
    assert at_once(lambda: factors.use_app_code(row, code)) == 1


def test_a_recovery_code_counts_once(row: OfficerRow) -> None:
    code = factors.make_codes(row)[0]
    assert at_once(lambda: factors.use_recovery_code(row, code)) == 1
    assert factors.codes_left(row) == 9


def test_a_one_time_code_makes_one_way_in(node: Node) -> None:
    officers.add_officer(
        node, None, username="abla", name="Abla (invented)", roles=["approver"], authority="x", password=None
    )
    code = enrolling.issue_code(node, None, "abla").code

    def use() -> bool:
        try:
            enrolling.use_code(node, "abla", code, password="seven quiet herons wade")
        except GlacyError:
            return False
        return True

    assert at_once(use) == 1


def test_no_more_tries_are_let_through_than_there_are() -> None:
    limit = Limit(scope="here", most=4, within=timedelta(minutes=15), grows=True)
    assert at_once(lambda: take_try(limit, at=machine_clock())) == 4
    assert not take_try(limit, at=machine_clock())


def test_the_key_is_made_once_however_many_need_it_first(node: Node) -> None:
    with ThreadPoolExecutor(HANDS) as pool:
        tokens = list(pool.map(lambda _: veil(node, "secret"), range(HANDS)))
    assert [unveil(node, one) for one in tokens] == ["secret"] * HANDS
    assert not list((node.path / "keys").glob(".sign-in*"))
