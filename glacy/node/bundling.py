"""Evidence bundles for an answer: the exhibits, their custody with proofs, and the limits of their use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Digest
from glacy.evidence import (
    Bundle,
    Condition,
    CustodyEvent,
    CustodyRecord,
    ItemSource,
    SealedItem,
    seal_items,
    write_bundle,
)
from glacy.node.opened import Node
from glacy.node.sequencer import prove
from glacy.store import access, evidence, journal
from glacy.store.models import CustodyRow, ExhibitRow, MessageRow
from glacy.store.people import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A bundle that was written, the exhibits in it, and the hand-over that its release records."""

    data: bytes
    exhibits: tuple[ExhibitRow, ...]
    to: str
    reference: str


def make_bundle(
    node: Node, by: Officer, request: MessageRow, exhibit_ids: Sequence[str], conditions: str
) -> Bundled:
    """The signed bundle of exhibits for a request; their custody comes along, each event with its proof."""
    exhibits = tuple(access.exhibit_for(by, exhibit_id) for exhibit_id in exhibit_ids)
    at = node.clock()
    reference = request.case.reference if request.case is not None else request.pk
    names = _names(exhibits)
    manifest = seal_items(
        (
            ItemSource(name=name, chunks=node.vault.chunks(one.digest), size=one.size)
            for name, one in zip(names, exhibits, strict=True)
        ),
        reference=reference,
        by=by.authority or node.name,
        at=at,
        exercise=node.exercise,
    )
    bundle = Bundle(
        manifest=manifest,
        custody=_custody(node, exhibits),
        conditions=tuple(
            Condition(text=line.strip(), set_by=node.name) for line in conditions.splitlines() if line.strip()
        ),
    )

    def read(item: SealedItem) -> Sequence[bytes]:
        return tuple(node.vault.chunks(item.digest))

    data = write_bundle(bundle, read, by=node.signer, at=at, stamper=node.stamper)
    return Bundled(data=data, exhibits=exhibits, to=request.country, reference=reference)


def put_handed_over(bundled: Bundled, *, by: Officer, at: datetime) -> None:
    """The custody of each exhibit goes on to the requesting State; inside the transaction of the release."""
    for exhibit in bundled.exhibits:
        put_event(
            exhibit,
            kind="handed_over",
            by=by,
            at=at,
            why=f"released with the answer in case {bundled.reference}",
            to=bundled.to,
        )


def put_event(
    exhibit: ExhibitRow, *, kind: str, by: Officer, at: datetime, why: str, to: str = ""
) -> CustodyRow:
    """One event of custody, its row and its journal entry; inside a transaction."""
    event = CustodyEvent(
        kind=kind,  # type: ignore[arg-type]  # CustodyEvent checks it
        at=at,
        by=by.name,
        why=" ".join(why.split()),
        over=Digest(exhibit.digest),
        to=to or None,
    )
    what = dict(event.entry_what) if isinstance(event.entry_what, dict) else {}
    entry = journal.put_entry(event.entry_kind, by=by, what=what, at=at, case=exhibit.case_id, is_exact=True)
    return evidence.put_custody(exhibit, kind=kind, at=at, by=by.name, why=event.why, to=to, entry=entry)


def _names(exhibits: Sequence[ExhibitRow]) -> list[str]:
    """A name for each exhibit; where two clash (one name, or one is a folder of another), with its id."""
    names = [one.name for one in exhibits]
    clashing = {
        name
        for name in names
        if names.count(name) > 1 or any(other.startswith(name + "/") for other in names)
    }
    return [f"{one.pk[:8]} {one.name}" if one.name in clashing else one.name for one in exhibits]


def _custody(node: Node, exhibits: Sequence[ExhibitRow]) -> tuple[CustodyRecord, ...]:
    rows = [(row, one) for one in exhibits for row in evidence.all_custody(one) if _travels(row)]
    found = sorted(rows, key=lambda pair: (pair[0].at, pair[0].pk))
    return tuple(
        CustodyRecord(
            event=CustodyEvent(
                kind=row.kind,  # type: ignore[arg-type]  # CustodyEvent checks it
                at=row.at,
                by=row.by,
                why=row.why,
                over=Digest(exhibit.digest),
                to=row.to or None,
            ),
            proof=prove(node, row.entry),
        )
        for row, exhibit in found
    )


def _travels(row: CustodyRow) -> bool:
    """Events of our own journal; what another State's journal proves came with its own bundle."""
    return row.entry.kind == f"custody.{row.kind}"
