"""Emergencies and notices: taking an alarm, keeping watch, answering without a call, how one is told."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.authority.forms import ChannelForm, WhyForm
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.nations import nation
from glacy.errors import GlacyError
from glacy.node import notifying
from glacy.node.acts import emergencies as acts
from glacy.node.acts import requests
from glacy.store import notices

WATCH_SECONDS: Final = 30
_WORKERS: Final = ("duty_officer", "case_officer", "approver", "central_authority_lawyer", "custodian")


@require_POST
@signed_in(*_WORKERS)
def take(request: HttpRequest, message_id: str) -> HttpResponse:
    """Takes an alarm: it rings for nobody any more."""
    case = acts.take_alarm(this_node(), officer(request), message_id)
    messages.success(request, _("It is yours. Open it, and call back before you rely on it."))
    return redirect("requests:show", message_id) if case else redirect("inbox:list")


@require_GET
@signed_in(*_WORKERS)
def watch(request: HttpRequest) -> HttpResponse:
    """A page that one leaves open at night: it asks anew every half minute, also without script."""
    response = render(request, "authority/watch.html", {"at": now(), "zone": officer(request).zone})
    response.headers["Refresh"] = str(WATCH_SECONDS)
    return response


@signed_in()
@needs_fresh_sign_in
def waive(request: HttpRequest, request_id: str) -> HttpResponse:
    """Names a reason for which data should leave on an emergency that no call confirmed."""
    node, by = this_node(), officer(request)
    view = requests.view_request(node, by, request_id, looks=False)
    if view.claim is None:
        raise Http404
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            why, at = form.cleaned_data["why"], confirmed_at(request)
            acts.ask_waiver(node, by, request_id, why=why, confirmed_at=at)
            messages.success(request, _("Your reason waits for a second person on the case."))
            return redirect("requests:show", request_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("requests:show", args=[request_id])
    page = {
        "form": form,
        "title": _("Answer for it without a call"),
        "caption": nation(view.message.row.country),
        "lead": _(
            "Forged emergencies come from stolen police mailboxes. Name whom you tried to reach and why it "
            "cannot wait; another person must agree, and both names are recorded."
        ),
        "button": _("Ask a second person"),
        "back": back,
        "cancel": back,
    }
    return render(request, "form.html", page)


@require_POST
@signed_in()
@needs_fresh_sign_in
def agree(request: HttpRequest, request_id: str) -> HttpResponse:
    """Agrees to that reason as the second person."""
    acts.agree_waiver(this_node(), officer(request), request_id, confirmed_at=confirmed_at(request))
    messages.success(request, _("Recorded under both names."))
    return redirect("requests:show", request_id)


@signed_in(*_WORKERS, "administrator")
def channel(request: HttpRequest) -> HttpResponse:
    """How this officer wants to be told that something is here."""
    node, by = this_node(), officer(request)
    chosen = notices.find_channel(by)
    form = ChannelForm(request.POST or None, channel=chosen, is_new=not chosen.what and chosen.by_mail)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            notifying.choose_channel(
                node,
                by,
                by_mail=given["by_mail"] == "yes",
                what=given["what"],
                at_most_minutes=given["at_most_minutes"],
            )
            messages.success(request, _("You are told like this from now on."))
            return redirect("people:start")
        except GlacyError as fault:
            form.refuse(fault)
    lead = by.email or _("You have no mail address here; ask your administrator to add one.")
    home = reverse("people:start")
    page = {"form": form, "title": _("How I am told"), "lead": lead, "button": _("Keep this"), "back": home}
    return render(request, "form.html", {**page, "cancel": home})
