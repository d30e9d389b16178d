"""Child-abuse material: a vault of its own, named openers, and no border without both authorities.

It is described by digest and category alone: no name, no preview, no bundle of an answer, no bag. What both
authorities agreed on travels in a sealed bundle that only the other node's key opens.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import transaction

from glacy.canon import Digest, digest_of
from glacy.evidence import (
    Bundle,
    Condition,
    CustodyEvent,
    ItemSource,
    chain_of,
    examine_bundle,
    read_bundle,
    seal_items,
    write_bundle,
    write_events,
)
from glacy.exchange import ExchangeError, open_stream, seal_stream
from glacy.node.bundling import custody_records
from glacy.node.custody import put_event
from glacy.node.errors import BorderError, SecondPersonError, SectionError, WrongStateError
from glacy.node.keeping_apart import keep_ordinary, let_go, move_all, open_to
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed, demand_open, new_id
from glacy.sayings import say
from glacy.store import access, apart, cases, copies, evidence, journal, people
from glacy.store.cases import all_members
from glacy.store.errors import NoAccessError
from glacy.store.models import AgreementRow, CaseRow, ExhibitRow, OpenerRow
from glacy.store.people import Officer

CATEGORIES: Final = ("image", "video", "text", "mixed")
_CATEGORY: Final = "child_abuse_material"
_MARK: Final = "Child-abuse material: "


def put_apart(node: Node, by: Officer, case_id: str, category: str, chunks: Iterable[bytes]) -> str:
    """The id of an exhibit in the vault apart; who puts it in has seen it, and is an opener.

    What came in before with the same content, in whatever case, is moved; the same case has it once.
    """
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.KEEPERS)
    demand_open(case)
    _demand_category(category)
    openers = {str(one.officer_id) for one in apart.all_openers(case)}
    if openers and by.id not in openers:
        raise NoAccessError(
            say("Child-abuse material of this case is handled by its openers alone."),
            remedy=say("Ask one of them to name you, or to put it in."),
        )
    kept = node.vault_apart.put(chunks)
    at = node.clock()
    with transaction.atomic():
        if not openers:
            open_to(case, by, by=by, at=at, why=say("put the material in"))
        move_all(node, by, kept.digest, category, at=at)
        row = apart.find_in_case(case, kept.digest)
        if row is None:
            row = _put_row(node, by, case, category, digest=kept.digest, size=kept.size, at=at)
            put_event(row, kind="received", by=by, at=at, why=say("taken in, apart"))
            put_event(row, kind="sealed", by=by, at=at, why=say("sealed into the vault apart"))
        cases.touch_case(case, at=at)
    let_go(node, kept.digest)
    return row.pk


def move_apart(node: Node, by: Officer, exhibit_id: str, category: str, *, confirmed_at: datetime) -> None:
    """An exhibit that was taken in by mistake goes into the vault apart, with all that have its content."""
    row = access.exhibit_for(by, exhibit_id)
    demand_confirmed(node, confirmed_at)
    if row.apart or row.destroyed_at is not None:
        raise WrongStateError(
            say("This exhibit lies apart already, or is destroyed."), remedy=say("See its chain.")
        )
    put_apart(node, by, row.case_id, category, node.vault.chunks(row.digest))


def openers_of(node: Node, by: Officer, case_id: str) -> tuple[OpenerRow, ...]:
    """Who may open the material of a case; everyone on the case may know whom to ask."""
    return tuple(apart.all_openers(access.case_for(by, case_id)))


def name_opener(
    node: Node, by: Officer, case_id: str, username: str, *, why: str, confirmed_at: datetime
) -> None:
    """An opener names another person on the case."""
    case = _opened_case(by, case_id)
    demand_confirmed(node, confirmed_at)
    person = people.get_officer(username)
    if person.id == by.id or person.id not in {one.id for one, _ in all_members(case)}:
        raise WrongStateError(
            say("{person} is not another person on the case.", person=person.name),
            remedy=say("Put them on the case first."),
        )
    with transaction.atomic():
        open_to(case, person, by=by, at=node.clock(), why=why)


def remove_opener(node: Node, by: Officer, case_id: str, username: str, *, why: str) -> None:
    """A person opens the material no more; one opener stays as long as there is material."""
    case = _opened_case(by, case_id)
    person = people.get_officer(username)
    if len(apart.all_openers(case)) < 2:
        raise WrongStateError(
            say("At least one person must be able to open it."), remedy=say("Name another opener first.")
        )
    with transaction.atomic():
        apart.remove_opener(case, person, at=node.clock())
        what = {"person": person.username, "why": why}
        journal.put_entry("evidence.opener_removed", by=by, what=dict(what), at=node.clock(), case=case)


def record_agreement(
    node: Node,
    by: Officer,
    exhibit_id: str,
    *,
    country: str,
    theirs: str,
    theirs_on: date,
    theirs_reference: str,
    scan: bytes,
    scan_name: str,
) -> None:
    """Records that the other authority agreed to get the material; ours agrees by another person's act."""
    row = _apart_row(by, exhibit_id)
    if not scan or not theirs.strip():
        raise SectionError(
            say("Their agreement and its scan are missing."),
            remedy=say("Name their authority, and attach what they signed."),
            field="scan",
        )
    if theirs_on > node.clock().date():
        raise SectionError(
            say("They cannot have agreed after today."), remedy=say("Correct the day."), field="theirs_on"
        )
    node.peer(country)
    kept = keep_ordinary(node, scan, of=row.case_id)
    at = node.clock()
    with transaction.atomic():
        apart.put_agreement(
            row,
            country=country,
            theirs=theirs.strip(),
            theirs_on=theirs_on,
            theirs_reference=theirs_reference.strip(),
            scan=kept.digest,
            scan_name=scan_name,
            by=by,
            at=at,
        )
        what = {"exhibit": row.pk, "country": country, "theirs": theirs, "scan": kept.digest}
        journal.put_entry("evidence.agreement_recorded", by=by, what=dict(what), at=at, case=row.case_id)


