"""The journey: every scene of the story, in the order in which it is played."""

from __future__ import annotations

from glacy.demonstration import asking
from glacy.demonstration.stage import Scene

SCENES: tuple[Scene, ...] = (
    Scene(
        at="2026-11-20T23:52:00Z",
        country="GH",
        who="efua",
        says="Opens a case: a clinic in Accra has lost USD 184,000 to a diverted payment",
        play=asking.open_case,
    ),
    Scene(
        at="2026-11-21T00:04:00Z",
        country="GH",
        who="efua",
        says="Asks what the treaties allow towards Chile",
        play=asking.find_route,
    ),
    Scene(
        at="2026-11-21T00:10:00Z",
        country="GH",
        who="efua",
        says="Writes the preservation request (Article 29), with typed targets and a Spanish form",
        play=asking.start_preservation,
    ),
    Scene(
        at="2026-11-21T00:41:00Z",
        country="GH",
        who="efua",
        says="Sends it alone, at 21:41 in Santiago",
        play=asking.send_alone,
    ),
)
