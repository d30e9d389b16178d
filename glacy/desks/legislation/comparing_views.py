"""Two versions of an act side by side, and which decisions go stale by what changed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.parts import Tag
from glacy.desks.legislation.reviewing import said_by
from glacy.node.acts import legislation as acts
from glacy.node.acts import legislation_versions as versions

_KINDS = {
    "added": Tag(says=_("New"), tone="holds"),
    "changed": Tag(says=_("Changed"), tone="soon"),
    "removed": Tag(says=_("Gone"), tone="fails"),
}


@require_GET
@signed_in()
def difference(request: HttpRequest, law_id: str) -> HttpResponse:
    """What changed from one version of an act to another."""
    node, by = this_node(), officer(request)
    view = acts.view_act(node, by, law_id)
    known = {one.pk for one in view.versions}
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    if not {old, new} <= known:
        raise Http404
    found = versions.view_difference(node, by, old, new)
    page = {
        "row": view.row,
        "found": found,
        "changes": [(one, _KINDS[one.kind], said_by(one.stale)) for one in found.changes],
        "back": reverse("legislation:act", args=(law_id,)),
    }
    return render(request, "legislation/difference.html", page)
