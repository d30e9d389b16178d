"""The demonstration: an invented case, played by officers at the pages of two nodes, and checked."""

from __future__ import annotations

from glacy.demonstration.errors import DemonstrationError, PageError, ServerError, StoryError
from glacy.demonstration.seat import HttpSeat, Seat
from glacy.demonstration.story import Story, read_story

__all__ = [
    "DemonstrationError",
    "HttpSeat",
    "PageError",
    "Seat",
    "ServerError",
    "Story",
    "StoryError",
    "read_story",
]
