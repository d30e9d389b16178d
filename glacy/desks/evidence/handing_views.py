"""Evidence handed over: the giver signs with their password, then the receiver does, or the printed form."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.evidence.forms import DeclineForm, HandOverForm, SignedForm
from glacy.desks.evidence.lines import name_of
from glacy.desks.evidence.views import exhibit_of
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.errors import GlacyError
from glacy.node import Node
from glacy.node.acts import court, custody
from glacy.store.models import HandOverRow
from glacy.store.people import Officer


@signed_in()
@needs_fresh_sign_in
def give(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """Hands an exhibit over, in the name of who has it."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    form = HandOverForm(request.POST or None, people=custody.receivers_for(node, by, exhibit_id))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            given = custody.hand_over(
                node,
                by,
                exhibit_id,
                why=typed["why"],
                to=typed["to"],
                to_person=typed["to_person"],
                back=typed["back"],
                confirmed_at=confirmed_at(request),
            )
            messages.success(request, gettext("You have signed. It is whole when the other side has."))
            return redirect("evidence:hand_over", case_id, given)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:show", args=(case_id, exhibit_id))
    page = {"form": form, "title": _("Hand the exhibit over"), "caption": name_of(row), "back": back}
    return render(request, "form.html", {**page, "cancel": back, "button": _("Sign and hand over")})


@require_GET
@signed_in()
def show(request: HttpRequest, case_id: str, act_id: str) -> HttpResponse:
    """A hand-over: who gives, who gets, and what is still to be signed."""
    node, by = this_node(), officer(request)
    row = _hand_over(node, by, case_id, act_id)
    page = {"row": row, "name": name_of(row.exhibit), "is_mine": str(row.to_officer_id) == by.id}
    return render(request, "evidence/hand_over.html", {**page, "form": DeclineForm(), "signed": SignedForm()})


@require_POST
@signed_in()
@needs_fresh_sign_in
def confirm(request: HttpRequest, case_id: str, act_id: str) -> HttpResponse:
    """The receiver signs."""
    node, by = this_node(), officer(request)
    row = _hand_over(node, by, case_id, act_id)
    custody.confirm(node, by, act_id, confirmed_at=confirmed_at(request))
    messages.success(request, gettext("You have signed. The exhibit is with you."))
    return redirect("evidence:show", case_id, row.exhibit_id)


@require_POST
@signed_in()
@needs_fresh_sign_in
def decline(request: HttpRequest, case_id: str, act_id: str) -> HttpResponse:
    """The receiver does not take it; it goes back."""
    node, by = this_node(), officer(request)
    row = _hand_over(node, by, case_id, act_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        page = {"row": row, "name": name_of(row.exhibit), "is_mine": str(row.to_officer_id) == by.id}
        return render(request, "evidence/hand_over.html", {**page, "form": form, "signed": SignedForm()})
    custody.decline(node, by, act_id, why=form.cleaned_data["why"], confirmed_at=confirmed_at(request))
    messages.success(request, gettext("It goes back to who gave it."))
    return redirect("evidence:show", case_id, row.exhibit_id)


@require_GET
@signed_in()
def form(request: HttpRequest, case_id: str, act_id: str) -> HttpResponse:
    """The form of the hand-over, to be signed by hand."""
    node, by = this_node(), officer(request)
    _hand_over(node, by, case_id, act_id)
    pdf = court.receipt_form(node, by, act_id, language=(get_language() or "en").split("-")[0])
    return HttpResponse(pdf, content_type="application/pdf")


@require_POST
@signed_in()
@needs_fresh_sign_in
def signed(request: HttpRequest, case_id: str, act_id: str) -> HttpResponse:
    """Keys in the form that a person without an account has signed."""
    node, by = this_node(), officer(request)
    row = _hand_over(node, by, case_id, act_id)
    typed = SignedForm(request.POST, request.FILES)
    if typed.is_valid():
        scan = typed.cleaned_data["scan"]
        try:
            custody.confirm_on_paper(
                node,
                by,
                act_id,
                signed_on=typed.cleaned_data["signed_on"],
                scan=scan.read(),
                scan_name=str(scan.name),
                confirmed_at=confirmed_at(request),
            )
            messages.success(request, gettext("Recorded, with your name and the scan."))
            return redirect("evidence:show", case_id, row.exhibit_id)
        except GlacyError as fault:
            typed.refuse(fault)
    page = {
        "row": row,
        "name": name_of(row.exhibit),
        "is_mine": False,
        "form": DeclineForm(),
        "signed": typed,
    }
    return render(request, "evidence/hand_over.html", page)


def _hand_over(node: Node, by: Officer, case_id: str, act_id: str) -> HandOverRow:
    row = custody.view_hand_over(node, by, act_id)
    if row.exhibit.case_id != case_id:
        raise Http404
    return row
