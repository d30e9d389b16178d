"""The first way in, or a new one: a one-time code, and the password that its officer chooses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from glacy.desks.frame.here import this_node
from glacy.desks.people.forms import EnrolForm
from glacy.desks.people.landing import let_in
from glacy.desks.people.proving import wait_words
from glacy.desks.people.throttle import forget_failures, is_recorded, mark_of, take_try
from glacy.node.acts import enrolling, officers
from glacy.node.errors import ConfirmationError, EnrolmentError
from glacy.store.models import OfficerRow


@sensitive_post_parameters("code", "new", "again")
def enrol(request: HttpRequest) -> HttpResponse:
    """Takes a one-time code and a password, and leads on to the second factor."""
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = _enrolled(request, form)
        if row is not None:
            return let_in(request, row, means="one_time_code", next_page="")
    return render(request, "people/enrol.html", {"form": form})


def _enrolled(request: HttpRequest, form: EnrolForm) -> OfficerRow | None:
    typed = form.cleaned_data
    name = typed["username"].strip().lower()
    if not take_try(request, name, step="code"):
        form.add_error(None, wait_words())
        return None
    try:
        officer = enrolling.use_code(this_node(), name, typed["code"], password=typed["new"])
    except EnrolmentError:
        if is_recorded():
            officers.record_failed_sign_in(this_node(), mark=mark_of(name), step="code")
        form.add_error(
            "code",
            _("Name and code do not belong together, or the code was used or is too old. Ask for another."),
        )
        return None
    except ConfirmationError as fault:
        form.add_error("new", fault.says)
        return None
    forget_failures(request, name, step="code")
    return OfficerRow.objects.get(pk=int(officer.id))
