"""Confirms that it is still the same person, before an act that sends, discloses or cannot be undone."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from glacy.desks.frame.access import confirm, signed_in
from glacy.desks.frame.carrying import find_carried, go_on
from glacy.desks.frame.here import officer, this_node
from glacy.desks.people import factors, passkeys
from glacy.desks.people.forms import AgainForm
from glacy.desks.people.landing import safe_next, wanted_next
from glacy.desks.people.passkey_part import PasskeyPart, tell_stopped
from glacy.desks.people.proving import prove_code, prove_password
from glacy.node.acts import signing_in
from glacy.store.models import OfficerRow


def ask(request: HttpRequest, carried: str) -> HttpResponse:
    """The page that asks again, with what was just sent; nothing of it has been done."""
    return _show(request, AgainForm(with_code=factors.has_factor(_row(request))), carried=carried)


@sensitive_post_parameters("password", "code", "carried")
@signed_in()
def again(request: HttpRequest) -> HttpResponse:
    """Asks again who it is; then on to the page that was asked for, or to what was typed."""
    row = _row(request)
    carried = request.POST.get("carried", "")
    form = AgainForm(request.POST or None, with_code=factors.has_factor(row))
    if "answer" in request.POST:
        form, fault = AgainForm(with_code=factors.has_factor(row)), ""
        try:
            passkeys.take(request, request.POST["answer"], use="confirm", row=row)
        except passkeys.PasskeyError as found:
            fault = tell_stopped(found)
        return (
            _show(request, form, carried=carried, fault=fault)
            if fault
            else _done(request, carried, "passkey")
        )
    if (
        request.method == "POST"
        and form.is_valid()
        and prove_password(request, form, row.username) is not None
    ):
        if "code" not in form.fields:
            return _done(request, carried, "password")
        if by := prove_code(request, form, row):
            return _done(request, carried, f"password+{by}")
    return _show(request, form, carried=carried)


def _done(request: HttpRequest, token: str, means: str) -> HttpResponse:
    node, by = this_node(), officer(request)
    request.session.cycle_key()
    confirm(request)
    signing_in.record(node, by, signing_in.CONFIRMED, means=means)
    carried = find_carried(token, officer=by.id)
    return (
        HttpResponseRedirect(safe_next(request, wanted_next(request)))
        if carried is None
        else go_on(request, carried)
    )


def _show(request: HttpRequest, form: AgainForm, *, carried: str, fault: str = "") -> HttpResponse:
    row = _row(request)
    wanted = wanted_next(request)
    action = reverse("people:again") + (f"?{urlencode({'next': wanted})}" if wanted else "")
    part = None
    if factors.has_factor(row, factors.PASSKEY) and passkeys.works_here(request):
        asked = passkeys.ask(request, use="confirm", row=row)
        part = PasskeyPart(asked=asked, action=action, button=_("Confirm with your passkey"), is_second=True)
    shown = {
        "form": form,
        "action": action,
        "carried": carried,
        "passkey": part,
        "fault": fault,
        "minutes": this_node().sign_in.fresh_for // timedelta(minutes=1),
    }
    return render(request, "people/confirm.html", shown)


def _row(request: HttpRequest) -> OfficerRow:
    row = request.user
    assert isinstance(row, OfficerRow)  # `signed_in` saw to it
    return row
