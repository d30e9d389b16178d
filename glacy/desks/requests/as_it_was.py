"""A page of a draft that a colleague saved while it was being filled in: nothing is written over unseen.

Each form carries the mark of what it was opened on (`was`); the view compares it with what stands now.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from glacy.canon import Json, digest_of, write_canonical

CHANGED: Final = _(
    "A colleague saved this page after you opened it. What stands there now is shown below; save again to "
    "put yours in its place"
)


def mark_of(value: Json) -> str:
    """What stands for a section or a target as it is kept now."""
    return str(digest_of(write_canonical(value)))[:16]


def is_changed(request: HttpRequest, now: str) -> bool:
    """Whether the form that was sent was opened on something else; one that carries no mark is taken."""
    return request.POST.get("was", now) != now
