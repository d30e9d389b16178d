"""What a person does about a message that could not be carried."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.node.resending import carry_again
from glacy.node.rules import demand_confirmed
from glacy.sayings import say
from glacy.store import access, cases, journal, messages, outbox
from glacy.store.people import Officer


def try_again(node: Node, by: Officer, message_id: str, *, confirmed_at: datetime) -> None:
    """A message that is stuck or was rejected leaves again, in a new envelope where it was rejected.

    Messages of the thread that fell with a rejected one are sent again one by one, in their order.
    """
    row = access.message_for(by, message_id)
    access.demand_role(by, *access.DESK_ROLES, *access.APPROVERS)
    demand_confirmed(node, confirmed_at)
    at = node.clock()
    with transaction.atomic():
        messages.refresh_state(row)
        parcel = outbox.find_parcel(row)
        if parcel is None or parcel.state not in ("stuck", "rejected"):
            raise WrongStateError(
                say("This message is on its way, or has its receipt."),
                remedy=say("Look at its receipt, or wait."),
            )
        carry_again(node, row, parcel, at=at)
        what = {"message": row.pk, "was": parcel.state}
        journal.put_entry("message.tried_again", by=by, what=dict(what), at=at, case=row.case_id)
        cases.touch_case(row.case_id or "", at=at)
