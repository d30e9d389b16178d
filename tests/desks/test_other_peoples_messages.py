"""Messages that left and arrived, their files and answers: for who is on the case, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from glacy.node.acts import cases, evidence, inbox, paper, requests
from glacy.node.opened import Node
from glacy.store.people import Officer
from tests.desks.test_need_to_know import ALL, OPEN, OUTSIDERS, SECRETS, words_of
from tests.node.filled import PRESERVED
from tests.node.neighbour import at_home, from_chile
from tests.node.people import draft_preservation

Sit = Callable[[str], Client]
FILES = ("document", "own", "extract", "envelope", "receipt", "bundle", "hi1", "scan")
OF_A_CASE = {"case_id", "draft_id", "answer_id", "request_id", "message_id", "exhibit_id", "act_id"}
ODD = ['a"b.pdf', "x\r\nSet-Cookie: a=b.pdf", "ñandú ✓.pdf", "..\\evil", "\u202efdp.exe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """A request that left, its answer from paper, a request that arrived, and an answer being prepared."""

    case: str
    sent: str
    keyed: str
    arrived: str
    answer: str
    exhibit: str

    def address(self, name: str, request: str) -> str:
        """An address with these ids in it."""
        known = {
            "case_id": self.case,
            "draft_id": self.answer,
            "answer_id": self.answer,
            "request_id": request,
            "message_id": request,
            "exhibit_id": self.exhibit,
            "act_id": request,
            "username": "ama",
            "kind": "ip",
            "which": "new",
            "what": "document",
            "name": "facts",
            "index": "0",
        }
        return reverse(name, kwargs={part: known[part] for part in dict(ALL)[name]})


def exchange(node: Node, ama: Officer, scan_name: str = "answer.pdf") -> Exchanged:
    chile = at_home(node)
    case = cases.open_case(node, ama, title="Zebra ledger, invented", summary="quagga okapi")
    sent = requests.send(
        node, ama, draft_preservation(node, ama, case, country="BR"), confirmed_at=node.clock()
    )
    keyed = paper.record_paper_answer(
        node,
        ama,
        sent,
        outcomes=[{"kind": "nothing_found"}],
        text="okapi",
        received_on=date(2026, 11, 20),
        scan=b"quagga",
        scan_name=scan_name,
    )
    asked = from_chile()
    chile.say(asked)
    theirs = inbox.open_request(node, ama, asked.id)
    answer = inbox.prepare_answer(node, ama, asked.id, outcomes=[PRESERVED], text="okapi")
    exhibit = evidence.put_exhibit(node, ama, theirs, "zebra-okapi.log", [b"quagga"])
    return Exchanged(case=theirs, sent=sent, keyed=keyed, arrived=asked.id, answer=answer, exhibit=exhibit)


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_no_address_of_a_message_opens_for_others(
    outsider: str, node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    held, client = exchange(node, people["ama"]), seat(outsider)
    addresses = {
        held.address(name, request)
        for name, parts in ALL
        if parts & OF_A_CASE
        and name not in OPEN
        and name != "inbox:open"  # whoever receives opens what nobody has opened
        for request in (held.sent, held.keyed, held.arrived)
    }
    addresses |= {
        reverse("requests:file", args=(request, what))
        for request in (held.sent, held.keyed, held.arrived)
        for what in FILES
    }
    for url in sorted(addresses):
        for answer in (client.get(url, follow=True), client.post(url, {"why": "x"}, follow=True)):
            told = words_of(answer.getvalue())
            assert answer.status_code in (403, 404, 405) or answer.request["PATH_INFO"] == "/inbox", url
            assert not any(secret.lower() in told for secret in SECRETS), url
    for url in (
        "/shift",
        "/inbox",
        "/cases",
        "/cases/search?q=ledger",
        "/statistics.csv",
        "/api/search?q=ledger",
    ):
        told = words_of(client.get(url, follow=True).getvalue())
        assert not any(secret.lower() in told for secret in (*SECRETS, "203.0.113.77")), url


@pytest.mark.parametrize("name", ODD)
def test_a_scan_of_any_name_is_given_out_under_a_name_that_a_header_can_hold(
    name: str, node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    held = exchange(node, people["ama"], scan_name=name)
    found = seat("ama").get(f"/requests/{held.keyed}/files/scan")
    assert found.status_code == 200
    told = found.headers["Content-Disposition"]
    assert told.startswith("attachment; filename")
    assert "\n" not in told
    assert told.count('"') == 2 or "filename*=utf-8''" in told or '\\"' in told
    assert "Set-Cookie" not in found.headers
