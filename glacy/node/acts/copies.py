"""Copies of the evidence: redacted ones, the copy for the defence, the plain bag and the description."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import PurePosixPath

from django.db import transaction

from glacy.canon import Digest, Json, digest_of
from glacy.evidence import (
    WITHHELD_SALT,
    Condition,
    DescribedExhibit,
    ItemNameError,
    ItemSource,
    Paper,
    PaperKind,
    Redaction,
    bag_files,
    commit_withheld,
    seal_items,
    store_name,
    write_case,
)
from glacy.node.acts.withholding import record_withheld
from glacy.node.bundling import carried_conditions, demand_not_apart, names_of, seal_exhibits
from glacy.node.custody import event_of, events_before, put_event
from glacy.node.disclosing import may_disclose
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.keeping_apart import demand_ordinary, keep_ordinary
from glacy.node.opened import Node
from glacy.node.redacting import demand_redacted
from glacy.node.rules import demand_confirmed, demand_open, new_id
from glacy.node.seals import demand_as_sealed
from glacy.node.using import THIS_CASE, demand_use
from glacy.sayings import say
from glacy.store import access, cases, copies, evidence, journal
from glacy.store.models import CasePaperRow, ConsentRow, ExhibitRow
from glacy.store.naming import is_named
from glacy.store.people import Officer
from glacy.times import write_instant

_MOST_PAPER = 32 << 20


def redact(
    node: Node,
    by: Officer,
    exhibit_id: str,
    *,
    name: str,
    chunks: Iterable[bytes],
    ground: str,
    decided_by: str,
    confirmed_at: datetime,
) -> str:
    """The id of the redacted version of an exhibit, which stands for it in copies; the original stays."""
    row = access.content_for(by, exhibit_id)
    access.demand_role(by, *access.KEEPERS)
    demand_confirmed(node, confirmed_at)
    demand_open(row.case)
    demand_not_apart((row,))
    stated = name.strip() or row.name
    try:
        store_name(stated)
    except ItemNameError as fault:
        raise SectionError(fault.says, remedy=fault.remedy, field="name") from fault
    kept = keep_ordinary(node, chunks, of=row.case_id)
    at = node.clock()
    try:
        demand_redacted(node, row, digest=kept.digest, size=kept.size)
    except SectionError:
        if not is_named(kept.digest):
            node.vault.remove_of(kept.digest, of=(row.case_id,))
        raise
    salt = secrets.token_bytes(WITHHELD_SALT)
    one = Redaction(
        commitment=commit_withheld(Digest(row.digest), salt=salt),
        instead=kept.digest,
        ground=ground,
        decided_by=decided_by,
        decided_at=at,
    )
    with transaction.atomic():
        made = evidence.put_exhibit(
            evidence.NewExhibit(
                id=new_id(),
                case=row.case_id,
                name=stated,
                digest=kept.digest,
                size=kept.size,
                at=at,
                by=by,
                holder=by.name,
                origin=row.origin,
                message=row.message,
                conditions=row.conditions,
                redacted_from=row,
                redaction={
                    "ground": one.ground,
                    "decided_by": one.decided_by,
                    "decided_at": write_instant(at),
                    "salt": salt.hex(),
                },
            )
        )
        put_event(
            row,
            kind="redacted",
            by=by,
            at=at,
            why=say("{ground}; decided by {person}", ground=ground, person=decided_by),
        )
        put_event(
            made, kind="received", by=by, at=at, why=say("made from exhibit {number}", number=row.number)
        )
        put_event(made, kind="sealed", by=by, at=at, why=say("sealed into the vault"))
        cases.touch_case(row.case, at=at)
    return made.pk


def defence_copy(
    node: Node,
    by: Officer,
    case_id: str,
    exhibits: Sequence[str],
    *,
    to: str,
    withheld: Mapping[str, str],
    decided_by: str,
    confirmed_at: datetime,
) -> Iterator[bytes]:
    """The sealed copy for the defence, in pieces: the exhibits, and what was withheld, why, by whom.

    `withheld` gives the ground for each exhibit of the case that is left out; one that is neither given nor
    withheld is refused, so that nothing is left out in silence.
    """
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.KEEPERS, *access.APPROVERS)
    demand_confirmed(node, confirmed_at)
    rows = tuple(_of_case(by, case.pk, exhibits))
    kept_back = tuple(_of_case(by, case.pk, withheld, is_content=False))
    _demand_all_named(case.pk, rows, kept_back)
    demand_not_apart(rows)
    demand_as_sealed(node, rows)
    at = node.clock()
    stood_for = {one.redacted_from_id for one in rows}
    salts = {one.pk: secrets.token_bytes(WITHHELD_SALT) for one in kept_back if one.pk not in stood_for}
    redactions = [
        Redaction(
            commitment=commit_withheld(Digest(one.digest), salt=salts[one.pk]),
            ground=withheld[one.pk],
            decided_by=decided_by,
            decided_at=at,
        )
        for one in kept_back
        if one.pk in salts
    ]
    condition = Condition(
        text=f"Copy for the defence ({to}): for the proceedings in case {case.reference} only.",
        set_by=by.authority or node.name,
    )
    pieces = seal_exhibits(
        node,
        by,
        rows,
        reference=case.reference,
        conditions=(condition,),
        redactions=redactions,
    )
    first = next(pieces)  # it is sealed whole before the first piece comes
    record_withheld(by, case, {one.pk: one for one in kept_back}, salts, at=at)
    _record(rows, kind="defence", to=to, why=say("copy for the defence: {person}", person=to), by=by, at=at)
    return chain((first,), pieces)


def bag(
    node: Node,
    by: Officer,
    case_id: str,
    exhibits: Sequence[str],
    *,
    to: str,
    why: str,
    confirmed_at: datetime,
    use: str = THIS_CASE,
) -> Iterator[tuple[str, Iterable[bytes]]] | None:
    """The files of a plain bag (RFC 8493) of these exhibits, path by path, each content in chunks.

    `use` is what it is for, which the conditions of each exhibit or a consent must allow. A bag for a person
    outside the case takes two: None says that this officer has asked for it, and that another gives it.
    """
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.KEEPERS, *access.APPROVERS)
    demand_confirmed(node, confirmed_at)
    rows = tuple(_of_case(by, case.pk, exhibits))
    demand_not_apart(rows)
    consents = {one.pk: demand_use(node, by, one, use) for one in rows}
    demand_as_sealed(node, rows)
    if not may_disclose(node, by, case, rows, to=to, why=why, use=use):
        return None
    at = node.clock()
    manifest = seal_items(
        (
            ItemSource(name=name, chunks=node.vault.chunks(one.digest), size=one.size)
            for name, one in zip(names_of(rows), rows, strict=True)
        ),
        reference=case.reference,
        by=by.authority or node.name,
        at=at,
        exercise=node.exercise,
    )
    tags = {"description.jsonld": _described(node, rows, reference=case.reference)}
    conditions = carried_conditions(rows)
    _record(rows, kind="bag", to=to, why=why, by=by, at=at, consents=consents)
    return bag_files(manifest, lambda item: node.vault.chunks(item.digest), conditions=conditions, tags=tags)


def describe(node: Node, by: Officer, case_id: str, exhibits: Sequence[str] = ()) -> bytes:
    """The CASE/UCO description of exhibits of a case: exhibits, acts and provenance (JSON-LD)."""
    case = access.case_for(by, case_id)
    every = [one.pk for one in evidence.all_exhibits(case.pk)]
    rows = tuple(_of_case(by, case.pk, exhibits or every, is_content=False))
    if not rows:
        raise WrongStateError(say("There is no exhibit to describe."), remedy=say("Take evidence in first."))
    told = _described(node, rows, reference=case.reference)
    what: dict[str, Json] = {"exhibits": [one.pk for one in rows], "file": digest_of(told)}
    with transaction.atomic():
        journal.put_entry("evidence.described", by=by, what=what, at=node.clock(), case=case)
    return told


def put_paper(
    node: Node,
    by: Officer,
    case_id: str,
    *,
    kind: PaperKind,
    title: str,
    content: bytes,
    file_name: str,
    request_id: str = "",
) -> str:
    """The id of a paper that goes with the evidence: domestic order, record of execution, certificate."""
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.KEEPERS, *access.APPROVERS)
    demand_open(case)
    request = access.message_for(by, request_id) if request_id else None
    if not content or len(content) > _MOST_PAPER:
        raise SectionError(
            say("A paper has between 1 and {most} bytes.", most=_MOST_PAPER),
            remedy=say("Take large files in as exhibits."),
            field="file",
        )
    suffix = PurePosixPath(file_name.lower()).suffix.removeprefix(".")
    paper = Paper(kind=kind, title=title, content=content, suffix=suffix if suffix.isalnum() else "bin")
    kept = keep_ordinary(node, content, of=case.pk)
    at = node.clock()
    with transaction.atomic():
        row = copies.put_paper(
            paper_id=new_id(),
            case=case.pk,
            request=request,
            kind=paper.kind,
            title=paper.title,
            suffix=paper.suffix,
            digest=kept.digest,
            by=by,
            at=at,
        )
        what = {"paper": kept.digest, "kind": kind}
        journal.put_entry("evidence.paper_put", by=by, what=dict(what), at=at, case=case)
        cases.touch_case(case, at=at)
    return row.pk


def papers_of(node: Node, by: Officer, case_id: str) -> tuple[CasePaperRow, ...]:
    """The papers that go with the evidence of a case."""
    return tuple(copies.all_papers(access.case_for(by, case_id).pk))


def read_paper(node: Node, by: Officer, paper_id: str) -> tuple[CasePaperRow, bytes]:
    """A paper and its bytes."""
    row = access.paper_for(by, paper_id)
    demand_ordinary(row.digest)
    return row, node.vault.get(row.digest)


def _of_case(
    by: Officer, case_id: str, exhibits: Iterable[str], *, is_content: bool = True
) -> Iterator[ExhibitRow]:
    look = access.content_for if is_content else access.exhibit_for
    for exhibit_id in exhibits:
        row = look(by, exhibit_id)
        if row.case_id != case_id:
            raise WrongStateError(
                say("An exhibit belongs to another case."), remedy=say("Choose exhibits of this case.")
            )
        yield row


def _demand_all_named(case_id: str, given: Sequence[ExhibitRow], kept_back: Sequence[ExhibitRow]) -> None:
    """Returns if each exhibit of the case is given, withheld, or stood for by its redacted version."""
    named = {one.pk for one in (*given, *kept_back)}
    named |= {str(one.redacted_from_id) for one in given if one.redacted_from_id}
    left = [one for one in evidence.all_exhibits(case_id) if one.pk not in named]
    digests = {one.digest for one in given}
    twice = [one for one in kept_back if one.digest in digests]
    if twice:
        raise WrongStateError(
            say(
                "The same content is given and withheld: exhibit {exhibits}.",
                exhibits=", ".join(_named(one) for one in twice),
            ),
            remedy=say("Give it or withhold it, under whatever number it lies here."),
            field="withheld",
        )
    if left or not given:
        raise WrongStateError(
            say(
                "Each exhibit is either given or withheld with its ground; these are not: {exhibits}.",
                exhibits=", ".join(_named(one) for one in left) or "-",
            ),
            remedy=say("Say for each whether it is given, or on what ground it is withheld."),
            field="withheld",
        )


def _named(row: ExhibitRow) -> str:
    return f"{row.number} ({row.pk})"


def _described(node: Node, rows: Sequence[ExhibitRow], *, reference: str) -> bytes:
    described = tuple(
        DescribedExhibit(
            number=one.number,
            name="" if one.apart else one.name,
            digest=Digest(one.digest),
            size=one.size,
            sealed_at=one.sealed_at,
            category=one.apart,
            events=(*events_before(one), *(event_of(row, one) for row in evidence.all_custody(one))),
        )
        for one in rows
    )
    return write_case(described, reference=reference, by=node.name, exercise=node.exercise)


def _record(
    rows: Iterable[ExhibitRow],
    *,
    kind: str,
    to: str,
    why: str,
    by: Officer,
    at: datetime,
    consents: Mapping[str, ConsentRow | None] | None = None,
) -> None:
    used = consents or {}
    with transaction.atomic():
        for one in rows:
            put_event(one, kind="copied", by=by, at=at, why=why, to=to)
            copies.put_copy(one, kind=kind, to=to, why=why, by=by, at=at, consent=used.get(one.pk))
