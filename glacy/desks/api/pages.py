"""The page that hands a person a token for a program."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from glacy.desks.api.tokens import write_token
from glacy.desks.frame.access import needs_fresh_sign_in, signed_in
from glacy.store.models import OfficerRow


@signed_in()
@needs_fresh_sign_in
def token(request: HttpRequest) -> HttpResponse:
    """Says what a token does, and shows a new one when asked; it is not kept."""
    row = request.user
    given = write_token(row) if request.method == "POST" and isinstance(row, OfficerRow) else ""
    return render(request, "api/token.html", {"token": given})
