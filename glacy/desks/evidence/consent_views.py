"""Consents to another use: recorded, confirmed by a second person, and given by us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.evidence import lines
from glacy.desks.evidence.forms import ConsentForm, GivenConsentForm, PressForm
from glacy.desks.evidence.lines import name_of
from glacy.desks.evidence.views import as_file, exhibit_of
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.parts import Text as Words
from glacy.errors import GlacyError
from glacy.node import Node
from glacy.node.acts import cases, consents, evidence
from glacy.node.using import counts, whom_to_ask
from glacy.store.people import Officer


@signed_in()
def consent(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """Records a consent to another use: the sealed file, or a scan with what it says."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    form = ConsentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        data, name = typed["file"].read(), str(typed["file"].name)
        try:
            is_sealed = name.lower().endswith(".asice")
            if is_sealed:
                consents.record_consent(node, by, exhibit_id, data, name=name)
            else:
                _record_scan(form, lambda: _on_paper(node, by, exhibit_id, typed, data, name))
            if form.is_valid() and not form.errors:
                says = (
                    gettext("The consent is recorded. That use is allowed now.")
                    if is_sealed
                    else gettext("Recorded. It counts when a second person has compared it with its scan.")
                )
                messages.success(request, says)
                return redirect("evidence:show", case_id, exhibit_id)
        except GlacyError as fault:
            form.refuse(fault)
    whom = whom_to_ask(node, row)
    page: Mapping[str, Words] = {
        "title": _("Consent to another use"),
        "lead": gettext("Ask for it: %(whom)s") % {"whom": whom},
        "button": _("Record the consent"),
    }
    back = reverse("evidence:show", args=(case_id, exhibit_id))
    shown = {"form": form, "caption": name_of(row), "back": back, "cancel": back}
    return render(request, "form.html", {**shown, **page})


@require_GET
@signed_in()
def consent_file(request: HttpRequest, case_id: str, exhibit_id: str, index: int) -> HttpResponse:
    """The file of a consent, as it came or as it was sealed."""
    node, by = this_node(), officer(request)
    exhibit_of(node, by, case_id, exhibit_id)
    row, data = consents.consent_file(node, by, exhibit_id, index)
    return as_file((data,), row.file_name, plain="consent.bin")


@signed_in()
@needs_fresh_sign_in
def confirm(request: HttpRequest, case_id: str, exhibit_id: str, index: int) -> HttpResponse:
    """A second person compares what was keyed in with its scan, and confirms it."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    told = consents.view_consent(node, by, exhibit_id, index)
    form = PressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            consents.confirm_consent(node, by, exhibit_id, index, confirmed_at=confirmed_at(request))
            messages.success(request, gettext("Confirmed. That use is allowed now."))
            return redirect("evidence:show", case_id, exhibit_id)
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "row": row,
        "name": name_of(row),
        "facts": lines.consent_facts(told, by),
        "number": index,
        "form": form,
        "counts": counts(told),
        "is_mine": str(told.recorded_by_id) == by.id,
    }
    return render(request, "evidence/consent.html", page, status=400 if form.errors else 200)


@signed_in()
@needs_fresh_sign_in
def give(request: HttpRequest, case_id: str) -> HttpResponse:
    """Seals our consent to another use of what we gave to another State."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    rows = evidence.exhibits_of(node, by, case_id)
    form = GivenConsentForm(request.POST or None, exhibits=rows)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            data = consents.give_consent(
                node,
                by,
                typed["given"],
                to=typed["to"],
                use=typed["use"],
                what=typed["what"],
                reference=typed["reference"],
                basis=typed["basis"],
                until=typed["until"],
                confirmed_at=confirmed_at(request),
            )
            return as_file((data,), f"consent {typed['reference']}.asice", plain="consent.asice")
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:list", args=(case_id,))
    page = {
        "form": form,
        "title": _("Consent to another use, given by us"),
        "caption": case.reference,
        "lead": _(
            "For what this State gave to another. One who may approve seals it, and another person than this "
            "one took the evidence in or gave it."
        ),
        "back": back,
        "cancel": back,
        "button": _("Seal the consent"),
    }
    return render(request, "form.html", page)


def _record_scan(form: ConsentForm, act: Callable[[], None]) -> None:
    asked = ("use", "what", "given_by", "given_on", "reference")
    missing = [name for name in asked if not form.cleaned_data.get(name)]
    for name in missing:
        form.add_error(name, _("Say what the scan says"))
    if not missing:
        act()


def _on_paper(
    node: Node, by: Officer, exhibit_id: str, typed: dict[str, Any], data: bytes, name: str
) -> None:  # Any: a form's fields are of many types
    consents.record_paper_consent(
        node,
        by,
        exhibit_id,
        use=typed["use"],
        what=typed["what"],
        given_by=typed["given_by"],
        given_on=typed["given_on"],
        reference=typed["reference"],
        until=typed["until"],
        scan=data,
        scan_name=name,
    )
