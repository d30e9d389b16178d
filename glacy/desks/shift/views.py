"""The first page of a shift, and the review of what was done alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from glacy.desks.frame.access import needs_fresh_sign_in, roles_of, signed_in
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.shift import lines
from glacy.desks.shift.forms import ReviewForm
from glacy.node.acts import cases, reviews
from glacy.store.witnesses import all_forks


@signed_in()
def start(request: HttpRequest) -> HttpResponse:
    """What needs me now, by urgency and deadline; then what waits for others."""
    if "administrator" in roles_of(request):
        return render(request, "shift/administrator.html", {"forks": all_forks()})
    if set(roles_of(request)) <= {"drafter", "law_reviewer"}:
        return redirect("legislation:start")
    by = officer(request)
    shift = cases.start_of_shift(this_node(), by)
    shown = {"mine": lines.mine(shift, by), "others": lines.others(shift), "at": now(), "zone": by.zone}
    return render(request, "shift/start.html", shown)


@signed_in("approver", "central_authority_lawyer", "case_officer", "duty_officer")
@needs_fresh_sign_in
def review(request: HttpRequest, act_id: str) -> HttpResponse:
    """Reviews an act that another officer did alone."""
    node, by = this_node(), officer(request)
    row = next((one for one in reviews.night_acts(node, by) if one.id == act_id), None)
    if row is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reviews.review(node, by, act_id, verdict=form.cleaned_data["verdict"], note=form.cleaned_data["note"])
        messages.success(request, _("Your review is recorded."))
        return redirect("shift:start")
    shown = {"form": form, "title": _("Review an act of the night"), "button": _("Record the review")}
    return render(request, "shift/review.html", shown | {"row": row, "lead": lines.review_words(row, by)})
