"""An administrator adds, changes and lets go; who gains anything waits for a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.people import lines
from glacy.desks.people.forms import OfficerForm, WhyOfficerForm
from glacy.errors import GlacyError
from glacy.node.acts import staffing
from glacy.store import people


@signed_in("administrator")
@needs_fresh_sign_in
def add(request: HttpRequest) -> HttpResponse:
    """Asks for a newcomer."""
    form = OfficerForm(request.POST if request.method == "POST" else None, is_new=True)
    if form.is_valid():
        done = _ask(request, form, form.cleaned_data["username"])
        if done is not None:
            return done
    return _page(request, form, _("Add an officer"), _("Ask for them to be added"), reverse("people:people"))


@signed_in("administrator")
@needs_fresh_sign_in
def edit(request: HttpRequest, username: str) -> HttpResponse:
    """Asks for an officer to be another than they are, or for one who left to come back."""
    known = people.find_officer(username) or people.find_former(username)
    if known is None:
        raise Http404
    initial = {name: getattr(known, name) for name in staffing.FIELDS} | {"roles": sorted(known.roles)}
    form = OfficerForm(request.POST if request.method == "POST" else None, initial=initial, is_new=False)
    if form.is_valid():
        done = _ask(request, form, known.username)
        if done is not None:
            return done
    is_here = people.find_officer(username) is not None
    back = reverse("people:officer", args=[known.username]) if is_here else reverse("people:people")
    return _page(request, form, known.name, _("Ask for the change"), back)


@signed_in("administrator")
@needs_fresh_sign_in
def let_go(request: HttpRequest, username: str) -> HttpResponse:
    """Has an officer sign in no more, at once."""
    node, by = this_node(), officer(request)
    other = people.find_officer(username)
    if other is None:
        raise Http404
    form = WhyOfficerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            why, at = form.cleaned_data["why"], confirmed_at(request)
            staffing.let_go(node, by, username, why=why, confirmed_at=at)
            messages.success(request, _("They sign in no more. What they did stays theirs."))
            return redirect("people:people")
        except GlacyError as fault:
            form.refuse(fault)
    words = {
        "form": form,
        "title": _("Let %(name)s go") % {"name": other.name},
        "lead": _(
            "Every sign-in of theirs ends now, and no code of theirs opens anything. Their cases stay with "
            "those who are on them."
        ),
        "button": _("Let them go"),
        "back": reverse("people:officer", args=[other.username]),
    }
    return render(request, "form.html", {**words, "cancel": words["back"]})


@require_GET
@signed_in()
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """What would change, for who asked and for who decides."""
    by = officer(request)
    view = staffing.view_change(this_node(), by, change_id)
    shown = {
        "view": view,
        "row": view.row,
        "zone": by.zone,
        "table": lines.change_table(view.now, view.then),
        "state": lines.state_of_change(view.row.state),
        "is_mine": str(view.row.asked_by_id) == by.id,
    }
    return render(request, "people/change.html", shown)


@require_POST
@signed_in()
@needs_fresh_sign_in
def agree(request: HttpRequest, change_id: int) -> HttpResponse:
    """Agrees as the second person."""
    node, by = this_node(), officer(request)
    staffing.agree_officer(node, by, change_id, confirmed_at=confirmed_at(request))
    messages.success(request, _("Agreed: it stands from now on."))
    return redirect("people:change", change_id)


@signed_in()
@needs_fresh_sign_in
def refuse(request: HttpRequest, change_id: int) -> HttpResponse:
    """Leaves the officer as they are."""
    node, by = this_node(), officer(request)
    if not staffing.view_change(node, by, change_id).may_refuse:
        raise Http404
    form = WhyOfficerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        staffing.refuse_officer(node, by, change_id, why=form.cleaned_data["why"])
        messages.success(request, _("Nothing changes."))
        return redirect("people:change", change_id)
    back = reverse("people:change", args=[change_id])
    return _page(request, form, _("Leave them as they are"), _("Do not change them"), back, lead="")


def _ask(request: HttpRequest, form: OfficerForm, username: str) -> HttpResponse | None:
    """Where to go after the act; None where the form says what is wrong."""
    node, by = this_node(), officer(request)
    values: dict[str, Any] = dict(form.cleaned_data)  # Any: fields of several types
    why = values.pop("why")
    try:
        row = staffing.ask_officer(node, by, username, values, why=why, confirmed_at=confirmed_at(request))
    except GlacyError as fault:
        form.refuse(fault)
        return None
    if row is None:
        messages.success(request, _("Changed, and recorded."))
        return redirect("people:officer", username)
    messages.success(request, _("Asked. It stands when a second person has agreed."))
    return redirect("people:change", row.pk)


def _page(
    request: HttpRequest, form: Any, title: str, button: str, back: str, *, lead: str | None = None
) -> HttpResponse:  # Any: one of the forms above
    told = _(
        "A newcomer, a role more and another name take a second person. What is taken away, and how one is "
        "reached, stands at once."
    )
    page = {"form": form, "title": title, "button": button, "back": back, "cancel": back}
    return render(request, "form.html", {**page, "lead": told if lead is None else lead})
