"""My sign-in: the second factors, recovery codes, password and sessions that an officer has."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from glacy.desks.frame.access import needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.people import factors, lines, passkeys
from glacy.desks.people.forms import AppForm, PasskeyForm, PasswordForm
from glacy.desks.people.passkey_part import PasskeyPart
from glacy.desks.people.proving import prove_password
from glacy.desks.people.sessions import FENCED, this_session, unfence
from glacy.node.acts import officers, recovering, signing_in
from glacy.store.models import OfficerRow


@signed_in()
def mine(request: HttpRequest) -> HttpResponse:
    """How I sign in, and where I am signed in now."""
    node, by, row = this_node(), officer(request), _row(request)
    shown = {
        "factors": lines.factor_rows(factors.factors_of(row), by.zone),
        "has_factor": factors.has_factor(row),
        "left": factors.codes_left(row),
        "sessions": lines.session_rows(signing_in.my_sessions(node, by), this=this_session(request)),
        "is_demanded": node.sign_in.is_demanded,
        "works_here": passkeys.works_here(request),
        "is_holder": by.has("administrator") or recovering.is_holder(node, by),
    }
    return render(request, "people/mine.html", shown)


@signed_in()
def first(request: HttpRequest) -> HttpResponse:
    """The first sign-in at a node that demands a second factor: which one shall it be?"""
    if not request.session.get(FENCED):
        return redirect("people:start")
    return render(request, "people/first.html", {"works_here": passkeys.works_here(request)})


@sensitive_post_parameters("code")
@signed_in()
@needs_fresh_sign_in
def app(request: HttpRequest) -> HttpResponse:
    """Sets up an authenticator app: its secret is shown, and its first code proves that it took it."""
    row = _row(request)
    secret = factors.pending_secret(request)
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            replaced = factors.has_factor(row, factors.APP)
            if factors.put_app(row, secret, form.cleaned_data["code"]):
                _record(request, signing_in.FACTOR_ADDED, factor="app", replaced=replaced)
                factors.forget_pending(request)
                return _added(request, row)
        form.add_error("code", _("The app shows another code than this node expects. Is its clock right?"))
    shown = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": factors.picture_of(row, secret),
        "address": factors.address_of_secret(row, secret),
        "replaces": factors.has_factor(row, factors.APP),
    }
    return render(request, "people/app.html", shown)


@signed_in()
@needs_fresh_sign_in
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Makes a passkey: in this device, in a telephone or on a key."""
    if not passkeys.works_here(request):
        return render(request, "people/no_passkey.html")
    row, fault = _row(request), ""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            with transaction.atomic():
                passkeys.add(request, row, request.POST.get("answer", ""), name=name)
                _record(request, signing_in.FACTOR_ADDED, factor="passkey", name=name)
        except passkeys.PasskeyError:
            fault = _("The passkey was not made. Try again, or set up an authenticator app.")
        else:
            return _added(request, row)
    asked = passkeys.ask_to_add(request, row)
    part = PasskeyPart(asked=asked, action=request.path, button=_("Make the passkey"), form=form)
    return render(request, "people/passkey_add.html", {"passkey": part, "form": form, "fault": fault})


@signed_in()
@needs_fresh_sign_in
def codes(request: HttpRequest) -> HttpResponse:
    """Makes recovery codes and shows them, once."""
    row = _row(request)
    made: tuple[str, ...] = ()
    if not factors.has_factor(row):
        return redirect("people:mine")
    if request.method == "POST":
        with transaction.atomic():
            made = tuple(lines.in_groups(one) for one in factors.make_codes(row))
            _record(request, signing_in.CODES_MADE, count=len(made))
    return render(request, "people/codes.html", {"made": made, "left": factors.codes_left(row)})


@signed_in()
@needs_fresh_sign_in
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Removes one of my second factors."""
    row = _row(request)
    factor = next((one for one in factors.factors_of(row) if one.id == factor_id), None)
    if factor is None:
        return redirect("people:mine")
    if request.method == "POST":
        signing_in.demand_spare(this_node(), officer(request))
        with transaction.atomic():
            factors.remove_factor(row, factor_id)
            kind = "app" if factor.kind == factors.APP else "passkey"
            _record(request, signing_in.FACTOR_REMOVED, factor=kind, name=factor.name)
        messages.success(request, _("It opens nothing any more."))
        return redirect("people:mine")
    return render(request, "people/remove.html", {"factor": lines.say_factor(factor)})


@require_POST
@signed_in()
def end(request: HttpRequest, session_id: str) -> HttpResponse:
    """Ends one of my sign-ins."""
    signing_in.end_one(this_node(), officer(request), session_id)
    messages.success(request, _("That sign-in is ended."))
    return redirect("people:mine")


@require_POST
@signed_in()
def end_others(request: HttpRequest) -> HttpResponse:
    """Ends all my sign-ins but this one."""
    count = signing_in.end_others(this_node(), officer(request), but=this_session(request))
    says = ngettext("%(n)d other sign-in is ended.", "%(n)d other sign-ins are ended.", count)
    messages.success(request, says % {"n": count})
    return redirect("people:mine")


@sensitive_post_parameters("current", "new", "again")
@signed_in()
def password(request: HttpRequest) -> HttpResponse:
    """Changes one's own password; whoever is signed in elsewhere with the old one is signed out."""
    node, by, row = this_node(), officer(request), _row(request)
    form = PasswordForm(request.POST or None, weaknesses=partial(officers.weaknesses, node, by))
    valid = request.method == "POST" and form.is_valid()
    if valid and prove_password(request, form, row.username, field="current") is not None:
        typed = form.cleaned_data
        officers.change_password(node, by, current=typed["current"], new=typed["new"])
        signing_in.end_others(node, by, but=this_session(request), why="password")
        row.refresh_from_db()
        update_session_auth_hash(request, row)
        messages.success(
            request, _("Your password is changed. Wherever else you were signed in, you are signed out.")
        )
        return redirect("people:start")
    lead = _(
        "Nobody else needs to know it. The journal holds that you changed it, and nothing of what it is."
    )
    home = reverse("people:start")
    shown = {"form": form, "title": _("Change your password"), "lead": lead, "button": _("Change it")}
    return render(request, "form.html", shown | {"back": home, "cancel": home})


def _added(request: HttpRequest, row: OfficerRow) -> HttpResponse:
    """What follows a new factor: recovery codes where there are none, else back."""
    unfence(request)
    messages.success(request, _("It is set up. From now on it is asked for when you sign in."))
    return redirect("people:mine" if factors.codes_left(row) else "people:codes")


def _record(request: HttpRequest, kind: str, **what: str | int) -> None:
    signing_in.record(this_node(), officer(request), kind, **what)


def _row(request: HttpRequest) -> OfficerRow:
    row = request.user
    assert isinstance(row, OfficerRow)  # `signed_in` saw to it
    return row
