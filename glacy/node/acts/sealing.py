"""A source sealed by a node: an entry of its journal, and an exhibit of the case if there is one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from glacy.acquisition import Progress
from glacy.container import open_container
from glacy.evidence import ITEMS, CustodyEvent
from glacy.node.acts import apart
from glacy.node.acts import evidence as exhibits
from glacy.node.opened import Node
from glacy.node.rules import demand_open
from glacy.node.sealer import Sealer
from glacy.node.sealing import ReadImages, Sealed, Wish, seal_evidence
from glacy.node.sequencer import prove
from glacy.store import access, journal
from glacy.store import evidence as stored
from glacy.store.apart import all_digests as apart_digests
from glacy.store.people import Officer

_PIECE = 1 << 20


def seal_source(
    node: Node,
    by: Officer,
    wish: Wish,
    *,
    case_id: str | None,
    progress: Progress,
    read_images: ReadImages = lambda _: (),
) -> Sealed:
    """The bundle over a source, sealed by the node and proved by its journal.

    With a case the bundle itself becomes an exhibit: its digest stands for all of it, and the vault holds it,
    with the files if they are carried. One of child-abuse material goes into the vault apart, also where only
    this node knows that a file of it is.
    """
    access.demand_role(by, *access.KEEPERS)
    case = None if case_id is None else access.case_for(by, case_id)
    if case is not None:
        demand_open(case)

    def record(event: CustodyEvent) -> bytes:
        what = dict(event.entry_what) if isinstance(event.entry_what, dict) else {}
        with transaction.atomic():
            entry = journal.put_entry(
                event.entry_kind,
                by=by,
                what=what,
                at=event.at,
                case=None if case is None else case.pk,
                is_exact=True,
            )
        return prove(node, entry)

    def settled(sealed: Sealed) -> None:
        if case is None or digest_of_file(sealed.out) in {row.digest for row in stored.all_exhibits(case.pk)}:
            return
        if wish.category is not None or _holds_what_lies_apart(sealed.out):
            apart.put_apart(node, by, case.pk, "mixed", _pieces(sealed.out))
        else:
            exhibits.put_exhibit(node, by, case.pk, sealed.out.name, _pieces(sealed.out))

    whole = replace(wish, by=by.name, reference=wish.reference if case is None else case.reference or case.pk)
    return seal_evidence(
        whole, sealer_of(node, by), progress=progress, record=record, read_images=read_images, settled=settled
    )


def sealer_of(node: Node, by: Officer | None = None) -> Sealer:
    """The node as it seals, in the name of an officer where one is named."""
    return Sealer(
        name=(by.authority if by is not None else "") or node.name,
        signer=node.signer,
        stamper=node.stamper,
        root=node.root,
        clock=node.clock,
        exercise=node.exercise,
        journal=node.entry.journal_keys,
    )


def digest_of_file(path: Path) -> str:
    """The SHA-256 digest of a file that may be large."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _holds_what_lies_apart(bundle: Path) -> bool:
    """Whether one of the files that a bundle lists is child-abuse material of this node."""
    known = [f'"digest":"{digest}"'.encode() for digest in apart_digests()]
    with bundle.open("rb") as file:
        last = b""
        for piece in open_container(file).read(ITEMS) if known else ():
            lines = last + piece
            if any(one in lines for one in known):
                return True
            last = lines[-len(known[0]) :]
    return False


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
