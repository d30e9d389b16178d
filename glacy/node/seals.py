"""Whether an exhibit is what was sealed: by the journal, and not by its row, which could be changed."""

from __future__ import annotations

from collections.abc import Iterable

from glacy.errors import GlacyError
from glacy.journal import verify_opening
from glacy.node.custody import event_of
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.node.sequencer import prove
from glacy.sayings import say
from glacy.store import evidence, journal
from glacy.store.models import ExhibitRow


def find_fault(node: Node, row: ExhibitRow) -> str | None:
    """What in the row and its events is not as the journal has recorded it; None where all is.

    The first event, by which the exhibit came under seal, is proved to the signed head of the journal.
    """
    custody = evidence.all_custody(row)
    if not custody:
        return say("No event of its custody is recorded.")
    for place, one in enumerate(custody):
        try:
            entry = journal.get_entry(one.entry_id)
            opening = journal.opening_of(entry)
            verify_opening(opening, entry=bytes(entry.data))
            event = event_of(one, row)
            if opening.kind != event.entry_kind or not event.is_recorded_as(opening.what):
                return say(
                    "The event {kind} of {at} is not what the journal has recorded: the row was changed.",
                    kind=one.kind,
                    at=one.at.isoformat(),
                )
            if place == 0:
                prove(node, entry)
        except GlacyError as fault:
            return say("The journal does not prove its event {kind}: {why}", kind=one.kind, why=fault.says)
    return None


def demand_as_sealed(node: Node, rows: Iterable[ExhibitRow]) -> None:
    """Returns if each exhibit is as the journal has recorded it; one that is not leaves in no copy."""
    for row in rows:
        why = find_fault(node, row)
        if why is not None:
            raise WrongStateError(
                say(
                    "Exhibit {number} does not hold, and is not given out. {why}", number=row.number, why=why
                ),
                remedy=say("Compare the database with its backup, and tell your administrator at once."),
                exhibit=row.pk,
            )
