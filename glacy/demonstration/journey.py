"""The journey: every scene of the story, in the order in which it is played."""

from __future__ import annotations

from glacy.demonstration.stage import Scene

SCENES: tuple[Scene, ...] = ()
