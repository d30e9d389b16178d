"""What every page shows around its content: the node, the way around, the language and the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from glacy.countries import find_country
from glacy.desks.frame.access import roles_of
from glacy.desks.frame.here import now, this_node
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Text
from glacy.desks.frame.words import role_words
from glacy.node.quiet import find_mark

_OFFICERS: Final = frozenset(
    ("duty_officer", "case_officer", "approver", "central_authority_lawyer", "custodian")
)
_KEEPERS: Final = frozenset(("administrator", "custodian"))
_CARRIERS: Final = frozenset(("duty_officer", "case_officer", "central_authority_lawyer", "administrator"))
_LAWYERS: Final = frozenset(("drafter", "law_reviewer"))
_ANYONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the way around: its words, its page, and the roles that see it (none: everybody)."""

    says: Text
    page: str
    roles: frozenset[str] = _ANYONE


PLACES: Final = (
    Place(says=_("My shift"), page="shift:start", roles=_OFFICERS),
    Place(says=_("Cases"), page="cases:list", roles=_OFFICERS),
    Place(says=_("Received"), page="inbox:list", roles=_OFFICERS),
    Place(says=_("Routes"), page="routes:ask"),
    Place(says=_("Treaties"), page="treaty:map"),
    Place(says=_("Legislation"), page="legislation:start", roles=_OFFICERS | _KEEPERS | _LAWYERS),
    Place(says=_("Directory"), page="directory:states", roles=_OFFICERS | _KEEPERS),
    Place(says=_("Carriers"), page="carriers:list", roles=_CARRIERS),
    Place(says=_("Check a file"), page="verification:check"),
    Place(says=_("Statistics"), page="statistics:table", roles=_OFFICERS),
    Place(says=_("Officers"), page="people:people", roles=frozenset(("administrator",))),
    Place(says=_("Journal"), page="journal:log", roles=_KEEPERS),
)
"""The way around, in its order; a page that is not there yet is left out."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The names that base.html uses. Any: a template context holds many types."""
    mine = frozenset(roles_of(request)) if hasattr(request, "user") else _ANYONE
    return {
        "node_name": settings.NODE.get("name", ""),
        "is_exercise": bool(settings.NODE.get("exercise", False)),
        "places": [(at.says, url, is_here(request, url)) for at in PLACES if (url := _address(at, mine))],
        "role_words": role_words(mine),
        "languages": settings.LANGUAGES,
        "is_officer": bool(mine & _OFFICERS),
        **(_directory_over() if mine & (_OFFICERS | _KEEPERS) else {}),
        **(_quiet() if mine & (_OFFICERS | _KEEPERS) else {}),
    }


def _directory_over() -> dict[str, datetime | bool]:
    """Since when the directory is over: it serves known peers for some days, marked, and no new key."""
    node, at = this_node(), now()
    found = node.directory
    if found is None or not found.is_expired(at=at):
        return {}
    return {
        "directory_over": found.valid_until,
        "directory_stopped": found.is_expired(at=at - node.stale_for),
    }


def _quiet() -> dict[str, object]:
    """That the node was restored and signs nothing yet, from when its backup is, and for whom it waits."""
    mark = find_mark(this_node().path)
    if mark is None:
        return {}
    named = [nation(who) if find_country(who) else who for who in sorted(mark.failed)]
    return {"quiet_since": mark.backup_at, "quiet_waits_for": named}


def is_here(request: HttpRequest, url: str) -> bool:
    """Whether the page that is shown lies under that address."""
    return request.path == url or (url != "/" and request.path.startswith(url.rstrip("/") + "/"))


def _address(place: Place, mine: frozenset[str]) -> str:
    if place.roles and not place.roles & mine:
        return ""
    try:
        return reverse(place.page)
    except NoReverseMatch:
        return ""
