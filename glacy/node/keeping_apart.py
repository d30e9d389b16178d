"""Content that lies in the vault apart: it comes in by no other way, and leaves by none.

A mark on one row would not do: the same bytes could come in again as a paper, a scan or another exhibit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from glacy.node.custody import put_event
from glacy.node.errors import BorderError
from glacy.node.opened import Node
from glacy.node.vault import Kept
from glacy.sayings import say
from glacy.store import access, apart, cases, copies, journal, people
from glacy.store.models import CaseRow, ExhibitRow, MessageRow
from glacy.store.naming import is_named
from glacy.store.people import Officer

BUNDLE: Final = "bundle.asice"
"""The name of the evidence among the files of a message."""


def keep_ordinary(node: Node, content: bytes | Iterable[bytes], *, of: str) -> Kept:
    """What the vault took of a case; content that lies apart is refused, and taken out again."""
    kept = node.vault.put(content, of=of)
    try:
        demand_ordinary(kept.digest)
    except BorderError:
        if not is_named(kept.digest):
            node.vault.remove_of(kept.digest, of=(of,))
        raise
    return kept


def demand_ordinary(*digests: str) -> None:
    """Returns if none of these contents is child-abuse material of any case of this node."""
    for digest in digests:
        if apart.is_apart(digest):
            raise BorderError(
                say("This content lies apart at this node: it goes in and out by its openers alone."),
                remedy=say("Ask an opener of the case, or put it in apart."),
                digest=digest,
            )


def move_all(node: Node, by: Officer, digest: str, category: str, *, at: datetime) -> tuple[ExhibitRow, ...]:
    """The exhibits of any case that had this content in the ordinary way, and are apart now.

    Inside a transaction; `let_go` takes the content out of the ordinary vault when it has ended.
    """
    found = tuple(apart.ordinary_exhibits(digest))
    for row in found:
        if not apart.all_openers(row.case):
            open_to(row.case, _first_opener(row, by), by=by, at=at, why=say("had it before it was put apart"))
        apart.set_apart(row, category=category)
        is_here = access.places_of(by).filter(case_id=row.case_id).exists()
        put_event(
            row,
            kind="sealed",
            by=by if is_here else None,
            name="" if is_here else node.name,
            at=at,
            why=say("moved into the vault apart"),
        )
        cases.touch_case(row.case, at=at)
    return found


def let_go(node: Node, digest: str) -> bool:
    """Takes what lies apart out of the ordinary vault, and the messages in whose envelopes it lies too.

    Outside of a transaction. What a paper rests on stays, and is given to nobody.
    """
    if not apart.is_apart(digest):
        return False
    moved = [move_message(node, one) for row in apart.exhibits_apart(digest) for one in messages_with(row)]
    return (not is_named(digest) and node.vault.remove(digest)) or any(moved)


def sweep_apart(node: Node) -> int:
    """Takes out what a node that was killed did not come to take out; how many contents that were."""
    return sum(let_go(node, digest) for digest in apart.all_digests())


def messages_with(row: ExhibitRow) -> tuple[MessageRow, ...]:
    """The messages in whose envelope the content lies: the one it came with, and the answers it went with."""
    found = [*copies.answers_with(row)] + ([row.message] if row.message is not None else [])
    return tuple(one for one in found if BUNDLE in one.files)


def move_message(node: Node, row: MessageRow) -> bool:
    """Puts the envelope and the evidence of a message into the vault apart; whether there was any to move."""
    lying = [one for one in _files_with(row) if node.vault.has(one)]
    for digest in lying:
        node.vault_apart.put(node.vault.chunks(digest), of=row.thread_id)
        node.vault.remove(digest)
    return bool(lying)


def demand_opener(node: Node, by: Officer, row: MessageRow) -> None:
    """Returns if nothing in a message lies apart, or the officer may open it."""
    lies_apart = any(node.vault_with(one) is node.vault_apart for one in _files_with(row))
    if lies_apart and not access.is_opener(by, row.case_id or ""):
        raise BorderError(
            say("There is child-abuse material in this message: its envelope goes to its openers alone."),
            remedy=say("Ask one of the openers of the case; the document and the other files are open."),
            message=row.pk,
        )


def _files_with(row: MessageRow) -> tuple[str, ...]:
    return tuple(one for one in (row.envelope_digest, row.files.get(BUNDLE, "")) if one)


def open_to(case: CaseRow, officer: Officer, *, by: Officer, at: datetime, why: str) -> None:
    """Names an opener, and journals it; inside a transaction."""
    apart.put_opener(case, officer, by=by, at=at, why=why)
    what = {"person": officer.username, "why": why}
    journal.put_entry("evidence.opener_named", by=by, what=dict(what), at=at, case=case)


def _first_opener(row: ExhibitRow, by: Officer) -> Officer:
    """Who has seen it: who puts it apart, who took it in, else a keeper on the case."""
    members = {one.id: one for one, _ in cases.all_members(row.case)}
    putter = None if row.put_by_id is None else str(row.put_by_id)
    keeper = next((one for one in members.values() if one.has(*access.KEEPERS)), None)
    return members.get(by.id) or members.get(putter or "") or keeper or _putter(row) or by


def _putter(row: ExhibitRow) -> Officer | None:
    return None if row.put_by is None else people.officer_of(row.put_by)
