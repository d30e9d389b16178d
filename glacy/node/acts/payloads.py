"""Evidence that travels apart: how far it is, and what a person can do where it stopped."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.node.payload_serving import note_gathered
from glacy.sayings import say
from glacy.store import access, journal, payloads
from glacy.store.errors import NotFoundError
from glacy.store.models import PayloadRow
from glacy.store.people import Officer


def all_payloads(node: Node, by: Officer) -> Sequence[PayloadRow]:  # an act takes both
    """The evidence that travels apart in the cases of an officer, the newest first."""
    return payloads.payloads_for(by)


def view_payload(node: Node, by: Officer, message_id: str) -> PayloadRow:  # an act takes both
    """How far the evidence of a message is."""
    access.message_for(by, message_id)
    found = payloads.find_payload(message_id)
    if found is None:
        raise NotFoundError(
            say("Nothing travels apart with this message."),
            remedy=say("Choose the answer that delivers the evidence."),
        )
    return found


def fetch_again(node: Node, by: Officer, message_id: str) -> None:
    """Asks for what is missing at once, also where it was given up; what is here is kept."""
    row = view_payload(node, by, message_id)
    access.demand_role(by, *access.KEEPERS)
    if row.direction != "received" or row.state not in ("coming", "stuck"):
        raise WrongStateError(
            say("Nothing is to be fetched for this message."), remedy=say("Look at its state.")
        )
    with transaction.atomic():
        payloads.ask_again(row, at=node.clock())
        what = {"message": message_id}
        journal.put_entry(
            "payload.asked_again", by=by, what=dict(what), at=node.clock(), case=row.message.case_id
        )


def let_go(node: Node, by: Officer, message_id: str) -> None:
    """Removes the pieces of evidence that was sent: the receiver confirmed otherwise to have it all."""
    row = view_payload(node, by, message_id)
    access.demand_role(by, *access.KEEPERS)
    if row.direction != "sent" or row.state != "offered":
        raise WrongStateError(
            say("There are no pieces to let go for this message."), remedy=say("Look at its state.")
        )
    note_gathered(node, row, by=by)
