"""Evidence handed over and taken back: the giver signs, then the other side does."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from glacy.node.custody import put_event
from glacy.node.errors import SecondPersonError, SectionError, WrongStateError
from glacy.node.keeping_apart import demand_ordinary, keep_ordinary
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed, demand_open, new_id
from glacy.sayings import say
from glacy.store import access, cases, evidence, handovers, people
from glacy.store.cases import all_members
from glacy.store.models import ExhibitRow, HandOverRow
from glacy.store.people import Officer


def hand_over(
    node: Node,
    by: Officer,
    exhibit_id: str,
    *,
    why: str,
    confirmed_at: datetime,
    to: str = "",
    to_person: str = "",
    back: bool = False,
) -> str:
    """The id of a hand-over that the giver has signed; it is whole when the other side has.

    `to` is the sign-in name of a person on the case; `to_person` names one without an account, who signs the
    printed form. `back` says that the evidence returns to who gave it before.
    """
    row = access.content_for(by, exhibit_id)
    demand_confirmed(node, confirmed_at)
    _demand_holder(node, row, by)
    receiver = _receiver(row, by, to)
    if receiver is None:
        _demand_outsider(row, to_person)
    name = receiver.name if receiver is not None else " ".join(to_person.split())
    if not name:
        raise SectionError(
            say("Nobody is named who gets the evidence."),
            remedy=say("Name a person on the case, or a person without an account."),
            field="to_person",
        )
    at, kind = node.clock(), "returned" if back else "handed_over"
    try:
        with transaction.atomic():
            _take_up(node, row, by, at=at)
            given = handovers.put_hand_over(
                row, hand_over_id=new_id(), kind=kind, by=by, to=receiver, to_name=name, why=why, at=at
            )
            put_event(row, kind=kind, by=by, at=at, why=why, to=name)
            cases.touch_case(row.case, at=at)
    except IntegrityError as fault:
        raise WrongStateError(
            say("This exhibit is being handed over already."),
            remedy=say("Wait until the other side has confirmed or declined."),
        ) from fault
    return given.pk


def confirm(node: Node, by: Officer, hand_over_id: str, *, confirmed_at: datetime) -> None:
    """The receiver signs: the evidence is with them."""
    row = _mine(node, by, hand_over_id)
    demand_confirmed(node, confirmed_at)
    at = node.clock()
    with transaction.atomic():
        _settle(row, state="done", by=by, at=at)
        why = f"confirmed: {row.why}"
        put_event(row.exhibit, kind="received", by=by, at=at, why=why)
        cases.touch_case(row.exhibit.case, at=at)


def decline(node: Node, by: Officer, hand_over_id: str, *, why: str, confirmed_at: datetime) -> None:
    """The receiver does not take it: it goes back to who gave it."""
    row = _mine(node, by, hand_over_id)
    demand_confirmed(node, confirmed_at)
    at = node.clock()
    with transaction.atomic():
        _settle(row, state="declined", by=by, at=at, note=why)
        put_event(
            row.exhibit,
            kind="returned",
            by=by,
            at=at,
            why=say("declined: {why}", why=why),
            to=row.from_officer.name,
        )
        cases.touch_case(row.exhibit.case, at=at)


def confirm_on_paper(
    node: Node,
    by: Officer,
    hand_over_id: str,
    *,
    signed_on: date,
    scan: bytes,
    scan_name: str,
    confirmed_at: datetime,
) -> None:
    """A person without an account signed the printed form; another than the giver keys it in.

    The event is of who keyed it in, in the keeping of who signed, so that no signature is claimed that the
    node has not seen; the scan is kept.
    """
    row = access.hand_over_for(by, hand_over_id)
    access.demand_role(by, *access.KEEPERS)
    demand_confirmed(node, confirmed_at)
    if str(row.from_officer_id) == by.id:
        raise SecondPersonError(
            say("Who gives the evidence does not key in the signature of who gets it."),
            remedy=say("Ask another person on the case to key in the form."),
        )
    if row.to_officer_id is not None:
        raise WrongStateError(
            say("{person} has an account, and signs here.", person=row.to_name),
            remedy=say("Ask them to sign in and confirm."),
        )
    if not scan:
        raise SectionError(
            say("The scan of the signed form is missing."), remedy=say("Attach it."), field="scan"
        )
    if signed_on > node.clock().date() or signed_on < row.at.date():
        raise SectionError(
            say("The form was signed between {first} and today.", first=row.at.date()),
            remedy=say("Correct the day."),
            field="signed_on",
        )
    kept = keep_ordinary(node, scan, of=row.exhibit.case_id)
    at = node.clock()
    with transaction.atomic():
        _settle(row, state="done", by=by, at=at, scan=kept.digest, scan_name=scan_name[:200])
        why = f"on paper: {row.to_name} signed the printed form on {signed_on}; keyed in by {by.name}, "
        put_event(row.exhibit, kind="received", by=by, at=at, why=f"{why}scan {kept.digest[:16]}")
        cases.touch_case(row.exhibit.case, at=at)


def waiting_for(node: Node, by: Officer) -> tuple[HandOverRow, ...]:
    """What was handed to this officer and waits for their signature."""
    return tuple(handovers.waiting_for(by, access.places_of(by)))


def view_hand_over(node: Node, by: Officer, hand_over_id: str) -> HandOverRow:
    """One hand-over."""
    return access.hand_over_for(by, hand_over_id)


def scan_of(node: Node, by: Officer, hand_over_id: str) -> tuple[str, bytes]:
    """The scan of the signed form: its name and its bytes."""
    row = access.hand_over_for(by, hand_over_id)
    if not row.scan:
        raise WrongStateError(say("No scan was kept."), remedy=say("Key in the signed form."))
    demand_ordinary(row.scan)
    return row.scan_name, node.vault.get(row.scan)


def receivers_for(node: Node, by: Officer, exhibit_id: str) -> tuple[Officer, ...]:
    """Who on the case could get an exhibit from this officer."""
    row = access.exhibit_for(by, exhibit_id)
    return tuple(one for one, _ in all_members(row.case) if one.id != by.id)


def _demand_holder(node: Node, row: ExhibitRow, by: Officer) -> None:
    """Returns if the officer holds the exhibit, or may take it up: from the vault, or after one who left."""
    demand_open(row.case)
    if handovers.find_underway(row) is not None:
        raise WrongStateError(
            say("This exhibit is being handed over already."),
            remedy=say("Wait until the other side has confirmed or declined."),
        )
    on_case = {one.name for one, _ in all_members(row.case)}
    may_take_up = by.has(*access.KEEPERS) and row.holder not in on_case
    if row.holder != by.name and not may_take_up:
        raise WrongStateError(
            say("{holder} has this exhibit, and you do not.", holder=row.holder),
            remedy=say("Ask who has it to hand it over."),
            holder=row.holder,
        )


def _take_up(node: Node, row: ExhibitRow, by: Officer, *, at: datetime) -> None:
    """Who gives becomes the holder first: out of the vault, or with a gap where the holder left the case."""
    if row.holder == by.name:
        return
    if row.holder == node.name:
        put_event(
            row, kind="handed_over", by=None, name=node.name, at=at, why=say("out of the vault"), to=by.name
        )
        put_event(row, kind="received", by=by, at=at, why=say("taken up from the vault"))
        return
    why = f"taken up; {row.holder} is not on the case any more"
    put_event(row, kind="received", by=by, at=at, why=why, keeper="")
    evidence.set_holder(row, by.name)


def _receiver(row: ExhibitRow, by: Officer, to: str) -> Officer | None:
    if not to:
        return None
    found = people.get_officer(to)
    if found.id == by.id:
        raise SecondPersonError(say("You have it already."), remedy=say("Name another person."))
    if found.id not in {one.id for one, _ in all_members(row.case)}:
        raise WrongStateError(
            say("{person} is not on the case.", person=found.name),
            remedy=say("Put them on the case first; then they see what they get."),
        )
    if row.apart and not access.is_opener(found, row.case_id):
        raise WrongStateError(
            say("{person} is not named to open child-abuse material.", person=found.name),
            remedy=say("Name them as an opener first."),
        )
    return found


def _demand_outsider(row: ExhibitRow, name: str) -> None:
    """Returns if this names somebody without an account, who may have the evidence."""
    if people.has_account(name):
        raise SecondPersonError(
            say("{person} has an account here, and signs for themselves.", person=" ".join(name.split())),
            remedy=say("Name them by their sign-in name, as a person on the case."),
        )
    if row.apart:
        raise WrongStateError(
            say("Child-abuse material is handed to its openers alone, and they have accounts."),
            remedy=say("Name an opener of the case."),
        )


def _mine(node: Node, by: Officer, hand_over_id: str) -> HandOverRow:
    row = access.hand_over_for(by, hand_over_id)
    if row.to_officer_id is None or str(row.to_officer_id) != by.id:
        raise SecondPersonError(
            say("It was handed to {person}, who confirms it.", person=row.to_name),
            remedy=say("Ask them to sign in and confirm."),
        )
    return row


def _settle(
    row: HandOverRow,
    *,
    state: str,
    by: Officer,
    at: datetime,
    note: str = "",
    scan: str = "",
    scan_name: str = "",
) -> None:
    if not handovers.settle_hand_over(
        row, state=state, by=by, at=at, note=note, scan=scan, scan_name=scan_name
    ):
        raise WrongStateError(
            say("This hand-over is settled already."), remedy=say("See the chain of the exhibit.")
        )
