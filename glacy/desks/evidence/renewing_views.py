"""The seal of a file of a case renewed: of an exhibit, or of a file that lies elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.evidence.forms import PressForm, RenewForm
from glacy.desks.evidence.lines import name_of
from glacy.desks.evidence.views import as_file, chunks_of, exhibit_of
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.errors import GlacyError
from glacy.node.acts import cases, renewing


@signed_in()
@needs_fresh_sign_in
def exhibit(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """Renews the seal of an exhibit that is a sealed file; what comes of it is a new exhibit."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    form = PressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = renewing.renew_exhibit(node, by, exhibit_id, confirmed_at=confirmed_at(request))
            messages.success(request, gettext("Renewed. The new file is this exhibit; the one before stays."))
            return redirect("evidence:show", case_id, made)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:show", args=(case_id, exhibit_id))
    page = {
        "form": form,
        "title": _("Renew the seal"),
        "caption": name_of(row),
        "lead": _(
            "One more time-stamp is put over all of a sealed file, before its keys or digests age. "
            "The file then has another digest: it becomes an exhibit of its own, and this one stays."
        ),
        "back": back,
        "cancel": back,
        "button": _("Renew it"),
    }
    return render(request, "form.html", page)


@signed_in()
@needs_fresh_sign_in
def file(request: HttpRequest, case_id: str) -> HttpResponse:
    """Renews the seal of a file that lies elsewhere, and gives it back."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    form = RenewForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            data = renewing.renew_given(
                node, by, case_id, chunks_of(given), confirmed_at=confirmed_at(request)
            )
            return as_file(data, f"renewed {given.name}", plain="renewed.bin")
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:list", args=(case_id,))
    page = {
        "form": form,
        "title": _("Renew the seal of a file"),
        "caption": case.reference,
        "lead": _("You get it back with one more time-stamp. If it is an exhibit, its chain says so."),
        "back": back,
        "cancel": back,
        "button": _("Renew it"),
    }
    return render(request, "form.html", page)
