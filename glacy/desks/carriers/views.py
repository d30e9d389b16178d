"""The pages of the carriers, for those who carry; they show no case."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.carriers import lines
from glacy.desks.carriers.forms import AlongForm, BringForm, ChooseForm
from glacy.desks.frame.access import needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.nations import nation
from glacy.errors import GlacyError
from glacy.node.acts import carriers as acts

_CARRYING = acts.CARRYING_ROLES


@require_GET
@signed_in(*_CARRYING)
def carriers(request: HttpRequest) -> HttpResponse:
    """How messages travel to each State, and what came by mail."""
    node, by = this_node(), officer(request)
    found = acts.view(node, by)
    shown = {
        "states": lines.states(found),
        "mailbox": lines.mailbox(found, by.zone),
        "letters": lines.letters(found, by.zone),
    }
    return render(request, "carriers/list.html", shown)


@signed_in(*_CARRYING)
@needs_fresh_sign_in
def choose(request: HttpRequest, country: str) -> HttpResponse:
    """Chooses by what messages leave for a State."""
    node, by = this_node(), officer(request)
    peer = next((one for one in acts.view(node, by).peers if one.country == country), None)
    if peer is None:
        raise Http404
    now_chosen = {"carrier": peer.carrier or lines.AUTO}
    form = ChooseForm(request.POST or None, has_mail=bool(peer.mail), initial=now_chosen)
    if request.method == "POST" and form.is_valid():
        carrier = form.cleaned_data["carrier"]
        try:
            acts.choose(node, by, country, "" if carrier == lines.AUTO else carrier)
            messages.success(request, gettext("Chosen, with your name. What waits leaves that way."))
            return redirect("carriers:list")
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": nation(country),
        "caption": _("Carriers"),
        "lead": gettext("Mail goes to %(address)s.") % {"address": peer.mail} if peer.mail else "",
        "button": _("Choose it"),
        "back": reverse("carriers:list"),
        "cancel": reverse("carriers:list"),
    }
    return render(request, "form.html", page)


@signed_in(*_CARRYING)
def stick(request: HttpRequest) -> HttpResponse:
    """Both ways of a stick: what waits to be carried, and what came back."""
    node, by = this_node(), officer(request)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            did = acts.bring_in(node, by, form.cleaned_data["stick"])
            shown = {"rows": lines.taken(did), "replies": did.replies}
            return render(request, "carriers/taken.html", shown)
        except GlacyError as fault:
            form.refuse(fault)
    found = acts.view(node, by)
    waiting = lines.named(found)
    along = AlongForm(countries=waiting)
    return render(
        request,
        "carriers/stick.html",
        {
            "form": form,
            "along": along,
            "waiting": waiting,
            "replies": found.replies,
            "parcels": found.parcels,
        },
    )


@require_POST
@signed_in(*_CARRYING)
def take(request: HttpRequest) -> HttpResponse:
    """Gives what waits as one ZIP to put on a stick."""
    country = request.POST.get("country", "all")
    try:
        packed, _did = acts.take_along(this_node(), officer(request), "" if country == "all" else country)
    except GlacyError as fault:
        messages.warning(request, str(fault))
        return redirect("carriers:stick")
    name = f"glacy-stick-{now():%Y-%m-%d-%H%M}.zip"
    found: Any = FileResponse(packed, as_attachment=True, filename=name)  # Any: no HttpResponse to the stubs
    return cast(HttpResponse, found)
