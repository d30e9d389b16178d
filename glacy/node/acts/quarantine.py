"""What arrived and could not be taken in: who receives looks at it, and settles it with a reason."""

from __future__ import annotations

from django.db import transaction

from glacy.canon import Json
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, arrivals, journal
from glacy.store.errors import NotFoundError
from glacy.store.models import QuarantineRow
from glacy.store.people import Officer

LONGEST_NOTE = 1000


def quarantined(node: Node, by: Officer) -> tuple[QuarantineRow, ...]:
    """What arrived and could not be read, what was answered, and that nobody has settled."""
    access.demand_role(by, *access.RECEIVERS)
    return tuple(arrivals.all_quarantined())


def view_quarantined(node: Node, by: Officer, digest: str) -> QuarantineRow:
    """One thing that was kept apart, by the digest of its bytes as they came."""
    access.demand_role(by, *access.RECEIVERS)
    row = arrivals.find_quarantined(digest)
    if row is None:
        raise NotFoundError(
            say("Nothing with this digest was kept apart."), remedy=say("Look at the inbox again.")
        )
    return row


def settle_quarantined(node: Node, by: Officer, digest: str, note: str) -> None:
    """Takes it off the list, with what was found out or done about it; the bytes and the answer stay."""
    view_quarantined(node, by, digest)
    said = _note(note)
    at = node.clock()
    with transaction.atomic():
        if not arrivals.settle_quarantined(digest, at=at):
            raise WrongStateError(say("A colleague has settled it."), remedy=say("Look at the inbox again."))
        what = {"arrived": digest, "note": said}
        journal.put_entry("envelope.settled", by=by, what=dict(what), at=at)


def settle_nameless(node: Node, by: Officer, note: str) -> int:
    """How many deliveries that name no sender left the list together, with one note and one entry."""
    access.demand_role(by, *access.RECEIVERS)
    said, at = _note(note), node.clock()
    with transaction.atomic():
        digests = arrivals.settle_nameless(at=at)
        if digests:
            what: dict[str, Json] = {"arrived": list(digests), "note": said}
            journal.put_entry("envelope.settled", by=by, what=what, at=at)
    return len(digests)


def _note(note: str) -> str:
    said = " ".join(note.split())
    if not 0 < len(said) <= LONGEST_NOTE:
        raise SectionError(
            say(
                "A note of 1 to {longest_note} characters was expected, found {count}.",
                longest_note=LONGEST_NOTE,
                count=len(said),
            ),
            remedy=say("Say what you found out or did, and whom you called."),
            field="note",
        )
    return said
