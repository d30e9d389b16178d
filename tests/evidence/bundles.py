"""An invented bundle of a few files, with custody recorded in an invented journal."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from glacy.evidence import (
    Bundle,
    Condition,
    CustodyEvent,
    CustodyKind,
    CustodyRecord,
    ItemSource,
    Manifest,
    seal_items,
    write_bundle,
)
from glacy.journal import Opening, write_entry, write_opening, write_proof
from tests.journal.journals import MemoryJournal
from tests.signing.keys import NOW, make_keys

KEYS = make_keys("CL", seed=40)
FILES = {
    "login records/mailbox.csv": b"at,ip,port\n2026-11-20T22:41:07Z,203.0.113.77,51844\n",
    "subscriber.json": b'{"account":"invented","since":"2026-02-01"}',
    "notes%/caf\u00e9 \U0001f4be?.txt": b"invented\n",
}


def manifest(files: dict[str, bytes] | None = None) -> Manifest:
    """The seal over the invented files."""
    return seal_items(
        (ItemSource(name=name, chunks=(content,)) for name, content in (files or FILES).items()),
        reference="GH-2026-0007/2",
        by="Red Austral SpA (invented)",
        at=NOW,
        exercise=True,
    )


def event(
    kind: CustodyKind, by: str, to: str | None = None, *, minutes: int = 0, over: str | None = None
) -> CustodyEvent:
    """An event over the whole seal, some minutes after the start."""
    return CustodyEvent(
        kind=kind,
        at=NOW + timedelta(minutes=minutes),
        by=by,
        to=to,
        why="Execution of the request GH-2026-0007/2",
        request="GH-2026-0007/2",
        over=over or Bundle(manifest=manifest()).seal,  # type: ignore[arg-type]  # a digest by its place
    )


def recorded(*events: CustodyEvent, without: frozenset[int] = frozenset()) -> tuple[CustodyRecord, ...]:
    """The events with the proofs of an invented journal, but for those of some places."""
    openings = [
        Opening(
            kind=one.entry_kind,
            who="cl/custodian/3",
            what=one.entry_what,
            at=one.at,
            salt=sha256(f"{place}".encode()).digest(),
        )
        for place, one in enumerate(events)
    ]
    journal = MemoryJournal()
    journal.append([write_entry(one.entry) for one in openings])
    return tuple(
        CustodyRecord(
            event=one,
            proof=None
            if place in without
            else write_proof(journal.proof(place, extra=write_opening(openings[place]))),
        )
        for place, one in enumerate(events)
    )


def bundle(**changes: object) -> Bundle:
    """The invented bundle."""
    values: dict[str, object] = {
        "manifest": manifest(),
        "custody": recorded(
            event("received", "Red Austral SpA"),
            event("sealed", "Red Austral SpA", minutes=1),
            event("handed_over", "Red Austral SpA", "PDI Cibercrimen", minutes=30),
        ),
        "conditions": (
            Condition(
                text="For the case GH-2026-0007 only.", set_by="Chile", basis="Article 28(2)(b) ETS 185"
            ),
        ),
    }
    return Bundle(**(values | changes))  # type: ignore[arg-type]  # values of the right kinds, by name


def sealed(made: Bundle | None = None, files: dict[str, bytes] | None = None) -> bytes:
    """The container of a bundle, sealed by the invented node."""
    content = {one.original: one for one in (made or bundle()).manifest.items}
    by_name = {content[name].name: data for name, data in (files or FILES).items()}
    return write_bundle(
        made or bundle(),
        lambda item: (by_name[item.name],),
        by=KEYS.signer,
        at=NOW,
        stamper=KEYS.stamper,
    )
