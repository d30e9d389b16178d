"""The operations of the API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.security import django_auth

from glacy.canon import read_canonical
from glacy.desks.api import shapes
from glacy.desks.api.tokens import Bearer
from glacy.desks.frame.here import now, officer, this_node
from glacy.node.acts import cases, requests, statistics
from glacy.node.views import CaseView, DeadlineView, MessageView
from glacy.store.models import CaseRow
from glacy.treaty import DataCategory, Urgency, Wish, read_offence, routes

api = NinjaAPI(
    title="GLACY node",
    version="1",
    description="Read-only. Signed in, or with a token, one sees what that officer sees, and nothing else.",
    auth=[django_auth, Bearer()],
    docs_url=None,
    urls_namespace="api",
)


@api.get("/routes", response=shapes.RoutesShape, auth=None, summary="What the treaties allow")
def ask_routes(
    request: HttpRequest,  # noqa: ARG001  every operation takes it
    requesting: str,
    requested: str,
    data: DataCategory = "any",
    urgency: Urgency = "routine",
    offence: str = "",
    on: date | None = None,
) -> dict[str, Any]:
    """Every route between two States on a day, best first, refused and unknown ones too."""
    crime = read_offence(offence) if offence else None
    day = on or now().date()
    wish = Wish(requesting=requesting, requested=requested, on=day, data=data, urgency=urgency, offence=crime)
    return {"routes": [ruling.to_json() for ruling in routes(wish)]}


@api.get("/cases", response=shapes.CaseListShape, summary="My cases")
def list_cases(request: HttpRequest, after: str | None = None, closed: bool = False) -> dict[str, Any]:
    """The officer's cases, last touched first."""
    page = cases.list_cases(this_node(), officer(request), after=after, closed=closed)
    return {"cases": list(page.items), "after": page.after}


@api.get("/search", response=shapes.CaseListShape, summary="My cases with these words")
def search(request: HttpRequest, q: str, after: str | None = None) -> dict[str, Any]:
    """The officer's cases in which every word occurs."""
    page = cases.search(this_node(), officer(request), q, after=after)
    return {"cases": list(page.items), "after": page.after}


@api.get("/cases/{case_id}", response=shapes.WholeCaseShape, summary="A case")
def show_case(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """A case with its requests, deadlines, time line and exhibits; 404 for who is not on it."""
    return _case(cases.view_case(this_node(), officer(request), case_id))


@api.get("/requests/{request_id}", response=shapes.WholeRequestShape, summary="A request")
def show_request(request: HttpRequest, request_id: str) -> dict[str, Any]:
    """A request sent or received, with what followed on it; 404 for who is not on its case."""
    view = requests.view_request(this_node(), officer(request), request_id, looks=False)
    followed = {"replies": [_message(one) for one in view.replies], "deadlines": _deadlines(view.deadlines)}
    return _message(view.message) | followed | {"state": view.state, "may": sorted(view.may)}


@api.get("/statistics", response=shapes.StatisticsShape, summary="Counts of the node")
def count(
    request: HttpRequest,  # noqa: ARG001  every operation takes it
    since: date,
    until: date,
) -> dict[str, Any]:
    """Requests sent and received between two days, as the T-CY counts them."""
    return asdict(statistics.table(this_node(), since=since, until=until))


def _case(view: CaseView) -> dict[str, Any]:
    row: CaseRow = view.row
    return {
        **{name: getattr(row, name) for name in (*shapes.CaseShape.model_fields, "summary", "language")},
        "victims": list(view.victims),
        "people": [person.name for person, _why in view.people],
        "requests": [_message(one) for one in view.requests],
        "deadlines": _deadlines(view.deadlines),
        "timeline": [asdict(one) for one in view.timeline],
        "exhibits": list(view.exhibits),
    }


def _message(view: MessageView) -> dict[str, Any]:
    row = view.row
    named = {
        name: getattr(row, name)
        for name in ("id", "kind", "measure", "country", "state", "dated_at", "arrived_at")
    }
    direction = "sent" if view.outgoing else "received"
    return {**named, "direction": direction, "carried": view.carried, "body": read_canonical(bytes(row.body))}


def _deadlines(found: tuple[DeadlineView, ...]) -> list[dict[str, Any]]:
    return [asdict(one) for one in found]
