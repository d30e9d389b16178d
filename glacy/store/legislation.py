"""Acts, their versions and provisions, judgments and policies as rows; their texts are no secret here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from glacy.canon import digest_of
from glacy.legislation import (
    FIELDS,
    LANGUAGES,
    Act,
    Aligned,
    Field,
    Followed,
    Match,
    Provision,
    Reading,
    Shown,
)
from glacy.sayings import say
from glacy.store.errors import NotFoundError
from glacy.store.models import ActRow, AlignedRow, JudgmentRow, PolicyRow, ProvisionRow, VersionRow
from glacy.store.people import Officer, Role

DRAFTERS: tuple[Role, ...] = ("drafter", "law_reviewer", "central_authority_lawyer")
REVIEWERS: tuple[Role, ...] = ("law_reviewer", "central_authority_lawyer")
_MANY = 500


def words_digest(provision: Provision) -> str:
    """The digest of a provision's words, whatever lines and spaces they stand in."""
    said = " ".join(f"{provision.heading}\n{provision.text}".split())
    return digest_of(f"{provision.number}\n{said}".encode())


def put_act(
    *,
    act_id: str,
    country: str,
    kind: str,
    title: str,
    number: str,
    covers: Sequence[str],
    by: Officer,
    at: datetime,
) -> ActRow:
    """A new act or bill."""
    return ActRow.objects.create(
        id=act_id,
        country=country,
        kind=kind,
        title=title,
        number=number,
        covers=list(covers),
        put_by_id=int(by.id),
        put_at=at,
    )


def put_version(
    act: ActRow,
    *,
    version_id: str,
    read: Act,
    values: Mapping[str, str | bool | date],
    warnings: Sequence[str],
    by: Officer,
    at: datetime,
) -> VersionRow:
    """A version with its provisions, as it was read; nobody has confirmed it yet."""
    row = VersionRow.objects.create(
        id=version_id,
        act=act,
        pages=[page.replace("\x00", " ") for page in read.source.pages],
        digest=digest_of(read.source.text.encode()),
        warnings=list(warnings),
        left_out=list(read.left_out),
        put_by_id=int(by.id),
        put_at=at,
        **values,
    )
    ProvisionRow.objects.bulk_create(
        [_provision(row, place, one) for place, one in enumerate(read.provisions)], batch_size=_MANY
    )
    return row


def _provision(version: VersionRow, place: int, one: Provision) -> ProvisionRow:
    return ProvisionRow(
        version=version,
        place=place,
        number=one.number[:80],
        label=one.label,
        heading=one.heading.replace("\x00", " "),
        text=one.text.replace("\x00", " "),
        page=one.page,
        start=one.start,
        end=one.end,
        above=[f"{above.label} {above.heading}".strip() for above in one.divisions],
        quoted_in=(one.quoted_in or "")[:80],
        is_repealed=one.is_repealed,
        digest=words_digest(one),
    )


def put_aligned(version: VersionRow, aligned: Iterable[Aligned]) -> None:
    """What the provisions of a version were lined up with, in the place of what was there before."""
    by_number: dict[str, ProvisionRow] = {}
    for row in version.provisions.order_by("-place"):
        by_number[row.number] = row
    AlignedRow.objects.filter(version=version).delete()
    AlignedRow.objects.bulk_create(
        [
            AlignedRow(
                version=version,
                place=place,
                provision=by_number[_whole(one, by_number)],
                number=one.provision,
                heading=one.heading,
                matches=[_written(match) for match in one.matches],
            )
            for place, one in enumerate(aligned)
        ],
        batch_size=_MANY,
    )


def _whole(one: Aligned, numbers: Mapping[str, ProvisionRow]) -> str:
    """The provision in which it stands: `4` for `4(a)(1)`, and for an article quoted in 4 to be inserted."""
    if one.provision in numbers:
        return one.provision
    if one.quoted_in in numbers:
        return one.quoted_in or ""
    return max((number for number in numbers if one.provision.startswith(number)), key=len)


