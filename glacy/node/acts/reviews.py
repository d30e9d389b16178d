"""Acts that one officer did alone, looked at on the next working day."""

from __future__ import annotations

from glacy.node.opened import Node
from glacy.store.models import ReviewRow
from glacy.store.people import Officer


def night_acts(node: Node, by: Officer) -> tuple[ReviewRow, ...]:
    """Acts that wait for a review by this person."""
    raise NotImplementedError


def review(node: Node, by: Officer, act_id: str, *, verdict: str, note: str = "") -> None:
    """Records the review, by another person than the one who acted; `verdict` is in_order or not_in_order."""
    raise NotImplementedError
