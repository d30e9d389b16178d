"""Response headers that keep a page to itself: no inline script or style, no framing, no cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'none'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Content-Security-Policy of every page (CSP Level 3)."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OF_A_FILE: Final = ("Cross-Origin-Resource-Policy", "X-Content-Type-Options")
"""Those that mean something for styles and script; the others would only weigh on a slow line."""

_YEAR: Final = 31_536_000


def guard(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that sets them; what a view set itself stays."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_file = request.path.startswith(settings.STATIC_URL)
        for name in OF_A_FILE if is_file else HEADERS:
            response.headers.setdefault(name, HEADERS[name])
        response.headers.setdefault("Cache-Control", "private, no-store")
        if settings.SESSION_COOKIE_SECURE:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")
        return response

    return respond
