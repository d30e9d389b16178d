"""Exhibits: taken in, sealed, read for a reason, given on, and checked on arrival."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from glacy.checks import Check, Report
from glacy.evidence import CustodyEvent, CustodyGap, ItemNameError, custody_gaps, examine_bundle, store_name
from glacy.node.bundling import Bundled, make_bundle
from glacy.node.custody import event_of, events_before, put_event
from glacy.node.errors import SectionError, VaultError
from glacy.node.keeping_apart import BUNDLE, demand_opener, demand_ordinary, keep_ordinary
from glacy.node.opened import Node
from glacy.node.payload_pieces import chunks_of
from glacy.node.payload_taking import opened_bundle
from glacy.node.rules import demand_open, new_id
from glacy.node.seals import demand_as_sealed, find_fault
from glacy.node.using import THIS_CASE, demand_use
from glacy.sayings import say
from glacy.store import access, cases, copies, handovers
from glacy.store import evidence as stored
from glacy.store.errors import NotFoundError
from glacy.store.models import (
    ConsentRow,
    CopyRow,
    CustodyRow,
    DestructionRow,
    ExhibitRow,
    HandOverRow,
    MessageRow,
    ReceiptRow,
)
from glacy.store.people import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitView:
    """An exhibit with its chain and gaps, its ways and copies, and what this officer may have of it."""

    row: ExhibitRow
    before: tuple[CustodyEvent, ...]
    custody: tuple[CustodyRow, ...]
    gaps: tuple[CustodyGap, ...]
    underway: HandOverRow | None
    hand_overs: tuple[HandOverRow, ...]
    copies: tuple[CopyRow, ...]
    receipts: dict[str, datetime]
    """When the other node receipted the answer to a request, by the request's id."""
    consents: tuple[ConsentRow, ...]
    destruction: DestructionRow | None
    has_content: bool


def put_exhibit(node: Node, by: Officer, case_id: str, name: str, chunks: Iterable[bytes]) -> str:
    """The id of an exhibit, its content sealed into the vault and its custody begun."""
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.KEEPERS)
    demand_open(case)
    stated = name.strip() or "unnamed"
    try:
        store_name(stated)
    except ItemNameError as fault:
        raise SectionError(fault.says, remedy=fault.remedy, field="name") from fault
    kept = keep_ordinary(node, chunks, of=case.pk)
    at = node.clock()
    with transaction.atomic():
        row = stored.put_exhibit(
            stored.NewExhibit(
                id=new_id(),
                case=case.pk,
                name=stated,
                digest=kept.digest,
                size=kept.size,
                at=at,
                by=by,
                holder=by.name,
                origin="own",
            )
        )
        put_event(row, kind="received", by=by, at=at, why=say("taken in"))
        put_event(row, kind="sealed", by=by, at=at, why=say("sealed into the vault"))
        cases.touch_case(case, at=at)
    return row.pk


def exhibits_of(node: Node, by: Officer, case_id: str) -> tuple[ExhibitRow, ...]:
    """The exhibits of a case, in the order in which they were sealed."""
    return tuple(stored.all_exhibits(access.case_for(by, case_id).pk))


def custody_of(node: Node, by: Officer, exhibit_id: str) -> tuple[CustodyRow, ...]:
    """What happened to an exhibit."""
    return tuple(stored.all_custody(access.exhibit_for(by, exhibit_id)))


def view_exhibit(node: Node, by: Officer, exhibit_id: str) -> ExhibitView:
    """Everything about an exhibit but its content."""
    row = access.exhibit_for(by, exhibit_id)
    custody = tuple(stored.all_custody(row))
    made = tuple(copies.all_copies(row))
    return ExhibitView(
        row=row,
        before=events_before(row),
        custody=custody,
        gaps=custody_gaps([event_of(one, row) for one in custody], until=node.clock()),
        underway=handovers.find_underway(row),
        hand_overs=tuple(handovers.all_hand_overs(row)),
        copies=made,
        receipts=receipts_of(made),
        consents=tuple(copies.all_consents(row)),
        destruction=handovers.find_asked(row) or handovers.find_destruction(row),
        has_content=row.destroyed_at is None and (not row.apart or access.is_opener(by, row.case_id)),
    )


