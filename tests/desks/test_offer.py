"""An offer of information leaves from its case, with its conditions and without its content."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from glacy.desks.requests.offer_views import OfferForm
from glacy.node.opened import Node
from tests.desks.conftest import Held
from tests.node.neighbour import at_home

Sit = Callable[[str], Client]


def test_an_offer_names_the_state_and_the_subject() -> None:
    form = OfferForm({"conditions": "only for the case named"}, initial={})
    assert set(form.errors) == {"country", "subject"}


def test_the_state_is_asked_first() -> None:
    assert next(iter(OfferForm(None, initial={}).fields)) == "country"


def test_a_condition_is_a_line_that_fits(seat: Sit, held: Held) -> None:
    typed = {"country": "CL", "subject": "A second mailbox", "conditions": f"short\n{'x' * 301}"}
    page = seat("ama").post(f"/cases/{held.case}/offers/new", typed).content.decode()
    assert 'href="#id_conditions"' in page
    assert "split it in two" in page
    assert "A second mailbox" in page


def test_an_offer_that_left_is_called_one(node: Node, seat: Sit, held: Held) -> None:
    at_home(node)
    typed = {"country": "CL", "subject": "A second mailbox (invented)", "conditions": "only this case"}
    page = seat("ama").post(f"/cases/{held.case}/offers/new", typed, follow=True).content.decode()
    assert "The offer is sealed and on its way" in page
    assert "Offer to Chile" in page
    assert "Request to Chile" not in page
