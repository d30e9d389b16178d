"""The end of an exhibit: one person asks, another decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.evidence.forms import DestroyForm, RefuseForm
from glacy.desks.evidence.lines import name_of
from glacy.desks.evidence.views import exhibit_of
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.errors import GlacyError
from glacy.node.acts import destroying


@signed_in()
@needs_fresh_sign_in
def ask(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """Asks that the content of an exhibit be removed."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    form = DestroyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            destroying.ask_destruction(node, by, exhibit_id, why=why, confirmed_at=confirmed_at(request))
            messages.success(request, gettext("Asked. A second person who may approve decides."))
            return redirect("evidence:show", case_id, exhibit_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:show", args=(case_id, exhibit_id))
    page = {
        "form": form,
        "title": _("Destroy the content"),
        "caption": name_of(row),
        "lead": _("The content is removed for ever once a second person agrees. Its chain stays."),
        "back": back,
        "cancel": back,
        "button": _("Ask for it"),
    }
    return render(request, "form.html", page)


@signed_in()
@needs_fresh_sign_in
def decide(request: HttpRequest, case_id: str, act_id: str) -> HttpResponse:
    """A second person agrees or refuses."""
    node, by = this_node(), officer(request)
    asked = destroying.view_destruction(node, by, act_id)
    if asked.exhibit.case_id != case_id:
        raise Http404
    form = RefuseForm(request.POST if "refuse" in request.POST else None)
    if "agree" in request.POST:
        destroying.agree_destruction(node, by, act_id, confirmed_at=confirmed_at(request))
        messages.success(request, gettext("The content is destroyed. Its chain says why and by whom."))
        return redirect("evidence:show", case_id, asked.exhibit_id)
    if "refuse" in request.POST and form.is_valid():
        destroying.refuse_destruction(node, by, act_id, why=form.cleaned_data["why"])
        messages.success(request, gettext("Refused. The content stays."))
        return redirect("evidence:show", case_id, asked.exhibit_id)
    page = {"row": asked, "name": name_of(asked.exhibit), "form": form}
    return render(request, "evidence/destruction.html", page)
