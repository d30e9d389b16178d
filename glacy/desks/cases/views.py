"""My cases, one case, and what changes it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from glacy.desks.cases import lines
from glacy.desks.cases.forms import CaseForm, PersonForm, VictimForm, WhyForm
from glacy.desks.frame.access import needs_fresh_sign_in, signed_in
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.parts import Pages
from glacy.node.acts import cases, officers
from glacy.node.errors import WrongStateError

WORKERS = ("duty_officer", "case_officer", "approver", "central_authority_lawyer", "custodian")


@require_GET
@signed_in(*WORKERS)
def show_list(request: HttpRequest) -> HttpResponse:
    """My open cases, or the closed ones, last touched first."""
    by, closed = officer(request), "closed" in request.GET
    page = cases.list_cases(this_node(), by, after=request.GET.get("after"), closed=closed)
    caption = _("Closed cases") if closed else _("Open cases")
    empty = (
        _("A closed case that you are on is kept here.")
        if closed
        else _("You are on no open case. Open one, or ask to be put on one.")
    )
    table = lines.case_table(page.items, caption, empty)
    shown = {"table": table, "pages": _pages(request, page.after), "closed": closed}
    return render(request, "cases/list.html", shown)


@require_GET
@signed_in(*WORKERS)
def search(request: HttpRequest) -> HttpResponse:
    """My cases in which every word occurs."""
    by, text = officer(request), request.GET.get("q", "").strip()
    found = cases.search(this_node(), by, text, after=request.GET.get("after")) if text else None
    shown: dict[str, object] = {"searched": text, "states": lines.states_meant(text)}
    if found is not None:
        empty = _("None of your cases holds all of these words. Try fewer, or part of a reference.")
        shown |= {
            "table": lines.case_table(found.items, _("Found"), empty),
            "pages": _pages(request, found.after),
        }
    return render(request, "cases/search.html", shown)


@require_GET
@signed_in(*WORKERS)
def show(request: HttpRequest, case_id: str) -> HttpResponse:
    """A case: what it is, what is due, its requests, its time line, its exhibits and its people."""
    by = officer(request)
    view = cases.view_case(this_node(), by, case_id)
    return render(
        request,
        "cases/show.html",
        {
            "case": view.row,
            "summary_rows": lines.summary_rows(view, by),
            "deadlines": lines.deadline_lines(view),
            "requests": lines.request_table(view),
            "drafts": lines.draft_lines(view.drafts),
            "events": lines.events(view, by),
            "exhibits": lines.exhibit_table(view.exhibits),
            "people": view.people,
            "mine": by.id,
            "glasses": view.glasses,
        },
    )


@signed_in("duty_officer", "case_officer", "central_authority_lawyer")
def new(request: HttpRequest) -> HttpResponse:
    """Opens a case."""
    by = officer(request)
    form = CaseForm(request.POST or None, initial={"language": by.language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        case_id = cases.open_case(
            this_node(),
            by,
            title=given["title"],
            summary=given["summary"],
            language=given["language"],
            victims=form.pseudonyms(),
        )
        return redirect("cases:show", case_id)
    words = {"title": _("Open a case"), "button": _("Open the case"), "cancel": reverse("cases:list")}
    return render(request, "form.html", {"form": form, **words})


@signed_in(*WORKERS)
@needs_fresh_sign_in
def people(request: HttpRequest, case_id: str) -> HttpResponse:
    """Puts a person on the case."""
    node, by = this_node(), officer(request)
    held = {person.username for person, _why in cases.view_case(node, by, case_id).people}
    form = PersonForm(request.POST or None)
    form.offer(
        one
        for one in officers.list_officers(node, by)
        if one.username not in held and not one.has("administrator")
    )

    def act() -> None:
        cases.add_member(node, by, case_id, form.cleaned_data["username"], form.cleaned_data["why"])

    words = {"title": _("Put a person on the case"), "button": _("Put on the case")}
    return _change(request, case_id, form, act, words, _("The person is on the case now."))


@signed_in(*WORKERS)
@needs_fresh_sign_in
def leave(request: HttpRequest, case_id: str, username: str) -> HttpResponse:
    """Takes a person off the case."""
    node, by = this_node(), officer(request)
    named = {person.username: person.name for person, _why in cases.view_case(node, by, case_id).people}
    if username not in named:
        raise Http404
    form = WhyForm(request.POST or None)

    def act() -> None:
        cases.remove_member(node, by, case_id, username, form.cleaned_data["why"])

    words = {
        "title": _("Take %(name)s off the case") % {"name": named[username]},
        "button": _("Take off the case"),
    }
    return _change(request, case_id, form, act, words, _("The person is off the case now."))


@signed_in(*WORKERS)
def victims(request: HttpRequest, case_id: str) -> HttpResponse:
    """Adds a victim under a pseudonym."""
    node, by = this_node(), officer(request)
    cases.view_case(node, by, case_id)
    form = VictimForm(request.POST or None)

    def act() -> None:
        cases.add_victim(node, by, case_id, form.cleaned_data["pseudonym"], form.cleaned_data["note"])

    return _change(
        request,
        case_id,
        form,
        act,
        {"title": _("Add a victim"), "button": _("Add the victim")},
        _("The victim is added."),
    )


@signed_in(*WORKERS)
def close(request: HttpRequest, case_id: str) -> HttpResponse:
    """Closes the case."""
    node, by = this_node(), officer(request)
    cases.view_case(node, by, case_id)
    form = WhyForm(request.POST or None)

    def act() -> None:
        cases.close_case(node, by, case_id, form.cleaned_data["why"])

    words = {"title": _("Close the case"), "button": _("Close the case")}
    return _change(request, case_id, form, act, words, _("The case is closed. You can still read it."))


def _change(
    request: HttpRequest, case_id: str, form: Form, act: Callable[[], None], words: dict[str, str], done: str
) -> HttpResponse:
    back = reverse("cases:show", args=[case_id])
    if request.method == "POST" and form.is_valid():
        try:
            act()
            messages.success(request, done)
            return redirect(back)
        except WrongStateError as fault:
            form.refuse(fault)
    return render(request, "form.html", {"form": form, "back": back, "cancel": back, **words})


def _pages(request: HttpRequest, after: str | None) -> Pages:
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    first = f"{request.path}?{urlencode(kept)}" if "after" in request.GET else ""
    return Pages(before=first, after=f"{request.path}?{urlencode({**kept, 'after': after})}" if after else "")
