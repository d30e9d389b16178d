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
TOPICS: Final[dict[str, Text]] = {
    "preservation_days": _("preservation days"),
    "preservation_renewals": _("preservation renewals"),
    "user_notice": _("user notice"),
    "who_orders_subscriber_data": _("who orders subscriber data"),
    "who_orders_traffic_data": _("who orders traffic data"),
    "who_orders_content": _("who orders content"),
    "mla_channel": _("mla channel"),
    "mla_language": _("mla language"),
    "reciprocity_accepted": _("reciprocity accepted"),
    "dual_criminality_for_mla": _("dual criminality for mla"),
    "speciality_or_use_limits": _("speciality or use limits"),
    "electronic_transmission_accepted": _("electronic transmission accepted"),
    "central_authority": _("central authority"),
    "data_retention_days": _("data retention days"),
    "contact_24_7_institution": _("contact 24 7 institution"),
}
DECLARED: Final[dict[str, Text]] = {
    "declaration": _("declaration"),
    "reservation": _("reservation"),
    "none_listed": _("none listed"),
}
IN_FORCE: Final[dict[str, Text]] = {
    "yes": _("yes"),
    "no": _("no"),
    "unknown": _("unknown"),
    "none_listed": _("none listed"),
    "not_a_treaty": _("not a treaty"),
    "superseded": _("superseded"),
}
TROUBLES: Final[dict[str, Text]] = {
    "contradicted": _("Sources disagree"),
    "unknown": _("Unknown"),
    "recalled": _("Not verified: from general knowledge, no page seen"),
    "part_seen": _("Seen in part, or computed"),
    "old": _("Old"),
}
KINDS_OF_ARTICLE: Final[dict[str, Text]] = {
    "offence": _("Offences"),
    "ancillary_provision": _("Liability, attempt and sanctions"),
    "procedural_power": _("Powers at home"),
    "safeguard": _("Conditions and safeguards"),
    "jurisdiction": _("Jurisdiction"),
    "principle": _("Principles of co-operation"),
    "cooperation_measure": _("Measures of co-operation"),
    "final_clause": _("Final clauses"),
}
DUAL: Final[dict[str, Text]] = {
    "not_applicable": _("Does not arise"),
    "per_requested_party_law": _("As the law of the requested State says"),
    "not_required": _("Not required"),
    "reservable": _("Not required unless reserved"),
    "required": _("Required"),
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
