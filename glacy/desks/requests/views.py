"""Writing a request: start it, fill its sections, check it, have it approved, send it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.cooperation import Missing, advised, safeguards_of
from glacy.countries import get_country
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.citations import say_article
from glacy.desks.frame.fields import LongText
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.parts import Link, Row
from glacy.desks.requests.answers import observed_rows, rows_of
from glacy.desks.requests.as_it_was import CHANGED, is_changed, mark_of
from glacy.desks.requests.offence_form import OffenceForm
from glacy.desks.requests.section_form import SectionForm
from glacy.desks.requests.sections import FORMS, TITLES, BasisForm
from glacy.desks.requests.start_form import StartForm
from glacy.desks.requests.task_list import tasks_of
from glacy.errors import GlacyError
from glacy.node.acts import cases, requests
from glacy.node.drafting import ON_PAPER
from glacy.node.errors import WrongStateError
from glacy.node.views import DraftView


class GiveBackForm(Form):
    """Why a draft goes back to the one who wrote it."""

    why = LongText(_("What has to change"), rows=3, missing=_("Say what has to change"))


@signed_in()
def start(request: HttpRequest, case_id: str) -> HttpResponse:
    """A new draft on a case: which State, and which measure."""
    by, node = officer(request), this_node()
    case = cases.view_case(node, by, case_id)
    form = StartForm(request.POST or None, initial=request.GET.dict(), country=node.country)
    if request.method == "POST" and form.is_valid():
        try:
            draft_id = requests.start_draft(node, by, case_id, **form.chosen())
            return redirect("requests:tasks", draft_id)
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": _("A new request"),
        "caption": f"{case.row.reference} · {case.row.title}",
        "back": reverse("cases:show", args=(case_id,)),
        "button": _("Start the request"),
    }
    return render(request, "form.html", page)


@signed_in()
def tasks(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The task list of a draft."""
    view = requests.view_draft(this_node(), officer(request), draft_id)
    return render(request, "requests/tasks.html", {"view": view, "tasks": tasks_of(view), **names(view)})


@signed_in()
def section(request: HttpRequest, draft_id: str, name: str) -> HttpResponse:
    """One page of the draft."""
    if name == "targets":
        return redirect("requests:targets", draft_id)
    by, node = officer(request), this_node()
    view = requests.view_draft(node, by, draft_id)
    form = _form(name)(request.POST or None, draft=view.draft, at=_at(view))
    was, stands = mark_of(view.draft.sections.get(name)), tuple[Row, ...]()
    if request.method == "POST" and form.is_valid():
        try:
            if is_changed(request, was):
                stands = rows_of(view.draft, name)
                form.add_error(None, CHANGED)
            else:
                _save(request, draft_id, name, form)
                return redirect(_next(request, draft_id))
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "view": view,
        "form": form,
        "name": name,
        "was": was,
        "stands": stands,
        "missing": [one for one in lacking(view) if one.section == name],
        "back": _next(request, draft_id),
        **names(view),
    }
    return render(request, "requests/section.html", page)


