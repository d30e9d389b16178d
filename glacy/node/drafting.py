"""Drafts as the acts handle them: begun from nothing or from an earlier request, saved, and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from glacy.canon import Json, digest_of, read_canonical, write_canonical
from glacy.cooperation import (
    SECTIONS,
    Answer,
    Authority,
    Draft,
    Request,
    follow_up,
    missing,
    read_draft,
    warnings,
    write_draft,
    write_request,
)
from glacy.countries import get_country
from glacy.node.following import by_the_asked, message_of, request_of
from glacy.node.opened import Node
from glacy.node.rules import authority_of, may_alone
from glacy.node.rulings import ruling_of_draft
from glacy.node.views import AskedBefore, DraftView, Warned
from glacy.store import access, messages, paper, targets
from glacy.store.drafts import mark_of
from glacy.store.models import CaseRow, DraftRow, MessageRow
from glacy.store.people import Officer
from glacy.times import read_day
from glacy.treaty import family_of

ON_PAPER = "paper"
"""The kind of a draft that keys in a request that came on paper."""

_INHERITED = ("offence", "facts", "targets", "data", "secrecy")
_OURS = ("en", "fr", "es", "pt")


def is_live(measure: str) -> bool:
    """Whether it collects what passes now, and not what is stored."""
    return family_of(measure) == "live"


def read_body(row: DraftRow) -> Draft:
    """The draft that a row holds."""
    return read_draft(write_canonical(row.body))


def write_body(draft: Draft) -> Mapping[str, Json]:
    """The draft as a row holds it."""
    return cast("Mapping[str, Json]", read_canonical(write_draft(draft)))  # a draft is an object


def begin_draft(
    node: Node,
    by: Officer,
    case: CaseRow,
    *,
    country: str,
    measure: str,
    addressee: str,
    like: MessageRow | None,
) -> Draft:
    """A draft that knows who asks whom for what, and what an earlier request lets it inherit."""
    draft = Draft.empty(
        case_reference=case.reference,
        measure=measure,
        requesting=node.country,
        requested=country,
        exercise=node.exercise,
        addressee=addressee,
    )
    if like is not None:
        draft = _inherit(draft, like, country=country, measure=measure)
    return with_speaker(node, by, draft)


def with_speaker(node: Node, by: Officer, draft: Draft) -> Draft:
    """The draft in this officer's name, in the requested State's language where we have it, and English."""
    spoken = draft.with_section("authority", _sections_of(authority_of(node, by)))
    return _with_languages(spoken, spoken.requested, by.language)


def view_of(node: Node, by: Officer, row: DraftRow) -> DraftView:
    """A draft as it stands: what the treaty says of it, what is missing and what to look at twice."""
    draft, at = read_body(row), node.clock()
    on = arrival_of(row).on if row.kind == ON_PAPER else at.date()
    ruling = ruling_of_draft(draft, on=on)
    lacking = missing(draft, ruling, on=on)
    return DraftView(
        row=row,
        draft=draft,
        ruling=ruling,
        missing=lacking,
        warnings=tuple(
            Warned(target=number, says=one.says, key=one.key)
            for number, target in enumerate(draft.targets)
            for one in warnings(target, at, live=is_live(draft.measure))
        ),
        asked_before=_asked_before(draft, row.case_id, by),
        state=row.state,
        second_person=not may_alone(node, by, row.measure),
        has_node=node.find_peer(row.country) is not None,
        sections={name: _state_of(name, draft, {one.section for one in lacking}) for name in SECTIONS},
        mark=mark_of(row),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The day on which a paper came, and its scan in the vault."""

    on: date
    scan: str
    scan_name: str


def arrival_of(row: DraftRow) -> Arrival:
    """When the paper of a draft came, as it was recorded when the keying in began."""
    what = paper.get_arrival(row)
    return Arrival(
        on=read_day(str(what["received_on"])), scan=str(what["scan"]), scan_name=str(what["scan_name"])
    )


def _state_of(name: str, draft: Draft, lacking: set[str]) -> str:
    """How a section stands: done, begun, missing or optional."""
    has_values = bool(draft.sections.get(name))
    if name in lacking:
        return "begun" if has_values else "missing"
    return "done" if has_values else "optional"


def _asked_before(draft: Draft, case: str, by: Officer) -> tuple[AskedBefore, ...]:
    """Whom to call about each target that was asked before; of one's own requests, each with its address."""
    found: dict[tuple[int, str], AskedBefore] = {}
    mine = set(access.places_of(by).values_list("case_id", flat=True))
    for number, target in enumerate(draft.targets):
        for row in targets.asked_before(target, case=case):
            if row.whom is not None:
                own = str(row.whom.pk) == by.id
                request = row.message_id if own and row.case_id in mine else None
                found[number, request or row.whom.username] = AskedBefore(
                    target=number,
                    country=row.country,
                    name=row.whom.name,
                    authority=row.whom.authority,
                    phone=row.whom.phone,
                    email=row.whom.email,
                    own=own,
                    request_id=request,
                )
    return tuple(found.values())


def _inherit(draft: Draft, like: MessageRow, *, country: str, measure: str) -> Draft:
    request = request_of(like)
    follows = family_of(request.measure) == "preservation" and family_of(measure) in ("assistance", "live")
    if follows and country == request.requested:
        inherited = follow_up(request, preserving_answer(like), measure=measure)
        earlier = inherited.sections.get("earlier")
        if isinstance(earlier, Mapping):
            inherited = inherited.with_section("earlier", {**earlier, **_receipt_of(like)})
        return inherited
    written = _sections_of(request)
    for name in _INHERITED:
        if written.get(name):
            draft = draft.with_section(name, written[name])
    return draft


def preserving_answer(request: MessageRow) -> Answer | None:
    """The last answer that says that data are preserved, or None."""
    found: Answer | None = None
    for row in by_the_asked(request, messages.all_replies(request)):
        value = message_of(row) if row.kind == "answer" else None
        if isinstance(value, Answer) and any(one.KIND == "preserved" for one in value.outcomes):
            found = value
    return found


def _receipt_of(row: MessageRow) -> dict[str, Json]:
    receipt = row.receipts.filter(kind="receipt", direction="got").first()
    return {} if receipt is None or receipt.data is None else {"receipt": digest_of(bytes(receipt.data))}


def _sections_of(value: Request | Authority) -> dict[str, Json]:
    if isinstance(value, Request):
        return dict(cast("Mapping[str, Json]", read_canonical(write_request(value))))  # an object
    told = {
        name: getattr(value, name)
        for name in ("country", "name", "role", "zone", "officer", "title", "phone", "email", "hours")
    }
    return {name: text for name, text in told.items() if text}


def _with_languages(draft: Draft, country: str, original: str) -> Draft:
    theirs = [tag.partition("-")[0] for tag in get_country(country).languages]
    wanted = [tag for tag in theirs if tag in _OURS][:1]
    documents = list(dict.fromkeys((*wanted, "en")))
    own = original if original in _OURS else "en"
    return draft.with_section("language", {"documents": documents, "original": own})
