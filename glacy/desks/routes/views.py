"""The route page: state a wish, read what the treaties allow, start a request from there."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from glacy.desks.frame.access import roles_of, signed_in
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.nations import nation
from glacy.desks.routes.cards import Card, addressee_of, card, sources_of
from glacy.desks.routes.forms import OtherBasisForm, StartForm, WishForm
from glacy.desks.routes.refusals import Refusal, folded, refusal, shared
from glacy.desks.routes.told import told
from glacy.errors import GlacyError
from glacy.node.acts import cases, requests
from glacy.node.errors import SectionError
from glacy.node.opened import Node
from glacy.store.people import Officer
from glacy.treaty import FactRow, Ruling, Wish, read_measure, routes, rule

WRITERS = ("duty_officer", "case_officer", "central_authority_lawyer")
FIRST_CASES = 100


def ask(request: HttpRequest) -> HttpResponse:
    """The wish as a form, and below it one card a route, best first."""
    is_asked = "requested" in request.GET and bool({"data", "on_day"} & set(request.GET))
    is_asked = is_asked and "change" not in request.GET
    form = WishForm(request.GET if is_asked else None, initial=_known(request))
    wish = form.wish() if is_asked else None
    start_at = f"{reverse('routes:start')}?{request.GET.urlencode()}"
    cards, refusals, rows = _answers(wish, start_at) if wish else ((), (), ())
    may_start = bool(set(roles_of(request)) & set(WRITERS))
    case = request.GET.get("case", "")
    shown = {
        "form": form,
        "wish": wish,
        "allowed": [card for card in cards if card.is_allowed],
        "folded": folded(cards, refusals),
        "sources": rows,
        "case": case,
        "may_start": may_start,
    }
    return render(request, "routes/ask.html", shown | _names(wish))


def _answers(wish: Wish, start_at: str) -> tuple[tuple[Card, ...], tuple[Refusal, ...], tuple[FactRow, ...]]:
    """A card for each route, but those refused for one reason together, and the sources of all."""
    rulings = routes(wish)
    groups = shared(rulings)
    apart = {ruling.measure for group in groups for ruling in group}
    single = [ruling for ruling in rulings if ruling.measure not in apart]
    rows = sources_of([*single, *(group[0] for group in groups)])
    numbers = {at: number for number, at in enumerate(rows, 1)}
    return (
        tuple(card(ruling, wish, start_at, numbers) for ruling in single),
        tuple(refusal(group, wish, start_at, numbers) for group in groups),
        tuple(rows.values()),
    )


@signed_in(*WRITERS)
def start(request: HttpRequest) -> HttpResponse:
    """Starts a draft on a case: on the treaty, or on another basis that this person names."""
    wish = WishForm(request.GET).wish()
    if wish is None:
        return redirect(f"{reverse('routes:ask')}?{request.GET.urlencode()}")
    node, by, ruling = this_node(), officer(request), rule(wish, read_measure(request.GET.get("measure", "")))
    form = (StartForm if ruling.allowed else OtherBasisForm)(request.POST or None, initial=request.GET.dict())
    form.offer(cases.list_cases(node, by, limit=FIRST_CASES).items)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("requests:tasks", _begin(node, by, form, ruling, wish))
        except GlacyError as fault:
            form.refuse(fault)
    shown = {"form": form, "ruling": ruling, "measure": MEASURES[str(ruling.measure)]} | _names(wish)
    back = f"{reverse('routes:ask')}?{request.GET.urlencode()}"
    return render(request, "routes/start.html", shown | {"title": _("Start a request"), "back": back})


@transaction.atomic
def _begin(node: Node, by: Officer, form: StartForm, ruling: Ruling, wish: Wish) -> str:
    given = form.cleaned_data
    case_id = given["case"] or cases.open_case(node, by, title=given["title"], language=by.language)
    measure, addressee = str(ruling.measure), addressee_of(ruling)
    draft = requests.start_draft(
        node, by, case_id, country=wish.requested, measure=measure, addressee=addressee
    )
    if isinstance(form, OtherBasisForm):
        requests.name_basis(node, by, draft, kind=given["kind"], text=given["text"], why=given["why"])
    for section, values in told(wish, ruling).items():
        with suppress(SectionError):  # what a section does not take is written there by hand
            requests.save_section(node, by, draft, section, values)
    return draft


def _known(request: HttpRequest) -> dict[str, object]:
    known = {name: value for name, value in request.GET.items() if name in WishForm.base_fields}
    given = {"requesting": settings.NODE.get("country", ""), "urgency": "routine", "on": now().date()}
    return {**given, **known}


def _names(wish: Wish | None) -> dict[str, str]:
    if wish is None:
        return {}
    return {"asks": nation(wish.requesting), "asked": nation(wish.requested)}
