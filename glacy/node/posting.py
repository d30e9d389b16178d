"""Parcels and replies by mail: begun before the line opens, counted once the server has taken them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from django.db import transaction

from glacy.courier import (
    Bounce,
    CourierError,
    MailSettings,
    new_mark,
    write_parcel_letter,
    write_reply_letter,
)
from glacy.errors import GlacyError
from glacy.exchange import LIVE_STATES, ParcelState, ask_person, come_back, next_try, post
from glacy.node.opened import Node
from glacy.node.parcels import Sealed, keep_sealed, sealed_of
from glacy.sayings import join, say
from glacy.store import carrying, cases, journal, messages, outbox
from glacy.store.models import DepartureRow, OutboxRow, ReturnRow
from glacy.store.people import Officer

MAIL_AFTER = 5
"""Mail is taken once HTTPS failed so often, about half a minute after the first try."""
IN_A_ROUND = 10
_RETURN_TRIES = 12
_IDLE = timedelta(minutes=15)
Step = Callable[[str], None]


class Sender(Protocol):
    """What hands a mail to the node's server."""

    def send(self, letter: bytes, *, to: str) -> None:
        """Returns when the server has taken it."""
        ...


def mail_due(
    node: Node, settings: MailSettings, sender: Sender, *, before: Step = lambda _: None
) -> tuple[int, CourierError | None]:
    """Mails parcels and replies that are due; how many, and the fault of the line that ended the round."""
    at, done = node.clock(), 0
    if node.is_quiet():
        return 0, None
    for parcel in carrying.parcels_to_mail(at=at, tries=MAIL_AFTER, limit=IN_A_ROUND):
        fault = mail_parcel(node, settings, sender, parcel, before=before)
        if fault is not None and _is_of_line(fault):
            return done, fault
        done += 1
    for owed in carrying.returns_due(at=at, limit=IN_A_ROUND):
        fault = mail_return(node, settings, sender, owed, before=before)
        if fault is not None and _is_of_line(fault):
            return done, fault
        done += 1
    return done, None


def mail_parcel(
    node: Node, settings: MailSettings, sender: Sender, row: OutboxRow, *, before: Step = lambda _: None
) -> CourierError | None:
    """One parcel by mail; what kept it, or None. Killed half-way it leaves again, in the same mail."""
    peer = node.find_peer(row.country)
    at = node.clock()
    if peer is None or not peer.mail:
        carrying.set_mail_at(row, at + _IDLE)
        return None
    try:
        sealed = sealed_of(node, row, peer)
        if len(sealed.data) > settings.most_bytes:
            _not_mailed(node, row, _too_large(sealed, settings), wait=timedelta(days=1))
            return None
        keep_sealed(node, row, sealed, peer)
    except CourierError as fault:
        return fault
    except GlacyError as fault:
        _not_mailed(node, row, str(fault), wait=_IDLE)
        return None
    begun = carrying.find_begun(row, sealed.digest)
    mark = new_mark(settings.address) if begun is None else begun.mark
    with transaction.atomic():
        departure = carrying.put_departure(row, carrier="mail", sealed=sealed.digest, mark=mark, at=at)
    before("mail")
    letter = write_parcel_letter(sealed.data, sender=settings.address, to=peer.mail, mark=mark, at=at)
    try:
        sender.send(letter, to=peer.mail)
    except CourierError as fault:
        carrying.set_departure(departure, "failed", at=node.clock(), says=str(fault))
        _not_mailed(node, row, str(fault), wait=_wait_after(departure, fault))
        return fault
    before("mailed")
    note_posted(node, row, departure)
    return None


def note_posted(node: Node, row: OutboxRow, departure: DepartureRow, *, by: Officer | None = None) -> None:
    """The parcel has left by mail or on a stick; its reply is waited for."""
    at = node.clock()
    with transaction.atomic():
        messages.refresh_state(row.message)
        held = outbox.lock_parcel(row)
        parcel = outbox.parcel_of(held)
        carrying.set_departure(departure, "left", at=at)
        if parcel.state not in LIVE_STATES:
            return  # its reply came meanwhile
        outbox.set_parcel(held, post(parcel, at=at), at=at)
        messages.set_carried(row.message, "posted", at=at)
        what = {"message": row.message_id, "carrier": departure.carrier, "sealed": departure.sealed}
        journal.put_entry("message.posted", by=by, what=dict(what), at=at, case=row.message.case_id)
        if row.message.case_id is not None:
            cases.touch_case(row.message.case_id, at=at)


