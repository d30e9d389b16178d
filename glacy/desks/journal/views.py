"""The pages of the log, for everyone who is signed in: they show no entry and no case."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.journal import lines
from glacy.node.acts import log as node_log


@require_GET
@signed_in()
def log(request: HttpRequest) -> HttpResponse:
    """The head of this node's journal, its witnesses by State, the journals witnessed here, and forks."""
    shown = node_log.show_log(this_node())
    zone = officer(request).zone
    return render(
        request,
        "journal/log.html",
        {
            "verdict": lines.verdict(shown),
            "head": lines.head(shown, zone),
            "held": shown.held,
            "witnesses": lines.witnesses(shown, zone),
            "witnessed": lines.witnessed(shown, zone),
            "forks": lines.forks(shown, zone),
        },
    )


@require_GET
@signed_in()
def fork(request: HttpRequest, fork_id: int) -> HttpResponse:
    """One piece of evidence: two checkpoints of one journal that do not go together."""
    found = node_log.find_fork(fork_id)
    if found is None:
        raise Http404
    shown = {"kind": lines.kind_of(found.kind), "facts": lines.fork_facts(found, officer(request).zone)}
    return render(request, "journal/fork.html", {**shown, "fork": found})
