"""Cases and the people on them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from glacy.sayings import say
from glacy.store.access import places_of
from glacy.store.models import CaseMemberRow, CaseRow, VictimRow
from glacy.store.people import Officer, officer_of
from glacy.times import read_instant, write_instant

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def put_case(
    *,
    case_id: str,
    country: str,
    title: str,
    summary: str,
    language: str,
    by: Officer,
    at: datetime,
    exercise: bool,
    victims: Iterable[str] = (),
    from_country: str = "",
    why: str = say("opened the case"),
) -> CaseRow:
    """A new case with its opener on it."""
    row = CaseRow.objects.create(
        id=case_id,
        reference=_new_reference(country, at),
        title=title,
        summary=summary,
        language=language,
        opened_at=at,
        opened_by_id=int(by.id),
        touched_at=at,
        exercise=exercise,
        from_country=from_country,
    )
    put_member(row, by.id, by=by, at=at, why=why)
    for pseudonym in dict.fromkeys(victims):
        put_victim(row, pseudonym)
    return row


def put_victim(case: CaseRow, pseudonym: str, note: str = "") -> None:
    """A victim of the case under a pseudonym."""
    VictimRow.objects.update_or_create(case=case, pseudonym=pseudonym, defaults={"note": note})


def put_member(case: CaseRow, officer_id: str, *, by: Officer, at: datetime, why: str) -> None:
    """Puts a person on the case, or back on it."""
    CaseMemberRow.objects.update_or_create(
        case=case,
        officer_id=int(officer_id),
        defaults={
            "added_at": at,
            "added_by_id": int(by.id),
            "why": why,
            "removed_at": None,
            "open": case.closed_at is None,
            "touched_at": case.touched_at,
        },
    )


def remove_member(case: CaseRow, officer_id: str, *, at: datetime) -> None:
    """Takes a person off the case; the place stays as a record."""
    CaseMemberRow.objects.filter(case=case, officer_id=int(officer_id)).update(removed_at=at)


def all_members(case: CaseRow) -> Sequence[tuple[Officer, str]]:
    """The people on the case, with the reason, in the order in which they came."""
    places = case.members.filter(removed_at=None).select_related("officer").order_by("added_at", "pk")
    return [(officer_of(place.officer), place.why) for place in places]


def all_victims(case: CaseRow) -> Sequence[str]:
    """The pseudonyms of a case."""
    return list(case.victims.order_by("pseudonym").values_list("pseudonym", flat=True))


def close_case(case: CaseRow, *, at: datetime, why: str) -> None:
    """Closes the case; its people still see it."""
    case.closed_at, case.closed_why, case.touched_at = at, why, at
    case.save(update_fields=["closed_at", "closed_why", "touched_at"])
    case.members.update(open=False, touched_at=at)


def lock_case(case_id: str) -> None:
    """Holds the case until the transaction ends."""
    list(CaseRow.objects.select_for_update().filter(pk=case_id).values_list("pk"))


def touch_case(case: CaseRow | str, *, at: datetime) -> None:
    """Something happened on the case: it comes first in the lists of its people."""
    case_id = case if isinstance(case, str) else case.pk
    CaseRow.objects.filter(pk=case_id, touched_at__lt=at).update(touched_at=at)
    CaseMemberRow.objects.filter(case_id=case_id, touched_at__lt=at).update(touched_at=at)


def page_of_cases(
    officer: Officer, *, after: str | None, limit: int, closed: bool
) -> tuple[Sequence[CaseRow], str | None]:
    """The officer's cases, last touched first, and the key of the last one when there are more."""
    places = places_of(officer).filter(open=not closed).order_by("-touched_at", "-case_id")
    if after is not None:
        touched, _, case_id = after.partition("~")
        at = read_instant(touched)
        places = places.filter(touched_at__lte=at).exclude(touched_at=at, case_id__gte=case_id)
    found = list(places.select_related("case")[: limit + 1])
    more = len(found) > limit
    shown = found[:limit]
    last = f"{write_instant(shown[-1].touched_at)}~{shown[-1].case_id}" if more else None
    return [place.case for place in shown], last


def _new_reference(country: str, at: datetime) -> str:
    while True:
        reference = f"{country}-{at.year}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"
        if not CaseRow.objects.filter(reference=reference).exists():
            return reference