def mail_return(
    node: Node, settings: MailSettings, sender: Sender, row: ReturnRow, *, before: Step = lambda _: None
) -> CourierError | None:
    """One reply back by mail, to the address that the directory gives; what kept it, or None."""
    at, peer = node.clock(), node.find_peer(row.country)
    if peer is None or not peer.mail:
        says = say("The directory has no mail address of {country}.", country=row.country)
        carrying.set_return(row, "failed", at=at, says=says)
        return None
    row.tries, row.mark = row.tries + 1, row.mark or new_mark(settings.address)
    carrying.set_return(row, "waiting", at=at, next_at=next_try(row.tries + 4, at))
    before("return")
    letter = write_reply_letter(
        bytes(row.data), sender=settings.address, to=peer.mail, mark=row.mark, at=at, answers=row.answers
    )
    try:
        sender.send(letter, to=peer.mail)
    except CourierError as fault:
        state = "failed" if row.tries >= _RETURN_TRIES else "waiting"
        carrying.set_return(row, state, at=at, says=str(fault))
        return fault
    carrying.set_return(row, "gone", at=node.clock())
    return None


def take_bounce(node: Node, bounce: Bounce) -> str | None:
    """What a bounce is about, in words; None where it is about no mail of ours."""
    at = node.clock()
    owed = carrying.find_return(bounce.mark)
    if owed is not None:
        says = say(
            "The mail with our reply to {country} came back: {why}", country=owed.country, why=bounce.says
        )
        if bounce.is_failure:
            carrying.set_return(owed, "came_back", at=at, says=says)
        return says
    departure = carrying.find_departure(bounce.mark)
    if departure is None:
        return None
    row = departure.outbox
    if not bounce.is_failure:
        return say("The mail to {country} is late: {why}", country=row.country, why=bounce.says)
    says = say("The mail to {country} came back: {why}", country=row.country, why=bounce.says)
    with transaction.atomic():
        messages.refresh_state(row.message)
        held = outbox.lock_parcel(row)
        carrying.set_departure(departure, "came_back", at=at, says=bounce.says)
        parcel = outbox.parcel_of(held)
        back = come_back(parcel, at=at, says=says)
        if carrying.chosen_carrier(row.country) == "mail":
            back = ask_person(back, says=join(says, say("Choose another carrier, and ask for another try.")))
        if back != parcel:
            outbox.set_parcel(held, back, at=at)
            carried = "stuck" if back.state is ParcelState.STUCK else "retrying"
            messages.set_carried(row.message, carried, at=at)
            what = {"message": row.message_id, "carrier": "mail", "status": bounce.status}
            journal.put_entry("message.came_back", by=None, what=dict(what), at=at, case=row.message.case_id)
    return says


def _not_mailed(node: Node, row: OutboxRow, says: str, *, wait: timedelta) -> None:
    """Mail is tried again later; meanwhile the parcel says why, unless HTTPS is at it."""
    at = node.clock()
    with transaction.atomic():
        messages.refresh_state(row.message)
        held = outbox.lock_parcel(row)
        carrying.set_mail_at(row, at + wait)
        if held.state == ParcelState.PENDING:
            outbox.put_says(held, says)
            messages.set_carried(row.message, "retrying", at=at)


def _wait_after(departure: DepartureRow, fault: CourierError) -> timedelta:
    if fault.is_final:
        return timedelta(days=1)
    tries = departure.times + 4  # from half a minute on
    at = departure.last_at
    return next_try(tries, at) - at


def _is_of_line(fault: CourierError) -> bool:
    """Whether the fault is of the server or the account, so that the next mail would meet it too."""
    return fault.kind in ("unreachable", "timeout", "untrusted_line") or "account" in fault.fields


def _too_large(sealed: Sealed, settings: MailSettings) -> str:
    return say(
        "It has {count} bytes, and mails of this node carry at most {most}. Carry it on a stick.",
        count=len(sealed.data),
        most=settings.most_bytes,
    )
