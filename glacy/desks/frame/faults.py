"""Errors of the domain as pages: what is wrong, and what to do. No access and no such thing look the same."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from glacy.countries import UnknownCountryError
from glacy.desks.frame.errors import NoNodeError
from glacy.desks.frame.uploads import fault_of
from glacy.errors import GlacyError
from glacy.node.errors import NoRoomError
from glacy.node.exhausted import find_no_room
from glacy.store.errors import NoAccessError, NotAllowedError, NotFoundError
from glacy.treaty import UnknownMeasureError

_log = logging.getLogger(__name__)
_MACHINES: Final = ("/api/", "/exchange/", "/journal/")


class Explain:
    """The middleware that turns a `GlacyError` of a view into a page, or into JSON for a machine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response of the view; an address with a NUL in it, which no row can hold, is not there."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "404.html", status=404)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, given: object, named: object
    ) -> HttpResponse | None:
        """The page that explains why files did not arrive, before a view misses them; else None."""
        del view, given, named
        if request.content_type == "multipart/form-data":
            _ = request.POST  # read now, so that a fault is known
        fault = fault_of(request)
        return None if fault is None else self.process_exception(request, fault)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page that explains a refusal of the domain; other exceptions go on."""
        if not isinstance(fault, GlacyError):
            no_room = find_no_room(fault)
            if no_room is None:
                return None
            _log.error("%s at %s", type(fault).__name__, request.path)
            fault = no_room
        status = status_of(fault)
        if request.path.startswith(_MACHINES):
            says = "There is nothing here." if status == 404 else fault.says
            return JsonResponse(
                {"says": says, "remedy": "" if status == 404 else fault.remedy}, status=status
            )
        if status in (403, 404):
            return render(request, f"{status}.html", status=status)
        return render(request, "refused.html", {"fault": fault}, status=status)


def status_of(fault: GlacyError) -> int:
    """404 for what is not there or not theirs to see, 403 for a role, 409 for what cannot be done now.

    503 is for a node that cannot do anything: there is none, or its disk is full.
    """
    if isinstance(fault, (NoAccessError, NotFoundError, UnknownCountryError, UnknownMeasureError)):
        return 404
    if isinstance(fault, NotAllowedError):
        return 403
    return 503 if isinstance(fault, (NoNodeError, NoRoomError)) else 409
