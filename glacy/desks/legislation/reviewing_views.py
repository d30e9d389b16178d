"""The review of an act: the list of what is open, and one provision beside one article in three panes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.parts import Column, Pages, Table
from glacy.desks.legislation.forms import DecisionForm
from glacy.desks.legislation.reviewing import (
    article_of,
    elements_of,
    list_of,
    pieces_of,
    query_of,
    said_by,
)
from glacy.desks.legislation.views import language_of_reader
from glacy.desks.legislation.words import state_tag
from glacy.errors import GlacyError
from glacy.node.acts import legislation_review as acts
from glacy.node.acts.legislation import REVIEWERS

_AT_ONCE = 40


@require_GET
@signed_in()
def review(request: HttpRequest, version_id: str) -> HttpResponse:
    """What there is to decide on an act, what is open first; and how far reviewers agree."""
    node, by = this_node(), officer(request)
    view = acts.view_review(node, by, version_id)
    at = int(text) if (text := request.GET.get("from", "")).isdecimal() and len(text) < 6 else 0
    base = reverse("legislation:review", args=(version_id,))
    one = reverse("legislation:matter", args=(version_id,))
    measured = acts.measure_agreement(node, by, [view.row.act_id])
    page = {
        "view": view,
        "back": reverse("legislation:version", args=(version_id,)),
        "list": list_of(view.matters[at : at + _AT_ONCE], one),
        "first": f"{one}?{query_of(view.open[0])}" if view.open and view.may_review else "",
        "measured": measured,
        "disputed": _disputed(measured) if not view.may_review or not view.open else None,
        "pages": Pages(
            before=base if at else "",
            after=f"{base}?from={at + _AT_ONCE}" if at + _AT_ONCE < len(view.matters) else "",
        ),
    }
    return render(request, "legislation/review.html", page)


def _disputed(measured: acts.Agreement) -> Table | None:
    if not measured.disputed:
        return None
    return Table(
        caption=gettext("Reviewers disagree"),
        columns=(
            Column(says=gettext("Provision")),
            Column(says=gettext("Article")),
            Column(says=gettext("What they say")),
        ),
        rows=tuple(
            (rows[0].number, article_of(rows[0].instrument, rows[0].article), said_by(rows))
            for rows in measured.disputed
        ),
    )


@signed_in()
def matter(request: HttpRequest, version_id: str) -> HttpResponse:
    """One provision beside one article; deciding leads to the next that is open."""
    node, by = this_node(), officer(request)
    view = acts.view_review(node, by, version_id)
    instrument, _, article = request.GET.get("article", "").rpartition("-")
    found = view.find((request.GET.get("provision", ""), instrument, article))
    if found is None:
        raise Http404
    form = DecisionForm(request.POST or None) if by.has(*REVIEWERS) else None
    address = reverse("legislation:matter", args=(version_id,))
    following = view.next_after(found.pair)
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            acts.decide(
                node,
                by,
                version_id,
                found.pair,
                verdict=given["verdict"],
                reason=given["reason"],
                note=given["note"],
            )
            messages.success(request, gettext("Decided in your name."))
            if following is None:
                return HttpResponseRedirect(reverse("legislation:review", args=(version_id,)))
            return HttpResponseRedirect(f"{address}?{query_of(following)}")
        except GlacyError as fault:
            form.refuse(fault)
    language = language_of_reader()
    page = {
        "view": view,
        "matter": found,
        "form": form,
        "article": article_of(instrument, article),
        "article_name": found.article.name.get(language, found.article.name["en"]),
        "relation": state_tag(found.match.relation),
        "confidence": round(100 * found.match.confidence),
        "moved": round(100 * found.moved_to),
        "elements": elements_of(found, language),
        "pieces": pieces_of(found, language),
        "said": said_by(found.said),
        "stale": said_by(found.stale),
        "back": reverse("legislation:review", args=(version_id,)),
        "following": f"{address}?{query_of(following)}" if following else "",
        "left": len(view.open),
    }
    return render(request, "legislation/matter.html", page)
