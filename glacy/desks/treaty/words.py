"""The words of the treaty desk: steps of a State, regions, kinds of trouble, aims and what a road gives."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.parts import Tag, Text

STEPS: Final[dict[str, Text]] = {
    "party": _("Party"),
    "deposited": _("Deposited, not yet in force"),
    "signed": _("Signed only"),
    "none": _("Nothing seen"),
    "unknown": _("Unknown"),
}
SIGNS: Final = {"party": "✓", "deposited": "◐", "signed": "○", "none": "", "unknown": "?"}
REGIONS: Final[dict[str, Text]] = {
    "africa": _("Africa"),
    "americas": _("Americas"),
    "asia": _("Asia"),
    "europe": _("Europe"),
    "oceania": _("Oceania"),
}
TROUBLES: Final[dict[str, Text]] = {
    "contradicted": _("Sources disagree"),
    "unknown": _("Unknown"),
    "recalled": _("Not verified: from general knowledge, no page seen"),
    "part_seen": _("Seen in part, or computed"),
    "old": _("Old"),
}
AIMS: Final[dict[str, Text]] = {
    "obtain": _("To have them"),
    "keep": _("To have them kept, for now"),
}
KINDS: Final[dict[str, Text]] = {"formal": _("Formal"), "informal": _("Informal")}
GIVES: Final[dict[str, Text]] = {
    "evidence": _("Evidence"),
    "intelligence": _("Intelligence, not evidence"),
    "either": _("Intelligence; evidence where the court admits it"),
    "preservation": _("No data: they are kept"),
    "help": _("Help, no data"),
}
_TONES: Final = {
    "party": "holds",
    "deposited": "now",
    "signed": "quiet",
    "none": "quiet",
    "unknown": "unknown",
}


def step_tag(step: str) -> Tag:
    """Where a State stands, as a tag."""
    return Tag(says=STEPS[step], tone=_TONES[step])  # type: ignore[arg-type]  # the values are tones
