"""Exhibits: taken in, sealed, given on, and checked on arrival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from glacy.canon import digest_of
from glacy.checks import Check, Report
from glacy.evidence import ItemNameError, examine_bundle, store_name
from glacy.node.bundling import make_bundle, put_event
from glacy.node.errors import SectionError, VaultError
from glacy.node.opened import Node
from glacy.node.rules import demand_open, new_id
from glacy.node.sending import read_part
from glacy.node.taking import BUNDLE
from glacy.store import access, cases
from glacy.store import evidence as stored
from glacy.store.errors import NotFoundError
from glacy.store.models import CustodyRow, ExhibitRow, MessageRow
from glacy.store.people import Officer


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
    kept = node.vault.put(chunks)
    at = node.clock()
    with transaction.atomic():
        row = stored.put_exhibit(
            exhibit_id=new_id(),
            case=case.pk,
            name=stated,
            digest=kept.digest,
            size=kept.size,
            at=at,
            by=by,
            holder=by.name,
            origin="own",
            entries=(),
        )
        put_event(row, kind="received", by=by, at=at, why="taken in")
        put_event(row, kind="sealed", by=by, at=at, why="sealed into the vault")
        cases.touch_case(case, at=at)
    return row.pk


def exhibits_of(node: Node, by: Officer, case_id: str) -> tuple[ExhibitRow, ...]:
    """The exhibits of a case, in the order in which they were sealed."""
    return tuple(stored.all_exhibits(access.case_for(by, case_id).pk))


def custody_of(node: Node, by: Officer, exhibit_id: str) -> tuple[CustodyRow, ...]:
    """What happened to an exhibit."""
    return tuple(stored.all_custody(access.exhibit_for(by, exhibit_id)))


def read_exhibit(node: Node, by: Officer, exhibit_id: str, *, why: str) -> Iterable[bytes]:
    """The content of an exhibit, in chunks; the reading is in its custody."""
    row = access.exhibit_for(by, exhibit_id)
    with transaction.atomic():
        put_event(row, kind="examined", by=by, at=node.clock(), why=why)
    return node.vault.chunks(row.digest)


def bundle_of(
    node: Node, by: Officer, request_id: str, exhibits: Sequence[str], *, conditions: str = ""
) -> bytes:
    """The signed bundle of exhibits for a request, as it would travel with the answer."""
    row = access.message_for(by, request_id)
    return make_bundle(node, by, row, exhibits, conditions).data


def bundle_received(node: Node, by: Officer, answer_id: str) -> bytes:
    """The bundle that came with an answer, as it came."""
    return _bundle(node, access.message_for(by, answer_id))


def verify_received(node: Node, by: Officer, exhibit_id: str) -> Report:
    """Every check of the bundle in which an exhibit came, and of the exhibit as it lies in the vault."""
    row = access.exhibit_for(by, exhibit_id)
    checks = [_vault_check(node, row)]
    facts = {"name": row.name, "digest": row.digest, "origin": row.origin}
    if row.message is not None:
        peer = node.find_peer(row.message.country)
        keys = () if peer is None else peer.journal_verifiers
        reading = examine_bundle(_bundle(node, row.message), trust=node.trust, at=node.clock(), keys=keys)
        checks += reading.checks
    return Report(kind="exhibit", checks=tuple(checks), facts=facts)


def _bundle(node: Node, row: MessageRow) -> bytes:
    found = read_part(node, row, BUNDLE)
    if found is None:
        raise NotFoundError(
            "No evidence came with this message.", remedy="Choose the answer that delivered it."
        )
    return found


def _vault_check(node: Node, row: ExhibitRow) -> Check:
    try:
        holds = digest_of(b"".join(node.vault.chunks(row.digest))) == row.digest
        says = "The file in the vault is the one that was sealed."
    except VaultError as fault:
        holds, says = False, fault.says
    return Check(name="vault", holds=holds, about=row.name, says=says, when=row.sealed_at)
