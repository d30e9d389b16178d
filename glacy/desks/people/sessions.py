"""One sign-in in one browser: it begins, is kept or ended at every request, and is fenced until complete."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from glacy.desks.frame.access import confirm
from glacy.desks.frame.here import officer, this_node
from glacy.desks.people.throttle import address_of
from glacy.node.acts import signing_in
from glacy.store.models import OfficerRow
from glacy.store.people import officer_of

SESSION: Final = "desk_session"
FENCED: Final = "fenced"
OPEN_TO_FENCED: Final = frozenset(
    f"people:{name}"
    for name in ("first", "app", "passkey_add", "codes", "again", "sign_out", "password", "language")
)
"""What an officer reaches who has no second factor yet, where the node demands one."""

_BROWSERS: Final = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
_SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def begin(request: HttpRequest, row: OfficerRow, *, means: str) -> None:
    """Signs an officer in, under a new session key, and notes by what means and from where."""
    login(request, row, backend="django.contrib.auth.backends.ModelBackend")
    node, by = this_node(), officer_of(row)
    place, browser = address_of(request), browser_of(request)
    request.session[SESSION] = signing_in.begin_session(node, by, means=means, place=place, browser=browser)
    request.session[FENCED] = not signing_in.is_complete(node, by)
    confirm(request)


def this_session(request: HttpRequest) -> str:
    """The id of the sign-in from which this request comes."""
    return str(request.session.get(SESSION, ""))


def unfence(request: HttpRequest) -> None:
    """Lets an officer go on who has now all that this node asks for."""
    request.session[FENCED] = not signing_in.is_complete(this_node(), officer(request))


def keep(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that ends a sign-in that was ended elsewhere, left alone, or has lasted too long."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, OfficerRow):
            return get_response(request)
        by = officer(request)
        kept = signing_in.keep_session(this_node(), this_session(request), by)
        if kept.row is None:
            logout(request)
            vars(request).update(left_by=by.id, left_why=kept.why)
        elif request.session.get(FENCED) and _name_of(request) not in OPEN_TO_FENCED:
            return HttpResponseRedirect(reverse("people:first"))
        return get_response(request)

    return respond


def browser_of(request: HttpRequest) -> str:
    """The browser and system in a few words, as it says itself."""
    told = re.sub(r"[^\x20-\x7e]", "", request.headers.get("User-Agent", ""))[:400]
    browser = next((name for mark, name in _BROWSERS if mark in told), "")
    if not browser and "Safari/" in told:
        browser = "Safari"
    system = next((name for mark, name in _SYSTEMS if mark in told), "")
    return " ".join(filter(None, (browser, system)))


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
