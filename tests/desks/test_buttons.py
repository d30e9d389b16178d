"""The page of a request offers what this person may do, and no button that would refuse them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from django.test import Client

from glacy.node.acts import cases, requests
from glacy.node.opened import Node
from glacy.store.people import Officer
from tests.desks.test_other_peoples_messages import Exchanged, exchange

Sit = Callable[[str], Client]
ASKED = {
    "ama": {"call-back", "accept", "answer", "ask", "disclose", "refuse"},
    "kofi": {"call-back", "accept", "answer", "ask", "disclose", "refuse"},
    "efua": {"call-back", "accept", "answer", "ask", "disclose", "refuse"},
    "esi": {"call-back", "answer", "disclose"},
}


@pytest.fixture
def held(node: Node, people: dict[str, Officer]) -> Exchanged:
    """A case on which everybody is who works on cases."""
    held = exchange(node, people["ama"])
    for name in ("kofi", "efua", "esi"):
        cases.add_member(node, people["ama"], held.case, name, "works on it")
    return held


def offered(client: Client, request: str) -> set[str]:
    """The acts whose buttons stand on the page."""
    page = client.get(f"/requests/{request}").content.decode()
    acts = page.partition('data-glacy-part="acts"')[2].partition(">The thread<")[0]
    return set(re.findall(rf'href="/requests/{request}/([a-z-]+)"', acts))


@pytest.mark.parametrize("who", ASKED)
def test_who_was_asked_sees_the_acts_of_their_roles(who: str, held: Exchanged, seat: Sit) -> None:
    assert offered(seat(who), held.arrived) == ASKED[who]


@pytest.mark.parametrize("who", ASKED)
def test_every_button_opens_its_page(who: str, held: Exchanged, seat: Sit) -> None:
    client = seat(who)
    for act in offered(client, held.arrived):
        assert client.get(f"/requests/{held.arrived}/{act}").status_code == 200, act


def test_a_custodian_withdraws_no_request_of_ours(
    node: Node, people: Mapping[str, Officer], held: Exchanged, seat: Sit
) -> None:
    case = str(requests.view_request(node, people["ama"], held.sent).message.row.case_id)
    cases.add_member(node, people["ama"], case, "esi", "seals")
    assert "withdraw" in offered(seat("ama"), held.sent)
    assert offered(seat("esi"), held.sent) == set()
