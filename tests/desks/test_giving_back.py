"""An answer that a second person gives back with a reason, and that is laid before them again."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from glacy.node.acts import cases, inbox
from glacy.node.opened import Node
from glacy.store.models import DraftRow, EntryRow, MessageRow
from glacy.store.people import Officer
from tests.desks.test_other_peoples_messages import exchange

Sit = Callable[[str], Client]
WHY = "The day of the order is wrong"


@pytest.fixture
def answer(node: Node, people: dict[str, Officer]) -> str:
    """An answer that Ama prepared; Kofi, who may approve, is on the case."""
    held = exchange(node, people["ama"])
    cases.add_member(node, people["ama"], held.case, "kofi", "second person of the night")
    return held.answer


def test_it_goes_back_with_the_reason_and_does_not_leave(answer: str, seat: Sit) -> None:
    kofi, ama = seat("kofi"), seat("ama")
    assert "Or give it back" in kofi.get(f"/answers/{answer}").content.decode()
    done = kofi.post(f"/answers/{answer}/give-back", {"why": WHY}, follow=True)
    assert done.redirect_chain[-1][0] == "/shift"
    assert "Given back, with your reason" in done.content.decode()
    page = ama.get(f"/answers/{answer}").content.decode()
    assert f"It was given back: {WHY}" in page
    assert "Release to" not in page
    refused = ama.post(f"/answers/{answer}/release")
    assert refused.status_code == 409
    assert "lay it before a second person again" in unescape(refused.content.decode())
    assert not MessageRow.objects.filter(kind="answer", direction="sent").exists()
    assert EntryRow.objects.get(kind="draft.given_back").what["why"] == WHY


def test_without_a_reason_it_stays_and_the_page_says_what_is_missing(answer: str, seat: Sit) -> None:
    page = seat("kofi").post(f"/answers/{answer}/give-back", {"why": ""}).content.decode()
    assert "There is a problem" in page
    assert "Say what has to change" in page
    assert DraftRow.objects.get(pk=answer).state == "proposed"


def test_the_page_of_giving_back_opens_with_its_form(answer: str, seat: Sit) -> None:
    page = seat("kofi").get(f"/answers/{answer}/give-back").content.decode()
    assert f'action="/answers/{answer}/give-back"' in page
    assert "There is a problem" not in page


@pytest.mark.parametrize(("who", "status"), [("ama", 403), ("esi", 403), ("efua", 404)])
def test_only_who_may_approve_and_is_on_the_case_gives_it_back(
    who: str, status: int, answer: str, seat: Sit
) -> None:
    assert seat(who).post(f"/answers/{answer}/give-back", {"why": WHY}).status_code == status
    assert DraftRow.objects.get(pk=answer).state == "proposed"


def test_what_is_back_already_is_not_given_back_twice(answer: str, seat: Sit) -> None:
    kofi = seat("kofi")
    kofi.post(f"/answers/{answer}/give-back", {"why": WHY})
    again = kofi.post(f"/answers/{answer}/give-back", {"why": "Another reason"})
    assert again.status_code == 200
    assert "Only what was proposed can be given back" in again.content.decode()
    assert DraftRow.objects.get(pk=answer).given_back_why == WHY


def test_it_is_laid_before_a_second_person_again_and_leaves(answer: str, seat: Sit) -> None:
    kofi, ama = seat("kofi"), seat("ama")
    kofi.post(f"/answers/{answer}/give-back", {"why": WHY})
    done = ama.post(f"/answers/{answer}/propose", follow=True)
    assert done.redirect_chain[-1][0] == f"/answers/{answer}"
    assert "It now waits for a second person to approve it" in done.content.decode()
    left = kofi.post(f"/answers/{answer}/release", follow=True)
    assert "Sealed and on its way" in left.content.decode()
    assert MessageRow.objects.filter(kind="answer", direction="sent").count() == 1
    late = kofi.post(f"/answers/{answer}/give-back", {"why": WHY})
    assert "Only what was proposed can be given back" in late.content.decode()
    assert ama.post(f"/answers/{answer}/propose").status_code == 409


def test_a_look_at_its_address_proposes_nothing(answer: str, seat: Sit) -> None:
    kofi, ama = seat("kofi"), seat("ama")
    kofi.post(f"/answers/{answer}/give-back", {"why": WHY})
    assert ama.get(f"/answers/{answer}/propose").headers["Location"] == f"/answers/{answer}"
    assert DraftRow.objects.get(pk=answer).state == "draft"


def test_who_prepared_data_is_not_offered_to_release_them(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    held = exchange(node, people["ama"])
    disclosure = inbox.prepare_disclosure(
        node, people["ama"], held.arrived, provider="Onda Clara (invented)", provider_country="BR", path="x"
    )
    page = seat("ama").get(f"/answers/{disclosure}").content.decode()
    assert "somebody else than the one who prepared it releases it" in page
    assert "Release to" not in page
