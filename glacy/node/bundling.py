"""Evidence bundles: the exhibits, their custody with proofs, the limits of their use, papers and gaps."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO, Final, cast

from glacy.canon import Digest
from glacy.countries import find_country
from glacy.evidence import (
    WITHHELD_SALT,
    Bundle,
    Condition,
    CustodyRecord,
    ItemSource,
    Paper,
    PaperKind,
    Redaction,
    commit_withheld,
    seal_bundle,
    seal_items,
)
from glacy.node.custody import event_of, events_before, put_event
from glacy.node.errors import BorderError
from glacy.node.files import make_folder
from glacy.node.keeping_apart import demand_ordinary
from glacy.node.opened import DIRECTORY_FILE, Node
from glacy.node.payload_pieces import Moved, chunks_of, no_room, stand_still
from glacy.node.seals import demand_as_sealed
from glacy.node.sending import DOCUMENT, read_part
from glacy.node.sequencer import prove
from glacy.node.using import demand_use
from glacy.node.veiled import VeiledFile
from glacy.sayings import say
from glacy.store import access, copies, evidence
from glacy.store.models import ConsentRow, ExhibitRow, MessageRow
from glacy.store.people import Officer
from glacy.times import read_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A bundle that was written, the exhibits in it, and the hand-over that its release records.

    It lies in a veiled file, however large it is, until it is closed.
    """

    made: VeiledFile
    digest: Digest
    exhibits: tuple[ExhibitRow, ...]
    to: str
    reference: str
    request: MessageRow | None = None
    consents: dict[str, ConsentRow] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.made.raw.size

    def opened(self) -> BinaryIO:
        """It as a file, at its beginning."""
        self.made.file.seek(0)
        return self.made.file

    def chunks(self) -> Iterator[bytes]:
        """Its bytes piece by piece."""
        return chunks_of(self.made.file)

    def close(self) -> None:
        """Let it go."""
        self.made.close()


WORKED: Final = 3
"""How often a bundle's content is gone through: sealed, written, and measured as a whole."""


def make_bundle(
    node: Node,
    by: Officer,
    request: MessageRow,
    exhibit_ids: Sequence[str],
    conditions: str,
    *,
    moved: Moved = stand_still,
) -> Bundled:
    """The signed bundle of exhibits for a request; their custody comes along, each event with its proof.

    Exhibits that came from another State under conditions go on only with its consent, and child-abuse
    material does not go this way at all (glacy/node/acts/apart.py).
    """
    exhibits = tuple(access.content_for(by, exhibit_id) for exhibit_id in exhibit_ids)
    demand_not_apart(exhibits)
    consents = _consents(node, by, exhibits, request)
    reference = request.case.reference if request.case is not None else request.pk
    own = tuple(
        Condition(text=line.strip(), set_by=node.name) for line in conditions.splitlines() if line.strip()
    )
    papers = (*request_papers(node, request), *case_papers(node, request), *_consent_papers(node, consents))
    made = _seal_exhibits(node, by, exhibits, reference=reference, conditions=own, papers=papers, moved=moved)
    try:
        digest = _digest_of(made, moved)
    except BaseException:
        made.close()
        raise
    return Bundled(
        made=made,
        digest=digest,
        exhibits=exhibits,
        to=request.country,
        reference=reference,
        request=request,
        consents=consents,
    )


def seal_exhibits(
    node: Node,
    by: Officer,
    exhibits: Sequence[ExhibitRow],
    *,
    reference: str,
    conditions: Sequence[Condition] = (),
    papers: Sequence[Paper] = (),
    redactions: Sequence[Redaction] = (),
) -> Iterator[bytes]:
    """The signed bundle of these exhibits, piece by piece; the conditions under which they came go with them.

    It lies in a file without a name while it is given out, veiled, and is gone when it was.
    """
    with _seal_exhibits(
        node, by, exhibits, reference=reference, conditions=conditions, papers=papers, redactions=redactions
    ) as made:
        yield from chunks_of(made.file)


