"""The inbox answers whatever lies in it: odd claims of strangers, and messages whose words are gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from glacy.node.opened import Node
from glacy.store import arrivals, content_keys
from glacy.store.models import AlarmRow, MessageRow, OfficerRow, ThreadRow

Sit = Callable[[str], Client]
LANGUAGES = ("en", "es", "fr", "pt")


def put_message(node: Node, name: str, **values: object) -> MessageRow:
    """A message on no case, with its body sealed under the key of its thread."""
    at = node.clock()
    thread = ThreadRow.objects.create(id=f"thread-{name}", country="CL", opened_at=at)
    given = {
        "direction": "received", "kind": "request", "measure": "ETS185-29", "country": "CL", "body": b"{}",
        "state": "received", "carried": "arrived", "dated_at": at, "arrived_at": at, "changed_at": at,
    }  # fmt: skip
    return MessageRow.objects.create(id=f"message-{name}", thread=thread, **(given | values))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_lies_there_the_list_is_shown(node: Node, seat: Sit, language: str) -> None:
    put_message(node, "plain", urgency="emergency")
    put_message(node, "no-instant", arrived_at=None)
    put_message(node, "nowhere", country="ZZ", measure="ETS000-0", kind="unheard_of", urgency="now!")
    put_message(node, "withdrawn", state="withdrawn")
    put_message(node, "ours", direction="sent", carried="stuck", arrived_at=None)
    erased = put_message(node, "erased")
    AlarmRow.objects.create(message=erased, raised_at=node.clock(), next_at=node.clock())
    content_keys.destroy([erased.thread_id], at=node.clock())
    for number, sender in enumerate(("CL", "ZZ", "%n", "")):
        arrivals.put_quarantined(
            digest=f"{number:064x}", envelope_id="", envelope_digest="", sender=sender, reason="unreadable",
            says="{country} %(n)s <b> \u202e " + "a. " * 200, reply=b"", at=node.clock(),
        )  # fmt: skip
    OfficerRow.objects.filter(username="ama").update(language=language)
    desk = seat("ama")
    desk.cookies["django_language"] = language
    assert desk.get("/inbox").status_code == 200
    assert desk.get("/shift").status_code == 200
