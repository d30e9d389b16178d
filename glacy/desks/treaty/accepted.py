"""Before each request: the facts that the node has accepted meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from glacy.node.facts import use_accepted
from glacy.treaty import FactsError

_log = logging.getLogger("glacy")


def use(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware: a table that cannot be read is told once, and the facts in use stay."""

    def respond(request: HttpRequest) -> HttpResponse:
        if settings.NODE_PATH is not None:
            try:
                use_accepted(settings.NODE_PATH)
            except (FactsError, OSError, UnicodeDecodeError) as fault:
                _log.error("The accepted facts cannot be read: %s", fault)
        return get_response(request)

    return respond