def _seal_exhibits(
    node: Node,
    by: Officer,
    exhibits: Sequence[ExhibitRow],
    *,
    reference: str,
    conditions: Sequence[Condition] = (),
    papers: Sequence[Paper] = (),
    redactions: Sequence[Redaction] = (),
    moved: Moved = stand_still,
) -> VeiledFile:
    demand_not_apart(exhibits)
    demand_as_sealed(node, exhibits)
    at = node.clock()
    manifest = seal_items(
        (
            ItemSource(
                name=name, chunks=_told(node.vault_of(one.apart).chunks(one.digest), moved), size=one.size
            )
            for name, one in zip(names_of(exhibits), exhibits, strict=True)
        ),
        reference=reference,
        by=by.authority or node.name,
        at=at,
        exercise=node.exercise,
    )
    where = {one.digest: node.vault_of(one.apart) for one in exhibits}
    bundle = Bundle(
        manifest=manifest,
        custody=custody_records(node, exhibits),
        conditions=(*carried_conditions(exhibits), *conditions),
        papers=(*papers, *directory_paper(node)),
        redactions=tuple(sorted((*redactions_of(exhibits), *redactions), key=lambda one: one.commitment)),
    )

    folder = node.path / "vault"
    make_folder(folder)
    made = VeiledFile(folder)
    try:
        with ExitStack() as held:
            seal_bundle(
                made.file,
                bundle,
                lambda item: _told(where[item.digest].chunks(item.digest), moved),
                by=node.signer,
                at=at,
                stamper=node.stamper,
                spool=lambda: held.enter_context(VeiledFile(folder)).file,
            )
        made.file.flush()
    except OSError as fault:
        made.close()
        raise no_room(folder, fault) from fault
    except BaseException:
        made.close()
        raise
    return made


def _told(chunks: Iterable[bytes], moved: Moved) -> Iterator[bytes]:
    for chunk in chunks:
        moved(len(chunk))
        yield chunk


def _digest_of(made: VeiledFile, moved: Moved) -> Digest:
    found = sha256()
    for chunk in _told(chunks_of(made.file), moved):
        found.update(chunk)
    return Digest(found.hexdigest())


def demand_not_apart(exhibits: Iterable[ExhibitRow]) -> None:
    """Returns if none of these is child-abuse material, which travels on its own way only."""
    for one in exhibits:
        if not one.apart:
            demand_ordinary(one.digest)
        if one.apart:
            raise BorderError(
                say("Exhibit {number} is child-abuse material: it goes into no bundle.", number=one.number),
                remedy=say("Record the agreement of both authorities, and hand it over sealed apart."),
                exhibit=one.pk,
            )


def put_handed_over(bundled: Bundled, *, by: Officer, at: datetime) -> None:
    """A copy of each exhibit goes to the requesting State; inside the transaction of the release."""
    why = f"released with the answer in case {bundled.reference}"
    for exhibit in bundled.exhibits:
        put_event(
            exhibit,
            kind="handed_over",
            by=by,
            at=at,
            why=why,
            to=bundled.to,
            keeper=exhibit.holder,
            request=bundled.reference,
        )
        copies.put_copy(
            exhibit,
            kind="answer",
            to=bundled.to,
            why=why,
            by=by,
            at=at,
            digest=bundled.digest,
            request=bundled.request,
            consent=bundled.consents.get(exhibit.pk),
        )


def carried_conditions(exhibits: Iterable[ExhibitRow]) -> tuple[Condition, ...]:
    """The conditions under which exhibits came, each with the State that set it."""
    found = [
        Condition(text=" ".join(line.split()), set_by=setter_of(one))
        for one in exhibits
        for line in one.conditions.split("; ")
        if line.strip()
    ]
    return tuple(dict.fromkeys(found))


def setter_of(exhibit: ExhibitRow) -> str:
    """The State that set the conditions of an exhibit."""
    code = "" if exhibit.message is None else exhibit.message.country
    country = find_country(code)
    return code or "unknown" if country is None else country.name("en")


