"""The words of the legislation desk: kinds of law, states of an article, verdicts, effects of a judgment."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.parts import Tag, Text, Tone
from glacy.store.models import VersionRow

FIELDS: Final[dict[str, Text]] = {
    "special": _("Special act on cybercrime or electronic evidence"),
    "penal": _("Penal code"),
    "procedure": _("Code of criminal procedure"),
    "cooperation": _("Law on international cooperation"),
}

STATES: Final[dict[str, tuple[Text, Tone]]] = {
    "full": (_("Full"), "holds"),
    "partial": (_("In part"), "soon"),
    "elsewhere": (_("In another act"), "quiet"),
    "none_found": (_("None found"), "fails"),
    "not_searched": (_("Not searched"), "unknown"),
    "none": (_("None"), "fails"),
}

VERDICTS: Final[dict[str, Text]] = {
    "full": _("Full: it answers the whole article"),
    "partial": _("In part: elements are missing"),
    "none": _("None: it answers another question"),
    "elsewhere": _("Elsewhere: another act answers the article"),
}

EFFECTS: Final[dict[str, Text]] = {
    "struck": _("Struck down: it applies no more"),
    "narrowed": _("Narrowed: it applies as the court reads it"),
}

KINDS: Final[dict[str, Text]] = {
    "definition": _("Definitions"),
    "offence": _("Offences"),
    "power": _("Powers"),
    "cooperation": _("Cooperation"),
    "general": _("General rules"),
}

POLICIES: Final[dict[str, Text]] = {"policy": _("Policy"), "strategy": _("Strategy")}

TONGUES: Final[dict[str, Text]] = {
    "en": _("English"),
    "fr": _("French"),
    "es": _("Spanish"),
    "pt": _("Portuguese"),
}


def state_tag(state: str) -> Tag:
    """Where an article stands, as a tag."""
    says, tone = STATES[state]
    return Tag(says=says, tone=tone)


def version_tag(row: VersionRow) -> Tag:
    """Whether a text was confirmed, waits for it, or is not in force any more."""
    if row.status == "bill":
        return Tag(says=_("Bill"), tone="quiet")
    if row.confirmed_at is None:
        return Tag(says=_("Waits for confirmation"), tone="unknown")
    if row.repealed_on is not None:
        return Tag(says=_("Repealed"), tone="quiet")
    return Tag(says=_("Confirmed"), tone="holds")