@signed_in()
def check(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Everything as it will leave, and what is still missing; from here it is proposed or sent."""
    view = requests.view_draft(this_node(), officer(request), draft_id)
    page = {"view": view, "lacking": lacking(view), "advised": advised(view.draft, view.ruling)}
    return render(request, "requests/check.html", {**page, **_answers(view), **names(view)})


@signed_in()
def propose(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Lays the draft before a second person."""
    if request.method == "POST":
        requests.propose(this_node(), officer(request), draft_id)
        messages.success(request, gettext("It now waits for a second person to approve it."))
    return redirect("requests:check", draft_id)


@signed_in("approver", "central_authority_lawyer")
def approval(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The second person's page: approve, or give back with a reason."""
    view = requests.view_draft(this_node(), officer(request), draft_id)
    page = {"view": view, "form": GiveBackForm(), **_answers(view, to_change=False), **names(view)}
    return render(request, "requests/approval.html", page)


@signed_in("approver", "central_authority_lawyer")
@needs_fresh_sign_in
def approve(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Approves what was proposed."""
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        requests.approve(
            this_node(), officer(request), draft_id, confirmed_at=confirmed_at(request), seen=seen
        )
        messages.success(request, gettext("Approved. It can now be sent."))
        return redirect("requests:check", draft_id)
    return redirect("requests:approval", draft_id)


@signed_in("approver", "central_authority_lawyer")
def give_back(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Gives the draft back to the one who wrote it."""
    by, node = officer(request), this_node()
    view = requests.view_draft(node, by, draft_id)
    form = GiveBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            requests.give_back(node, by, draft_id, form.cleaned_data["why"])
            messages.success(request, gettext("Given back, with your reason."))
            return redirect("shift:start")
        except WrongStateError as fault:
            form.refuse(fault)
    page = {"view": view, "form": form, **_answers(view, to_change=False), **names(view)}
    return render(request, "requests/approval.html", page)


@signed_in()
@needs_fresh_sign_in
def send(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Seals the request and hands it to the outbox; `needs_fresh_sign_in` asked for the password before."""
    if request.method != "POST":
        return redirect("requests:check", draft_id)
    by, node = officer(request), this_node()
    request_id = requests.send(node, by, draft_id, confirmed_at=confirmed_at(request))
    messages.success(request, gettext("Sealed. Follow it on this page."))
    return redirect("requests:show", request_id)


@signed_in()
def discard(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Puts a draft aside."""
    by, node = officer(request), this_node()
    view = requests.view_draft(node, by, draft_id)
    if request.method == "POST":
        requests.discard_draft(node, by, draft_id)
        messages.success(request, gettext("The draft is put aside."))
        return redirect("cases:show", view.row.case_id)
    return redirect("requests:tasks", draft_id)


@signed_in()
def preview(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The document as it would leave, marked as a draft."""
    pdf = requests.preview(this_node(), officer(request), draft_id)
    return HttpResponse(pdf, content_type="application/pdf")


def lacking(view: DraftView) -> list[Missing]:
    """What is missing, each sentence once: two fields of a page can be asked for in the same words."""
    return list({(one.section, one.says, one.article): one for one in view.missing}.values())


def names(view: DraftView) -> dict[str, object]:
    """What every page of a draft says of itself."""
    article = say_article(f"{view.ruling.instrument} {view.ruling.article}")
    there, is_on_paper = get_country(view.row.country).name(), view.row.kind == ON_PAPER
    words = _("Request from %(there)s, on paper") if is_on_paper else _("Request to %(there)s")
    return {
        "title": words % {"there": there},
        "is_on_paper": is_on_paper,
        "rests_on_nothing": view.ruling.answer != "allowed" and view.draft.get("basis", "kind") == "treaty",
        "there": there,
        "caption": f"{view.draft.case_reference} · {article}",
    }


def _at(view: DraftView) -> datetime | None:
    """The instant before which its days may not lie; on a paper that came they stand as they are."""
    return None if view.row.kind == ON_PAPER else now()


def _form(name: str) -> type[SectionForm]:
    if name == "offence":
        return OffenceForm
    if name not in FORMS:
        raise Http404
    return FORMS[name]


def _save(request: HttpRequest, draft_id: str, name: str, form: SectionForm) -> None:
    by, node, typed = officer(request), this_node(), form.cleaned_data
    if isinstance(form, BasisForm) and typed["kind"] != "treaty":
        requests.name_basis(node, by, draft_id, kind=typed["kind"], text=typed["text"], why=typed["why"])
        return
    values = form.values()
    if isinstance(form, BasisForm):
        values = {"measure": form.draft.measure, "kind": "treaty"}
    requests.save_section(node, by, draft_id, name, values)


def _next(request: HttpRequest, draft_id: str) -> str:
    checking = "check" in request.GET
    return reverse("requests:check" if checking else "requests:tasks", args=(draft_id,))


def _answers(view: DraftView, *, to_change: bool = True) -> dict[str, object]:
    found = []
    for name, title in TITLES.items():
        here = f"{reverse('requests:section', args=(view.row.pk, name))}?check"
        change = Link(says=_("Change"), url=here, about=title) if to_change else None
        rows = rows_of(view.draft, name, change)
        if rows:
            found.append((title, rows))
    if observed := observed_rows(safeguards_of(view.draft, view.ruling)):
        found.append((_("What must be observed"), observed))
    return {"answers": found}
