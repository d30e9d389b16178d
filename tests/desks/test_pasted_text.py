"""What a browser sends of a typed or pasted text is taken as the person meant it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from glacy.cooperation import Question, read_message
from glacy.node.acts import inbox
from glacy.node.opened import Node
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from tests.node.neighbour import at_home, from_chile

Sit = Callable[[str], Client]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Which log?\r\nAnd whose clock?", "Which log?\nAnd whose clock?"),
        ("Quelle e\u0301poque\u00a0?", "Quelle \u00e9poque\u00a0?"),
        ("Which sub\u00adscri\u200bber?\ufeff", "Which subscriber?"),
        ("Which log?\u2028And whose clock?", "Which log?\nAnd whose clock?"),
    ],
    ids=["two lines", "accents apart", "signs of no width", "a line end of another kind"],
)
def test_a_question_travels_as_it_was_meant(
    typed: str, meant: str, node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    asked = from_chile()
    at_home(node).say(asked)
    inbox.open_request(node, people["ama"], asked.id)
    answer = seat("ama").post(f"/requests/{asked.id}/ask", {"question": typed})
    assert answer.status_code == 302, [p.says for p in answer.context["form"].problems()]
    sent = read_message(bytes(MessageRow.objects.get(kind="question").body))
    assert isinstance(sent, Question)
    assert sent.text.text == meant
