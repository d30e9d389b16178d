"""Who is at the desk: sign in with what takes how many steps, sign out, the language."""

from __future__ import annotations

import time
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from glacy.desks.frame.here import officer, this_node
from glacy.desks.people import factors, passkeys
from glacy.desks.people.forms import SecondForm, SignInForm
from glacy.desks.people.landing import let_in, safe_next, wanted_next
from glacy.desks.people.passkey_part import PasskeyPart, tell_stopped
from glacy.desks.people.proving import prove_code, prove_password
from glacy.desks.people.sessions import this_session
from glacy.node.acts import signing_in
from glacy.store.models import OfficerRow

HALF: Final = "half_signed_in"
_HALF_SECONDS: Final = 600


def start(request: HttpRequest) -> HttpResponse:
    """The first page: the shift for who is signed in, else signing in."""
    return redirect("shift:start" if request.user.is_authenticated else "people:sign_in")


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Takes name and password; whoever has a second factor is asked for it on the next page."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = prove_password(request, form, form.cleaned_data["username"])
        if row is not None and not factors.has_factor(row):
            return let_in(request, row, means="password", next_page=wanted_next(request))
        if row is not None:
            request.session.cycle_key()
            request.session[HALF] = {"officer": row.pk, "at": int(time.time()), "mark": row.password[-16:]}
            return HttpResponseRedirect(_with_next("people:second", request))
    rules = this_node().sign_in if settings.NODE_PATH else None
    shown = {
        "form": form,
        "why": request.GET.get("why", ""),
        "passkey": _with_next("people:passkey", request) if passkeys.works_here(request) else "",
        "is_offered": rules is not None and not rules.is_demanded,
        "idle": rules is not None and signing_in.idle_minutes(this_node()),
    }
    return render(request, "people/sign_in.html", shown)


@sensitive_post_parameters("code")
def second(request: HttpRequest) -> HttpResponse:
    """The second step: the code of an app, a recovery code, or a passkey of this officer."""
    row = _half(request)
    if row is None:
        return HttpResponseRedirect(_with_next("people:sign_in", request))
    form, fault = SecondForm(), ""
    if "answer" in request.POST:
        found, fault = _passkey_of(request, use="second", row=row)
        if found is not None:
            return _come_in(request, row, means="password+passkey")
    elif request.method == "POST":
        form = SecondForm(request.POST)
        if form.is_valid() and (by := prove_code(request, form, row)):
            return _come_in(request, row, means=f"password+{by}")
    part = None
    if factors.has_factor(row, factors.PASSKEY) and passkeys.works_here(request):
        asked = passkeys.ask(request, use="second", row=row)
        button = _("Use your passkey")
        part = PasskeyPart(asked=asked, action=request.get_full_path(), button=button, is_second=True)
    return render(request, "people/second.html", {"form": form, "passkey": part, "fault": fault})


def passkey(request: HttpRequest) -> HttpResponse:
    """Signs in by a passkey alone, which has verified the person: no name and no password is typed."""
    if not passkeys.works_here(request):
        return redirect("people:sign_in")
    fault = ""
    if request.method == "POST":
        found, fault = _passkey_of(request, use="sign_in", row=None)
        if found is not None:
            return _come_in(request, found.officer, means="passkey")
    if not request.user.is_authenticated and "carried" not in request.session:
        request.session.set_expiry(_HALF_SECONDS)
    asked = passkeys.ask(request, use="sign_in")
    part = PasskeyPart(asked=asked, action=request.get_full_path(), button=_("Use your passkey"))
    return render(request, "people/passkey.html", {"passkey": part, "fault": fault})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs out, and has the browser forget the pages that were shown."""
    if isinstance(request.user, OfficerRow):
        signing_in.end_one(this_node(), officer(request), this_session(request), why="signed_out")
    logout(request)
    response = redirect("people:sign_in")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the reader's choice of language in this browser."""
    response = HttpResponseRedirect(safe_next(request, wanted_next(request)))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _passkey_of(
    request: HttpRequest, *, use: passkeys.Use, row: OfficerRow | None
) -> tuple[passkeys.Answered | None, str]:
    """Whose passkey answered; or None and what to say."""
    try:
        return passkeys.take(request, request.POST.get("answer", ""), use=use, row=row), ""
    except passkeys.PasskeyError as fault:
        return None, tell_stopped(fault)


def _come_in(request: HttpRequest, row: OfficerRow, *, means: str) -> HttpResponse:
    request.session.pop(HALF, None)
    request.session.set_expiry(None)
    return let_in(request, row, means=means, next_page=wanted_next(request))


def _half(request: HttpRequest) -> OfficerRow | None:
    """The officer who has given the right password a short while ago in this session."""
    found = request.session.get(HALF)
    if found is None or not 0 <= time.time() - found["at"] <= _HALF_SECONDS:
        return None
    row = OfficerRow.objects.filter(pk=found["officer"], is_active=True).first()
    return row if row is not None and row.password[-16:] == found["mark"] else None


def _with_next(page: str, request: HttpRequest) -> str:
    wanted = wanted_next(request)
    return f"{reverse(page)}?{urlencode({'next': wanted})}" if wanted else reverse(page)
