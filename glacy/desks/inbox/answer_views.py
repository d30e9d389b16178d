"""The answer: what it says, its details, the second person, and the disclosure of Article 30."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.cooperation import Answer, Disclosure
from glacy.desks.frame.access import signed_in
from glacy.desks.frame.fields import LongText
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node, today
from glacy.desks.frame.nations import nation
from glacy.desks.inbox.forms import AnswerForm, DiscloseForm, KindsForm
from glacy.desks.inbox.outcome_fields import OUTCOMES, asked_in, outcomes_of
from glacy.desks.inbox.paths import read_path
from glacy.desks.inbox.release_lines import SECONDS, release_rows
from glacy.desks.requests.thread import rows_of_message
from glacy.errors import GlacyError
from glacy.node.acts import evidence, inbox, releasing_long, requests
from glacy.node.errors import WrongStateError


@signed_in()
def answer(request: HttpRequest, request_id: str) -> HttpResponse:
    """First what the answer says, then the details of that alone."""
    node, by = this_node(), officer(request)
    view = requests.view_request(node, by, request_id).message
    row = view.row
    kinds = [kind for kind in request.GET.getlist("kinds") if kind in OUTCOMES]
    page = {"row": row, "there": nation(row.country)}
    if not kinds:
        form = KindsForm(request.GET) if "asked" in request.GET else KindsForm()
        return render(request, "inbox/kinds.html", {**page, "form": form})
    exhibits = evidence.exhibits_of(node, by, str(row.case_id))
    details = AnswerForm(
        request.POST or None, kinds=kinds, exhibits=exhibits, today=today(by), asked=asked_in(view.message)
    )
    if request.method == "POST" and details.is_valid():
        typed = details.cleaned_data
        try:
            answer_id = inbox.prepare_answer(
                node,
                by,
                request_id,
                outcomes=outcomes_of(kinds, typed, node.clock()),
                text=typed["text"],
                exhibits=typed.get("exhibits", []),
                conditions=typed.get("delivered_conditions", ""),
            )
            return redirect("inbox:prepared", answer_id)
        except GlacyError as fault:
            details.refuse(fault)
    page["delivers_nothing"] = "delivered" in kinds and not exhibits
    return render(request, "inbox/answer.html", {**page, "form": details})


@signed_in()
def disclose(request: HttpRequest, request_id: str) -> HttpResponse:
    """An Article 30 disclosure is prepared; a second person releases it."""
    node, by = this_node(), officer(request)
    row = requests.view_request(node, by, request_id).message.row
    form = DiscloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            path = read_path(typed["path"], through=typed["provider"], country=typed["provider_country"])
            prepared_id = inbox.prepare_disclosure(node, by, request_id, **{**typed, "path": path})
            return redirect("inbox:prepared", prepared_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("requests:show", args=(request_id,))
    page = {
        "form": form,
        "title": _("Disclose traffic data"),
        "caption": f"ETS 185, Article 30 · {nation(row.country)}",
        "lead": _(
            "Only what identifies the provider in another State and the path. A second person releases it."
        ),
        "back": back,
        "cancel": back,
        "button": _("Prepare the disclosure"),
    }
    return render(request, "form.html", page)


class GiveBackForm(Form):
    """Why an answer goes back to the one who prepared it."""

    why = LongText(_("What has to change"), rows=3, missing=_("Say what has to change"))


@signed_in("approver", "central_authority_lawyer")
def give_back(request: HttpRequest, answer_id: str) -> HttpResponse:
    """Gives the answer back to the one who prepared it; it does not leave before it is proposed again."""
    form = GiveBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            requests.give_back(this_node(), officer(request), answer_id, form.cleaned_data["why"])
            messages.success(request, gettext("Given back, with your reason."))
            return redirect("shift:start")
        except WrongStateError as fault:
            form.refuse(fault)
    return _show_prepared(request, answer_id, form)


@signed_in()
def propose(request: HttpRequest, answer_id: str) -> HttpResponse:
    """Lays an answer that was given back before a second person again, as it is."""
    if request.method == "POST":
        inbox.propose_answer(this_node(), officer(request), answer_id)
        messages.success(request, gettext("It now waits for a second person to approve it."))
    return redirect("inbox:prepared", answer_id)


@signed_in()
def prepared(request: HttpRequest, answer_id: str) -> HttpResponse:
    """An answer or disclosure as it would leave, and who may release it."""
    return _show_prepared(request, answer_id, GiveBackForm())


def _show_prepared(request: HttpRequest, answer_id: str, form: GiveBackForm) -> HttpResponse:
    node, by = this_node(), officer(request)
    row = inbox.view_answer(node, by, answer_id)
    message = inbox.prepared_message(node, by, answer_id)
    gives_data = isinstance(message, Disclosure) or (isinstance(message, Answer) and message.hands_over_data)
    release = releasing_long.find_release(node, by, answer_id)
    chosen = row.body.get("exhibits", [])
    names = [one.name for one in evidence.exhibits_of(node, by, str(row.case_id)) if one.pk in chosen]
    page = {
        "row": row,
        "form": form,
        "waits_for_other": gives_data and by.id in row.editors,
        "gives_back": by.id not in row.editors and by.has("approver", "central_authority_lawyer"),
        "there": nation(row.country),
        "says": rows_of_message(message),
        "exhibits": names,
        "release": release,
        "release_rows": release_rows(release, at=node.clock(), zone=by.zone),
        "is_moving": release is not None and release.state == "asked",
    }
    response = render(request, "inbox/prepared.html", page)
    if page["is_moving"]:
        response.headers["Refresh"] = str(SECONDS)
    return response


@signed_in()
def preview(request: HttpRequest, answer_id: str) -> HttpResponse:
    """The document of an answer as it would leave."""
    pdf = inbox.preview_answer(this_node(), officer(request), answer_id)
    return HttpResponse(pdf, content_type="application/pdf")
