"""One-sided use: when the paper left, what came back, and a request that came on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.access import needs_fresh_sign_in, signed_in
from glacy.desks.frame.fields import File, LongText, OneOf, Pick, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node, today
from glacy.desks.frame.measures import say_asked
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nation, nations
from glacy.desks.frame.sayings import said_fault
from glacy.desks.frame.words import HOW_IT_CAME, HOW_IT_LEFT
from glacy.desks.inbox.forms import KindsForm
from glacy.desks.inbox.outcome_fields import OUTCOMES, OutcomesForm, asked_in, outcomes_of
from glacy.errors import GlacyError
from glacy.node.acts import paper, requests
from glacy.treaty import Family, family_of, requestable

_ON_PAPER: Final[tuple[Family, ...]] = ("preservation", "assistance", "live", "network")
"""What is asked on paper, as the forms of the T-CY have it."""


class DispatchForm(Form):
    """How and when the sealed document left."""

    how = OneOf(_("How it left"), choices=tuple(HOW_IT_LEFT.items()))
    on = Day(_("On"))


class CorrectionForm(DispatchForm):
    """The same, once it was recorded otherwise."""

    why = LongText(
        _("Why it is corrected"), rows=2, missing=_("Say what was wrong, and how you know"), longest=500
    )


class ScanForm(Form):
    """What everything that is keyed in has: the day on which it came, and the scan."""

    received_on = Day(_("Received on"), lies="behind")
    scan = File(
        _("Scan of it"), required=False, hint=_("PDF or picture; kept with your name as the transcriber")
    )

    def refuse(self, fault: GlacyError) -> None:
        """Shows an error of the domain; one about the day stands on the day."""
        if fault.fields.get("field") == "on":
            self.add_error("received_on", said_fault(fault))
        else:
            super().refuse(fault)


class PaperAnswerForm(ScanForm, OutcomesForm):
    """An answer that came on paper, by mail or by telephone."""

    text = LongText(_("In their words"), rows=3, required=False)

    def __init__(
        self, *given: Any, kinds: list[str], asked: Sequence[str], on: date
    ) -> None:  # Any: POST and FILES
        super().__init__(*given, kinds=kinds, asked=asked)
        self.on = on
        self.fields["how"] = OneOf(_("How it came"), choices=tuple(HOW_IT_CAME.items()))
        last = ("scan", "text")
        first = ["received_on", "how"]
        self.order_fields([*first, *(one for one in self.fields if one not in (*first, *last)), *last])

    def clean(self) -> dict[str, Any]:
        """The fields; what they say was done lies behind us, what they promised may have passed by now."""
        typed = super().clean() or {}
        self.judge_days(self.on, side="behind")
        return typed


class PaperRequestForm(ScanForm):
    """A request that came on paper: who asks for what, when it came, and the scan of it."""

    def __init__(self, *given: Any, on: date) -> None:  # Any: POST and FILES
        super().__init__(*given)
        self.on = on
        self.fields["country"] = Pick(_("From which State"), choices=nations())
        self.fields["authority"] = Text(_("Their authority"))
        self.fields["measure"] = OneOf(
            _("What is asked"), choices=say_asked(one for one in requestable() if family_of(one) in _ON_PAPER)
        )
        self.fields["reference"] = Text(_("Their reference"), required=False, width="20")
        self.order_fields(["country", "authority", "measure", "reference"])

    def clean(self) -> dict[str, Any]:
        """The fields; it came today or before."""
        typed = super().clean() or {}
        self.judge_days(self.on)
        return typed


@signed_in()
@needs_fresh_sign_in
def dispatched(request: HttpRequest, request_id: str) -> HttpResponse:
    """Records when the sealed document left."""
    node, by = this_node(), officer(request)
    message = requests.view_request(node, by, request_id, looks=False).message
    row, before = message.row, message.paper
    is_recorded = before is not None and before.moved_on is not None
    make = CorrectionForm if is_recorded else DispatchForm
    shown = {"how": before.how, "on": before.moved_on} if before is not None else {}
    form = make(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        act = paper.correct_dispatch if is_recorded else paper.record_dispatch
        try:
            act(node, by, request_id, **form.cleaned_data)
            messages.success(request, gettext("Recorded, with your name."))
            return redirect("requests:show", row.about_id or request_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("requests:show", args=(row.about_id or request_id,))
    page = {
        "form": form,
        "title": _("Correct when the paper left") if is_recorded else _("When the paper left"),
        "back": back,
        "cancel": back,
        "button": _("Record it"),
    }
    return render(request, "form.html", {**page, "caption": nation(row.country)})


@signed_in()
def answer(request: HttpRequest, request_id: str) -> HttpResponse:
    """Keys in an answer: first what it says, then the details."""
    node, by = this_node(), officer(request)
    view = requests.view_request(node, by, request_id).message
    row = view.row
    kinds = [kind for kind in request.GET.getlist("kinds") if kind in OUTCOMES]
    page = {"row": row, "there": nation(row.country)}
    if not kinds:
        form = KindsForm(request.GET) if "asked" in request.GET else KindsForm()
        return render(request, "inbox/kinds.html", {**page, "form": form})
    details = PaperAnswerForm(
        request.POST or None, request.FILES or None, kinds=kinds, asked=asked_in(view.message), on=today(by)
    )
    if request.method == "POST" and details.is_valid():
        typed = details.cleaned_data
        try:
            paper.record_paper_answer(
                node,
                by,
                request_id,
                outcomes=outcomes_of(kinds, typed, node.clock()),
                received_on=typed["received_on"],
                text=typed["text"],
                how=typed["how"],
                **_scan(typed),
            )
            messages.success(request, gettext("The answer is recorded, with your name as the transcriber."))
            return redirect("requests:show", request_id)
        except GlacyError as fault:
            details.refuse(fault)
    back = reverse("paper:answer", args=(request_id,))
    shown = {"form": details, "title": _("Key in the answer"), "back": back, "button": _("Record the answer")}
    return render(request, "form.html", {**page, **shown, "caption": nation(row.country)})


@signed_in("duty_officer", "central_authority_lawyer", "case_officer")
def paper_request(request: HttpRequest) -> HttpResponse:
    """Keys in a request of a State without a node."""
    node, by = this_node(), officer(request)
    form = PaperRequestForm(request.POST or None, request.FILES or None, on=today(by))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        named = {key: typed[key] for key in ("country", "authority", "measure", "reference", "received_on")}
        try:
            _case, draft_id = paper.start_paper_request(node, by, **named, **_scan(typed))
            messages.success(request, gettext("Kept, with your name. Now key in what the paper says."))
            return redirect("requests:tasks", draft_id)
        except GlacyError as fault:
            form.refuse(fault)
    page = {"form": form, "title": _("A request that came on paper"), "back": reverse("inbox:list")}
    return render(request, "form.html", {**page, "button": _("Go on")})


@signed_in("duty_officer", "central_authority_lawyer", "case_officer")
def record(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Takes in a request on paper whose sections are complete."""
    if request.method != "POST":
        return redirect("requests:check", draft_id)
    request_id = paper.record_keyed_request(this_node(), officer(request), draft_id)
    messages.success(request, gettext("The request is recorded, with your name as the transcriber."))
    return redirect("requests:show", request_id)


def _scan(typed: dict[str, Any]) -> dict[str, Any]:
    scan = typed.get("scan")
    return {"scan": scan.read(), "scan_name": scan.name} if scan else {"scan": None, "scan_name": ""}
