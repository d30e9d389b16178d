"""Erasure of a case after its time, or of a person who left: two decide, the keys go, an event stays.

What a case said lies under its content keys, in the database, the vault and every backup; they are destroyed,
and with the salts of its entries nobody can show any more what was done. That something was done, when, and
that it was erased, by whom and why, stays in the journal. A duty to keep comes before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from glacy.canon import Json
from glacy.node.authority import rules_of
from glacy.node.errors import KeptByDutyError, SecondPersonError, SectionError, WrongStateError
from glacy.node.notifying import notify
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed, new_id
from glacy.node.views import UNDELIVERED
from glacy.sayings import say
from glacy.store import access, cases, content_keys, erasing, evidence, glass, handovers, journal, people
from glacy.store.errors import NoAccessError, NotAllowedError
from glacy.store.models import CaseRow, ContentKeyRow, ErasureRow, MessageRow, ReviewRow
from glacy.store.people import Officer

_ON_THE_WAY = ("waiting", "retrying", *UNDELIVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureView:
    """One erasure, why it could not be done today, and what this officer may do about it."""

    row: ErasureRow
    duties: tuple[str, ...]
    may: frozenset[str]
    """Some of agree, refuse."""


def view_erasures(node: Node, by: Officer) -> tuple[ErasureView, ...]:
    """The erasures for office-holders; for others those of the cases they are on."""
    return tuple(_view(node, by, row) for row in erasing.all_erasures() if _may_see(node, by, row))


def view_erasure(node: Node, by: Officer, erasure_id: str) -> ErasureView:
    """One erasure, for office-holders, who is on the case, and who asked for it or decided on it."""
    row = erasing.get_erasure(erasure_id)
    if not _may_see(node, by, row):
        raise NoAccessError(
            say("There is no such erasure for you."), remedy=say("Ask an office-holder of the node.")
        )
    return _view(node, by, row)


def duties_of_case(node: Node, case: CaseRow) -> tuple[str, ...]:
    """Why a case must be kept; empty where it may be erased."""
    at, found = node.clock(), []
    if case.erased_at is not None:
        return (say("It is erased already."),)
    if case.closed_at is None:
        found.append(say("The case is open."))
    else:
        until = case.closed_at + timedelta(days=rules_of(node).keep_days)
        if until > at:
            found.append(say("The rules keep a closed case until {day}.", day=until.date()))
    if erasing.open_days(case, on=at.date()):
        found.append(say("A preservation still runs."))
    if evidence.kept_exhibits().filter(case=case).exists():
        found.append(say("Exhibits are in custody: have them returned or destroyed first."))
    if handovers.underway_on(case.pk):
        found.append(say("Evidence is on its way from one hand to another."))
    if MessageRow.objects.filter(case=case, direction="sent", carried__in=_ON_THE_WAY).exists():
        found.append(say("A message has not been delivered."))
    if ReviewRow.objects.filter(message__case=case, reviewed_at=None).exists():
        found.append(say("An act that was done alone waits for its review."))
    if any(one.state in ("open", "ended") for one in glass.glasses_of(case)):
        found.append(say("Its glass was broken, and that is not reviewed yet."))
    return tuple(found)


def duties_of_person(node: Node, person: Officer) -> tuple[str, ...]:
    """Why the name of a person must be kept; empty where it may be erased."""
    found = []
    if erasing.open_places(person):
        found.append(say("The person is on an open case."))
    if erasing.custody_named(person):
        found.append(say("Events of custody name the person: a court may ask who held the evidence."))
    rules = rules_of(node)
    if person.username in (*rules.office_holders, *rules.on_duty):
        found.append(say("The rules of the node name the person."))
    return tuple(found)


def ask_case_erasure(node: Node, by: Officer, reference: str, *, why: str, confirmed_at: datetime) -> str:
    """The id of what a second person must agree to; `reference` is the case's reference or id."""
    case = _case_of(node, by, reference)
    _demand_why(why)
    demand_confirmed(node, confirmed_at)
    _demand_free(duties_of_case(node, case))
    return _ask(node, by, case=case, person=None, why=why)


