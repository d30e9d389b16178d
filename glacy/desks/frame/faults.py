"""Errors of the domain as pages: what is wrong, and what to do. No access and no such thing look the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from glacy.errors import GlacyError

_HIDDEN: Final = ("NoAccess", "Unknown", "NotFound", "NoSuch", "Missing")
_MACHINES: Final = ("/api/", "/exchange/", "/journal/")


class Explain:
    """The middleware that turns a `GlacyError` of a view into a page, or into JSON for a machine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response of the view, untouched."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page that explains a refusal of the domain; other exceptions go on."""
        if not isinstance(fault, GlacyError):
            return None
        status = status_of(fault)
        if request.path.startswith(_MACHINES):
            says = "There is nothing here." if status == 404 else fault.says
            return JsonResponse({"says": says, "remedy": "" if status == 404 else fault.remedy}, status=status)
        if status == 404:
            return render(request, "404.html", status=404)
        return render(request, "refused.html", {"fault": fault}, status=status)


def status_of(fault: GlacyError) -> int:
    """404 for what is not there or not this officer's to see; 403 for a role; 409 for what cannot be done now."""
    name = type(fault).__name__
    if name.startswith(_HIDDEN) and name not in ("MissingRoleError", "NoNodeError"):
        return 404
    if "Role" in name or "Permission" in name:
        return 403
    return 503 if name == "NoNodeError" else 409
