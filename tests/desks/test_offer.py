"""An offer of information leaves from its case, with its conditions and without its content."""

from __future__ import annotations

from glacy.desks.requests.offer_views import OfferForm


def test_an_offer_names_the_state_and_the_subject() -> None:
    form = OfferForm({"conditions": "only for the case named"}, initial={})
    assert set(form.errors) == {"country", "subject"}


def test_the_state_is_asked_first() -> None:
    assert next(iter(OfferForm(None, initial={}).fields)) == "country"
