"""Which language a page speaks: the reader's choice, else the officer's, else the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def speak(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that takes the officer's own language when this browser has chosen none."""
    spoken = {code for code, _ in settings.LANGUAGES}

    def respond(request: HttpRequest) -> HttpResponse:
        own = getattr(request.user, "language", "")
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and own in spoken:
            translation.activate(own)
            request.LANGUAGE_CODE = own
        return get_response(request)

    return respond