def _written(match: Match) -> dict[str, object]:
    reading = match.reading
    return {
        "instrument": match.instrument,
        "article": match.article,
        "relation": match.relation,
        "confidence": match.confidence,
        "shown": [[one.element, one.start, one.end, one.words] for one in reading.shown],
        "missing": list(reading.missing),
        "followed": [[two.element, two.provision, two.term, two.words] for two in match.followed],
        "features": list(match.features),
        "score": [reading.coverage, reading.heading, reading.kind, reading.against, reading.is_anchored],
    }


def matches_of(row: AlignedRow) -> tuple[Match, ...]:
    """The candidates of a provision as values again."""
    return tuple(
        Match(
            instrument=one["instrument"],
            article=one["article"],
            relation=one["relation"],
            confidence=one["confidence"],
            reading=Reading(
                instrument=one["instrument"],
                article=one["article"],
                shown=tuple(
                    Shown(element=element, start=start, end=end, words=words)
                    for element, start, end, words in one["shown"]
                ),
                missing=tuple(one["missing"]),
                coverage=one["score"][0],
                heading=one["score"][1],
                kind=one["score"][2],
                against=one["score"][3],
                is_anchored=one["score"][4],
            ),
            followed=tuple(
                Followed(element=element, provision=provision, term=term, words=words)
                for element, provision, term, words in one.get("followed", ())
            ),
            features=tuple(one.get("features", ())),
        )
        for one in row.matches
    )


def aligned_values(rows: Iterable[AlignedRow]) -> tuple[Aligned, ...]:
    """What was lined up, as values again."""
    return tuple(
        Aligned(
            provision=row.number,
            heading=row.heading,
            quoted_in=row.provision.quoted_in or None,
            matches=matches_of(row),
        )
        for row in rows
    )


def aligned_of(version: VersionRow) -> tuple[AlignedRow, ...]:
    """Every provision and item of a version that was lined up, in the order of the act."""
    return tuple(version.aligned.select_related("provision").order_by("place"))


def is_searched(version: VersionRow) -> bool:
    """Whether the lexicon speaks the language of a version."""
    return version.language in LANGUAGES


def newest_words(acts: Iterable[str]) -> dict[str, frozenset[str]]:
    """By act, the digests of the provisions of its newest confirmed version."""
    rows = VersionRow.objects.filter(act_id__in=list(acts), confirmed_at__isnull=False)
    newest = {row.act_id: row for row in rows.order_by("from_on", "-put_at")}
    return {act: frozenset(row.provisions.values_list("digest", flat=True)) for act, row in newest.items()}


def confirm_version(version: VersionRow, *, by: Officer, at: datetime) -> bool:
    """That a person compared the text with its source; False where somebody had already."""
    waiting = VersionRow.objects.filter(pk=version.pk, confirmed_at=None)
    return bool(waiting.update(confirmed_by_id=int(by.id), confirmed_at=at, source=version.source))


def remove_version(version: VersionRow) -> None:
    """Takes a text away that nobody confirmed, and its act where that was all of it."""
    ProvisionRow.objects.filter(version=version).delete()
    VersionRow.objects.filter(pk=version.pk, confirmed_at=None).delete()
    if not VersionRow.objects.filter(act_id=version.act_id).exists():
        ActRow.objects.filter(pk=version.act_id).delete()


def end_version(version: VersionRow, *, repealed_on: date) -> None:
    """That an act is not in force any more, from a day on."""
    VersionRow.objects.filter(pk=version.pk).update(repealed_on=repealed_on, status="repealed")


def all_acts(*, country: str = "", kind: str = "") -> QuerySet[ActRow]:
    """Acts or bills, by State and title."""
    rows = ActRow.objects.order_by("country", "title", "pk").prefetch_related("versions")
    rows = rows.filter(country=country) if country else rows
    return rows.filter(kind=kind) if kind else rows


