"""The inbox shows what was kept apart, and a person settles it with a reason."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from glacy.canon import digest_of
from glacy.node.acts import inbox
from glacy.node.gate import receive
from glacy.node.opened import Node
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
