"""The end of an exhibit: one person asks, another agrees, the content goes and the chain stays."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from glacy.container import open_container
from glacy.evidence import FilesOfContainer, look_through
from glacy.node.custody import put_event
from glacy.node.errors import SecondPersonError, WrongStateError
from glacy.node.keeping_apart import BUNDLE, messages_with
from glacy.node.opened import Node
from glacy.node.payload_taking import opened_bundle
from glacy.node.rules import demand_confirmed, new_id
from glacy.node.sending import read_part
from glacy.sayings import say
from glacy.store import access, cases, evidence, handovers, journal
from glacy.store.models import DestructionRow, ExhibitRow, MessageRow
from glacy.store.naming import is_kept_elsewhere, is_named
from glacy.store.people import Officer


def ask_destruction(node: Node, by: Officer, exhibit_id: str, *, why: str, confirmed_at: datetime) -> str:
    """The id of what a second person must agree to: that the content of an exhibit be removed."""
    row = access.exhibit_for(by, exhibit_id)
    access.demand_role(by, *access.KEEPERS)
    demand_confirmed(node, confirmed_at)
    if row.destroyed_at is not None or handovers.find_underway(row) is not None:
        raise WrongStateError(
            say("This exhibit is destroyed already, or on its way to another person."),
            remedy=say("See its chain."),
        )
    at = node.clock()
    try:
        with transaction.atomic():
            asked = handovers.put_destruction(row, destruction_id=new_id(), why=why, by=by, at=at)
            what = {"exhibit": row.pk, "digest": row.digest, "why": why}
            journal.put_entry("evidence.destruction_asked", by=by, what=dict(what), at=at, case=row.case_id)
            cases.touch_case(row.case, at=at)
    except IntegrityError as fault:
        raise WrongStateError(
            say("Its destruction is asked for already."), remedy=say("Ask a second person to decide.")
        ) from fault
    return asked.pk


def agree_destruction(node: Node, by: Officer, destruction_id: str, *, confirmed_at: datetime) -> None:
    """A second person agrees: the content is removed from the vault, and its event stays in the chain.

    The entry is committed first and the content removed after it, so that nothing disappears unrecorded; a
    run that is killed between the two is made good by `sweep_destroyed` at the next start.
    """
    asked = _asked(by, destruction_id)
    demand_confirmed(node, confirmed_at)
    row = asked.exhibit
    carrying = tuple(messages_with(row))
    if any(one.carried in ("waiting", "retrying") for one in carrying):
        raise WrongStateError(
            say("An answer with this exhibit has not been delivered yet."),
            remedy=say("Wait for its receipt, then destroy the exhibit."),
        )
    at = node.clock()
    with transaction.atomic():
        _settle(asked, state="done", by=by, at=at)
        why = f"{asked.why}; asked by {asked.asked_by.name}, agreed by {by.name}"
        if is_kept_elsewhere(row):
            why = f"{why}; the same content stays in the vault, other things rest on it"
        put_event(row, kind="destroyed", by=by, at=at, why=why)
        evidence.set_destroyed(row, at=at)
        cases.touch_case(row.case, at=at)
    _remove(node, row, carrying)


def refuse_destruction(node: Node, by: Officer, destruction_id: str, *, why: str) -> None:
    """A second person does not agree: the content stays."""
    asked = _asked(by, destruction_id)
    at = node.clock()
    with transaction.atomic():
        _settle(asked, state="refused", by=by, at=at, note=why)
        what = {"exhibit": asked.exhibit_id, "why": why}
        journal.put_entry(
            "evidence.destruction_refused", by=by, what=dict(what), at=at, case=asked.exhibit.case_id
        )


def view_destruction(node: Node, by: Officer, destruction_id: str) -> DestructionRow:
    """What is asked to be destroyed, by whom and why."""
    return access.destruction_for(by, destruction_id)


def _asked(by: Officer, destruction_id: str) -> DestructionRow:
    asked = access.destruction_for(by, destruction_id)
    access.demand_role(by, *access.APPROVERS)
    if str(asked.asked_by_id) == by.id:
        raise SecondPersonError(
            say("Who asks for a destruction does not decide on it."),
            remedy=say("Ask another person on the case who may approve."),
        )
    return asked


def _settle(asked: DestructionRow, *, state: str, by: Officer, at: datetime, note: str = "") -> None:
    if not handovers.settle_destruction(asked, state=state, by=by, at=at, note=note):
        raise WrongStateError(say("This was decided already."), remedy=say("See the chain of the exhibit."))


def _remove(node: Node, row: ExhibitRow, carrying: tuple[MessageRow, ...]) -> None:
    """The content out of its vault, and out of envelopes none of whose exhibits is kept any more."""
    if not is_kept_elsewhere(row):
        node.vault_of(row.apart).remove(row.digest)
    for one in carrying:
        _strip(node, one)


def _strip(node: Node, message: MessageRow) -> None:
    """Takes the evidence out of a kept message when all of it is destroyed; its other files stay readable.

    What an exhibit, a paper or another message names stays where it is.
    """
    held: set[str] = set()
    with opened_bundle(node, message) as bundle:
        if bundle is None:
            return
        look_through(FilesOfContainer(open_container(bundle)), visit=lambda item: held.add(item.digest))
    if evidence.kept_exhibits().filter(digest__in=held).exists():
        return
    for name in message.files:
        part = None if name == BUNDLE else read_part(node, message, name)
        if part is not None:
            node.vault.put(part, of=message.thread_id)
    for digest in (message.envelope_digest, message.files[BUNDLE]):
        if digest and not is_named(digest, besides=(message,)):
            node.vault_with(digest).remove(digest)
