"""Counts as the T-CY asks for them."""

from __future__ import annotations

from datetime import date

from glacy.node.opened import Node
from glacy.node.views import Statistics


def table(node: Node, *, since: date, until: date) -> Statistics:
    """Requests sent and received between two days, by article, State, data, urgency, outcome and ground."""
    raise NotImplementedError
