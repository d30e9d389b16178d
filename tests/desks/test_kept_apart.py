"""The inbox shows what was kept apart, and a person settles it with a reason."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from glacy.canon import digest_of
from glacy.node.acts import inbox
from glacy.node.gate import MOST_NAMELESS, receive
from glacy.node.opened import Node
from glacy.store import arrivals
from glacy.store.models import EntryRow, QuarantineRow
from glacy.store.people import Officer

Sit = Callable[[str], Client]
KEPT = digest_of(b"no envelope")


def test_what_was_kept_apart_is_settled_with_a_reason(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    receive(node, b"no envelope")
    (row,) = inbox.quarantined(node, people["ama"])
    desk = seat("ama")
    assert row.says.split(".")[0] in desk.get("/shift").content.decode()
    url = f"/inbox/kept/{KEPT}"
    assert f'href="{url}"' in desk.get("/inbox").content.decode()
    page = desk.get(url).content.decode()
    assert "Settle what was kept apart" in page
    refused = desk.post(url, {"note": ""})
    assert "Write what you found out or did" in refused.content.decode()
    done = desk.post(url, {"note": "A trial of our own"}, follow=True)
    assert "Settled." in done.content.decode()
    assert url not in done.content.decode()
    assert desk.get(url).status_code == 404
    assert inbox.quarantined(node, people["ama"]) == ()


def test_who_does_not_receive_cannot_settle(node: Node, seat: Sit) -> None:
    receive(node, b"no envelope")
    for name in ("esi", "yaw"):
        assert seat(name).post(f"/inbox/kept/{KEPT}", {"note": "x"}).status_code == 403


def test_junk_of_strangers_is_one_line_and_is_settled_together(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    for number in range(MOST_NAMELESS + 20):
        receive(node, b"junk %d" % number)
    desk = seat("ama")
    assert "Quarantine" not in desk.get("/shift").content.decode()
    page = desk.get("/inbox").content.decode()
    assert page.count("Settle it<") == 0
    assert f"{MOST_NAMELESS} deliveries that name no sender" in page
    assert "Settle them together" in desk.get("/inbox/kept/nameless").content.decode()
    desk.post("/inbox/kept/nameless", {"note": "A flood from one address"}, follow=True)
    assert inbox.quarantined(node, people["ama"]) == ()
    assert EntryRow.objects.filter(kind="envelope.settled").count() == 1
    assert seat("esi").post("/inbox/kept/nameless", {"note": "x"}).status_code == 403


def test_junk_leaves_room_for_a_stranger_who_names_a_sender(node: Node) -> None:
    for number in range(MOST_NAMELESS + 1):
        receive(node, b"junk %d" % number)
    assert arrivals.count_quarantined(names_sender=False) == MOST_NAMELESS
    assert arrivals.count_quarantined(names_sender=True) == 0


def test_the_sender_of_what_was_kept_apart_is_said_to_be_a_claim(node: Node, seat: Sit) -> None:
    receive(node, b"no envelope")
    QuarantineRow.objects.update(sender="CL")
    for page in ("/inbox", f"/inbox/kept/{KEPT}"):
        told = seat("ama").get(page).content.decode()
        assert "It names Chile as its sender: that is what it claims, and is not proven." in told
