"""Before a preservation ends the officer is reminded, and the extension is filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from glacy.node.carrying import carry_due
from glacy.node.clock import set_story_clock
from glacy.node.opened import Node
from glacy.node.reminding import remind
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from tests.cooperation import story
from tests.node.neighbour import Neighbour, at_home
from tests.node.people import send_preservation

Sit = Callable[[str], Client]


@pytest.fixture
def chile(node: Node) -> Neighbour:
    return at_home(node)


@pytest.fixture
def kept(node: Node, people: dict[str, Officer], chile: Neighbour) -> str:
    """A request that Chile answered: preserved until 19 February 2027."""
    _, request = send_preservation(node, people["ama"])
    carry_due(node, chile)
    row = MessageRow.objects.get(pk=request)
    chile.say(replace(story.PRESERVED, thread=row.thread_id, in_reply_to=request))
    return request


@pytest.mark.parametrize("on", [(2027, 1, 20), (2027, 2, 5), (2027, 2, 12), (2027, 2, 17)])
def test_a_reminder_leads_to_the_extension_filled_in(
    seat: Sit, node: Node, kept: str, on: tuple[int, int, int]
) -> None:
    client = seat("ama")
    client.get(f"/requests/{kept}")
    set_story_clock(node.path, exercise=True, story_at=datetime(*on, 12, tzinfo=UTC))
    client = seat("ama")
    assert "Reminder." not in client.get("/shift").content.decode()
    remind(node)
    page = client.get("/shift").content.decode()
    assert (
        "Reminder. The preservation ends: 19 February 2027. When it passes: The data may be deleted." in page
    )
    assert f'href="/requests/{kept}/extend"' in page
    form = client.get(f"/requests/{kept}/extend").content.decode()
    assert "CL-247-2026-88" in form
    assert "20 April 2027" in form
    assert "Reminder." not in client.get("/shift").content.decode()
    filled = client.post(f"/requests/{kept}/extend")
    assert filled.headers["Location"].startswith("/drafts/")
    again = client.get(f"/requests/{kept}/extend")
    assert again.headers["Location"] == filled.headers["Location"]


def test_a_day_that_passed_says_what_may_have_happened(seat: Sit, node: Node, kept: str) -> None:
    set_story_clock(node.path, exercise=True, story_at=datetime(2027, 2, 21, 12, tzinfo=UTC))
    page = seat("ama").get("/shift").content.decode()
    assert "It has passed: The data may be deleted." in page
    assert f"/requests/{kept}/extend" not in page
