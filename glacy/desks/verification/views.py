"""The page on which anyone checks a file; nothing of the file is kept."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from glacy.desks.frame.here import now, this_node
from glacy.desks.verification import lines
from glacy.desks.verification.forms import FileForm
from glacy.store.witnesses import all_forks
from glacy.times import whole_seconds
from glacy.verify import examine_file


def check(request: HttpRequest) -> HttpResponse:
    """Takes a file and says what holds, what does not, and what that does not prove."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        return render(request, "verification/check.html", {"form": form})
    given = form.cleaned_data["file"]
    directory = None if settings.NODE_PATH is None else this_node().directory
    report = examine_file(given.read(), name=given.name, directory=directory, at=whole_seconds(now()))
    if settings.NODE_PATH is not None:
        report = lines.with_forks(report, all_forks())
    shown = {"form": FileForm(), "name": given.name, "report": report, "verdict": lines.verdict(report)}
    shown |= {"checks": lines.checks(report), "facts": lines.facts(report), "tone": lines.tone(report)}
    return render(request, "verification/report.html", shown)
