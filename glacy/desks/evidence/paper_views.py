"""What is printed for a court, and the papers that go with the evidence."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.evidence.forms import CertifyForm, PaperForm, RecordForm
from glacy.desks.evidence.views import as_file
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.nations import nation
from glacy.documents import LANGUAGES
from glacy.errors import GlacyError
from glacy.node.acts import cases, copies, court, evidence


@signed_in()
def record(request: HttpRequest, case_id: str) -> HttpResponse:
    """Seals the record of custody of a case, or of the exhibits that are named, in a language.

    A link does not: each record is a new document of the node, and its sealing is in the journal.
    """
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    form = RecordForm(request.POST or None, language=_language(request))
    if request.method == "POST" and form.is_valid():
        try:
            chosen = request.GET.getlist("exhibit")
            pdf = court.custody_record(node, by, case_id, chosen, language=form.cleaned_data["language"])
            return _pdf(pdf, "record.pdf")
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:list", args=(case_id,))
    page = {
        "form": form,
        "title": _("Record of custody"),
        "caption": case.reference,
        "lead": _("The chain with its proofs, sealed by the node as a PDF. That you sealed it is recorded."),
        "back": back,
        "cancel": back,
        "button": _("Seal the record"),
    }
    return render(request, "form.html", page)


@require_GET
@signed_in()
def labels(request: HttpRequest, case_id: str) -> HttpResponse:
    """Labels of exhibits, to be printed and cut."""
    node, by = this_node(), officer(request)
    chosen = request.GET.getlist("exhibit")
    return _pdf(court.labels(node, by, case_id, chosen, language=_language(request)), "labels.pdf")


@signed_in()
@needs_fresh_sign_in
def certify(request: HttpRequest, case_id: str) -> HttpResponse:
    """The certificate of the custodian, in the form that the court of trial asked for."""
    node, by = this_node(), officer(request)
    view = cases.view_case(node, by, case_id)
    asked = [
        (one.row.pk, f"{nation(one.row.country)}: {MEASURES.get(one.row.measure, one.row.measure)}")
        for one in view.requests
        if not one.outgoing
    ]
    rows = evidence.exhibits_of(node, by, case_id)
    form = CertifyForm(request.POST or None, exhibits=rows, requests=asked)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            paper = court.certify(
                node,
                by,
                typed["request"],
                typed["given"],
                statement=typed["statement"],
                language=_language(request),
                confirmed_at=confirmed_at(request),
            )
            messages.success(request, gettext("Sealed. It goes with the answer to that request."))
            return redirect("evidence:paper", case_id, paper)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:list", args=(case_id,))
    page = {
        "form": form,
        "title": _("Certificate of the custodian"),
        "caption": view.row.reference,
        "lead": _("Each exhibit is compared with its seal first; one that differs is not certified."),
        "back": back,
        "cancel": back,
        "button": _("Compare and certify"),
    }
    return render(request, "form.html", page)


@signed_in()
def add(request: HttpRequest, case_id: str) -> HttpResponse:
    """Puts in the domestic order, the record of its execution, or another paper."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            copies.put_paper(
                node,
                by,
                case_id,
                kind=typed["kind"],
                title=typed["title"],
                content=typed["file"].read(),
                file_name=str(typed["file"].name),
            )
            messages.success(request, gettext("It goes with the evidence from now on."))
            return redirect("evidence:list", case_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:list", args=(case_id,))
    page = {"form": form, "title": _("A paper that goes with the evidence"), "caption": case.reference}
    return render(request, "form.html", {**page, "back": back, "cancel": back, "button": _("Put it in")})


@require_GET
@signed_in()
def show(request: HttpRequest, case_id: str, act_id: str) -> HttpResponse:
    """A paper that goes with the evidence, to be saved."""
    node, by = this_node(), officer(request)
    row, data = copies.read_paper(node, by, act_id)
    if row.case_id != case_id:
        raise Http404
    return as_file((data,), f"{row.title}.{row.suffix}", plain=f"paper.{row.suffix}")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else (get_language() or "en").split("-")[0]


def _pdf(data: bytes, name: str) -> HttpResponse:
    found = HttpResponse(data, content_type="application/pdf")
    found.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return found
