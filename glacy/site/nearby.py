"""A node without a secret of its own answers this machine alone, whatever address it listens on."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_SAYS = b"This node answers its own machine alone: it was served without GLACY_SECRET_KEY.\n"


def keep_near(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that refuses whoever calls from elsewhere; the name of a host can be made up."""

    def respond(request: HttpRequest) -> HttpResponse:
        if settings.LOCAL_ONLY and not _is_near(request.META.get("REMOTE_ADDR", "")):
            return HttpResponse(_SAYS, status=403, content_type="text/plain")
        return get_response(request)

    return respond


def _is_near(address: str) -> bool:
    """Whether a caller is on this machine; one over a socket of the system has no address."""
    try:
        return not address or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
