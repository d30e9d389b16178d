"""Who may order which power, and whether a judge is needed, as the words of an act say it."""

from __future__ import annotations

from dataclasses import dataclass

from glacy.legislation import ActText, Offered, Power, lexicon, offer_practice, read_powers, segment
from glacy.node.opened import Node
from glacy.store import legislation as stored
from glacy.store.models import VersionRow
from glacy.store.people import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class PowersView:
    """The powers that an act gives, and what it offers to the treaty desk's facts of how a State works.

    Nothing is put among those facts here: a person does that, with the source.
    """

    row: VersionRow
    powers: tuple[Power, ...]
    offered: tuple[Offered, ...]


def view_powers(node: Node, by: Officer, version_id: str) -> PowersView:
    """The powers of a version; none where nobody has confirmed it, or its language is not searched."""
    row = stored.get_version(version_id)
    if not stored.is_searched(row) or row.confirmed_at is None:
        return PowersView(row=row, powers=(), offered=())
    read = segment(ActText(tuple(row.pages)))
    powers = read_powers(read, stored.aligned_values(stored.aligned_of(row)), lexicon(row.language))
    return PowersView(row=row, powers=powers, offered=offer_practice(powers, country=row.act.country))
