"""The page of evidence that travels apart: how far it is, and one button for where it stopped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.nations import nation
from glacy.desks.requests.payload_lines import MOVING, payload_rows
from glacy.node.acts import payloads


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def payload(request: HttpRequest, message_id: str) -> HttpResponse:
    """How far the evidence of a message is; the button asks for it again, or lets its pieces go."""
    node, by = this_node(), officer(request)
    row = payloads.view_payload(node, by, message_id)
    if request.method == "POST":
        if row.direction == "received":
            payloads.fetch_again(node, by, message_id)
            messages.success(request, gettext("It is asked for again."))
        else:
            payloads.let_go(node, by, message_id)
            messages.success(request, gettext("The pieces are removed from this node."))
        return redirect(reverse("requests:payload", args=(message_id,)))
    about = row.message.about_id or row.message_id
    page = {
        "row": row,
        "there": nation(row.country),
        "rows": payload_rows(row, (by.zone,)),
        "about": about,
        "is_moving": row.state in MOVING,
        "may_fetch": row.direction == "received" and row.state in ("coming", "stuck"),
        "may_let_go": row.direction == "sent" and row.state == "offered",
    }
    return render(request, "requests/payload.html", page)
