"""Copies: redacted versions, the defence's copy, the plain bag, the description."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.evidence.forms import ChosenForm, DefenceForm, RedactForm
from glacy.desks.evidence.lines import name_of
from glacy.desks.evidence.packing import zip_of
from glacy.desks.evidence.views import as_file, chunks_of, exhibit_of
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.parts import Text as Words
from glacy.errors import GlacyError
from glacy.node.acts import cases, copies, evidence


@signed_in()
@needs_fresh_sign_in
def redact(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """Takes in the redacted version of an exhibit."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    form = RedactForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = copies.redact(
                node,
                by,
                exhibit_id,
                name=str(typed["file"].name),
                chunks=chunks_of(typed["file"]),
                ground=typed["ground"],
                decided_by=typed["decided_by"],
                confirmed_at=confirmed_at(request),
            )
            messages.success(request, gettext("It is sealed, and stands for the original in copies."))
            return redirect("evidence:show", case_id, made)
        except GlacyError as fault:
            form.refuse(fault)
    page = {"title": _("Redacted version"), "button": _("Seal the redacted version")}
    return _form(request, form, page, name_of(row), reverse("evidence:show", args=(case_id, exhibit_id)))


@signed_in()
@needs_fresh_sign_in
def defence(request: HttpRequest, case_id: str) -> HttpResponse:
    """The sealed copy for the defence, with what was withheld and why."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    rows = evidence.exhibits_of(node, by, case_id)
    form = DefenceForm(request.POST or None, exhibits=rows)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        given = typed["given"]
        stood_for = {str(one.redacted_from_id) for one in rows if one.pk in given and one.redacted_from_id}
        left = [one.pk for one in rows if one.pk not in given and one.pk not in stood_for]

        def made() -> HttpResponse:
            data = copies.defence_copy(
                node,
                by,
                case_id,
                given,
                to=typed["to"],
                withheld=dict.fromkeys(left, typed["ground"]),
                decided_by=typed["decided_by"],
                confirmed_at=confirmed_at(request),
            )
            return as_file(data, f"{case.reference} defence.asice", plain="defence.asice")

        if left and not typed["ground"]:
            form.add_error("ground", _("Give the ground for what is not given"))
        else:
            found = _made(form, made)
            if found is not None:
                return found
    page = {
        "title": _("Copy for the defence"),
        "lead": _("What you do not give is listed in it by its digest, with the ground and who decided."),
        "button": _("Seal the copy"),
    }
    return _form(request, form, page, case.reference, reverse("evidence:list", args=(case_id,)))


@signed_in()
@needs_fresh_sign_in
def bag(request: HttpRequest, case_id: str) -> HttpResponse:
    """A plain bag of exhibits, as a ZIP that is written while it is sent."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    form = ChosenForm(request.POST or None, exhibits=evidence.exhibits_of(node, by, case_id))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data

        def made() -> HttpResponse:
            files = copies.bag(
                node,
                by,
                case_id,
                typed["given"],
                to=typed["to"],
                why=typed["why"],
                use=typed["use"],
                confirmed_at=confirmed_at(request),
            )
            if files is None:
                messages.success(
                    request, gettext("Asked. Another person on the case gives it, by the same words.")
                )
                return redirect("evidence:list", case_id)
            content = zip_of(files, at=node.clock())
            return as_file(content, f"{case.reference} bag.zip", plain="bag.zip", kind="application/zip")

        found = _made(form, made)
        if found is not None:
            return found
    page = {
        "title": _("Plain bag"),
        "lead": _(
            "A bag (RFC 8493) that any BagIt tool takes. It bears no signature. "
            "For a person outside the case two ask for it by the same words, and the second gets it."
        ),
        "button": _("Make the bag"),
    }
    return _form(request, form, page, case.reference, reverse("evidence:list", args=(case_id,)))


@require_GET
@signed_in()
def describe(request: HttpRequest, case_id: str) -> HttpResponse:
    """The CASE/UCO description of the exhibits of a case."""
    node, by = this_node(), officer(request)
    data = copies.describe(node, by, case_id)
    return as_file((data,), "description.jsonld", plain="description.jsonld", kind="application/ld+json")


def _made(form: Form, act: Callable[[], HttpResponse]) -> HttpResponse | None:
    try:
        return act()
    except GlacyError as fault:
        form.refuse(fault)
        return None


def _form(
    request: HttpRequest, form: Form, page: Mapping[str, Words], caption: str, back: str
) -> HttpResponse:
    shown = {"form": form, "caption": caption, "back": back, "cancel": back}
    return render(request, "form.html", {**shown, **page})
