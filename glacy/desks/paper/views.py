"""One-sided use: when the paper left, what came back, and a request that came on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.fields import File, LongText, OneOf, Pick, SomeOf, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nation, nations
from glacy.desks.frame.words import DATA, GRADES
from glacy.desks.inbox.forms import KindsForm
from glacy.desks.inbox.outcome_fields import OUTCOMES, fields_of, outcomes_of
from glacy.errors import GlacyError
from glacy.node.acts import paper, requests

_PAPER_MEASURES = (
    ("ETS185-29", _("Keep stored data (Article 29)")),
    ("ETS185-31", _("Hand over stored data (Article 31)")),
    ("ETS185-35", _("Help from the 24/7 contact point (Article 35)")),
)


class DispatchForm(Form):
    """How and when the sealed document left."""

    how = OneOf(
        _("How it left"),
        choices=(
            ("mail", _("By e-mail, as the sealed PDF")),
            ("post", _("By post or pouch, printed and signed")),
            ("interpol", _("Through INTERPOL's network")),
            ("hand", _("By hand")),
        ),
    )
    on = Day(_("On"))


class ScanForm(Form):
    """What every answer that is keyed in has: the day and the scan."""

    received_on = Day(_("Received on"))
    scan = File(
        _("Scan of it"), required=False, hint=_("PDF or picture; kept with your name as the transcriber")
    )
    text = LongText(_("In their words"), rows=3, required=False)


class PaperAnswerForm(ScanForm):
    """An answer that came on paper, by mail or by telephone."""

    def __init__(self, *given: Any, kinds: list[str]) -> None:  # Any: POST and FILES
        super().__init__(*given)
        for kind in kinds:
            self.fields.update(fields_of(kind))


class PaperRequestForm(ScanForm):
    """A request that came on paper."""

    def __init__(self, *given: Any) -> None:  # Any: POST and FILES
        super().__init__(*given)
        data = [(key, says) for key, says in DATA.items() if key != "any"]
        self.fields["country"] = Pick(_("From which State"), choices=nations())
        self.fields["authority"] = Text(_("Their authority"))
        self.fields["measure"] = OneOf(_("What is asked"), choices=_PAPER_MEASURES)
        self.fields["reference"] = Text(_("Their reference"), required=False, width="20")
        self.fields["offence"] = Text(_("Offence"), required=False)
        self.fields["facts"] = LongText(_("Facts"), required=False)
        self.fields["wanted"] = SomeOf(_("Data"), choices=data, required=False)
        self.fields["grade"] = OneOf(_("Urgency"), choices=[(key, says) for key, says in GRADES.items()])
        self.order_fields(
            ["country", "authority", "measure", "reference", "offence", "facts", "wanted", "grade"]
        )

    def sections(self) -> dict[str, Any]:
        """The sections of a draft, as far as the paper says."""
        typed = self.cleaned_data
        found: dict[str, Any] = {
            "authority": {"country": typed["country"], "name": typed["authority"]},
            "basis": {"measure": typed["measure"], "kind": "treaty"},
            "urgency": {"grade": typed["grade"]},
        }
        if typed["reference"]:
            found["reference"] = typed["reference"]
        if typed["offence"]:
            found["offence"] = [{"article": typed["offence"]}]
        if typed["facts"]:
            found["facts"] = typed["facts"]
        if typed["wanted"]:
            found["data"] = {"wanted": [{"category": one} for one in typed["wanted"]]}
        return found


@signed_in()
def dispatched(request: HttpRequest, request_id: str) -> HttpResponse:
    """Records when the sealed document left."""
    node, by = this_node(), officer(request)
    row = requests.view_request(node, by, request_id).message.row
    form = DispatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            paper.record_dispatch(node, by, request_id, how=typed["how"], on=typed["on"])
            messages.success(request, gettext("Recorded. Its deadlines run from that day."))
            return redirect("requests:show", request_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("requests:show", args=(request_id,))
    page = {
        "form": form,
        "title": _("When the paper left"),
        "back": back,
        "cancel": back,
        "button": _("Record it"),
    }
    return render(request, "form.html", {**page, "caption": nation(row.country)})


@signed_in()
def answer(request: HttpRequest, request_id: str) -> HttpResponse:
    """Keys in an answer: first what it says, then the details."""
    node, by = this_node(), officer(request)
    row = requests.view_request(node, by, request_id).message.row
    kinds = [kind for kind in request.GET.getlist("kinds") if kind in OUTCOMES]
    page = {"row": row, "there": nation(row.country)}
    if not kinds:
        form = KindsForm(request.GET) if "asked" in request.GET else KindsForm()
        return render(request, "inbox/kinds.html", {**page, "form": form})
    details = PaperAnswerForm(request.POST or None, request.FILES or None, kinds=kinds)
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
    form = PaperRequestForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            _case, request_id = paper.record_paper_request(
                node,
                by,
                country=typed["country"],
                values=form.sections(),
                received_on=typed["received_on"],
                **_scan(typed),
            )
            messages.success(request, gettext("The request is recorded, with your name as the transcriber."))
            return redirect("requests:show", request_id)
        except GlacyError as fault:
            form.refuse(fault)
    page = {"form": form, "title": _("A request that came on paper"), "back": reverse("inbox:list")}
    return render(request, "form.html", {**page, "button": _("Record the request")})


def _scan(typed: dict[str, Any]) -> dict[str, Any]:
    scan = typed.get("scan")
    return {"scan": scan.read(), "scan_name": scan.name} if scan else {"scan": None, "scan_name": ""}