def ask_person_erasure(node: Node, by: Officer, username: str, *, why: str, confirmed_at: datetime) -> str:
    """The id of what an office-holder must agree to: that the name of a person who left be erased."""
    if not _is_holder(node, by) and not by.has("administrator"):
        raise _not_theirs()
    person = people.get_officer(username)
    _demand_why(why)
    demand_confirmed(node, confirmed_at)
    if person.id == by.id:
        raise SecondPersonError(
            say("Nobody erases their own name."), remedy=say("Ask an office-holder of the node.")
        )
    _demand_free(duties_of_person(node, person))
    return _ask(node, by, case=None, person=person, why=why)


def agree_erasure(node: Node, by: Officer, erasure_id: str, *, confirmed_at: datetime) -> None:
    """A second person agrees: keys, salts and names are destroyed for good, and the event is recorded.

    The rows are committed first; a run that is killed before the files are removed is made good at the next
    start (`sweep_erased`): without their key they are unreadable already.
    """
    row = view_erasure(node, by, erasure_id).row
    _demand_decider(node, by, row)
    demand_confirmed(node, confirmed_at)
    erasing.overwrite_deleted()
    if row.case is not None:
        _erase_case(node, by, row, row.case)
    elif row.person is not None:
        _erase_person(node, by, row, people.officer_of(row.person))
    erasing.scrub(ContentKeyRow, ErasureRow, CaseRow, MessageRow)
    sweep_erased(node)


def refuse_erasure(node: Node, by: Officer, erasure_id: str, *, why: str) -> None:
    """It is kept; who asked may also take it back."""
    row, at = view_erasure(node, by, erasure_id).row, node.clock()
    if str(row.asked_by_id) != by.id:
        _demand_decider(node, by, row)
    with transaction.atomic():
        if not erasing.settle(row, state="refused", by=by, at=at):
            raise _settled()
        what: dict[str, Json] = {"erasure": row.pk, "why": why.strip()}
        journal.put_entry("erasure.refused", by=by, what=what, at=at, case=row.case)


def sweep_erased(node: Node) -> int:
    """Removes the files of what was erased; how many erasures were left half done."""
    rows = erasing.unswept()
    for row in rows:
        keys = () if row.case_id is None else erasing.keys_of(row.case_id)
        for digest in {*row.vault, *node.vault.digests_of(keys)}:
            node.vault.remove_of(digest, of=("", *keys) if digest in row.vault else keys)
        for digest in node.vault_apart.digests_of(keys):  # envelopes in which there was what lies apart
            node.vault_apart.remove_of(digest, of=keys)
        erasing.set_swept(row, at=node.clock())
    return len(rows)


def _erase_case(node: Node, by: Officer, row: ErasureRow, case: CaseRow) -> None:
    at, keys = node.clock(), erasing.keys_of(case.pk)
    with transaction.atomic():
        cases.lock_case(case.pk)
        case.refresh_from_db()
        _demand_free(duties_of_case(node, case))
        if not erasing.settle(row, state="done", by=by, at=at, vault=sorted(erasing.digests_of(case.pk))):
            raise _settled()
        erasing.erase_case(case, at=at)
        content_keys.destroy(keys, at=at)
        what: dict[str, Json] = {"erasure": row.pk, "reference": case.reference, "why": row.why}
        what["asked_by"] = row.asked_by.username
        journal.put_entry("case.erased", by=by, what=what, at=at)


def _erase_person(node: Node, by: Officer, row: ErasureRow, person: Officer) -> None:
    at, alias = node.clock(), f"erased-{person.id}"
    with transaction.atomic():
        _demand_free(duties_of_person(node, person))
        if not erasing.settle(row, state="done", by=by, at=at):
            raise _settled()
        erasing.erase_person(person, alias=alias)
        what: dict[str, Json] = {"erasure": row.pk, "person": alias, "asked_by": row.asked_by.username}
        journal.put_entry("person.erased", by=by, what=what, at=at)


