"""What an exhibit may be used for: its conditions travel with it, and another use takes a consent."""

from __future__ import annotations

from django.db import transaction

from glacy.countries import find_country
from glacy.node.errors import UseNotAllowedError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import copies, journal
from glacy.store.models import ConsentRow, ExhibitRow
from glacy.store.people import Officer

THIS_CASE = "this_case"
"""Use in the case and for the request that the evidence was given for: the conditions allow it."""


def demand_use(node: Node, by: Officer, exhibit: ExhibitRow, use: str, *, to: str = "") -> ConsentRow | None:
    """The consent that allows a use, or None where none is needed; a missing one is refused and recorded.

    `to` is the State that gets the evidence; without it the use is our own.
    """
    if use == THIS_CASE or not exhibit.conditions:
        return None
    found = find_consent(node, exhibit, use, to=to)
    if found is not None:
        return found
    with transaction.atomic():
        what = {"exhibit": exhibit.pk, "use": use, "to": to or node.country}
        journal.put_entry(
            "evidence.use_refused", by=by, what=dict(what), at=node.clock(), case=exhibit.case_id
        )
    raise UseNotAllowedError(
        say(
            "Exhibit {number} came under conditions that do not allow this use: {conditions}",
            number=exhibit.number,
            conditions=exhibit.conditions,
        ),
        remedy=say(
            "Ask for a signed consent: {whom}. Record it, and try again.", whom=whom_to_ask(node, exhibit)
        ),
        exhibit=exhibit.pk,
        use=use,
    )


def find_consent(node: Node, exhibit: ExhibitRow, use: str, *, to: str = "") -> ConsentRow | None:
    """A consent on record that covers this use of this exhibit today."""
    today = node.clock().date()
    return next(
        (
            one
            for one in copies.all_consents(exhibit)
            if one.direction == "got"
            and counts(one)
            and one.use == use
            and one.to == (to or node.country)
            and (one.until_on is None or today <= one.until_on)
        ),
        None,
    )


def counts(consent: ConsentRow) -> bool:
    """Whether a consent is on record: sealed by its State, or on paper and compared by a second person."""
    return consent.how != "paper" or consent.confirmed_at is not None


def whom_to_ask(node: Node, exhibit: ExhibitRow) -> str:
    """Who set the conditions, and how their office is reached by the directory."""
    code = "" if exhibit.message is None else exhibit.message.country
    country = find_country(code)
    if country is None:
        return str(say("who set them"))
    name = country.name("en")
    peer = node.find_peer(code)
    offices = () if peer is None else peer.offices
    office = next((one for one in offices if one.role == "central_authority"), next(iter(offices), None))
    if office is None:
        return str(say("the authority of {state} that gave it", state=name))
    return str(
        say(
            "{office}, {state} ({phone}, {email})",
            office=office.name,
            state=name,
            phone=office.phone or "-",
            email=office.email or "-",
        )
    )
