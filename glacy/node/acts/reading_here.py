"""A reading at the node's own command line: no password is asked there, so the journal says who read what."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from glacy.canon import Json
from glacy.node.opened import Node
from glacy.store import journal, reading
from glacy.store.people import Officer

PLACE = "at the node's own command line"


def record_reading(node: Node, by: Officer, command: str, named: Sequence[str]) -> None:
    """An entry before anything is shown: whose account, which command, and on which case, if on one.

    It is a record of the account that was named: who stood at the machine, the node cannot know.
    """
    case = reading.case_of(by, named)
    with transaction.atomic():
        what: dict[str, Json] = {"command": command, "where": PLACE}
        if case is not None:
            what["named"] = [one for one in named if len(one) <= 40]
        journal.put_entry("case.read_here", by=by, what=what, at=node.clock(), case=case)
