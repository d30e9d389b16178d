"""What the treaties say of a draft or a request: the wish that it makes, put to `treaty.rule`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from glacy.cooperation import Draft, OffenceStated, Request
from glacy.errors import GlacyError
from glacy.treaty import Addressee as AddresseeKind
from glacy.treaty import DataCategory, Offence, Ruling, Urgency, Wish, read_measure, read_offence, rule


def ruling_of_draft(draft: Draft, *, on: date) -> Ruling:
    """The ruling on a draft as it stands on a day."""
    wanted = draft.get("data", "wanted")
    offences = _offences(draft.offences)
    categories = [str(one.get("category")) for one in wanted] if isinstance(wanted, (list, tuple)) else []
    return rule(
        Wish(
            requesting=draft.requesting,
            requested=draft.requested,
            on=on,
            data=_category(categories),
            urgency=cast("Urgency", str(draft.get("urgency", "grade") or "routine")),  # the draft checked it
            addressee=cast("AddresseeKind", str(draft.get("addressee", "kind") or "state")),  # as above
            offence=offences[0] if offences else None,
            more_offences=offences[1:],
        ),
        read_measure(draft.measure),
    )


def ruling_of_request(request: Request, *, on: date) -> Ruling:
    """The ruling on a request on a day."""
    offences = _offences(request.offence)
    return rule(
        Wish(
            requesting=request.requesting,
            requested=request.requested,
            on=on,
            data=_category([str(one.category) for one in request.data.wanted]),
            urgency=request.urgency.grade,
            addressee=request.addressee.kind,
            offence=offences[0] if offences else None,
            more_offences=offences[1:],
        ),
        read_measure(request.measure),
    )


def find_ruling(request: Request) -> Ruling | None:
    """The ruling on a request on its own day; None where the facts do not reach so far."""
    try:
        return ruling_of_request(request, on=request.dated_at.date())
    except GlacyError:
        return None


def _category(categories: Sequence[str]) -> DataCategory:
    """The category that decides: where several are wanted, the most intrusive."""
    found: DataCategory = "any"
    order: tuple[DataCategory, ...] = ("domain_registration", "subscriber", "traffic", "content")
    for category in order:
        if category in categories:
            found = category
    return found


def _offences(stated: Sequence[OffenceStated]) -> tuple[Offence, ...]:
    return tuple(_offence(one.article) for one in stated)


def _offence(article: str) -> Offence:
    try:
        return read_offence(article)
    except GlacyError:
        return Offence(text=article)
