"""Article 26: information offered unasked; its content leaves only after its conditions were accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from glacy.cooperation import Addressee, FreeText, Offer
from glacy.countries import get_country
from glacy.errors import GlacyError
from glacy.node.acts.following import languages, send_offer_content, speaker
from glacy.node.errors import SectionError
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed, demand_open, new_id
from glacy.node.sending import Outgoing, send, thread_for
from glacy.store import access
from glacy.store.people import Officer

__all__ = ["send_offer", "send_offer_content"]


def send_offer(
    node: Node,
    by: Officer,
    case_id: str,
    *,
    country: str,
    subject: str,
    categories: Sequence[str] = (),
    conditions: Sequence[str] = (),
    answer_expected_on: date | None = None,
    confirmed_at: datetime,
) -> str:
    """The id of an offer: what it is about and on what conditions, never the information itself."""
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.DESK_ROLES)
    demand_open(case)
    demand_confirmed(node, confirmed_at)
    get_country(country)
    try:
        offer = Offer(
            id=new_id(),
            thread=thread_for(case.pk, country),
            dated_at=node.clock(),
            exercise=node.exercise,
            reference=case.reference,
            authority=speaker(node, by),
            addressee=Addressee(country=country),
            language=languages(by),
            subject=FreeText(text=subject, language=by.language),
            categories=tuple(categories),  # type: ignore[arg-type]  # Offer checks them
            conditions=tuple(line.strip() for line in conditions if line.strip()),
            answer_expected_on=answer_expected_on,
        )
    except GlacyError as fault:
        raise SectionError(fault.says, remedy=fault.remedy, field=fault.fields.get("field", "")) from fault
    out = Outgoing(message=offer, case=case.pk, country=country, by=by, entry_kind="offer.sent")
    return send(node, out).pk
