"""The page of statistics and its CSV."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from glacy.desks.cases.views import WORKERS
from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import now, this_node
from glacy.desks.statistics import lines
from glacy.desks.statistics.forms import SpanForm
from glacy.node.acts import statistics


@require_GET
@signed_in(*WORKERS)
def table(request: HttpRequest) -> HttpResponse:
    """Counts, median times and what became of preservations, between two days."""
    form, since, until = _span(request)
    found = statistics.table(this_node(), since=since, until=until)
    csv_at = f"{reverse('statistics:csv')}?{request.GET.urlencode()}"
    shown = {"form": form, "since": since, "until": until, "counts": lines.counts(found, csv_at)}
    shown |= {"medians": lines.medians(found), "preservations": lines.preservations(found)}
    return render(request, "statistics/table.html", shown)


@require_GET
@signed_in(*WORKERS)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The counts as CSV."""
    _form, since, until = _span(request)
    found = statistics.table(this_node(), since=since, until=until)
    response = HttpResponse(lines.as_csv(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="requests-{since}-{until}.csv"'
    return response


def _span(request: HttpRequest) -> tuple[SpanForm, date, date]:
    today = now().date()
    since, until = date(today.year, 1, 1), today
    form = SpanForm(
        request.GET if "since_day" in request.GET else None, initial={"since": since, "until": until}
    )
    if form.is_bound and form.is_valid():
        return form, form.cleaned_data["since"], form.cleaned_data["until"]
    return form, since, until
