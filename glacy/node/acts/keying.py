"""A request that came on paper from a State without a node: keyed in at once, or page by page as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import cast

from django.db import transaction

from glacy.canon import Json
from glacy.cooperation import Draft, Event, InvalidValueError, Request, complete
from glacy.countries import get_country
from glacy.node.drafting import ON_PAPER, arrival_of, read_body, write_body
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.following import step
from glacy.node.keyed import demand_day, keep_scan, put_keyed
from glacy.node.opened import Node
from glacy.node.rules import demand_open, new_id
from glacy.node.rulings import ruling_of_draft
from glacy.node.taking import words_of
from glacy.sayings import say
from glacy.store import access, cases, drafts, journal, messages, targets, words
from glacy.store.models import CaseRow
from glacy.store.people import Officer
from glacy.times import write_day
from glacy.treaty import read_measure


def start_paper_request(
    node: Node,
    by: Officer,
    *,
    country: str,
    measure: str,
    received_on: date,
    reference: str = "",
    authority: str = "",
    scan: bytes | None = None,
    scan_name: str = "",
) -> tuple[str, str]:
    """Case id and draft id of a request on paper whose sections are keyed in one by one.

    `record_keyed_request` takes it in once nothing is missing; until then it is kept, and that is asked for.
    """
    access.demand_role(by, *access.DESK_ROLES)
    _demand_other_country(node, country)
    demand_day(node, by, received_on)
    draft = Draft.empty(
        case_reference=reference or _no_reference(country),
        measure=str(read_measure(measure)),
        requesting=country,
        requested=node.country,
        exercise=node.exercise,
    )
    if authority:
        draft = draft.with_section("authority", {"country": country, "name": authority})
    draft = draft.with_section("addressee", {"kind": "state", "country": node.country, "name": by.authority})
    at = node.clock()
    with transaction.atomic():
        case = _put_case(node, by, country=country, measure=draft.measure, language=by.language, at=at)
        kept = keep_scan(node, scan, case=case.pk)
        row = drafts.put_draft(
            draft_id=new_id(),
            case=case,
            kind=ON_PAPER,
            measure=draft.measure,
            country=country,
            body=write_body(draft),
            by=by,
            at=at,
        )
        what = {
            "draft": row.pk, "from": country, "received_on": write_day(received_on), "scan": kept,
            "scan_name": scan_name,
        }  # fmt: skip
        journal.put_entry("paper.arrived", by=by, what=dict(what), at=at, case=case)
    return case.pk, row.pk


def record_keyed_request(node: Node, by: Officer, draft_id: str) -> str:
    """The id of the request of a draft on paper, now taken in; IncompleteRequestError lists what lacks."""
    row = access.draft_for(by, draft_id)
    access.demand_role(by, *access.DESK_ROLES)
    if row.kind != ON_PAPER:
        raise WrongStateError(say("This did not come on paper."), remedy=say("Send it instead."))
    demand_open(row.case)
    arrival = arrival_of(row)
    dated_at = min(datetime.combine(arrival.on, time(12), tzinfo=UTC), node.clock())
    draft = read_body(row)
    request = complete(
        draft, ruling=ruling_of_draft(draft, on=arrival.on), id=new_id(), dated_at=dated_at, thread=new_id()
    )
    with transaction.atomic():
        drafts.set_sent(row, message=request.id)
        _take_in(node, by, request, row.case, on=arrival.on, scan=arrival.scan, scan_name=arrival.scan_name)
    return request.id


def record_paper_request(
    node: Node,
    by: Officer,
    *,
    country: str,
    values: Json,
    received_on: date,
    scan: bytes | None = None,
    scan_name: str = "",
) -> tuple[str, str]:
    """Case id and request id of a request that came on paper; `values` are the sections of a draft.

    What the paper does not say is not invented: IncompleteRequestError lists it, to be asked for.
    """
    access.demand_role(by, *access.DESK_ROLES)
    _demand_other_country(node, country)
    demand_day(node, by, received_on)
    if not isinstance(values, Mapping):
        raise SectionError(say("The sections of a request were expected."), field="values")
    request = _paper_request(node, by, country, values)
    with transaction.atomic():
        case = _put_case(
            node,
            by,
            country=country,
            measure=request.measure,
            language=request.language.original,
            at=node.clock(),
        )
        kept = keep_scan(node, scan, case=case.pk)
        _take_in(node, by, request, case, on=received_on, scan=kept, scan_name=scan_name)
    return case.pk, request.id


def _take_in(
    node: Node, by: Officer, request: Request, case: CaseRow, *, on: date, scan: str, scan_name: str
) -> None:
    put_keyed(
        node, by, request, about=None, on=on, scan=scan, scan_name=scan_name, kind="paper.request",
        case=case.pk,
    )  # fmt: skip
    row = messages.find_message(request.id)
    assert row is not None  # just written
    targets.put_targets(row, request.targets, whom=by)
    words.put_words(case, (case.reference, case.title, *words_of(request)))
    step(row, Event.OPENING, by_us=True, at=node.clock())


def _put_case(node: Node, by: Officer, *, country: str, measure: str, language: str, at: datetime) -> CaseRow:
    return cases.put_case(
        case_id=new_id(),
        country=node.country,
        title=say("Request {measure} from {country}", measure=measure, country=country),
        summary="",
        language=language,
        by=by,
        at=at,
        exercise=node.exercise,
        from_country=country,
        why=say("keyed in the request"),
    )


def _paper_request(node: Node, by: Officer, country: str, values: Mapping[str, Json]) -> Request:
    reference = str(values.get("reference") or _no_reference(country))
    basis = cast("Mapping[str, Json]", values.get("basis") or {})  # with_section checks it
    draft = Draft.empty(
        case_reference=reference,
        measure=str(basis.get("measure") or ""),
        requesting=country,
        requested=node.country,
        exercise=node.exercise,
    )
    try:
        for name, section in values.items():
            if name != "reference":
                draft = draft.with_section(name, section)
        draft = draft.with_section(
            "addressee", {"kind": "state", "country": node.country, "name": by.authority}
        )
    except InvalidValueError as fault:
        raise SectionError(str(fault), remedy=fault.remedy, field=fault.field) from fault
    at = node.clock()
    return complete(
        draft, ruling=ruling_of_draft(draft, on=at.date()), id=new_id(), dated_at=at, thread=new_id()
    )


def _no_reference(country: str) -> str:
    return say("{country} on paper", country=country)


def _demand_other_country(node: Node, country: str) -> None:
    get_country(country)
    if country == node.country:
        raise WrongStateError(
            say("A request crosses a border, and this is the node of {country}.", country=country),
            remedy=say("Name the State that asks."),
            field="country",
        )