def get_act(act_id: str) -> ActRow:
    """The act of that id."""
    row = ActRow.objects.select_related("put_by").filter(pk=act_id).first()
    if row is None:
        raise _gone()
    return row


def get_version(version_id: str) -> VersionRow:
    """The version of that id, with its act."""
    rows = VersionRow.objects.select_related("act", "put_by", "confirmed_by")
    row = rows.filter(pk=version_id).first()
    if row is None:
        raise _gone()
    return row


def find_same(digest: str, *, country: str) -> VersionRow | None:
    """A version with the very same text, of an act of that State."""
    return VersionRow.objects.select_related("act").filter(digest=digest, act__country=country).first()


def versions_of(act: ActRow) -> tuple[VersionRow, ...]:
    """The versions of an act, the newest first."""
    return tuple(act.versions.select_related("put_by", "confirmed_by").order_by("-from_on", "-put_at"))


def standing_on(country: str, day: date) -> tuple[VersionRow, ...]:
    """Of each act of a State the confirmed version that stood on a day; an act that was repealed has none."""
    rows = VersionRow.objects.select_related("act").filter(
        Q(repealed_on=None) | Q(repealed_on__gt=day),
        act__country=country,
        act__kind="act",
        from_on__lte=day,
        confirmed_at__isnull=False,
    )
    found: dict[str, VersionRow] = {}
    for row in rows.order_by("from_on", "-put_at"):
        found[row.act_id] = row
    return tuple(sorted(found.values(), key=lambda one: (one.act.title, one.act_id)))


def fields_of(act: ActRow) -> tuple[Field, ...]:
    """What law an act is."""
    return tuple(one for one in FIELDS if one in act.covers)


def days_of(acts: Iterable[str]) -> set[date]:
    """The days on which acts came into force, were repealed or were struck at."""
    known = VersionRow.objects.filter(act_id__in=list(acts), confirmed_at__isnull=False)
    found: set[date] = set(known.values_list("from_on", flat=True))
    found |= {day for day in known.values_list("repealed_on", flat=True) if day is not None}
    return found | set(JudgmentRow.objects.filter(act_id__in=list(acts)).values_list("from_on", flat=True))


def put_judgment(act: ActRow, values: Mapping[str, str | date], *, by: Officer, at: datetime) -> JudgmentRow:
    """A judgment on a provision of an act."""
    return JudgmentRow.objects.create(act=act, put_by_id=int(by.id), put_at=at, **values)


def judgments_of(act: ActRow) -> tuple[JudgmentRow, ...]:
    """The judgments on an act, the newest first."""
    return tuple(act.judgments.select_related("put_by").order_by("-from_on", "-pk"))


def struck_on(acts: Iterable[str], day: date) -> dict[tuple[str, str], JudgmentRow]:
    """By act and number, the provisions that a judgment struck down by a day."""
    rows = JudgmentRow.objects.filter(act_id__in=list(acts), effect="struck", from_on__lte=day)
    return {(row.act_id, row.number): row for row in rows}


def put_policy(
    values: Mapping[str, str | bool | date | list[str] | None],
    *,
    policy_id: str,
    by: Officer,
    at: datetime,
) -> PolicyRow:
    """A policy or strategy with its objectives."""
    return PolicyRow.objects.create(id=policy_id, put_by_id=int(by.id), put_at=at, **values)


def all_policies(*, country: str = "") -> QuerySet[PolicyRow]:
    """Policies and strategies, by State, the newest first."""
    rows = PolicyRow.objects.order_by("country", "-from_on", "pk")
    return rows.filter(country=country) if country else rows


def get_policy(policy_id: str) -> PolicyRow:
    """The policy of that id."""
    row = PolicyRow.objects.select_related("put_by").filter(pk=policy_id).first()
    if row is None:
        raise _gone()
    return row


def _gone() -> NotFoundError:
    return NotFoundError(say("There is no such act here."), remedy=say("Open it from the list of acts."))
