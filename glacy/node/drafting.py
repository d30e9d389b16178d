"""Drafts as the acts handle them: begun from nothing or from an earlier request, saved, and looked at."""

from __future__ import annotations

from collections.abc import Mapping
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
from glacy.node.following import message_of, request_of
from glacy.node.opened import Node
from glacy.node.rules import authority_of, may_alone
from glacy.node.rulings import ruling_of_draft
from glacy.node.views import AskedBefore, DraftView, Warned
from glacy.store import messages, targets
from glacy.store.drafts import mark_of
from glacy.store.models import CaseRow, DraftRow, MessageRow
from glacy.store.people import Officer

ASSISTANCE = frozenset({"ETS185-31", "ETS185-33", "ETS185-34"})
LIVE = frozenset({"ETS185-33", "ETS185-34"})
_INHERITED = ("offence", "facts", "targets", "data", "secrecy")
_OURS = ("en", "fr", "es", "pt")


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
    ruling = ruling_of_draft(draft, on=at.date())
    lacking = missing(draft, ruling, on=at.date())
    return DraftView(
        row=row,
        draft=draft,
        ruling=ruling,
        missing=lacking,
        warnings=tuple(
            Warned(target=number, says=one.says, key=one.key)
            for number, target in enumerate(draft.targets)
            for one in warnings(target, at, live=draft.measure in LIVE)
        ),
        asked_before=_asked_before(draft, row.case_id),
        state=row.state,
        second_person=not may_alone(by, row.measure),
        has_node=node.find_peer(row.country) is not None,
        sections={name: _state_of(name, draft, {one.section for one in lacking}) for name in SECTIONS},
        mark=mark_of(row),
    )


def _state_of(name: str, draft: Draft, lacking: set[str]) -> str:
    """How a section stands: done, begun, missing or optional."""
    has_values = bool(draft.sections.get(name))
    if name in lacking:
        return "begun" if has_values else "missing"
    return "done" if has_values else "optional"


def _asked_before(draft: Draft, case: str) -> tuple[AskedBefore, ...]:
    found: dict[tuple[int, str], AskedBefore] = {}
    for number, target in enumerate(draft.targets):
        for row in targets.asked_before(target, case=case):
            if row.whom is not None:
                found[number, row.whom.username] = AskedBefore(
                    target=number,
                    country=row.country,
                    name=row.whom.name,
                    authority=row.whom.authority,
                    phone=row.whom.phone,
                    email=row.whom.email,
                )
    return tuple(found.values())


def _inherit(draft: Draft, like: MessageRow, *, country: str, measure: str) -> Draft:
    request = request_of(like)
    if request.measure == "ETS185-29" and measure in ASSISTANCE and country == request.requested:
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
    for row in messages.all_replies(request):
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
