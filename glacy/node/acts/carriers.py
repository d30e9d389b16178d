"""What a person does with carriers at the desk: chooses one, and takes parcels to and from a stick."""

from __future__ import annotations

from typing import IO

from glacy.node import carriers
from glacy.node.on_the_way import Carriage, on_the_way
from glacy.node.opened import Node
from glacy.node.posting_stick import PutOn, TakenIn
from glacy.node.posting_zip import take_zip, zip_for
from glacy.store import access
from glacy.store.people import Officer

CARRYING_ROLES = (*access.DESK_ROLES, "administrator")
"""Who carries: what they carry is sealed, and the page says nothing of a case."""


def view(node: Node, by: Officer) -> Carriage:
    """How messages travel to every State, without a word of a case."""
    access.demand_role(by, *CARRYING_ROLES)
    return on_the_way(node)


def choose(node: Node, by: Officer, country: str, carrier: str) -> None:
    """Chooses by what messages leave for a State; the journal says who did."""
    access.demand_role(by, *CARRYING_ROLES)
    carriers.choose_carrier(node, by, country, carrier)


def take_along(node: Node, by: Officer, country: str) -> tuple[IO[bytes], PutOn]:
    """What waits for a State, or for all, as one ZIP to put on a stick."""
    access.demand_role(by, *CARRYING_ROLES)
    return zip_for(node, country=country, by=by)


def bring_in(node: Node, by: Officer, given: IO[bytes]) -> TakenIn:
    """Takes in what came back on a stick, as one ZIP."""
    access.demand_role(by, *CARRYING_ROLES)
    return take_zip(node, given, by=by)
