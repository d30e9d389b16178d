"""The time line of a case says of each message that arrived what it is and from whom, and links to it."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from glacy.cooperation import Message
from glacy.node.carrying import carry_due
from glacy.node.opened import Node
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from tests.cooperation import story
from tests.node.neighbour import at_home, from_chile
from tests.node.people import send_preservation
from tests.node.test_news import QUESTION, reply

Sit = Callable[[str], Client]


@pytest.mark.parametrize(
    ("said", "words"),
    [(story.PRESERVED, "Arrived: Answer"), (QUESTION, "Arrived: Question")],
    ids=["answer", "question"],
)
def test_a_reply_that_arrived_says_what_it_is_from_whom_and_links_to_its_request(
    node: Node, people: dict[str, Officer], seat: Sit, said: Message, words: str
) -> None:
    chile = at_home(node)
    case, sent = send_preservation(node, people["ama"])
    carry_due(node, chile)
    chile.say(reply(sent, said))
    page = unescape(seat("ama").get(f"/cases/{case}").content.decode())
    _, _, after = page.partition(words)
    line = after.partition("</li>")[0]
    assert "from Chile" in line
    assert f'href="/requests/{sent}"' in line
    assert "Message arrived" not in page


def test_a_request_that_arrived_says_so_on_its_own_case(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    asked = from_chile()
    at_home(node).say(asked)
    client = seat("ama")
    client.post(f"/inbox/{asked.id}/open")
    case = MessageRow.objects.get(pk=asked.id).case_id
    page = unescape(client.get(f"/cases/{case}").content.decode())
    line = page.partition("Arrived: Request")[2].partition("</li>")[0]
    assert f'href="/requests/{asked.id}"' in line
    assert people["ama"].name in page