def agree(node: Node, by: Officer, exhibit_id: str, country: str, *, confirmed_at: datetime) -> None:
    """Our authority agrees: one who may approve, and did not record the other side's word."""
    agreement = access.agreement_for(by, exhibit_id, country)
    access.demand_role(by, *access.APPROVERS)
    demand_confirmed(node, confirmed_at)
    if str(agreement.recorded_by_id) == by.id:
        raise SecondPersonError(
            say("Who recorded their agreement does not give ours."),
            remedy=say("Ask another person on the case who may approve."),
        )
    at = node.clock()
    with transaction.atomic():
        apart.set_agreed(agreement, by=by, at=at)
        what = {"exhibit": exhibit_id, "country": country}
        journal.put_entry(
            "evidence.agreement_given", by=by, what=dict(what), at=at, case=agreement.exhibit.case_id
        )


def agreements_of(node: Node, by: Officer, exhibit_id: str) -> tuple[AgreementRow, ...]:
    """What was agreed about an exhibit, State by State."""
    return tuple(apart.all_agreements(access.exhibit_for(by, exhibit_id)))


def give_apart(node: Node, by: Officer, exhibit_id: str, country: str, *, confirmed_at: datetime) -> bytes:
    """The material for another State, sealed and encrypted to its node alone; both sides must have agreed."""
    row = access.content_for(by, exhibit_id)
    demand_confirmed(node, confirmed_at)
    agreement = apart.find_agreement(row, country)
    if not row.apart or agreement is None or agreement.agreed_at is None:
        what = {"exhibit": row.pk, "country": country}
        with transaction.atomic():
            journal.put_entry(
                "evidence.border_refused", by=by, what=dict(what), at=node.clock(), case=row.case_id
            )
        raise BorderError(
            say("It crosses no border: both authorities have not agreed on {country}.", country=country),
            remedy=say("Record their agreement, and ask one of ours who may approve to agree."),
            exhibit=row.pk,
        )
    data = _sealed(node, by, row, agreement)
    at = node.clock()
    why = f"agreed by {agreement.theirs} ({agreement.theirs_reference}) and by our authority"
    with transaction.atomic():
        put_event(row, kind="handed_over", by=by, at=at, why=why, to=country, keeper=row.holder)
        copies.put_copy(row, kind="apart", to=country, why=why, by=by, at=at, digest=digest_of(data))
    return data


