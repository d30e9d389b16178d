"""What is printed for a court: the record of custody, labels, the form of a hand-over, the certificate.

Each is PDF/A-3u in the language asked for. The record and the certificate are sealed by the node.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from django.db import transaction

from glacy.canon import Digest, Json, digest_of
from glacy.cooperation import Request
from glacy.countries import find_country
from glacy.documents import LANGUAGES, Language
from glacy.evidence import (
    Certified,
    Copied,
    CustodyRecord,
    ExhibitSheet,
    Heading,
    render_certificate,
    render_labels,
    render_receipt,
    render_record,
)
from glacy.node.acts.copies import put_paper
from glacy.node.acts.evidence import check_kept, receipts_of
from glacy.node.bundling import carried_conditions
from glacy.node.custody import event_of, events_before
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.following import message_of
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed
from glacy.node.seals import demand_as_sealed
from glacy.node.sequencer import prove
from glacy.sayings import say
from glacy.signing import seal_pdf
from glacy.store import access, copies, evidence, journal
from glacy.store.models import CaseRow, ExhibitRow, MessageRow
from glacy.store.people import Officer


def custody_record(
    node: Node, by: Officer, case_id: str, exhibits: Sequence[str] = (), *, language: str = ""
) -> bytes:
    """The sealed record of custody of exhibits, or of all of a case; events and proofs are attached."""
    case, rows = _exhibits(by, case_id, exhibits)
    demand_as_sealed(node, rows)
    told = [_sheet(node, one, is_proved=True) for one in rows]
    pdf = render_record(told, _heading(node, by, case, language))
    sealed = seal_pdf(pdf, by=node.signer, at=node.clock(), stamper=node.stamper)
    what: dict[str, Json] = {"exhibits": [one.pk for one in rows], "file": digest_of(sealed)}
    with transaction.atomic():
        journal.put_entry("evidence.record_sealed", by=by, what=what, at=node.clock(), case=case)
    return sealed


def labels(
    node: Node, by: Officer, case_id: str, exhibits: Sequence[str] = (), *, language: str = ""
) -> bytes:
    """Labels to print, each with a code that holds the exhibit's id and digest and names no person."""
    case, rows = _exhibits(by, case_id, exhibits)
    return render_labels([_sheet(node, one) for one in rows], _heading(node, by, case, language))


def receipt_form(node: Node, by: Officer, hand_over_id: str, *, language: str = "") -> bytes:
    """The form of a hand-over, for a person who signs by hand."""
    row = access.hand_over_for(by, hand_over_id)
    return render_receipt(
        _sheet(node, row.exhibit),
        _heading(node, by, row.exhibit.case, language),
        giver=row.from_officer.name,
        receiver=row.to_name,
        why=row.why,
        given_at=row.at,
    )


def certify(
    node: Node,
    by: Officer,
    request_id: str,
    exhibits: Sequence[str],
    *,
    confirmed_at: datetime,
    statement: str = "",
    language: str = "",
) -> str:
    """The id of the custodian's sealed certificate, in the form that the request asks for.

    It goes with the answer. Each exhibit is compared with its seal first; one that differs is not certified.
    """
    request = access.message_for(by, request_id)
    access.demand_role(by, "custodian", "central_authority_lawyer", "case_officer")
    demand_confirmed(node, confirmed_at)
    case, rows = _exhibits(by, request.case_id or "", exhibits)
    for one in rows:
        if check_kept(node, one).holds is not True:
            raise WrongStateError(
                say("Exhibit {number} is not what was sealed: it is not certified.", number=one.number),
                remedy=say("Look at its check, and restore it from the backup."),
                exhibit=one.pk,
            )
    at = node.clock()
    pdf = render_certificate(
        [_sheet(node, one) for one in rows],
        _heading(node, by, case, language),
        Certified(
            custodian=by.name,
            office=", ".join(part for part in (by.title, by.authority) if part),
            asked=asked_form(request),
            statement=statement.strip(),
            compared_at=at,
        ),
    )
    sealed = seal_pdf(pdf, by=node.signer, at=at, stamper=node.stamper)
    return put_paper(
        node,
        by,
        case.pk,
        kind="certificate",
        title=f"Certificate of the custodian {by.name}",
        content=sealed,
        file_name="certificate.pdf",
        request_id=request.pk,
    )


