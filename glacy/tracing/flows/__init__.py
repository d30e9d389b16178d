"""Money followed forward and backward, by the doctrines that courts use, in whole numbers."""

from __future__ import annotations

from glacy.tracing.flows.doctrines import DOCTRINES, Doctrine, carry
from glacy.tracing.flows.following import End, Hop, Trace, follow
from glacy.tracing.flows.graph import Graph, graph_of
from glacy.tracing.flows.paths import Path, find_paths

__all__ = [
    "DOCTRINES",
    "Doctrine",
    "End",
    "Graph",
    "Hop",
    "Path",
    "Trace",
    "carry",
    "find_paths",
    "follow",
    "graph_of",
]
