"""Browsers in which somebody has signed in before: a guesser elsewhere cannot lock their officers out.

Each such browser holds a signed mark for each officer who signed in there, and its tries are counted alone
(OWASP calls it a device cookie). The mark opens nothing.
"""

from __future__ import annotations

import secrets
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SALT: Final = "glacy.known"
_SECONDS: Final = 90 * 24 * 3600
_MOST: Final = 12


def mark_of_browser(request: HttpRequest, username: str) -> str:
    """The mark of this browser for that name, or nothing where the officer never signed in here."""
    return _marks(request).get(username.strip().lower(), "")


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Gives this browser its mark for an officer who has just come in."""
    marks = _marks(request)
    name = username.strip().lower()
    mark = marks.pop(name, "") or secrets.token_urlsafe(12)
    kept = dict([*marks.items(), (name, mark)][-_MOST:])
    response.set_cookie(
        _cookie(),
        signing.dumps(kept, salt=SALT, compress=True),
        max_age=_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(_cookie(), ""), salt=SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return {}
    return {str(name): str(mark) for name, mark in found.items()} if isinstance(found, dict) else {}


def _cookie() -> str:
    return str(settings.SESSION_COOKIE_NAME).removesuffix("_session") + "_known"
