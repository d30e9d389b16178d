"""Who may release an answer: two where data leave, and as the rules of the node say where none do."""

from __future__ import annotations

from glacy.cooperation import Answer, Preserved
from glacy.node.errors import SecondPersonError
from glacy.node.opened import Node
from glacy.node.rules import may_alone
from glacy.sayings import say
from glacy.store import access
from glacy.store.models import DraftRow, MessageRow
from glacy.store.people import Officer


def demand_two(draft: DraftRow, by: Officer) -> None:
    """Data leave: the one who releases did not prepare it, or somebody else approved it before."""
    if by.id not in draft.editors:
        access.demand_role(by, *access.APPROVERS)
        return
    if draft.approved_by_id is None or str(draft.approved_by_id) in draft.editors:
        raise SecondPersonError(
            say("Data leave with this answer, so another person than the one who prepared it releases it."),
            remedy=say("Ask a colleague on the case who may approve."),
        )


def demand_may_execute(node: Node, by: Officer, row: MessageRow, answer: Answer) -> None:
    """Returns unless one alone carries out what the rules of the node leave to two at this hour."""
    executes = any(isinstance(one, Preserved) for one in answer.outcomes)
    if executes and not may_alone(node, by, row.measure):
        raise SecondPersonError(
            say("At this hour two carry out a preservation: the rules of this node say so."),
            remedy=say("Ask a colleague on the case to approve the answer, or to release it."),
        )
