"""Officers of the node under test."""

from __future__ import annotations

from glacy.node.acts import cases, officers, requests
from glacy.node.opened import Node
from glacy.store.people import Officer
from tests.node.filled import PRESERVATION


def hire(node: Node, username: str, *roles: str) -> Officer:
    """An officer with these roles."""
    return officers.add_officer(
        node,
        None,
        username=username,
        name=f"{username.title()} (invented)",
        roles=roles,
        authority="Contact point of Ghana (invented)",
        password=None,
        zone="Africa/Accra",
        phone="+233 30 000 0001",
    )


def draft_preservation(node: Node, by: Officer, case: str, *, country: str = "CL") -> str:
    """A complete draft under Article 29."""
    draft = requests.start_draft(node, by, case, country=country, measure="ETS185-29")
    for section, values in PRESERVATION.items():
        requests.save_section(node, by, draft, section, values)
    return draft


def send_preservation(node: Node, by: Officer, *, title: str = "A case (invented)") -> tuple[str, str]:
    """Case and request: sent under Article 29 by one officer alone."""
    case = cases.open_case(node, by, title=title)
    draft = draft_preservation(node, by, case)
    return case, requests.send(node, by, draft, confirmed_at=node.clock())
