"""What arrived: the waiting list, opening, calling back, and the acts that answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Text as Words
from glacy.desks.inbox.forms import AgreeForm, AskForm, CallBackForm, RefuseForm
from glacy.desks.inbox.lines import kept_table, waiting_lines
from glacy.errors import GlacyError
from glacy.node import Node
from glacy.node.acts import inbox, requests
from glacy.store.people import Officer

Do = Callable[[Node, Officer, str, Any, datetime], object]  # Any: each act knows its own form


@signed_in("duty_officer", "central_authority_lawyer", "approver")
def waiting(request: HttpRequest) -> HttpResponse:
    """What arrived and nobody has opened; and what was kept apart."""
    node, by = this_node(), officer(request)
    page = {
        "waiting": waiting_lines(inbox.waiting(node, by), by),
        "kept": kept_table(inbox.quarantined(node, by), by),
    }
    return render(request, "inbox/waiting.html", page)


@signed_in("duty_officer", "central_authority_lawyer", "approver")
def open_one(request: HttpRequest, message_id: str) -> HttpResponse:
    """Opens what arrived: a case is made here, and the sender is told."""
    if request.method != "POST":
        return redirect("inbox:list")
    inbox.open_request(this_node(), officer(request), message_id)
    messages.success(request, gettext("You are on the case now. The other side sees that it was opened."))
    return redirect("requests:show", message_id)


@signed_in()
@needs_fresh_sign_in
def call_back(request: HttpRequest, request_id: str) -> HttpResponse:
    """A call to the number in the directory, recorded."""
    node, by = this_node(), officer(request)
    numbers = inbox.numbers_to_call(node, by, request_id)
    form = CallBackForm(request.POST or None, numbers=numbers, new=inbox.new_numbers(node, by, request_id))
    if request.method == "POST" and form.is_valid():
        try:
            inbox.record_call_back(node, by, request_id, **form.cleaned_data)
            messages.success(request, gettext("The call is recorded."))
            return redirect("requests:show", request_id)
        except GlacyError as fault:
            form.refuse(fault)
    lead = _("A stolen mailbox can send a request; it cannot answer the telephone of the directory.")
    return _page(request, form, request_id, _("Call back"), _("Record the call"), lead=lead)


def _act(
    make: Callable[..., Form], title: Words, button: Words, done: Words, do: Do
) -> Callable[..., HttpResponse]:
    @signed_in()
    @needs_fresh_sign_in
    def view(request: HttpRequest, request_id: str) -> HttpResponse:
        node, by = this_node(), officer(request)
        form = make(request.POST or None, node, by, request_id)
        if request.method == "POST" and form.is_valid():
            try:
                do(node, by, request_id, form, confirmed_at(request))
                messages.success(request, str(done))
                return redirect("requests:show", request_id)
            except GlacyError as fault:
                form.refuse(fault)
        return _page(request, form, request_id, title, button)

    return view


ask = _act(
    lambda data, node, by, pk: AskForm(data),  # noqa: ARG005  one shape for all makers
    _("Ask a question"),
    _("Send the question"),
    _("Sealed and on its way."),
    lambda node, by, pk, form, at: inbox.ask(node, by, pk, form.cleaned_data["question"], confirmed_at=at),
)
refuse = _act(
    lambda data, node, by, pk: RefuseForm(data, grounds=inbox.grounds(node, by, pk)),
    _("Refuse"),
    _("Send the refusal"),
    _("The refusal is sealed and on its way."),
    lambda node, by, pk, form, at: inbox.refuse(
        node, by, pk, ground=form.ground(), text=form.cleaned_data["text"], confirmed_at=at
    ),
)
settle_offer = _act(
    lambda data, node, by, pk: AgreeForm(data),  # noqa: ARG005  one shape for all makers
    _("Answer the offer"),
    _("Send the answer"),
    _("Sealed and on its way."),
    lambda node, by, pk, form, at: inbox.settle_offer(
        node,
        by,
        pk,
        agree=form.cleaned_data["agree"] == "yes",
        text=form.cleaned_data["text"],
        confirmed_at=at,
    ),
)


@signed_in()
@needs_fresh_sign_in
def accept(request: HttpRequest, request_id: str) -> HttpResponse:
    """Takes the request on."""
    node, by = this_node(), officer(request)
    if request.method == "POST":
        inbox.accept(node, by, request_id, confirmed_at=confirmed_at(request))
        messages.success(request, gettext("Accepted. The other side is told."))
        return redirect("requests:show", request_id)
    lead = _("You tell the other side that you act on it. What you do about it you answer later.")
    if not requests.view_request(node, by, request_id).call_backs:
        lead = _("Nobody has called back yet: a stolen mailbox can send a request. Call before you accept.")
    return _page(request, Form(), request_id, _("Accept the request"), _("Accept"), lead=lead)


def _page(
    request: HttpRequest, form: Form, request_id: str, title: Words, button: Words, *, lead: Words = ""
) -> HttpResponse:
    row = requests.view_request(this_node(), officer(request), request_id).message.row
    back = reverse("requests:show", args=(request_id,))
    page = {
        "form": form,
        "title": title,
        "caption": f"{MEASURES.get(row.measure, row.measure)} · {nation(row.country)}",
        "lead": lead,
        "back": back,
        "cancel": back,
        "button": button,
    }
    return render(request, "form.html", page)