def asked_form(request: MessageRow) -> tuple[str, ...]:
    """The form of certificate that the court of trial asked for, as the request says it."""
    if request.kind != "request":
        return ()
    asked = cast(Request, message_of(request)).formalities  # its kind says so
    if asked is None:
        return ()
    found = [str(line) for line in asked.certificates]
    if asked.procedures is not None:
        found.append(" ".join(asked.procedures.text.split()))
    return tuple(found)


def requests_answered(by: Officer, exhibit_id: str) -> tuple[MessageRow, ...]:
    """The requests that an exhibit answers: the one it came for, and those with whose answers it went out."""
    row = access.exhibit_for(by, exhibit_id)
    found = [
        one.request for one in copies.all_copies(row) if one.kind == "answer" and one.request is not None
    ]
    came_for = None if row.message is None else row.message.about
    return tuple(dict.fromkeys((*([came_for] if came_for is not None else []), *found)))


def _exhibits(by: Officer, case_id: str, exhibits: Iterable[str]) -> tuple[CaseRow, list[ExhibitRow]]:
    case = access.case_for(by, case_id)
    chosen = set(exhibits)
    rows = [one for one in evidence.all_exhibits(case.pk) if not chosen or one.pk in chosen]
    if not rows or (chosen - {one.pk for one in rows}):
        raise WrongStateError(
            say("There is no such exhibit in this case."), remedy=say("Choose exhibits of this case.")
        )
    return case, rows


def _heading(node: Node, by: Officer, case: CaseRow, language: str) -> Heading:
    tongue = (language or by.language).split("-")[0]
    if tongue not in LANGUAGES:
        if language:
            raise SectionError(
                say("There are no words in {found!r}.", found=language),
                remedy=say("Use one of {languages}.", languages=", ".join(LANGUAGES)),
                field="language",
            )
        tongue = "en"
    return Heading(
        reference=case.reference,
        from_=by.authority or node.name,
        at=node.clock().replace(microsecond=0),
        language=cast(Language, tongue),  # one of LANGUAGES
        exercise=node.exercise,
    )


def _sheet(node: Node, row: ExhibitRow, *, is_proved: bool = False) -> ExhibitSheet:
    custody = evidence.all_custody(row)
    records = tuple(
        CustodyRecord(event=event_of(one, row), proof=prove(node, one.entry) if is_proved else None)
        for one in custody
    )
    return ExhibitSheet(
        id=row.pk,
        number=row.number,
        name=row.name,
        digest=Digest(row.digest),
        size=row.size,
        sealed_at=row.sealed_at,
        holder=row.holder,
        came_from=_came_from(row),
        request=_request_of(row),
        category=row.apart,
        conditions=carried_conditions((row,)),
        before=events_before(row),
        custody=records,
        indexes=tuple(journal.get_entry(one.entry.pk).index for one in custody),
        copies=_copied(row),
        checked_at=row.checked_at,
        check_holds=row.check_holds,
        destroyed_at=row.destroyed_at,
    )


def _copied(row: ExhibitRow) -> tuple[Copied, ...]:
    made = copies.all_copies(row)
    receipted = receipts_of(made)
    return tuple(
        Copied(
            kind=one.kind,
            to=one.to,
            at=one.at,
            receipted_at=receipted.get(one.request_id or "") if one.kind == "answer" else None,
        )
        for one in made
    )


def _came_from(row: ExhibitRow) -> str:
    if row.message is None:
        return ""
    country = find_country(row.message.country)
    return row.message.country if country is None else country.name("en")


def _request_of(row: ExhibitRow) -> str:
    about = None if row.message is None else row.message.about
    if about is None or about.case is None:
        return ""
    return about.case.reference
