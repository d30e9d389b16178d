"""What was kept apart: one thing, why, and the reason with which it leaves the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.fields import LongText
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.sayings import follow, said
from glacy.desks.inbox.lines import claimed_sender
from glacy.errors import GlacyError
from glacy.node.acts import inbox


class SettleKeptForm(Form):
    """Why a thing that was kept apart needs nobody any more."""

    note = LongText(
        _("What you found out or did"),
        rows=3,
        missing=_("Write what you found out or did"),
        hint=_("For example whom you called, at which number of the directory, and what they said"),
    )


@signed_in("duty_officer", "central_authority_lawyer", "approver")
def settle_kept(request: HttpRequest, digest: str) -> HttpResponse:
    """Settles what was kept apart."""
    node, by = this_node(), officer(request)
    row = inbox.view_quarantined(node, by, digest)
    form = SettleKeptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            inbox.settle_quarantined(node, by, digest, form.cleaned_data["note"])
            messages.success(
                request, gettext("Settled. Its bytes are kept, and the journal holds your reason.")
            )
            return redirect("inbox:list")
        except GlacyError as fault:
            form.refuse(fault)
    arrived = gettext("Arrived %(at)s") % {"at": say_instant(row.arrived_at, (by.zone,))}
    page = {
        "form": form,
        "title": _("Settle what was kept apart"),
        "caption": arrived,
        "lead": follow(said(row.says), claimed_sender(row)) if row.sender else said(row.says),
        "button": _("Settle it"),
        "back": reverse("inbox:list"),
        "cancel": reverse("inbox:list"),
    }
    return render(request, "form.html", page)


@signed_in("duty_officer", "central_authority_lawyer", "approver")
def settle_nameless(request: HttpRequest) -> HttpResponse:
    """Settles everything that names no sender, together."""
    form = SettleKeptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            inbox.settle_nameless(this_node(), officer(request), form.cleaned_data["note"])
            messages.success(
                request, gettext("Settled. Their bytes are kept, and the journal holds your reason.")
            )
            return redirect("inbox:list")
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": _("Settle what names no sender"),
        "lead": _(
            "Anybody can send bytes to a node. No key of ours opens these, so nothing is known of them."
        ),
        "button": _("Settle them together"),
        "back": reverse("inbox:list"),
        "cancel": reverse("inbox:list"),
    }
    return render(request, "form.html", page)