def take_apart(node: Node, by: Officer, case_id: str, data: bytes) -> tuple[str, ...]:
    """The ids of exhibits out of a file that another node sealed apart for this one."""
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.KEEPERS)
    demand_open(case)
    into = io.BytesIO()
    try:
        open_stream(io.BytesIO(data), into, identities=(node.identity,))
    except ExchangeError as fault:
        raise WrongStateError(
            say("This file was not sealed for this node: {why}", why=fault.says),
            remedy=say("Ask the sender for one that is."),
        ) from fault
    nodes = () if node.directory is None else node.directory.nodes
    keys = [key for one in nodes for key in one.journal_history]
    reading = examine_bundle(into.getvalue(), trust=node.trust, at=node.clock(), keys=keys)
    if reading.holds is not True:
        why = next((one.says for one in reading.checks if one.holds is not True), "")
        raise WrongStateError(
            say("What is in the file does not hold: {why}", why=why), remedy=say("Ask for it again.")
        )
    told, found = read_bundle(into.getvalue()), []
    category = next((one.text for one in told.bundle.conditions if one.text.startswith(_MARK)), "")
    category = category.removeprefix(_MARK).partition(";")[0]
    _demand_category(category if told.bundle.manifest.category == _CATEGORY else "")
    events = tuple(record.event for record in told.bundle.custody)
    at = node.clock()
    for item in told.bundle.manifest.items:
        kept = node.vault_apart.put(told.payload[item.name])
        earlier = chain_of(item.digest, events, seal=told.bundle.seal)
        with transaction.atomic():
            if not apart.all_openers(case):
                open_to(case, by, by=by, at=at, why=say("took the material in"))
            move_all(node, by, kept.digest, category, at=at)
            row = apart.find_in_case(case, kept.digest)
            if row is None:
                row = _put_row(
                    node, by, case, category, digest=kept.digest, size=kept.size, at=at, earlier=earlier
                )
                put_event(
                    row, kind="received", by=by, at=at, why=say("came sealed apart, both authorities agreed")
                )
                put_event(row, kind="sealed", by=by, at=at, why=say("sealed into the vault apart"))
        let_go(node, kept.digest)
        found.append(row.pk)
    return tuple(found)


def _sealed(node: Node, by: Officer, row: ExhibitRow, agreement: AgreementRow) -> bytes:
    at = node.clock()
    manifest = seal_items(
        [ItemSource(name=row.digest[:16], chunks=node.vault_apart.chunks(row.digest), size=row.size)],
        reference=row.case.reference,
        by=by.authority or node.name,
        at=at,
        exercise=node.exercise,
        category=_CATEGORY,
    )
    terms = f"both authorities agreed: {' '.join(agreement.theirs.split())}, {agreement.theirs_on}"
    bundle = Bundle(
        manifest=manifest,
        custody=custody_records(node, (row,)),
        conditions=(Condition(text=f"{_MARK}{row.apart}; {terms}", set_by=node.name),),
    )
    sealed = write_bundle(
        bundle,
        lambda item: node.vault_apart.chunks(item.digest),
        by=node.signer,
        at=at,
        stamper=node.stamper,
    )
    into = io.BytesIO()
    seal_stream(io.BytesIO(sealed), into, to=node.peer(agreement.country).age_recipients)
    return into.getvalue()


def _put_row(
    node: Node,
    by: Officer,
    case: CaseRow,
    category: str,
    *,
    digest: Digest,
    size: int,
    at: datetime,
    earlier: tuple[CustodyEvent, ...] = (),
) -> ExhibitRow:
    return evidence.put_exhibit(
        evidence.NewExhibit(
            id=new_id(),
            case=case.pk,
            name=digest[:16],
            digest=digest,
            size=size,
            at=at,
            by=by,
            holder=by.name,
            origin="received" if earlier else "own",
            apart=category,
            earlier=write_events(earlier),
        )
    )


def _opened_case(by: Officer, case_id: str) -> CaseRow:
    case = access.case_for(by, case_id)
    if not access.is_opener(by, case.pk):
        raise NoAccessError(
            say("Openers are named by an opener."), remedy=say("Ask one; the list stands on the page.")
        )
    return case


def _apart_row(by: Officer, exhibit_id: str) -> ExhibitRow:
    row = access.content_for(by, exhibit_id)
    if not row.apart:
        raise WrongStateError(
            say("This exhibit is not child-abuse material."), remedy=say("Send it with an answer.")
        )
    return row


def _demand_category(category: str) -> None:
    if category not in CATEGORIES:
        raise SectionError(
            say("A category was expected, found {found!r}.", found=category),
            remedy=say("Use one of {categories}.", categories=", ".join(CATEGORIES)),
            field="category",
        )
