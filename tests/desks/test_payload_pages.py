"""How far large evidence is stands on the page of its request and on its own, for those on the case alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from glacy.exchange import PAYLOAD, write_payload
from glacy.node.acts import inbox
from glacy.node.opened import Node
from glacy.store import payloads
from glacy.store.models import EntryRow, MessageRow, PayloadRow
from glacy.store.people import Officer
from tests.node.neighbour import at_home
from tests.node.test_evidence_arrived import CONTENT, OFFER
from tests.node.test_payloads_gathered import pieces_for

Sit = Callable[[str], Client]


@pytest.fixture
def coming(node: Node, people: dict[str, Officer], tmp_path: Path) -> PayloadRow:
    """Evidence of Chile on its way into Ama's case; two pieces are here, and the line broke."""
    chile = at_home(node)
    listed = pieces_for(node, tmp_path / "chile")
    chile.say(OFFER)
    inbox.open_request(node, people["ama"], OFFER.id)
    chile.say(CONTENT, {PAYLOAD: write_payload(listed)})
    row = PayloadRow.objects.get()
    payloads.set_had(row, 2, at=node.clock())
    payloads.set_waiting(row, says="The line broke.", next_at=node.clock(), tries=1)
    return row


def test_the_page_of_the_request_says_how_far_it_is(seat: Sit, coming: PayloadRow) -> None:
    page = seat("ama").get(f"/requests/{OFFER.id}").content.decode()
    assert "On its way in pieces" in page
    assert f"2 of {coming.count} pieces are there" in page
    assert "The line broke." in page
    assert f"/requests/{CONTENT.id}/payload" in page
    assert "data-glacy-moving" in page
    assert "Time left" not in page, "it stopped"


def test_one_button_asks_for_the_rest(seat: Sit, coming: PayloadRow, node: Node) -> None:
    payloads.set_state(coming, "stuck", at=node.clock(), says="Nothing came for three days.")
    client = seat("ama")
    page = client.get(f"/requests/{CONTENT.id}/payload").content.decode()
    assert "Stopped, a person is asked" in page
    assert "Ask for the missing pieces now" in page
    assert "Remove the pieces" not in page
    answer = client.post(f"/requests/{CONTENT.id}/payload", follow=True)
    assert "It is asked for again." in answer.content.decode()
    assert PayloadRow.objects.get().state == "coming"
    assert EntryRow.objects.filter(kind="payload.asked_again").count() == 1


def test_who_is_not_on_the_case_sees_nothing_of_it(seat: Sit, coming: PayloadRow) -> None:
    for outsider in ("kwame", "esi", "yaw"):
        client = seat(outsider)
        for answer in (
            client.get(f"/requests/{CONTENT.id}/payload"),
            client.post(f"/requests/{CONTENT.id}/payload"),
        ):
            assert answer.status_code in (403, 404)
            assert str(coming.count) + " pieces" not in answer.content.decode()
    assert not EntryRow.objects.filter(kind="payload.asked_again").exists()


def test_a_message_without_such_evidence_has_no_page(seat: Sit, coming: PayloadRow) -> None:
    other = MessageRow.objects.exclude(pk=coming.message_id).first()
    assert other is not None
    assert seat("ama").get(f"/requests/{other.pk}/payload").status_code == 404


def test_the_rate_and_the_time_left_are_told_while_it_moves(seat: Sit, coming: PayloadRow) -> None:
    since = coming.since - timedelta(minutes=4)
    PayloadRow.objects.update(says="", since=since, moved_at=since + timedelta(minutes=4))
    page = seat("ama").get(f"/requests/{CONTENT.id}/payload").content.decode()
    assert "about 14 minutes" in page
    assert "a second" in page
