"""The seal of a file of a case renewed: the new file taken in or given back, and the chain says so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from glacy.canon import Digest
from glacy.node.acts import apart
from glacy.node.acts.renewal import Renewed, renew_stream
from glacy.node.custody import put_event
from glacy.node.keeping_apart import demand_ordinary, keep_ordinary
from glacy.node.opened import Node
from glacy.node.payload_pieces import chunks_of
from glacy.node.rules import demand_confirmed, demand_open, new_id
from glacy.node.seals import demand_as_sealed
from glacy.node.veiled import VeiledFile
from glacy.sayings import say
from glacy.signing import SealReading
from glacy.store import access, cases, evidence
from glacy.store.models import ExhibitRow
from glacy.store.people import Officer


def renew_exhibit(node: Node, by: Officer, exhibit_id: str, *, confirmed_at: datetime) -> str:
    """The id of a new exhibit: the file of this one with its seal renewed. This one stays as it is."""
    row = access.content_for(by, exhibit_id)
    access.demand_role(by, *access.KEEPERS)
    demand_confirmed(node, confirmed_at)
    demand_open(row.case)
    demand_as_sealed(node, (row,))
    with ExitStack() as stack:
        made, seal = _renewed(node, stack, node.vault_of(row.apart).chunks(row.digest))
        if row.apart:
            new = apart.put_apart(node, by, row.case_id, row.apart, chunks_of(made))
        else:
            new = _put(node, by, row, chunks_of(made))
    known = access.exhibit_for(by, new)
    _note(node, by, row, digest=known.digest, seal=seal)
    return new


def renew_given(
    node: Node, by: Officer, case_id: str, chunks: Iterable[bytes], *, confirmed_at: datetime
) -> Iterator[bytes]:
    """A loose file with its seal renewed, piece by piece; the chain of each exhibit that it is says so."""
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.KEEPERS)
    demand_confirmed(node, confirmed_at)
    demand_open(case)
    stack = ExitStack()
    try:
        before = hashlib.sha256()
        made, seal = _renewed(node, stack, _told(chunks, before))
        demand_ordinary(before.hexdigest())
        after = hashlib.sha256()
        for piece in chunks_of(made):
            after.update(piece)
        for row in evidence.all_exhibits(case.pk):
            if row.digest == before.hexdigest():
                _note(node, by, row, digest=Digest(after.hexdigest()), seal=seal)
    except BaseException:
        stack.close()
        raise
    return _given(made, stack)


def note_renewed(node: Node, by: Officer, before: str, renewed: Renewed) -> tuple[str, ...]:
    """The ids of the exhibits of the officer's cases that a file is which was renewed beside the node.

    `before` is its digest as it was. The chain of each of them says that it was renewed.
    """
    with renewed.out.open("rb") as file:
        after = Digest(hashlib.file_digest(file, "sha256").hexdigest())
    rows = tuple(evidence.exhibits_with(before, access.cases_of(by)))
    for row in rows:
        _note(node, by, row, digest=after, seal=renewed)
    return tuple(row.pk for row in rows)


def _renewed(node: Node, stack: ExitStack, chunks: Iterable[bytes]) -> tuple[BinaryIO, SealReading]:
    """The file with one renewal more, veiled for as long as the stack is open."""
    source, made = (_veiled(node, stack) for _ in range(2))
    for piece in chunks:
        source.write(piece)
    source.flush()
    source.seek(0)
    seal = renew_stream(
        source,
        made,
        stamper=node.stamper,
        trust=node.trust,
        at=node.clock,
        spool=lambda: _veiled(node, stack),
    )
    made.seek(0)
    return made, seal


def _veiled(node: Node, stack: ExitStack) -> BinaryIO:
    (node.path / "vault").mkdir(exist_ok=True)
    return stack.enter_context(VeiledFile(node.path / "vault")).file


def _put(node: Node, by: Officer, row: ExhibitRow, chunks: Iterable[bytes]) -> str:
    kept, at = keep_ordinary(node, chunks, of=row.case_id), node.clock()
    with transaction.atomic():
        made = evidence.put_exhibit(
            evidence.NewExhibit(
                id=new_id(),
                case=row.case_id,
                name=row.name,
                digest=kept.digest,
                size=kept.size,
                at=at,
                by=by,
                holder=by.name,
                origin=row.origin,
                message=row.message,
                conditions=row.conditions,
            )
        )
        why = say("exhibit {number} with its seal renewed", number=row.number)
        put_event(made, kind="received", by=by, at=at, why=why)
        put_event(made, kind="sealed", by=by, at=at, why=say("sealed into the vault"))
        cases.touch_case(row.case, at=at)
    return made.pk


def _note(node: Node, by: Officer, row: ExhibitRow, *, digest: str, seal: SealReading | Renewed) -> None:
    """The event in the chain of what was renewed; it names the new file, which has a digest of its own."""
    by_whom = seal.stamped_by if isinstance(seal, Renewed) else seal.renewals[-1].stamped_by
    why = say(
        "its seal was renewed by {authority}: the new file is SHA-256 {digest}",
        authority=by_whom or say("an authority that is not known here"),
        digest=digest,
    )
    with transaction.atomic():
        put_event(row, kind="copied", by=by, at=node.clock(), why=why)


def _told(chunks: Iterable[bytes], into: hashlib._Hash) -> Iterator[bytes]:
    for piece in chunks:
        into.update(piece)
        yield piece


def _given(made: BinaryIO, stack: ExitStack) -> Iterator[bytes]:
    with stack:
        made.seek(0)
        yield from chunks_of(made)
