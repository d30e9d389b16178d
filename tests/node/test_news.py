"""What arrives on a case stands in the shift of its people until one of them has looked at it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from glacy.cooperation import Message, Question, Withdrawal, kind_of
from glacy.node.acts import cases, inbox, requests
from glacy.node.carrying import carry_due
from glacy.node.opened import Node
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from tests.cooperation import story
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire, send_preservation

QUESTION = Question(
    id="5a0c3b1e-9d2f-4e6a-8b7c-1d2e3f405162",
    thread=story.THREAD,
    dated_at=story.PRESERVED.dated_at,
    exercise=True,
    in_reply_to=story.REQUEST,
    text=story.english("Which mailbox?"),
)
WITHDRAWAL = Withdrawal(
    id="7b1d4c2f-0e3a-4f7b-9c8d-2e3f40516273",
    thread=story.THREAD,
    dated_at=story.PRESERVED.dated_at,
    exercise=True,
    in_reply_to=story.REQUEST,
    reason=story.english("The case was closed."),
)


def reply(request: str, message: Message) -> Message:
    """A message of the story, as Chile would say it about this request."""
    row = MessageRow.objects.get(pk=request)
    return replace(message, thread=row.thread_id, in_reply_to=request)  # type: ignore[arg-type]  # each cites one


def asked(home: Node, chile: Neighbour, by: Officer) -> str:
    """A request of Ghana that Chile has."""
    _, request = send_preservation(home, by)
    carry_due(home, chile)
    return request


def new_to(home: Node, by: Officer) -> list[str]:
    return [row.kind for row in cases.start_of_shift(home, by).unseen]


@pytest.mark.parametrize("said", [story.PRESERVED, QUESTION], ids=kind_of)
def test_a_reply_is_new_until_one_of_the_case_looks(home: Node, chile: Neighbour, said: Message) -> None:
    ama, kofi, esi = (hire(home, name, "duty_officer") for name in ("ama", "kofi", "esi"))
    request = asked(home, chile, ama)
    row = MessageRow.objects.get(pk=request)
    cases.add_member(home, ama, row.case_id or "", "kofi", "second person")
    chile.say(reply(request, said))
    assert len(new_to(home, ama)) == len(new_to(home, kofi)) == 1
    assert new_to(home, esi) == []
    requests.view_request(home, kofi, request, looks=False)
    assert len(new_to(home, ama)) == 1
    looked_at = home.clock()
    requests.view_request(home, kofi, request)
    assert new_to(home, ama) == new_to(home, kofi) == []
    seen = MessageRow.objects.get(about=request)
    assert seen.seen_by is not None
    assert seen.seen_at is not None
    assert seen.seen_by.username == "kofi"
    assert looked_at <= seen.seen_at <= home.clock()


def test_what_the_other_side_asks_of_us_is_new(home: Node, chile: Neighbour) -> None:
    elena = hire(home, "elena", "duty_officer")
    request = from_chile()
    chile.say(request)
    inbox.open_request(home, elena, request.id)
    assert new_to(home, elena) == []
    chile.say(reply(request.id, WITHDRAWAL))
    assert new_to(home, elena) == ["withdrawal"]
    requests.view_request(home, elena, request.id)
    assert new_to(home, elena) == []


def test_a_later_reply_is_new_again(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    request = asked(home, chile, ama)
    chile.say(reply(request, QUESTION))
    requests.view_request(home, ama, request)
    chile.say(reply(request, story.PRESERVED))
    assert new_to(home, ama) == ["answer"]


def test_a_page_that_shows_nothing_new_writes_nothing(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    request = asked(home, chile, ama)
    chile.say(reply(request, QUESTION))
    requests.view_request(home, ama, request)
    with CaptureQueriesContext(connection) as asked_of:
        requests.view_request(home, ama, request)
    assert not [one["sql"] for one in asked_of if not one["sql"].startswith("SELECT")]
