"""One invented file of each kind that `glacy verify` knows, made by two countries in memory."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache

from glacy.cooperation import render_message
from glacy.evidence import (
    Bundle,
    Condition,
    CustodyEvent,
    CustodyRecord,
    ItemSource,
    Paper,
    seal_items,
    write_bundle,
)
from glacy.exchange import Directory
from glacy.journal import Note, Opening, cosign, read_note, read_proof, write_note, write_proof
from glacy.signing import seal_pdf
from tests import directory_operator
from tests.cooperation.story import PRESERVATION
from tests.nodes import NOW, MemoryNode, TwoCountries, seed_of, two_countries, witness_keys

CONTENT = b"at,ip,port\n2026-11-20T22:41:07Z,203.0.113.77,51844\n"


@cache
def world() -> TwoCountries:
    """Ghana and Chile."""
    return two_countries()


def directory() -> Directory:
    """The directory of both."""
    return world().directory


@cache
def directory_file() -> bytes:
    """The file of the directory."""
    return directory_operator.directory_file(directory())


@cache
def bundle() -> bytes:
    """A small bundle that Chile has sealed, its custody in Chile's journal."""
    return make_bundle(world().chile)


def make_bundle(node: MemoryNode, *papers: Paper) -> bytes:
    """A bundle of one file, sealed by a node."""
    manifest = seal_items(
        [ItemSource(name="mailbox.csv", chunks=(CONTENT,))],
        reference="GH-2026-0007/2",
        by="Red Austral SpA (invented)",
        at=NOW,
        exercise=True,
    )
    event = CustodyEvent(
        kind="sealed",
        at=NOW,
        by="PDI (invented)",
        why="Execution of the request",
        over=manifest.items[0].digest,
    )
    index = node.journal.append(
        Opening(
            kind=event.entry_kind,
            who="cl/custodian/1",
            what=event.entry_what,
            at=NOW,
            salt=seed_of("bundle"),
        )
    )
    record = CustodyRecord(event=event, proof=write_proof(node.journal.prove(index)))
    condition = Condition(text="For this case only.", set_by="Chile", basis="Article 28 ETS 185")
    made = Bundle(manifest=manifest, custody=(record,), conditions=(condition,), papers=papers)
    return write_bundle(made, lambda _: (CONTENT,), by=node.signer, at=NOW, stamper=node.stamper)


@cache
def sealed_envelope() -> bytes:
    """An envelope from Chile to Ghana with the bundle in it, encrypted."""
    return world().chile.send({"body.json": b'{"a":1}', "bundle.asice": bundle()}, to=world().ghana)


@cache
def receipt() -> bytes:
    """Ghana's receipt for it."""
    return world().ghana.receive(sealed_envelope())


def envelope() -> bytes:
    """The envelope, opened."""
    sealed_envelope()
    return world().chile.outbox[-1].envelope


@cache
def document() -> bytes:
    """Ghana's request to preserve, rendered and sealed."""
    ghana = world().ghana
    return seal_pdf(render_message(PRESERVATION), by=ghana.signer, at=NOW, stamper=ghana.stamper)


def envelope_with(pdf: bytes, *, body: bytes) -> bytes:
    """An envelope from Ghana to Chile with a document, opened; it starts a thread of its own."""
    ghana, chile = world().ghana, world().chile
    header = replace(ghana.header(to=chile), sequence=1, previous=None)
    return ghana.write(header, {"body.json": body, "document.pdf": pdf})


@cache
def rejection() -> bytes:
    """Ghana's rejection of what it cannot open."""
    return world().ghana.receive(b"no envelope")


@cache
def proof() -> bytes:
    """The proof in the bundle, as a file of its own, its head seen by Ghana since."""
    with zipfile.ZipFile(io.BytesIO(bundle())) as archive:
        found = read_proof(archive.read("proofs/0001.tlog-proof"))
    return write_proof(replace(found, note=_witnessed(found.note)))


@cache
def checkpoint() -> bytes:
    """The checkpoint of Chile's journal, which Ghana has seen."""
    bundle()
    return write_note(_witnessed(read_note(world().chile.journal.note)))


def _witnessed(note: Note) -> Note:
    for key in witness_keys("GH"):
        note = cosign(note, key=key, at=NOW)
    return note
