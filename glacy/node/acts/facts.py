"""Facts about treaties: a person accepts what an updated chart changes, and the journal says who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from django.db import transaction

from glacy.canon import digest_of
from glacy.node.facts import FOLDER, put_accepted, use_accepted, write_accepted
from glacy.node.opened import Node
from glacy.store import access, journal
from glacy.store.people import Officer, Role
from glacy.treaty import Change, accept

ACCEPTERS: Final[tuple[Role, ...]] = ("central_authority_lawyer", "approver", "administrator")


def accept_chart(
    node: Node,
    by: Officer,
    chart: bytes,
    changes: Sequence[Change],
    decisions: Mapping[str, Literal["ours", "theirs"]],
) -> None:
    """Puts the changes of the chart into the facts of this node, in the name of a person.

    The journal speaks first: facts that it does not tell of are never in use.
    """
    access.demand_role(by, *ACCEPTERS)
    at = node.clock()
    tables = accept(changes, decisions, read_on=at.date())
    what = {
        "chart": digest_of(chart),
        "changes": [f"{change.kind} {change.id}" for change in changes],
        "decided": [f"{name} {which}" for name, which in sorted(decisions.items())],
        "tables": [f"{name} {digest_of(text.encode())}" for name, text in sorted(tables.items())],
    }
    with transaction.atomic():
        journal.put_entry("facts.accepted", by=by, what=dict(what), at=at)
        write_accepted(node.path / FOLDER, tables)
    put_accepted(node.path / FOLDER, tables)
    use_accepted(node.path)
