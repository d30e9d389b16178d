"""A page that takes in a message of another system (ETSI HI-1) as a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.fields import File
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node
from glacy.errors import GlacyError
from glacy.node.acts import cases, importing


class MessageForm(Form):
    """The file of the message."""

    file = File(
        _("HI-1 message"), hint=_("JSON of ETSI TS 103 120, as another system exports it"),
        missing=_("Choose the file of the message"),
    )  # fmt: skip


@signed_in("duty_officer", "case_officer", "central_authority_lawyer")
def take_in(request: HttpRequest, case_id: str = "") -> HttpResponse:
    """Takes it in: ours as a draft on this case, theirs as a request to key in, in a case of its own."""
    node, by = this_node(), officer(request)
    caption = cases.view_case(node, by, case_id).row.reference if case_id else ""
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = importing.take_hi1(node, by, given.read(), case_id=case_id, name=str(given.name))
            messages.success(request, gettext("Taken in as a draft. Look at every section before you go on."))
            return redirect("requests:tasks", made.draft)
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": _("Take in a message of another system"),
        "caption": caption,
        "lead": _(
            "It becomes a draft. Where another State asks us, it is keyed in like a request on paper, with "
            "the message as its scan."
        ),
        "back": reverse("cases:show", args=(case_id,)) if case_id else reverse("inbox:list"),
        "button": _("Take it in"),
    }
    return render(request, "form.html", page)
