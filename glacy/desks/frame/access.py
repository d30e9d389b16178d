"""Who may ask for a page at all. What a page may show of a case is decided below, in the node's acts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from glacy.desks.frame.carrying import carry
from glacy.desks.frame.here import this_node
from glacy.times import read_instant, whole_seconds, write_instant

CARRIED: Final = "carried"
"""Where in the session waits what was typed before a sign-in ran out."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

FRESH_MARK: Final = "needs_fresh_sign_in"
"""The attribute that a view behind `needs_fresh_sign_in` bears, through every decorator around it."""

SKEW: Final = timedelta(seconds=60)
"""How far the clock of the machine may have been set back since; the acts bear as much."""


def signed_in(*roles: str) -> Callable[[View[P]], View[P]]:
    """Lets in who is signed in and, if roles are named, holds one of them."""

    def around(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **more: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if roles and not set(roles) & set(roles_of(request)):
                raise PermissionDenied
            return view(request, *args, **more)

        return guarded

    return around


def needs_fresh_sign_in(view: View[P]) -> View[P]:
    """For every view that sends, approves, discloses, hands over, destroys or changes people.

    Asks again who it is unless that was shown a short while ago; stands inside `signed_in`.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **more: P.kwargs) -> HttpResponse:
        if not is_fresh(request):
            return _ask_again(request)
        return view(request, *args, **more)

    vars(guarded)[FRESH_MARK] = True
    return guarded


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person showed who they are a short while ago: `fresh_minutes` of the node."""
    if "confirmed_at" not in request.session:
        return False
    node = this_node()
    ago = node.clock() - confirmed_at(request)
    return -SKEW <= ago < node.sign_in.fresh_for


def confirm(request: HttpRequest) -> None:
    """Notes that this person showed who they are just now, by the node's clock."""
    request.session["confirmed_at"] = write_instant(whole_seconds(this_node().clock()))


def confirmed_at(request: HttpRequest) -> datetime:
    """When this person last showed who they are; only for views behind `needs_fresh_sign_in`."""
    return read_instant(request.session["confirmed_at"])


def roles_of(request: HttpRequest) -> tuple[str, ...]:
    """The roles of the person who asks; none when nobody is signed in."""
    return tuple(getattr(request.user, "roles", ()))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The page that signs in; what was typed before a sign-in ran out waits in the session."""
    asked = {"next": _way_back(request)}
    left = vars(request)
    if left.get("left_why"):
        asked["why"] = left["left_why"]
        if request.method == "POST":
            request.session[CARRIED] = carry(request, officer=left["left_by"])
    return HttpResponseRedirect(f"{reverse('people:sign_in')}?{urlencode(asked)}")


def _ask_again(request: HttpRequest) -> HttpResponse:
    """The page that asks again who it is; what was sent goes along with it."""
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('people:again')}?{urlencode({'next': _way_back(request)})}")
    from glacy.desks.people.confirm_views import ask  # late: the desk of people stands on this frame

    return ask(request, carry(request, officer=str(request.user.pk)))


def _way_back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "")
