"""Erasure: asking for it, what stands against it, and the second person's decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.authority import lines
from glacy.desks.authority.forms import ErasureForm, PersonErasureForm, WhyForm
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.errors import GlacyError
from glacy.node.acts import erasing as acts
from glacy.node.acts import officers


@require_GET
@signed_in()
def erasures(request: HttpRequest) -> HttpResponse:
    """Every erasure that this officer may know of."""
    node, by = this_node(), officer(request)
    table = lines.erasure_table(acts.view_erasures(node, by), by.zone)
    return render(request, "authority/erasures.html", {"table": table})


@signed_in()
@needs_fresh_sign_in
def ask(request: HttpRequest) -> HttpResponse:
    """Asks that a case be erased."""
    form = ErasureForm(request.POST or None, initial={"reference": request.GET.get("case", "")[:60]})
    if request.method == "POST" and form.is_valid():
        node, by = this_node(), officer(request)
        try:
            found = acts.ask_case_erasure(node, by, **form.cleaned_data, confirmed_at=confirmed_at(request))
            messages.success(request, _("The erasure waits for a second person. Nothing is erased yet."))
            return redirect("authority:erasure", found)
        except GlacyError as fault:
            form.refuse(fault)
    return _page(request, form, _("Erase a case"))


@signed_in()
@needs_fresh_sign_in
def ask_person(request: HttpRequest) -> HttpResponse:
    """Asks that the name of a person who left be erased."""
    node, by = this_node(), officer(request)
    form = PersonErasureForm(request.POST or None)
    form.offer(one for one in officers.list_officers(node, by) if one.id != by.id)
    if request.method == "POST" and form.is_valid():
        try:
            found = acts.ask_person_erasure(node, by, **form.cleaned_data, confirmed_at=confirmed_at(request))
            messages.success(request, _("The erasure waits for a second person. Nothing is erased yet."))
            return redirect("authority:erasure", found)
        except GlacyError as fault:
            form.refuse(fault)
    return _page(request, form, _("Erase the name of a person who left"))


@require_GET
@signed_in()
def erasure(request: HttpRequest, erasure_id: str) -> HttpResponse:
    """One erasure, and what stands against it."""
    by = officer(request)
    view = acts.view_erasure(this_node(), by, erasure_id)
    shown = {
        "view": view,
        "row": view.row,
        "rows": lines.erasure_rows(view.row, by.zone),
        "named": lines.named(view.row),
    }
    return render(request, "authority/erasure.html", shown)


@require_POST
@signed_in()
@needs_fresh_sign_in
def agree(request: HttpRequest, erasure_id: str) -> HttpResponse:
    """Agrees as the second person: it is erased for good."""
    acts.agree_erasure(this_node(), officer(request), erasure_id, confirmed_at=confirmed_at(request))
    messages.success(request, _("It is erased for good. That it was, stays in the journal."))
    return redirect("authority:erasures")


@signed_in()
def refuse(request: HttpRequest, erasure_id: str) -> HttpResponse:
    """Keeps what was to be erased."""
    form = WhyForm(request.POST or None)
    acts.view_erasure(this_node(), officer(request), erasure_id)
    if request.method == "POST" and form.is_valid():
        acts.refuse_erasure(this_node(), officer(request), erasure_id, why=form.cleaned_data["why"])
        messages.success(request, _("It is kept."))
        return redirect("authority:erasure", erasure_id)
    back = reverse("authority:erasure", args=[erasure_id])
    words = {"title": _("Keep it"), "button": _("Do not erase it")}
    return render(request, "form.html", {"form": form, "back": back, "cancel": back, **words})


def _page(request: HttpRequest, form: ErasureForm | PersonErasureForm, title: str) -> HttpResponse:
    lead = _(
        "A second person must agree. What is erased cannot be had back, from this node or from a backup; "
        "that it was erased, when, by whom and why, stays."
    )
    back = reverse("authority:erasures")
    page = {"form": form, "title": title, "lead": lead, "button": _("Ask a second person"), "back": back}
    return render(request, "form.html", {**page, "cancel": back})
