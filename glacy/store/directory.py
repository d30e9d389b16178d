"""What a node wrote down of its directory: refreshes, changes by State, and the calls before it joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from glacy.canon import Digest
from glacy.exchange import CALLING, Change
from glacy.store.models import JoiningCallRow, ListedChangeRow, RefreshRow


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningCall:
    """Who spoke to whom, by which number and when; what was heard and what was read to them."""

    by: str
    spoke_to: str
    number: str
    called_at: datetime
    heard: Digest
    entry: Digest


def put_refresh(outcome: str, *, says: str, source: str, version: int | None, at: datetime) -> bool:
    """Whether this way of ending is a new one; the same as before only moves its last instant."""
    last = last_refresh()
    if last is not None and (last.outcome, last.says, last.source) == (outcome, says, source):
        RefreshRow.objects.filter(pk=last.pk).update(last_at=at, count=F("count") + 1, version=version)
        return False
    RefreshRow.objects.create(
        outcome=outcome, says=says, source=source, version=version, first_at=at, last_at=at
    )
    return True


def last_refresh() -> RefreshRow | None:
    """How refreshing went the last time."""
    return RefreshRow.objects.order_by("-pk").first()


def last_good_refresh() -> RefreshRow | None:
    """The last time that refreshing ended well."""
    return RefreshRow.objects.filter(outcome__in=("newer", "same")).order_by("-pk").first()


def put_changes(changes: Iterable[Change], *, version: int, at: datetime) -> None:
    """Writes down what a newer directory changed; what is written already stays."""
    for one in changes:
        ListedChangeRow.objects.get_or_create(
            version=version,
            country=one.country,
            kind=one.kind,
            about=one.about,
            before=one.before,
            after=one.after,
            defaults={"at": at},
        )


def listed_changes(*, country: str = "", most: int = 200) -> Sequence[ListedChangeRow]:
    """What newer directories changed, the newest first; of one State if it is named."""
    rows = ListedChangeRow.objects.order_by("-at", "country", "pk")
    return list((rows.filter(country=country) if country else rows)[:most])


def calling_changes(country: str, *, since: datetime) -> Sequence[ListedChangeRow]:
    """Changes of the numbers to call back on, or of the offices behind them, since an instant."""
    rows = ListedChangeRow.objects.filter(country=country, kind__in=CALLING, at__gte=since)
    return list(rows.order_by("-at", "pk"))


def put_joining_call(call: JoiningCall, *, fits: bool, at: datetime) -> None:
    """Writes down that fingerprints were compared, and whether they were the same."""
    JoiningCallRow.objects.create(
        by=call.by,
        spoke_to=call.spoke_to,
        number=call.number,
        called_at=call.called_at,
        heard=call.heard,
        entry=call.entry,
        fits=fits,
        at=at,
    )


def find_joining_call(roots: Iterable[str]) -> JoiningCallRow | None:
    """The newest call in which one of these roots was heard, and was the one that lay here."""
    return JoiningCallRow.objects.filter(heard__in=tuple(roots), fits=True).order_by("-pk").first()


def joining_calls() -> Sequence[JoiningCallRow]:
    """All calls, the newest first."""
    return list(JoiningCallRow.objects.order_by("-pk"))
