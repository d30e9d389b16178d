"""What arrived and could not be taken in: who receives looks at it, and settles it with a reason."""

from __future__ import annotations

from django.db import transaction

from glacy.node.errors import SectionError, WrongStateError
from glacy.node.opened import Node
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
        raise NotFoundError("Nothing with this digest was kept apart.", remedy="Look at the inbox again.")
    return row


def settle_quarantined(node: Node, by: Officer, digest: str, note: str) -> None:
    """Takes it off the list, with what was found out or done about it; the bytes and the answer stay."""
    view_quarantined(node, by, digest)
    said = " ".join(note.split())
    if not 0 < len(said) <= LONGEST_NOTE:
        raise SectionError(
            f"A note of 1 to {LONGEST_NOTE} characters was expected, found {len(said)}.",
            remedy="Say what you found out or did, and whom you called.",
            field="note",
        )
    at = node.clock()
    with transaction.atomic():
        if not arrivals.settle_quarantined(digest, at=at):
            raise WrongStateError("A colleague has settled it.", remedy="Look at the inbox again.")
        what = {"arrived": digest, "note": said}
        journal.put_entry("envelope.settled", by=by, what=dict(what), at=at)
