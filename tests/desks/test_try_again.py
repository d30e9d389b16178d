"""A message that did not arrive is sent again from the page of its request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from glacy.node.carrying import carry_due
from glacy.node.clock import set_story_clock
from glacy.node.opened import Node
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from tests.desks.conftest import PASSWORD
from tests.node.neighbour import at_home
from tests.node.people import send_preservation

Sit = Callable[[str], Client]


def test_the_button_stands_only_where_a_message_is_stuck(
    seat: Sit, node: Node, people: dict[str, Officer]
) -> None:
    chile = at_home(node)
    _, request = send_preservation(node, people["ama"])
    client = seat("ama")
    address = f"/requests/{request}/try-again"
    assert address not in client.get(f"/requests/{request}").content.decode()
    chile.is_down = True
    carry_due(node, chile)
    assert address not in client.get(f"/requests/{request}").content.decode()
    for _ in range(2):
        set_story_clock(node.path, exercise=True, story_at=node.clock() + timedelta(hours=80))
        carry_due(node, chile)
    assert "call them, and try again" in client.get("/shift").content.decode()
    assert address in client.get(f"/requests/{request}").content.decode()
    client.post("/confirm", {"password": PASSWORD})
    page = client.get(address).content.decode()
    assert "1 message of this thread did not arrive." in page
    assert "no way to Chile" in page
    chile.is_down = False
    done = client.post(address, follow=True).content.decode()
    assert "It leaves again" in done
    carry_due(node, chile)
    assert MessageRow.objects.get(pk=request).carried == "receipted"
    assert "This message is on its way, or has its receipt." in client.post(address).content.decode()
