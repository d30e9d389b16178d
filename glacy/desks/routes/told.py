"""What a person told the route page already, as the sections of the draft that starts there."""

from __future__ import annotations

from collections.abc import Mapping

from glacy.canon import Json
from glacy.desks.routes.cards import addressee_of
from glacy.treaty import Offence, Ruling, Wish


def told(wish: Wish, ruling: Ruling) -> Mapping[str, Json]:
    """The sections that the wish fills, and the addressee that the channel of the ruling names."""
    sections: dict[str, Json] = {"urgency": {"grade": wish.urgency}}
    if wish.offences:
        sections["offence"] = [{"article": _article(offence)} for offence in wish.offences]
    if wish.data != "any":
        sections["data"] = {"wanted": [{"category": wish.data}]}
    if ruling.channel.authority and addressee_of(ruling) == "state":
        sections["addressee"] = {
            "country": wish.requested,
            "kind": "state",
            "name": ruling.channel.authority.removesuffix("."),
        }
    return sections


def _article(offence: Offence) -> str:
    return f"{offence.instrument}-{offence.article}" if offence.instrument else offence.text
