"""Who may ask for a page at all. What a page may show of a case is decided below, in the node's acts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from glacy.desks.frame.here import this_node
from glacy.times import read_instant, whole_seconds, write_instant

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

FRESH_SECONDS: Final = 10 * 60
"""How long a password just given counts for an act that takes one."""


def signed_in(*roles: str) -> Callable[[View[P]], View[P]]:
    """Lets in who is signed in and, if roles are named, holds one of them."""

    def around(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **more: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to("people:sign_in", request)
            if roles and not set(roles) & set(roles_of(request)):
                raise PermissionDenied
            return view(request, *args, **more)

        return guarded

    return around


def fresh(view: View[P]) -> View[P]:
    """Asks for the password again unless it was given in the last ten minutes; inside `signed_in`."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **more: P.kwargs) -> HttpResponse:
        if not is_fresh(request):
            return _to("people:again", request)
        return view(request, *args, **more)

    return guarded


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person gave the password in the last ten minutes."""
    if "confirmed_at" not in request.session:
        return False
    ago = (this_node().clock() - confirmed_at(request)).total_seconds()
    return 0 <= ago < FRESH_SECONDS


def confirm(request: HttpRequest) -> None:
    """Notes that this person gave the password just now, by the node's clock."""
    request.session["confirmed_at"] = write_instant(whole_seconds(this_node().clock()))


def confirmed_at(request: HttpRequest) -> datetime:
    """When this person last gave the password; only for views behind `fresh`."""
    return read_instant(request.session["confirmed_at"])


def roles_of(request: HttpRequest) -> tuple[str, ...]:
    """The roles of the person who asks; none when nobody is signed in."""
    return tuple(getattr(request.user, "roles", ()))


def _to(name: str, request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "")
    asked = {"next": back} | ({"act": "1"} if request.method == "POST" else {})
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode(asked)}")
