"""An answer with much evidence: two let it go, the node makes it ready, and its page shows how far it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from glacy.canon import Json
from glacy.node.acts.answers import demand_releasable, prepared_draft, release_answer
from glacy.node.bundling import WORKED, demand_not_apart
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.node.payload_pieces import APART_FROM
from glacy.node.rules import demand_confirmed
from glacy.sayings import say
from glacy.store import access, journal, releases
from glacy.store.models import DraftRow, ReleaseRow
from glacy.store.people import Officer


def begin_release(node: Node, by: Officer, answer_id: str, *, confirmed_at: datetime) -> str | None:
    """The id of the answer that left; None where its evidence is large, and the worker makes it ready first.

    Everything that would be refused in the end is refused here already, and judged again when it leaves.
    """
    draft = prepared_draft(by, answer_id)
    size = _size(by, draft)
    if size <= APART_FROM:
        return release_answer(node, by, answer_id, confirmed_at=confirmed_at)
    demand_confirmed(node, confirmed_at)
    demand_releasable(node, by, draft)
    at = node.clock()
    with transaction.atomic():
        known = releases.find_release(draft)
        if known is not None and known.state != "stopped":
            raise WrongStateError(
                say("This node makes it ready already, and sends it by itself."),
                remedy=say("Its page shows how far it is; stop it there first."),
            )
        releases.put_asked(draft, by=by, size=size * (WORKED + 1), at=at)
        what: dict[str, Json] = {"draft": draft.pk, "size": size}
        journal.put_entry("answer.release_asked", by=by, what=what, at=at, case=draft.case_id)
    return None


def find_release(node: Node, by: Officer, answer_id: str) -> ReleaseRow | None:
    """How far an answer is that is being made ready."""
    return releases.find_release(prepared_draft(by, answer_id))


def stop_release(node: Node, by: Officer, answer_id: str) -> None:
    """Anybody on the case stops it; nothing has left, and it can be let go again."""
    draft, at = prepared_draft(by, answer_id), node.clock()
    row = releases.find_release(draft)
    with transaction.atomic():
        if row is None or not releases.set_stopped(row, says=say("{name} stopped it.", name=by.name)):
            raise WrongStateError(say("Nothing is being made ready."), remedy=say("Open the case again."))
        what = {"draft": draft.pk}
        journal.put_entry("answer.release_stopped", by=by, what=dict(what), at=at, case=draft.case_id)


def _size(by: Officer, draft: DraftRow) -> int:
    exhibits = [access.content_for(by, one) for one in draft.body.get("exhibits") or ()]
    demand_not_apart(exhibits)
    return sum(one.size for one in exhibits)
