"""Broken glass: asking for it, agreeing, seeing that it is broken, ending and reviewing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.authority import lines
from glacy.desks.authority.forms import GlassForm, ReviewForm, WhyForm
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.errors import GlacyError
from glacy.node.acts import breaking_glass as acts


@require_GET
@signed_in()
def glasses(request: HttpRequest) -> HttpResponse:
    """Every glass that this officer may know of; it stands here for as long as it is broken, and after."""
    node, by = this_node(), officer(request)
    shown = {
        "table": lines.glass_table(acts.view_glasses(node, by), by.zone),
        "may_break": acts.may_break(node, by),
    }
    return render(request, "authority/glasses.html", shown)


@signed_in()
@needs_fresh_sign_in
def ask(request: HttpRequest) -> HttpResponse:
    """Asks another office-holder to agree that the glass of a case be broken."""
    node, by = this_node(), officer(request)
    form = GlassForm(request.POST or None, initial={"hours": "4"})
    if request.method == "POST" and form.is_valid():
        try:
            found = acts.ask_glass(node, by, **form.cleaned_data, confirmed_at=confirmed_at(request))
            messages.success(request, _("It waits for another office-holder, who is told."))
            return redirect("authority:glass", found)
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": _("Break the glass"),
        "lead": _(
            "You see the case and do nothing in it. Its people and every office-holder are told at once, "
            "each look is recorded, and a third person reviews it."
        ),
        "button": _("Ask another office-holder"),
        "back": reverse("authority:glasses"),
        "cancel": reverse("authority:glasses"),
    }
    return render(request, "form.html", page)


@require_GET
@signed_in()
def glass(request: HttpRequest, glass_id: str) -> HttpResponse:
    """One glass, and what may be done about it."""
    by = officer(request)
    view = acts.view_glass(this_node(), by, glass_id)
    shown = {"view": view, "row": view.row, "rows": lines.glass_rows(view.row, by.zone)}
    return render(request, "authority/glass.html", shown)


@require_POST
@signed_in()
@needs_fresh_sign_in
def agree(request: HttpRequest, glass_id: str) -> HttpResponse:
    """Agrees, as another office-holder."""
    acts.agree_glass(this_node(), officer(request), glass_id, confirmed_at=confirmed_at(request))
    messages.success(request, _("The glass is broken. The people of the case are told."))
    return redirect("authority:glass", glass_id)


@signed_in()
def refuse(request: HttpRequest, glass_id: str) -> HttpResponse:
    """Does not agree, or takes the wish back."""
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.refuse_glass(this_node(), officer(request), glass_id, why=form.cleaned_data["why"])
        messages.success(request, _("The glass stays whole."))
        return redirect("authority:glass", glass_id)
    acts.view_glass(this_node(), officer(request), glass_id)
    back = reverse("authority:glass", args=[glass_id])
    words = {"title": _("Leave the glass whole"), "button": _("Do not break it")}
    return render(request, "form.html", {"form": form, "back": back, "cancel": back, **words})


@require_POST
@signed_in()
def end(request: HttpRequest, glass_id: str) -> HttpResponse:
    """Ends it before its time."""
    acts.end_glass(this_node(), officer(request), glass_id)
    messages.success(request, _("It is over. Nobody sees the case through it any more."))
    return redirect("authority:glass", glass_id)


@signed_in()
def review(request: HttpRequest, glass_id: str) -> HttpResponse:
    """Looks at it afterwards, as a third person."""
    node, by = this_node(), officer(request)
    view = acts.view_glass(node, by, glass_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.review_glass(node, by, glass_id, **form.cleaned_data)
            messages.success(request, _("Your review is recorded."))
            return redirect("authority:glass", glass_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("authority:glass", args=[glass_id])
    words = {"title": _("Review broken glass"), "button": _("Record the review"), "lead": view.row.why}
    return render(request, "form.html", {"form": form, "back": back, "cancel": back, **words})
