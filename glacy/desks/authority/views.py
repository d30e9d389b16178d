"""The rules of authority: what stands, what is asked, and how two change it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.authority import lines
from glacy.desks.authority.forms import RulesForm, WhyForm
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.errors import GlacyError
from glacy.node.acts import officers, staffing
from glacy.node.acts import rules as acts
from glacy.node.authority import rules_of


@require_GET
@signed_in()
def rules(request: HttpRequest) -> HttpResponse:
    """The rules that stand, for everyone at the node."""
    by = officer(request)
    view = acts.view_rules(this_node(), by)
    shown = {
        "view": view,
        "rules": lines.rules_rows(view.rules),
        "asked": lines.changes(view.rules, view.asked_rules) if view.asked_rules else None,
        "decided": lines.decided_table(view.decided, by.zone),
        "officers_wait": len(staffing.waiting(this_node(), by)),
        "is_mine": view.asked is not None and str(view.asked.asked_by_id) == by.id,
    }
    return render(request, "authority/rules.html", shown)


@signed_in()
@needs_fresh_sign_in
def change(request: HttpRequest) -> HttpResponse:
    """Lays other rules before a second person."""
    node, by = this_node(), officer(request)
    people = [one for one in officers.list_officers(node, by) if not one.has("administrator")]
    form = RulesForm(request.POST or None, rules=rules_of(node), people=people)
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            acts.ask_change(node, by, form.values(), why=why, confirmed_at=confirmed_at(request))
            messages.success(request, _("The change waits for a second person."))
            return redirect("authority:rules")
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": _("Change the rules"),
        "button": _("Ask for the change"),
        "lead": _("Nothing changes before a second person agrees. Old and new rules are in the journal."),
        "back": reverse("authority:rules"),
        "cancel": reverse("authority:rules"),
    }
    return render(request, "form.html", page)


@require_POST
@signed_in()
@needs_fresh_sign_in
def agree(request: HttpRequest, change_id: int) -> HttpResponse:
    """Agrees to a change as the second person."""
    acts.agree_change(this_node(), officer(request), change_id, confirmed_at=confirmed_at(request))
    messages.success(request, _("These rules stand from now on."))
    return redirect("authority:rules")


@signed_in()
def refuse(request: HttpRequest, change_id: int) -> HttpResponse:
    """Leaves the rules as they are."""
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.refuse_change(this_node(), officer(request), change_id, why=form.cleaned_data["why"])
        messages.success(request, _("The rules stay as they are."))
        return redirect("authority:rules")
    back = reverse("authority:rules")
    words = {"title": _("Leave the rules as they are"), "button": _("Do not change them")}
    return render(request, "form.html", {"form": form, "back": back, "cancel": back, **words})
