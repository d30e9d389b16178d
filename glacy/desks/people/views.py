"""Who is at the desk: sign in, sign out, the password again, the language."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from glacy.desks.frame.access import confirm, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.moments import say_instant
from glacy.desks.people.forms import AgainForm, SignInForm
from glacy.desks.people.throttle import forget_failures, is_slowed, note_failure
from glacy.node.acts import officers
from glacy.store.people import Officer


def start(request: HttpRequest) -> HttpResponse:
    """The first page: the shift for who is signed in, else signing in."""
    return redirect("shift:start" if request.user.is_authenticated else "people:sign_in")


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Signs a person in by name and password."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _lets_in(request, form):
        return HttpResponseRedirect(_next(request))
    return render(request, "people/sign_in.html", {"form": form})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs out, and has the browser forget the pages that were shown."""
    logout(request)
    response = redirect("people:sign_in")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@sensitive_post_parameters("password")
@signed_in()
def again(request: HttpRequest) -> HttpResponse:
    """Asks for the password again before an act that takes it."""
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_still(request, form):
        if "act" in request.GET:
            messages.info(
                request,
                _("Nothing has left yet. It is confirmed that it is you: now press the button again."),
            )
        return HttpResponseRedirect(_next(request))
    shown = {"form": form, "title": _("Confirm that it is you"), "button": _("Confirm")}
    lead = _("What comes next is done in your name. Give your password again; it counts for ten minutes.")
    return render(request, "form.html", shown | {"lead": lead})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the reader's choice of language in this browser."""
    response = HttpResponseRedirect(_next(request))
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


def _lets_in(request: HttpRequest, form: SignInForm) -> bool:
    name, password = form.cleaned_data["username"].strip(), form.cleaned_data["password"]
    if is_slowed(request, name):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour, or ask the administrator."))
        return False
    person = authenticate(request, username=name.lower(), password=password)
    if person is None:
        note_failure(request, name)
        form.add_error("password", _("Name and password do not belong together"))
        return False
    forget_failures(request, name)
    login(request, person)
    confirm(request)
    node, by = this_node(), officer(request)
    found = officers.find_password_set(node, by)
    officers.record_sign_in(node, by)
    if found is not None:
        messages.warning(request, _say_password_set(found, by))
    return True


def _say_password_set(found: officers.PasswordSet, by: Officer) -> str:
    at = say_instant(found.at, (by.zone,))
    if not found.who:
        return _(
            "Your password was set on %(at)s on the command line of this node, and not by you. If you did "
            "not ask for it, tell your authority: somebody else could have signed in as you. The journal "
            "holds it."
        ) % {"at": at}
    return _(
        "Your password was set on %(at)s by %(who)s, and not by you. If you did not ask for it, tell your "
        "authority: somebody else could have signed in as you. The journal holds it."
    ) % {"at": at, "who": found.who}


def _is_still(request: HttpRequest, form: AgainForm) -> bool:
    name = request.user.get_username()
    if is_slowed(request, name):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour, or ask the administrator."))
        return False
    if not request.user.check_password(form.cleaned_data["password"]):
        note_failure(request, name)
        form.add_error("password", _("This is not your password"))
        return False
    forget_failures(request, name)
    confirm(request)
    return True


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("people:start")
