"""Exhibits: taken in with progress, their list, their chain of custody, and their checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.evidence import lines
from glacy.desks.evidence.forms import PAPERS, ReadForm, UploadForm
from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.verification.lines import checks
from glacy.errors import GlacyError
from glacy.node import Node
from glacy.node.acts import apart, cases, copies, court, evidence
from glacy.node.rechecking import last_reports, recheck_one
from glacy.store.models import ExhibitRow
from glacy.store.people import Officer

WORKERS = ("duty_officer", "case_officer", "approver", "central_authority_lawyer", "custodian")


@require_GET
@signed_in()
def show_list(request: HttpRequest, case_id: str) -> HttpResponse:
    """The exhibits of a case, what waits for a signature, and what can be printed or copied."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    found = evidence.list_exhibits(node, by, case_id)
    page = {
        "case": case,
        "table": lines.exhibit_table(found),
        "has_exhibits": bool(found),
        "ways": tuple(way for _row, _gaps, way in found if way is not None),
        "papers": tuple((one, PAPERS.get(one.kind, one.kind)) for one in copies.papers_of(node, by, case_id)),
        "openers": apart.openers_of(node, by, case_id),
    }
    return render(request, "evidence/list.html", page)


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
                evidence.put_exhibit(node, by, case_id, str(one.name), chunks_of(one))
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
    """One exhibit: its seal, its chain with its gaps, its copies, and what can be done with it."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    return _page(request, node, by, row, ReadForm(has_conditions=bool(row.conditions)))


@signed_in()
def check(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """Every check of the bundle in which an exhibit came, and of the exhibit as it lies here."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    report = evidence.verify_received(node, by, exhibit_id)
    return render(
        request,
        "evidence/check.html",
        {"row": row, "name": lines.heading_of(row), "report": report, "checks": checks(report)},
    )


@require_POST
@signed_in()
def compare(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """Compares an exhibit with its seal again; that is an event of its custody."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    if recheck_one(node, row, by):
        messages.success(request, gettext("It is what was sealed."))
    else:
        messages.error(request, gettext("It differs from its seal. Restore it from the backup."))
    return redirect("evidence:show", case_id, exhibit_id)


@signed_in()
def read(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """The content of an exhibit; who read it and why is in its chain."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    form = ReadForm(request.POST or None, has_conditions=bool(row.conditions))
    if request.method != "POST" or not form.is_valid():
        messages.error(request, gettext("Say why you need the content; the reading is recorded."))
        return redirect("evidence:show", case_id, exhibit_id)
    typed = form.cleaned_data
    try:
        content = evidence.read_exhibit(
            node, by, exhibit_id, why=typed["why"], use=typed.get("use", "this_case")
        )
    except GlacyError as fault:
        form.refuse(fault)
        return _page(request, node, by, row, form)
    name = f"{row.digest[:16]}.bin" if row.apart else row.name
    return as_file(content, name, plain=f"{exhibit_id[:8]}.bin")


@require_GET
@signed_in(*WORKERS)
def checks_of_vault(request: HttpRequest) -> HttpResponse:
    """The last rounds through the vault, and those of my exhibits that differ from their seals."""
    node = this_node()
    page = {"reports": last_reports(officer(request)), "every": node.recheck_every.days}
    return render(request, "evidence/checks.html", page)


def exhibit_of(node: Node, by: Officer, case_id: str, exhibit_id: str) -> ExhibitRow:
    """The exhibit of this case, or a page that is not there."""
    for row in evidence.exhibits_of(node, by, case_id):
        if row.pk == exhibit_id:
            return row
    raise Http404


def as_file(
    content: Iterable[bytes], name: str, *, plain: str, kind: str = "application/octet-stream"
) -> HttpResponse:
    """A content that is given out piece by piece, to be saved and never shown."""
    found: Any = StreamingHttpResponse(content, content_type=kind)  # Any: see below
    found["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{_quoted(name)}"
    answer: HttpResponse = found  # Django types the two apart; a view may give either
    return answer


def chunks_of(upload: UploadedFile[bytes]) -> Iterator[bytes]:
    """An upload piece by piece."""
    yield from upload.chunks()


def _page(request: HttpRequest, node: Node, by: Officer, row: ExhibitRow, form: ReadForm) -> HttpResponse:
    view = evidence.view_exhibit(node, by, row.pk)
    page = {
        "row": row,
        "name": lines.heading_of(row),
        "stands": lines.standing(row, gaps=len(view.gaps), is_underway=view.underway is not None),
        "facts": lines.facts_of(view, by, court.requests_answered(by, row.pk)),
        "before": lines.before_of(view.before, by),
        "chain": lines.chain_of(view, by),
        "copies": lines.copy_table(view, by),
        "consents": lines.consent_table(view.consents, row.case_id, row.pk) if row.conditions else None,
        "view": view,
        "is_mine": view.underway is not None and str(view.underway.to_officer_id) == by.id,
        "can_be_renewed": bool(row.apart) or row.name.lower().endswith((".asice", ".pdf")),
        "form": form,
    }
    return render(request, "evidence/show.html", page, status=400 if form.errors else 200)


def _quoted(name: str) -> str:
    return quote(name.rsplit("/", 1)[-1], safe="")
