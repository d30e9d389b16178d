"""Calls to the other side: a number of the directory, or of nowhere, and what the page tells of a call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client

from glacy.node.acts import paper
from glacy.node.opened import Node
from glacy.store.models import CallBackRow
from glacy.store.people import Officer
from tests.desks.test_other_peoples_messages import exchange
from tests.node.filled import PRESERVATION

Sit = Callable[[str], Client]
CALLED = {"spoke_to": "Night desk", "result": "confirmed", "note": "She knew the reference"}


@pytest.fixture
def on_paper(node: Node, people: dict[str, Officer]) -> str:
    """A request from Brazil, which the directory does not list."""
    values = {
        **PRESERVATION,
        "authority": {
            "country": "BR",
            "name": "Contact point of Brazil (invented)",
            "role": "contact_24_7",
            "zone": "America/Sao_Paulo",
        },
        "basis": {"measure": "ETS185-29", "kind": "treaty"},
        "language": {"documents": ["pt", "en"], "original": "en"},
    }
    _, asked = paper.record_paper_request(
        node, people["ama"], country="BR", values=values, received_on=date(2026, 11, 20)
    )
    return asked


def test_a_call_to_a_number_of_the_directory_is_told_in_words(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    held, client = exchange(node, people["ama"]), seat("ama")
    page = client.get(f"/requests/{held.arrived}/call-back").content.decode()
    number = unescape(page.split('name="number" value="')[1].split('"')[0])
    done = client.post(f"/requests/{held.arrived}/call-back", {**CALLED, "number": number}, follow=True)
    told = unescape(done.content.decode())
    assert f"Called back at {number}: spoke to Night desk (The request is theirs)" in told
    assert "She knew the reference" in told
    assert "Not a number of the directory" not in told
    line = unescape(client.get(f"/cases/{held.case}").content.decode())
    assert "The request is theirs" in line
    assert "confirmed" not in line


def test_of_a_state_that_the_directory_does_not_list_any_number_is_taken_and_confirms_nothing(
    on_paper: str, seat: Sit
) -> None:
    client, address = seat("ama"), f"/requests/{on_paper}/call-back"
    assert "The directory does not list this State" in client.get(address).content.decode()
    wrong = client.post(address, {**CALLED, "number": "the blue one"}).content.decode()
    assert "Write the telephone number with its country" in wrong
    assert "She knew the reference" in wrong
    assert "There is a problem" in client.post(address, {**CALLED, "number": ""}).content.decode()
    done = client.post(address, {**CALLED, "number": "+55 61 2024 0000"}, follow=True)
    assert "Not a number of the directory: this confirms nothing" in done.content.decode()
    assert not CallBackRow.objects.get().is_of_directory
