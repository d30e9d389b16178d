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
    categories = [str(one.get("category")) for one in wanted] if isinstance(wanted, (list, tuple)) else []  # type: ignore[union-attr]  # the draft checked their form
    return rule(
        Wish(
            requesting=draft.requesting,
            requested=draft.requested,
            on=on,
            data=_category(categories),
            urgency=cast("Urgency", str(draft.get("urgency", "grade") or "routine")),  # the draft checked it
            addressee=cast("AddresseeKind", str(draft.get("addressee", "kind") or "state")),  # as above
            **_offences(draft.offences),
        ),
        read_measure(draft.measure),
    )


def ruling_of_request(request: Request, *, on: date) -> Ruling:
    """The ruling on a request on a day."""
    return rule(
        Wish(
            requesting=request.requesting,
            requested=request.requested,
            on=on,
            data=_category([str(one.category) for one in request.data.wanted]),
            urgency=request.urgency.grade,
            addressee=request.addressee.kind,
            **_offences(request.offence),
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
    for category in ("content", "traffic", "subscriber", "domain_registration"):
        if category in categories:
            return cast("DataCategory", category)  # one of the words of the treaty
    return "any"


def _offences(stated: Sequence[OffenceStated]) -> dict[str, Offence | tuple[Offence, ...] | None]:
    found: list[Offence] = []
    for offence in stated:
        try:
            found.append(read_offence(offence.article))
        except GlacyError:
            found.append(Offence(text=offence.article))
    return {"offence": found[0] if found else None, "more_offences": tuple(found[1:])}
