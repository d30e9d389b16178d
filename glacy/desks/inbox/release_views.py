"""Lets an answer go: at once, or made ready by the node while its page shows how far it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.node.acts import inbox, releasing_long


@signed_in()
@needs_fresh_sign_in
def release(request: HttpRequest, answer_id: str) -> HttpResponse:
    """Seals it and hands it to the outbox; what has much evidence the node makes ready by itself first."""
    if request.method != "POST":
        return redirect("inbox:prepared", answer_id)
    node, by = this_node(), officer(request)
    row = inbox.view_answer(node, by, answer_id)
    sent = releasing_long.begin_release(node, by, answer_id, confirmed_at=confirmed_at(request))
    if sent is None:
        messages.success(
            request, gettext("The node makes it ready and sends it by itself. You may leave this page.")
        )
        return redirect("inbox:prepared", answer_id)
    messages.success(request, gettext("Sealed and on its way."))
    return redirect("requests:show", row.about_id)


@signed_in()
def stop(request: HttpRequest, answer_id: str) -> HttpResponse:
    """Stops what is being made ready: nothing has left."""
    if request.method != "POST":
        return redirect("inbox:prepared", answer_id)
    releasing_long.stop_release(this_node(), officer(request), answer_id)
    messages.success(request, gettext("Stopped: nothing has left."))
    return redirect("inbox:prepared", answer_id)