def _ask(node: Node, by: Officer, *, case: CaseRow | None, person: Officer | None, why: str) -> str:
    at = node.clock()
    try:
        with transaction.atomic():
            row = erasing.put_erasure(
                erasure_id=new_id(), case=case, person=person, why=why.strip(), by=by, at=at
            )
            what: dict[str, Json] = {"erasure": row.pk, "why": why.strip()}
            if person is not None:
                what["person"] = person.username
            journal.put_entry("erasure.asked", by=by, what=what, at=at, case=case)
            notify(node, _deciders(node, by, row), kind="erasure")
    except IntegrityError as fault:
        raise WrongStateError(
            say("Its erasure is asked for already."), remedy=say("Ask a second person to decide.")
        ) from fault
    return row.pk


def _view(node: Node, by: Officer, row: ErasureRow) -> ErasureView:
    duties: tuple[str, ...] = ()
    may: set[str] = set()
    if row.state == "asked":
        if row.case is not None:
            duties = duties_of_case(node, row.case)
        elif row.person is not None:
            duties = duties_of_person(node, people.officer_of(row.person))
        is_asker = str(row.asked_by_id) == by.id
        if is_asker or _decides(node, by, row):
            may.add("refuse")
        if not is_asker and _decides(node, by, row):
            may.add("agree")
    return ErasureView(row=row, duties=duties, may=frozenset(may))


def _case_of(node: Node, by: Officer, reference: str) -> CaseRow:
    """A case of this officer's, or any for an office-holder, who sees nothing of it by that."""
    named = reference.strip()
    mine = access.cases_of(by).filter(reference=named.upper()).first()
    if mine is not None:
        access.demand_role(by, *access.DESK_ROLES, *access.APPROVERS)
        return mine
    case = glass.find_case(named.upper()) if _is_holder(node, by) else None
    if case is not None:
        return case
    access.demand_role(by, *access.DESK_ROLES, *access.APPROVERS)
    return access.case_for(by, named)


def _may_see(node: Node, by: Officer, row: ErasureRow) -> bool:
    if _is_holder(node, by) or by.id in (str(row.asked_by_id), str(row.settled_by_id)):
        return True
    return row.case_id is not None and access.places_of(by).filter(case_id=row.case_id).exists()


def _decides(node: Node, by: Officer, row: ErasureRow) -> bool:
    if _is_holder(node, by):
        return True
    is_on = row.case_id is not None and access.places_of(by).filter(case_id=row.case_id).exists()
    return is_on and by.has(*access.APPROVERS)


def _deciders(node: Node, by: Officer, row: ErasureRow) -> list[Officer]:
    return [one for one in people.all_officers() if one.id != by.id and _decides(node, one, row)]


def _demand_decider(node: Node, by: Officer, row: ErasureRow) -> None:
    if not _decides(node, by, row):
        raise _not_theirs()
    if str(row.asked_by_id) == by.id:
        raise SecondPersonError(
            say("Who asks for an erasure does not decide on it."),
            remedy=say("Ask an office-holder, or another person on the case who may approve."),
        )
    if row.state != "asked":
        raise _settled()


def _is_holder(node: Node, by: Officer) -> bool:
    return by.username in rules_of(node).office_holders and not by.has("administrator")


def _demand_free(duties: tuple[str, ...]) -> None:
    if duties:
        raise KeptByDutyError(
            say("It must be kept. {why}", why=" ".join(duties)),
            remedy=say("Ask again when that is over; nothing was erased."),
            duties=list(duties),
        )


def _demand_why(why: str) -> None:
    if not why.strip():
        raise SectionError(
            say("Say why it is to be erased."), remedy=say("It is recorded, and stays."), field="why"
        )


def _not_theirs() -> NotAllowedError:
    return NotAllowedError(
        say("On an erasure decide office-holders, and who is on the case and may approve."),
        remedy=say("Ask one of them."),
    )


def _settled() -> WrongStateError:
    return WrongStateError(say("This was decided already."), remedy=say("Open the list again."))
