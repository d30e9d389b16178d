"""What rings on every page of the people on duty, and where glass is broken."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.nations import nation
from glacy.node.acts import emergencies


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """An emergency that nobody has taken: from which State, and when it arrived."""

    message_id: str
    country: str
    at: str


def alarms(request: HttpRequest) -> dict[str, object]:
    """The names that the frame shows above the content of a page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or "administrator" in getattr(user, "roles", ()):
        return {}
    by = officer(request)
    rows = emergencies.ringing(this_node(), by)
    return {
        "alarms": [
            Ringing(
                message_id=row.message_id,
                country=nation(row.message.country),
                at=say_instant(row.raised_at, (by.zone,)),
            )
            for row in rows
        ]
    }
