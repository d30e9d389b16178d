"""The two pages of a request that say who asks and who is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.countries import get_country
from glacy.desks.frame.contact_fields import Email, Telephone
from glacy.desks.frame.fields import OneOf, Pick, Text
from glacy.desks.requests.section_form import NOT_NEEDED, SectionForm

ROLES: Final = (
    ("contact_24_7", _("24/7 contact point (Article 35)")),
    ("central_authority", _("Central authority (Article 27)")),
    ("competent_authority", _("Competent authority")),
)


class AuthorityForm(SectionForm):
    """Who asks, and how they can be reached."""

    section = "authority"
    heading = _("Who asks")
    lead = _("The other side calls back on what its directory says, and reads here whom to ask for.")

    def more_fields(self) -> Mapping[str, Any]:
        zones = get_country(self.draft.requesting).zones
        return {
            "name": Text(_("Your authority")),
            "role": OneOf(_("In what role"), choices=ROLES),
            "officer": Text(_("Officer in charge"), required=False, width="20"),
            "title": Text(_("Their title"), required=False, width="20"),
            "phone": Telephone(_("Telephone"), hint=_("With the country: +233 30 000 0000")),
            "email": Email(_("E-mail")),
            "address": Text(_("Postal address"), required=False),
            "hours": Text(
                _("Hours"), required=False, width="20", hint=_("For example, all hours, every day")
            ),
            "zone": Pick(_("Time zone"), choices=[(name, name.replace("_", " ")) for name in zones]),
            "channel": Text(
                _("Best way to answer"), required=False, hint=_("For example, this system; else e-mail")
            ),
            "confirm_name": Text(
                _("Who can confirm this request"), required=False, width="20", hint=NOT_NEEDED
            ),
            "confirm_phone": Telephone(_("Their telephone")),
            "operational_name": Text(
                _("Who leads the investigation, if somebody else"),
                required=False,
                width="20",
                hint=NOT_NEEDED,
            ),
            "operational_authority": Text(_("Their authority"), required=False, width="20"),
            "operational_phone": Telephone(_("Telephone of the investigation")),
        }

    def shown(self) -> dict[str, Any]:
        found = super().shown()
        for part in ("confirm", "operational"):
            contact = self.saved.get(part)
            if isinstance(contact, Mapping):
                found |= {f"{part}_{key}": value for key, value in contact.items()}
        return found

    def values(self) -> Json:
        typed = self.cleaned_data
        plain = ("name", "role", "officer", "title", "phone", "email", "address", "hours", "zone", "channel")
        section: dict[str, Json] = {"country": self.draft.requesting, **{key: typed[key] for key in plain}}
        for part, keys in (("confirm", ("name", "phone")), ("operational", ("name", "authority", "phone"))):
            contact = {key: typed[f"{part}_{key}"] for key in keys if typed[f"{part}_{key}"]}
            if contact:
                section[part] = contact
        return section


class AddresseeForm(SectionForm):
    """Who is asked."""

    section = "addressee"
    heading = _("Who is asked")
    name = Text(
        _("Authority, provider or registrar"),
        required=False,
        hint=_("As the directory or the treaty names it"),
    )
    address = Text(_("Postal address"), required=False)
    email = Email(_("E-mail"))

    def kept(self) -> dict[str, Json]:
        return {"country": self.draft.requested, "kind": self.draft.get("addressee", "kind") or "state"}
