"""What an officer typed, carried over a sign-in: a page that must first know who it is loses nothing of it.

It travels through the browser under the node's key, for one person and a short while. Nothing is done with it
until that person presses the button again. Files are too big for that road and are chosen again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from glacy.desks.frame.here import this_node
from glacy.node.errors import VeilError
from glacy.node.veiling import unveil, veil

SECONDS: Final = 3600
LONGEST: Final = 2**21
_OURS: Final = ("csrfmiddlewaretoken",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A form that was sent before it was known who sent it."""

    path: str
    officer: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    """Each field that took files, and their names."""


def carry(request: HttpRequest, *, officer: str) -> str:
    """What was just sent, as a token for that officer; empty where it is longer than a page can hold."""
    fields = [
        (name, value) for name in request.POST if name not in _OURS for value in request.POST.getlist(name)
    ]
    files = [(name, ", ".join(_names(request, name))) for name in request.FILES]
    told = json.dumps({"path": request.get_full_path(), "officer": officer, "fields": fields, "files": files})
    return veil(this_node(), told) if len(told) <= LONGEST else ""


def find_carried(token: str, *, officer: str) -> Carried | None:
    """What a token carries, if it is of this officer and not too old."""
    try:
        found = json.loads(unveil(this_node(), token, seconds=SECONDS)) if token else None
    except VeilError:
        return None
    if found is None or found["officer"] != officer:
        return None
    return Carried(
        path=found["path"],
        officer=found["officer"],
        fields=tuple((name, value) for name, value in found["fields"]),
        files=tuple((name, names) for name, names in found["files"]),
    )


def go_on(request: HttpRequest, carried: Carried) -> HttpResponse:
    """The page with one button that sends what was typed to where it was meant."""
    return render(request, "go_on.html", {"carried": carried})


def _names(request: HttpRequest, field: str) -> list[str]:
    return [one.name or "" for one in request.FILES.getlist(field) if isinstance(one, UploadedFile)]
