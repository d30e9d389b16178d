"""A message of ETSI TS 103 120 (HI-1) from another system becomes a draft here, ours or one to key in."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from django.db import transaction

from glacy.cooperation import Draft, draft_of, read_hi1
from glacy.node.acts.keying import start_paper_request
from glacy.node.acts.requests import put_draft
from glacy.node.drafting import read_body, with_speaker, write_body
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, drafts
from glacy.store.people import Officer

_OF_THE_NODE = ("authority", "addressee", "basis", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """The draft that a message became, its case, and whether another State asks with it."""

    case: str
    draft: str
    is_theirs: bool


def take_hi1(node: Node, by: Officer, data: bytes, *, case_id: str = "", name: str = "hi1.json") -> TakenIn:
    """A draft of what the message says; a person completes it, and nothing leaves or counts before that.

    Where our own State asks in it, it is a draft on `case_id`, in the name of the officer. Where another
    State asks us, it is keyed in as a request that came on paper, in a case of its own, with the message as
    its scan.
    """
    access.demand_role(by, *access.DESK_ROLES)
    found = read_hi1(data)
    draft = found if isinstance(found, Draft) else draft_of(found)
    if draft.requesting == node.country:
        return _ours(node, by, draft, case_id)
    if draft.requested == node.country:
        with transaction.atomic():  # a message is taken in whole, or not at all
            return _theirs(node, by, draft, data, name)
    raise WrongStateError(
        say(
            "This message is from {country} to {other}, and this is the node of {here}.",
            country=draft.requesting or "?",
            other=draft.requested or "?",
            here=node.country,
        ),
        remedy=say("Take it in at a node of one of the two."),
    )


def _ours(node: Node, by: Officer, draft: Draft, case_id: str) -> TakenIn:
    if not case_id:
        raise SectionError(
            say("Our own State asks in this message, and no case is named."),
            remedy=say("Name the case to which the draft belongs."),
            field="case",
        )
    case = access.case_for(by, case_id)
    ours = dataclasses.replace(
        draft, case_reference=case.reference, exercise=node.exercise, in_reply_to=None, thread=None
    )
    made = put_draft(node, by, case.pk, with_speaker(node, by, ours), about=None)
    return TakenIn(case=case.pk, draft=made, is_theirs=False)


def _theirs(node: Node, by: Officer, draft: Draft, data: bytes, name: str) -> TakenIn:
    case, made = start_paper_request(
        node,
        by,
        country=draft.requesting,
        measure=draft.measure,
        received_on=node.clock().date(),
        reference=draft.case_reference,
        authority=str(draft.get("authority", "name") or ""),
        scan=data,
        scan_name=name,
    )
    row = access.draft_for(by, made)
    keyed = read_body(row)
    for section, values in draft.sections.items():
        if section not in _OF_THE_NODE:
            keyed = keyed.with_section(section, values)
    drafts.save_body(row, write_body(keyed), by=by, at=node.clock())
    return TakenIn(case=case, draft=made, is_theirs=True)