def list_exhibits(
    node: Node, by: Officer, case_id: str
) -> tuple[tuple[ExhibitRow, int, HandOverRow | None], ...]:
    """The exhibits of a case, each with the number of gaps in its chain and the hand-over that waits."""
    case = access.case_for(by, case_id)
    now, chains = node.clock(), stored.chains_of(case.pk)
    ways = {one.exhibit_id: one for one in handovers.underway_on(case.pk)}
    return tuple(
        (
            row,
            len(custody_gaps([event_of(one, row) for one in chains.get(row.pk, ())], until=now)),
            ways.get(row.pk),
        )
        for row in stored.all_exhibits(case.pk)
    )


def read_exhibit(
    node: Node, by: Officer, exhibit_id: str, *, why: str, use: str = THIS_CASE
) -> Iterable[bytes]:
    """The content of an exhibit, in chunks; the reading is in its custody.

    `use` is `this_case`, or the other use that a consent on record must cover.
    """
    row = access.content_for(by, exhibit_id)
    consent = demand_use(node, by, row, use)
    demand_as_sealed(node, (row,))
    with transaction.atomic():
        put_event(row, kind="examined", by=by, at=node.clock(), why=why)
        copies.put_copy(row, kind="read", to=by.name, why=why, by=by, at=node.clock(), consent=consent)
    return node.vault_of(row.apart).chunks(row.digest)


def bundle_of(
    node: Node, by: Officer, request_id: str, exhibits: Sequence[str], *, conditions: str = ""
) -> Iterator[bytes]:
    """The signed bundle of exhibits for a request, as it would travel with the answer, piece by piece."""
    row = access.message_for(by, request_id)
    return _given(make_bundle(node, by, row, exhibits, conditions))


def bundle_received(node: Node, by: Officer, answer_id: str) -> Iterator[bytes]:
    """The bundle that came with an answer, as it came, piece by piece."""
    row = access.message_for(by, answer_id)
    if BUNDLE not in row.files:
        raise _no_evidence()
    demand_opener(node, by, row)
    for one in row.exhibits.all():
        access.content_for(by, one.pk) if one.apart else demand_ordinary(one.digest)
    return _received(node, row)


def verify_received(node: Node, by: Officer, exhibit_id: str) -> Report:
    """Every check of the bundle in which an exhibit came, and of the exhibit as it lies in the vault."""
    row = access.exhibit_for(by, exhibit_id)
    checks = [check_kept(node, row)]
    facts = {"name": row.name, "digest": row.digest, "origin": row.origin}
    if row.message is not None and BUNDLE in row.message.files:
        peer = node.find_peer(row.message.country)
        keys = () if peer is None else peer.journal_history
        with opened_bundle(node, row.message) as file:
            if file is None:
                raise _no_evidence()
            checks += examine_bundle(file, trust=node.trust, at=node.clock(), keys=keys).checks
    return Report(kind="exhibit", checks=tuple(checks), facts=facts)


def check_kept(node: Node, row: ExhibitRow) -> Check:
    """Whether the content in the vault is what was sealed, read through once and never held whole."""
    holds: bool | None
    if row.destroyed_at is not None:
        gone = row.destroyed_at.date()
        holds, says = None, say("The content was destroyed on {on}; its digest stays.", on=gone)
    else:
        try:
            size = node.vault_of(row.apart).verify(row.digest)
            holds, says = size == row.size, say("The file in the vault is the one that was sealed.")
            wrong = find_fault(node, row)
            if wrong is not None:
                holds, says = False, wrong  # type: ignore[assignment]  # a saying by its rule
        except VaultError as fault:
            holds, says = False, fault.says  # type: ignore[assignment]  # a saying by its rule
    return Check(name="vault", holds=holds, about=row.name, says=says, when=row.sealed_at)


def _given(made: Bundled) -> Iterator[bytes]:
    with closing(made):
        yield from made.chunks()


def _received(node: Node, row: MessageRow) -> Iterator[bytes]:
    with opened_bundle(node, row) as file:
        if file is None:
            raise _no_evidence()
        yield from chunks_of(file)


def _no_evidence() -> NotFoundError:
    return NotFoundError(
        say("No evidence came with this message."),
        remedy=say("Choose the answer that delivered it."),
    )


def receipts_of(made: Iterable[CopyRow]) -> dict[str, datetime]:
    """When the other node receipted the answer that carried a copy, by the id of the request."""
    asked = [one.request_id for one in made if one.kind == "answer" and one.request_id is not None]
    rows = ReceiptRow.objects.filter(message__about_id__in=asked, direction="got", kind="receipt")
    return {str(about): at for about, at in rows.values_list("message__about_id", "at")}
