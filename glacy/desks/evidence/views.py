"""Exhibits: taken in with progress, their chain of custody, and the check of what arrived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.evidence.forms import ReadForm, UploadForm
from glacy.desks.evidence.lines import chain_of, facts_of
from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.verification.lines import checks
from glacy.errors import GlacyError
from glacy.node import Node
from glacy.node.acts import cases, evidence
from glacy.store.models import ExhibitRow
from glacy.store.people import Officer


@signed_in()
def add(request: HttpRequest, case_id: str) -> HttpResponse:
    """Takes files in and seals them, one exhibit a file."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = request.FILES.getlist("exhibits")
        try:
            for one in files:
                evidence.put_exhibit(node, by, case_id, str(one.name), _chunks(one))
            says = ngettext("%(n)d file is sealed.", "%(n)d files are sealed.", len(files)) % {
                "n": len(files)
            }
            messages.success(request, says)
            return redirect("cases:show", case_id)
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": _("Add evidence"),
        "caption": f"{case.reference} · {case.title}",
        "back": reverse("cases:show", args=(case_id,)),
        "button": _("Seal the files"),
    }
    return render(request, "evidence/add.html", page)


@signed_in()
def show(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """One exhibit: its seal and its chain."""
    node, by = this_node(), officer(request)
    row = _exhibit(node, by, case_id, exhibit_id)
    page = {
        "row": row,
        "facts": facts_of(row, by),
        "chain": chain_of(evidence.custody_of(node, by, exhibit_id), by),
        "form": ReadForm(),
    }
    return render(request, "evidence/show.html", page)


@signed_in()
def check(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """Every check of the bundle in which an exhibit came, and of the exhibit as it lies here."""
    node, by = this_node(), officer(request)
    row = _exhibit(node, by, case_id, exhibit_id)
    report = evidence.verify_received(node, by, exhibit_id)
    return render(request, "evidence/check.html", {"row": row, "report": report, "checks": checks(report)})


@signed_in()
def read(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """The content of an exhibit; who read it and why is in its chain."""
    node, by = this_node(), officer(request)
    row = _exhibit(node, by, case_id, exhibit_id)
    form = ReadForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        messages.error(request, gettext("Say why you need the content; the reading is recorded."))
        return redirect("evidence:show", case_id, exhibit_id)
    content = evidence.read_exhibit(node, by, exhibit_id, why=form.cleaned_data["why"])
    found: Any = StreamingHttpResponse(content, content_type="application/octet-stream")  # Any: see below
    found["Content-Disposition"] = (
        f"attachment; filename=\"{exhibit_id[:8]}.bin\"; filename*=UTF-8''{_quoted(row.name)}"
    )
    answer: HttpResponse = found  # Django types the two apart; a view may give either
    return answer


def _exhibit(node: Node, by: Officer, case_id: str, exhibit_id: str) -> ExhibitRow:
    for row in evidence.exhibits_of(node, by, case_id):
        if row.pk == exhibit_id:
            return row
    raise Http404


def _chunks(upload: UploadedFile[bytes]) -> Iterator[bytes]:
    yield from upload.chunks()


def _quoted(name: str) -> str:
    return quote(name.rsplit("/", 1)[-1], safe="")