def redactions_of(exhibits: Iterable[ExhibitRow]) -> tuple[Redaction, ...]:
    """What redacted exhibits stand for."""
    return tuple(
        Redaction(
            commitment=commit_withheld(Digest(one.redacted_from.digest), salt=salt_of(one)),
            instead=Digest(one.digest),
            ground=str(one.redaction["ground"]),
            decided_by=str(one.redaction["decided_by"]),
            decided_at=read_instant(str(one.redaction["decided_at"])),
        )
        for one in exhibits
        if one.redacted_from is not None
    )


def salt_of(redacted: ExhibitRow) -> bytes:
    """The salt under which the original of a redacted version is withheld; drawn where there is none."""
    kept = redacted.redaction.get("salt")
    if kept is None:
        kept = secrets.token_hex(WITHHELD_SALT)
        redacted.redaction = {**redacted.redaction, "salt": kept}
        redacted.save(update_fields=["redaction"])
    return bytes.fromhex(str(kept))


def request_papers(node: Node, request: MessageRow) -> tuple[Paper, ...]:
    """The request that the evidence answers: its value, and its sealed document."""
    if request.kind != "request":
        return ()
    reference = request.case.reference if request.case is not None else request.pk
    found = [Paper(kind="request", title=f"Request {reference}", content=bytes(request.body), suffix="json")]
    document = read_part(node, request, DOCUMENT)
    if document is not None:
        found.append(Paper(kind="request", title=f"Request {reference}, sealed document", content=document))
    return tuple(found)


def directory_paper(node: Node) -> tuple[Paper, ...]:
    """The directory of the day of sealing with all that signs it, so that a reader needs nothing else."""
    file = node.path / DIRECTORY_FILE
    if not file.is_file():
        return ()
    day = node.clock().date().isoformat()
    return (Paper(kind="directory", title=f"Directory of {day}", content=file.read_bytes(), suffix="json"),)


def case_papers(node: Node, request: MessageRow) -> tuple[Paper, ...]:
    """The order, the execution record and the certificates that were put in for a request."""
    demand_ordinary(*(one.digest for one in copies.papers_for(request)))
    return tuple(
        Paper(
            kind=cast(PaperKind, one.kind),  # Paper checks it
            title=one.title,
            content=node.vault.get(one.digest),
            suffix=one.suffix,
        )
        for one in copies.papers_for(request)
    )


def custody_records(node: Node, exhibits: Sequence[ExhibitRow]) -> tuple[CustodyRecord, ...]:
    """What happened to these exhibits, before and here, each event of ours with its proof."""
    mine = [
        CustodyRecord(event=event_of(row, one), proof=prove(node, row.entry))
        for one in exhibits
        for row in evidence.all_custody(one)
    ]
    known = {one.digest for one in exhibits}
    before = [
        CustodyRecord(event=event) for one in exhibits for event in events_before(one) if event.over in known
    ]
    unique = {id(record.event): record for record in (*before, *mine)}
    return tuple(sorted(unique.values(), key=lambda record: record.event.at))


def names_of(exhibits: Sequence[ExhibitRow]) -> list[str]:
    """A name for each exhibit; where two clash (one name, or one is a folder of another), with its number."""
    names = [one.name for one in exhibits]
    clashing = {
        name
        for name in names
        if names.count(name) > 1 or any(other.startswith(name + "/") for other in names)
    }
    return [f"{one.pk[:8]} {one.name}" if one.name in clashing else one.name for one in exhibits]


def _consents(
    node: Node, by: Officer, exhibits: Iterable[ExhibitRow], request: MessageRow
) -> dict[str, ConsentRow]:
    """The consents under which received exhibits go on to a third State; raises where one is missing."""
    found = {}
    for one in exhibits:
        if one.message is not None and one.message.country != request.country:
            used = demand_use(node, by, one, "other_state", to=request.country)
            if used is not None:
                found[one.pk] = used
    return found


def _consent_papers(node: Node, consents: dict[str, ConsentRow]) -> tuple[Paper, ...]:
    unique = {one.file: one for one in consents.values()}
    demand_ordinary(*unique)
    return tuple(
        Paper(
            kind="consent",
            title=f"Consent of {one.from_name}: {' '.join(one.what.split())}"[:180],
            content=node.vault.get(one.file),
            suffix=one.file_name.rpartition(".")[2].lower() or "bin",
        )
        for one in unique.values()
    )
